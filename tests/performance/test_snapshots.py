"""A frozen quarter stays as it was reported; what is put right later is shown beside it."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from accreditation.models import Outcome
from klik_portal.audit.models import AuditEvent
from klik_portal.core.verdict import Refused
from klik_portal.performance import frozen
from klik_portal.performance.models import Snapshot
from klik_portal.performance.operations import plans, snapshots, targets
from klik_portal.performance.queries import snapshots as reading
from tests.factories.accreditation import MONDAY, OutcomeFactory
from tests.factories.libraries import LibraryFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def indicator(rina):
    plan = plans.create_plan(
        name="Renstra", document_number="1", first_year=2023, last_year=2026, by=rina, at=MONDAY
    )
    one = plan.indicators.get()
    for quarter, value in ((1, 2), (2, 3)):
        targets.set_target(
            indicator=one, year=2024, quarter=quarter, value=value, note="", by=rina, at=MONDAY
        )
    return one


def certificate(month, name="Perpustakaan Desa"):
    return OutcomeFactory(library=LibraryFactory(name=name), decided_on=date(2024, month, 5))


def freeze(rina, *, quarter=2, note="", at=MONDAY):
    return snapshots.freeze(year=2024, quarter=quarter, note=note, by=rina, at=at)


def differences(kept):
    now = reading.quarter_now(year=2024, quarter=kept.quarter, today=MONDAY.date())
    return [(d.what, d.then, d.now) for d in frozen.differences(kept.figures, now)]


def test_a_snapshot_keeps_what_counts_up_to_the_end_of_its_quarter(indicator, rina):
    for month in (1, 6, 7):
        certificate(month)

    kept = freeze(rina)

    (row,) = kept.figures["indicators"]
    assert (row["achieved"], row["target"], row["percent"], row["within"]) == (
        "2",
        "3",
        "66,7 %",
        "1",
    )
    assert [c["decided_on"] for c in kept.figures["certificates"]] == ["2024-01-05", "2024-06-05"]


def test_the_last_quarter_is_told_with_the_target_of_the_year(indicator, rina):
    targets.set_target(indicator=indicator, year=2024, value=4, note="", by=rina, at=MONDAY)
    certificate(12)

    (row,) = freeze(rina, quarter=4).figures["indicators"]

    assert (row["achieved"], row["target"], row["percent"]) == ("1", "4", "25,0 %")


def test_nothing_differs_until_something_is_put_right(indicator, rina):
    certificate(3)
    kept = freeze(rina)
    certificate(9)  # after the quarter
    assert differences(kept) == []

    late = certificate(6, name="Perpustakaan Terlambat")

    assert differences(kept) == [
        (
            "IK-1 Perpustakaan terakreditasi",
            "1, target 3, setahun \u2013",
            "2, target 3, setahun \u2013",
        ),
        (
            "Desa dan kelurahan",
            "1, target setahun \u2013",
            "2, target setahun \u2013",
        ),
        (
            late.library.kecamatan.name,
            "1, target setahun \u2013",
            "2, target setahun \u2013",
        ),
        (
            "Perpustakaan Terlambat",
            "tidak ada",
            f"{late.certificate_number}, 5 Jun 2024, {late.grade}, {late.library.kecamatan.name}",
        ),
    ]


def test_a_snapshot_keeps_the_sums_by_type_and_by_kecamatan_up_to_its_quarter(indicator, rina):
    for month in (1, 6, 7):
        certificate(month)
    targets.set_target(
        indicator=indicator, year=2024, scope="village", value=5, note="", by=rina, at=MONDAY
    )

    told = freeze(rina).figures

    villages = next(row for row in told["groups"] if row["code"] == "village")
    assert (villages["achieved"], villages["year_target"]) == ("2", "5")
    assert sum(int(row["achieved"]) for row in told["areas"]) == 2


def test_a_snapshot_from_before_the_sums_were_kept_does_not_differ_in_them(indicator, rina):
    certificate(3)
    kept = freeze(rina)
    del kept.figures["groups"], kept.figures["areas"]

    assert differences(kept) == []


def test_a_certificate_that_moves_out_of_the_quarter_is_shown_and_the_snapshot_stays(
    indicator, rina
):
    moved = certificate(6)
    kept = freeze(rina)
    before = Snapshot.objects.values().get()
    Outcome.objects.filter(pk=moved.pk).update(decided_on=date(2024, 7, 5))

    assert [now for what, _then, now in differences(kept) if what == moved.library.name] == [
        "tidak ada"
    ]
    assert Snapshot.objects.values().get() == before


@pytest.mark.parametrize("act", ["update", "delete"])
def test_the_database_refuses_to_change_or_remove_a_snapshot(indicator, rina, act):
    kept = freeze(rina)
    rows = Snapshot.objects.filter(pk=kept.pk)

    with pytest.raises(IntegrityError, match="a snapshot stays"), transaction.atomic():
        rows.update(note="Lain.") if act == "update" else rows.delete()

    assert rows.get().note == ""


def test_the_fingerprint_survives_the_database_and_tells_of_a_change(indicator, rina):
    certificate(3)
    freeze(rina)
    kept = Snapshot.objects.get()
    assert kept.is_untouched

    kept.figures["indicators"][0]["achieved"] = "9"

    assert not kept.is_untouched


def test_a_quarter_that_has_not_ended_cannot_be_frozen(indicator, rina):
    last_day = datetime(2024, 6, 30, 15, 59, tzinfo=UTC)  # 23.59 WITA
    with pytest.raises(Refused):
        freeze(rina, at=last_day)

    assert freeze(rina, at=last_day.replace(hour=16, minute=0))


def test_the_same_figures_are_not_frozen_twice_but_corrected_ones_are(indicator, rina):
    first = freeze(rina)
    with pytest.raises(Refused):
        freeze(rina)

    certificate(6)
    second = freeze(rina, note="Sesudah perbaikan.")

    assert [one.pk for one in reading.of_year(2024)] == [second.pk, first.pk]


def test_without_a_plan_there_is_nothing_to_freeze(rina):
    with pytest.raises(Refused):
        freeze(rina)


def test_only_the_coordinator_freezes_and_it_is_on_record(indicator, rina, kepala):
    with pytest.raises(Refused):
        freeze(kepala)
    kept = freeze(rina, note="Ke Bappeda.")

    event = AuditEvent.objects.get(verb="quarter_frozen")
    assert (event.actor_id, event.note, event.payload["sha256"]) == (
        rina.pk, "Ke Bappeda.", kept.sha256,
    )  # fmt: skip


def test_heads_read_a_snapshot_and_what_differs(indicator, rina, kepala, client_of):
    certificate(3)
    kept = freeze(rina)
    certificate(6, name="Perpustakaan Terlambat")
    client = client_of(kepala)
    address = reverse("performance:snapshot-detail", args=[2024, kept.token])

    assert address in client.get(reverse("performance:report", args=[2024])).content.decode()
    page = client.get(address).content.decode()

    assert "Yang sekarang berbeda" in page
    assert "Perpustakaan Terlambat" in page
    assert "Menurut kecamatan" in page
    assert (
        client.get(reverse("performance:snapshot-detail", args=[2023, kept.token])).status_code
        == 404
    )


def test_a_refusal_is_a_sentence_and_keeps_what_was_typed(rina, client_of):
    page = client_of(rina).post(
        reverse("performance:snapshot-new", args=[2024]), {"quarter": "2", "note": "Catatan saya."}
    )

    assert page.status_code == 422
    assert "Belum ada rencana" in page.content.decode()
    assert "Catatan saya." in page.content.decode()
