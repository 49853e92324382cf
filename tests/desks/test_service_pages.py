"""Standard, pledge and complaints: what everybody reads, who writes it, and that no version is lost."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from klik_portal.audit.models import AuditEvent
from klik_portal.core import clock
from klik_portal.core.verdict import Conflict, Refused
from klik_portal.office import promises, queries, service_parts
from klik_portal.office.models import Office, ServicePledge, ServiceStandard
from klik_portal.performance.models import Release
from klik_portal.performance.operations import releases
from klik_portal.performance.queries.public import _remembered
from tests.factories.accreditation import MONDAY, ApplicationFactory

pytestmark = pytest.mark.django_db
SERVICE, STANDARD, PLEDGE = (
    reverse(f"desks:{name}") for name in ("service", "standard-edit", "pledge-edit")
)
SIGNED = {"text": "Kami sanggup.", "signer_name": "Kepala Dinas", "signer_post": "Kepala", "signed_on": date(2026, 1, 5)}  # fmt: skip


def read(client, url: str = SERVICE) -> str:
    return client.get(url).content.decode()


def kept(rina, seen: int = 0, **changed: str) -> ServiceStandard:
    parts = {**service_parts.shipped(), **changed}
    return promises.keep_standard(parts=parts, decree="", seen=seen, by=rina, at=MONDAY)


# --- what everybody reads --------------------------------------------------------------------------


def test_the_six_parts_on_delivery_are_there_from_the_first_day(client):
    page = read(client)

    assert len(service_parts.DELIVERY) == 6
    assert len(service_parts.PARTS) == 14
    for part in service_parts.DELIVERY:
        assert str(part.label) in page
        assert str(part.shipped) in page


def test_a_part_without_words_is_not_shown(client, rina):
    assert "Jumlah pelaksana" not in read(client)

    kept(rina, staff="Lima petugas.")

    assert "Lima petugas." in read(client)


def test_an_unsigned_pledge_says_so_and_a_signed_one_names_who_and_when(client, rina):
    assert "Maklumat ini belum ditandatangani" in read(client)

    promises.keep_pledge(seen=0, by=rina, at=MONDAY, **SIGNED)

    page = read(client)
    assert "Senin, 5 Januari 2026" in page
    assert "Kepala Dinas" in page
    assert "belum ditandatangani" not in page


def test_complaints_lead_to_lapor_and_to_the_office(client):
    Office.objects.update(phone="0541-123456", email="diarpus@contoh.id", address="Jalan Contoh 1")

    page = read(client)

    assert 'href="https://www.lapor.go.id"' in page
    assert "0541-123456" in page
    assert "mailto:diarpus@contoh.id" in page


def test_how_well_the_promise_is_kept_is_shown_only_when_it_was_released(client, rina):
    early, late = MONDAY + timedelta(hours=3), MONDAY + timedelta(days=4)
    for answered in (early, early, early, late):
        ApplicationFactory(state="submitted", first_submitted_at=MONDAY, first_answered_at=answered)
    releases.release(year=2026, note="", by=rina, at=MONDAY)
    hidden = read(client)
    releases.release(year=2026, note="", by=rina, at=MONDAY, with_answers=True)
    _remembered.cache_clear()

    assert "tepat waktu" not in hidden
    assert "75,0 %" in read(client)
    assert "3 dari 4 permohonan tahun 2026" in read(client)


def test_a_release_from_before_says_nothing_of_answers(client, rina):
    releases.release(year=2026, note="", by=rina, at=MONDAY)
    row = Release.objects.get()
    del row.figures["answers"]
    row.save()

    assert "tepat waktu" not in read(client)


# --- who writes it ---------------------------------------------------------------------------------


def test_a_coordinator_writes_a_new_version_on_the_page(client_of, rina, client):
    page = client_of(rina)
    form = {**service_parts.shipped(), "fee": "Gratis.", "decree": "SK 12/2026", "seen": "0"}

    assert page.post(STANDARD, form).status_code == 302
    assert "SK 12/2026" in read(client)
    assert "Gratis." in read(client)
    assert reverse("desks:standard-version", args=[1]) in read(page, STANDARD)


def test_a_delivery_part_cannot_be_emptied_and_what_was_typed_stays(client_of, rina):
    form = {**service_parts.shipped(), "fee": "", "staff": "Lima petugas.", "seen": "0"}

    response = client_of(rina).post(STANDARD, form)

    assert response.status_code == 422
    assert "Lima petugas." in response.content.decode()
    assert not ServiceStandard.objects.exists()


@pytest.mark.parametrize("who", ["siti", "budi", "kepala"])
def test_nobody_else_may(request, who):
    with pytest.raises(Refused):
        kept(request.getfixturevalue(who))


def test_old_versions_stay_and_the_newest_counts(rina, client_of):
    kept(rina, fee="Gratis.")
    kept(rina, seen=1, fee="Tidak dipungut biaya.")

    assert queries.standard_in_force().number == 2
    old = read(client_of(rina), reverse("desks:standard-version", args=[1]))
    assert "Gratis." in old


def test_two_who_write_at_once_lose_nothing(rina):
    kept(rina, fee="Gratis.")

    with pytest.raises(Conflict) as conflict:
        kept(rina, seen=0, fee="Nol rupiah.")

    assert ("Biaya", "Gratis.") in conflict.value.theirs
    assert ("Biaya", "Nol rupiah.") in conflict.value.yours


def test_the_same_words_are_no_new_version(rina):
    kept(rina, fee="Gratis.")
    kept(rina, seen=1, fee=" Gratis. ")
    promises.keep_pledge(seen=0, by=rina, at=MONDAY, **SIGNED)
    promises.keep_pledge(seen=1, by=rina, at=MONDAY, **SIGNED)

    assert ServiceStandard.objects.count() == ServicePledge.objects.count() == 1
    assert AuditEvent.objects.filter(subject_code="standar-layanan").count() == 2


@pytest.mark.parametrize(
    "changed", [{"signer_name": ""}, {"signed_on": None}, {"signed_on": date(2026, 11, 24)}]
)
def test_a_signature_has_a_name_and_a_day_that_has_come(rina, client_of, changed):
    with pytest.raises(Refused):
        promises.keep_pledge(seen=0, by=rina, at=MONDAY, **{**SIGNED, **changed})


def test_a_refused_pledge_comes_back_with_its_sentence(client_of, rina):
    response = client_of(rina).post(PLEDGE, {"text": "Baru.", "signer_name": "Kepala", "seen": "0"})

    assert response.status_code == 422
    assert "Isi nama penanda tangan dan tanggalnya" in response.content.decode()


def test_how_the_promise_was_kept_is_released_by_a_tick(client_of, rina, client):
    ApplicationFactory(
        state="submitted", first_submitted_at=MONDAY, first_answered_at=MONDAY + timedelta(hours=1)
    )
    year = clock.today().year
    client_of(rina).post(
        reverse("performance:release-list"), {"year": str(year), "note": "", "with_answers": "on"}
    )

    assert Release.objects.get().figures["answers"] is not None


# --- the privacy notice ----------------------------------------------------------------------------


def test_the_notice_names_data_basis_time_rights_and_a_way_to_use_them(client):
    Office.objects.update(email="diarpus@contoh.id")
    page = read(client, reverse("desks:privacy"))

    for heading in ("Data yang kami simpan", "Untuk apa dan atas dasar apa", "Siapa yang melihat", "Berapa lama", "Hak Anda", "Bila data bocor"):  # fmt: skip
        assert heading in page
    assert "mailto:diarpus@contoh.id" in page
    assert reverse("accreditation:ask") in page


def test_what_the_notice_promises_is_so(settings):
    """The numbers it names are the ones in force."""
    assert timedelta(days=30) == timedelta(seconds=settings.SESSION_COOKIE_AGE)
    assert timedelta(minutes=10) == timedelta(seconds=settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT)
