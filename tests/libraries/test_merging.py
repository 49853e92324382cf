"""Two rows of one library become one: everything moves in one step, nothing is lost, old links still lead there."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.urls import reverse

from accreditation.models import Outcome
from accreditation.workflow import State
from klik_portal.audit.models import AuditEvent
from klik_portal.core.verdict import Refused
from klik_portal.notifications.models import OutboxMessage
from klik_portal.performance.operations import counts
from libraries import merge_preview, movers, twins
from libraries.models import (
    DifferentLibraries,
    Library,
    LibraryMembership,
    MemberKind,
    MergedLibrary,
    PointKind,
    ServicePoint,
)
from libraries.operations import custody, memberships, merging
from scheduling.models import CalendarFeed
from scheduling.operations import invitations
from tests.factories.accreditation import MONDAY, ApplicationFactory, OutcomeFactory
from tests.factories.libraries import DesaFactory, LibraryFactory, MembershipFactory
from tests.factories.people import UserFactory
from tests.factories.scheduling import AppointmentFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def twin(budi, enggelam) -> Library:
    """The same library, registered once more."""
    return LibraryFactory(
        name="Perpus Muara Enggelam", verified_by=budi, address="Jalan Danau 1", npp="6402182D1000001",
        title_count=900,
    )  # fmt: skip


def merge(gone: Library, stays: Library, by: Any, taken: tuple[str, ...] = ()) -> Library:
    return merging.merge(
        gone=gone,
        stays=stays,
        taken=taken,
        versions=(gone.version, stays.version),
        by=by,
        at=MONDAY,
    )


def point(library: Library, by: Any, kind: str = PointKind.BUNCU_BACA) -> ServicePoint:
    return ServicePoint.objects.create(library=library, kind=kind, added_by=by, added_at=MONDAY)


# --- everything moves ------------------------------------------------------------------------------


def test_every_model_that_leads_to_a_library_has_a_mover():
    leading = {relation.related_model for relation in movers.relations()}

    assert {mover.model for mover in movers.every()} == leading


def test_everything_moves_and_the_row_is_gone(siti, joko, budi, enggelam, twin):
    MembershipFactory(user=joko, library=twin, confirmed_by=budi)
    MembershipFactory(library=twin, confirmed_by=budi, ended=True)
    running = ApplicationFactory(library=twin, state=State.MENTORING, created_by=joko)
    visit = AppointmentFactory(application=running, mode="on_site")
    certificate = OutcomeFactory(library=twin, recorded_by=budi)
    corner, feed = point(twin, joko), CalendarFeed.objects.create(user=joko, library=twin, made_at=MONDAY)  # fmt: skip
    handover = custody.start(
        giver=joko.memberships.get(library=twin), name="Tuti", login="tuti@contoh.id", position="",
        reason="Pensiun.", letter=None, by=joko, at=MONDAY,
    )  # fmt: skip

    merge(twin, enggelam, budi)

    assert not Library.objects.filter(pk=twin.pk).exists()
    for row in (running, certificate, corner, feed, handover):
        row.refresh_from_db()
        assert row.library == enggelam
    visit.refresh_from_db()
    assert visit.application.library == enggelam
    assert enggelam.memberships.count() == 3
    custody.accept(handover=handover, by=handover.successor, at=MONDAY)
    custody.confirm(handover=handover, by=budi, at=MONDAY)  # what was begun goes on
    assert LibraryMembership.objects.of(joko, enggelam) is None


def test_the_facts_are_chosen_one_by_one_and_the_rest_is_kept_in_the_story(budi, enggelam, twin):
    enggelam.title_count, enggelam.parent_body = 1200, "Desa"
    enggelam.save()

    stays = merge(twin, enggelam, budi, taken=("npp", "address"))

    stays.refresh_from_db()
    assert (stays.name, stays.npp, stays.address, stays.title_count, stays.parent_body) == (
        "Perpustakaan Desa Muara Enggelam", "6402182D1000001", "Jalan Danau 1", 1200, "Desa",
    )  # fmt: skip
    row = MergedLibrary.objects.get()
    assert (row.code, row.name, row.library, row.merged_by) == (twin.code, twin.name, stays, budi)
    assert ["Jumlah judul", "900"] in row.facts
    assert Library.objects.search("6402182D1000001").get() == stays
    events = AuditEvent.objects.filter(verb="merged").values_list("subject_code", flat=True)
    assert set(events) == {twin.code, stays.code}


def test_a_confirmed_row_makes_the_other_public_and_the_first_registration_counts(budi):
    early = MONDAY - timedelta(days=900)
    old = LibraryFactory(registered_at=early, verified_by=budi)
    new = LibraryFactory(unverified=True, registered_at=MONDAY)

    stays = merge(old, new, budi)

    assert (stays.is_verified, stays.verified_by, stays.registered_at) == (True, budi, early)


def test_the_last_certificate_is_the_last_of_both(budi, enggelam, twin):
    older = OutcomeFactory(library=enggelam, decided_on=date(2020, 5, 4), recorded_by=budi)
    newer = OutcomeFactory(library=twin, decided_on=date(2024, 5, 4), recorded_by=budi)

    merge(twin, enggelam, budi)

    assert list(Outcome.objects.latest().filter(pk__in=(older.pk, newer.pk))) == [newer]


def test_the_sums_of_the_head_are_right_afterwards(budi, joko, enggelam, twin):
    for library, year in ((enggelam, 2024), (twin, 2024), (twin, 2025)):
        OutcomeFactory(library=library, decided_on=date(year, 5, 4), recorded_by=budi)
    ApplicationFactory(library=twin, state=State.MENTORING, created_by=joko)
    for library in (enggelam, twin):
        counts.settle(library_id=library.pk)

    merge(twin, enggelam, budi)

    call_command("rebuild_figures", "--check", verbosity=0)  # fails where a sum differs


# --- people ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("keeps", ["gone", "stays"])
def test_who_belongs_to_both_keeps_the_stronger_membership_once(budi, joko, enggelam, twin, keeps):
    weak, strong = (enggelam, twin) if keeps == "gone" else (twin, enggelam)
    MembershipFactory(user=joko, library=weak, kind=MemberKind.CONTRIBUTOR, confirmed_by=budi)
    MembershipFactory(user=joko, library=strong, confirmed_by=budi)
    CalendarFeed.objects.bulk_create(
        CalendarFeed(user=joko, library=library, made_at=MONDAY) for library in (enggelam, twin)
    )

    said = merge_preview.preview(twin, enggelam).remarks
    merge(twin, enggelam, budi)

    assert "Joko anggota di keduanya; yang lebih kuat dipakai." in said
    assert LibraryMembership.objects.of(joko, enggelam).kind == MemberKind.KEEPER
    ended = enggelam.memberships.filter(user=joko, ended_at__isnull=False).get()
    assert ended.end_reason == "Dua data perpustakaan digabung."
    assert joko.calendar_feeds.live().count() == 1


def test_the_people_of_the_row_that_goes_are_told_and_see_the_other(client_of, budi, enggelam, twin):  # fmt: skip
    umar = UserFactory(name="Umar")
    MembershipFactory(user=umar, library=twin, confirmed_by=budi)
    page = reverse("libraries:library-detail", args=[twin.code])

    merge(twin, enggelam, budi)

    assert OutboxMessage.objects.filter(recipient=umar, event="library.merged").exists()
    assert client_of(umar).get(page).url == enggelam.get_absolute_url()
    assert client_of(umar).get(enggelam.get_absolute_url()).status_code == 200


def test_both_sides_find_the_booked_talk_in_their_calendar(siti, joko, budi, enggelam, twin):
    MembershipFactory(user=joko, library=twin, confirmed_by=budi)
    request = ApplicationFactory(library=twin, state=State.MENTORING, created_by=joko)
    start = MONDAY + timedelta(days=3)
    talk = AppointmentFactory(application=request, officer=budi, mode="phone", starts_at=start, ends_at=start + timedelta(hours=1))  # fmt: skip
    invitations.invite(appointment=talk, event="scheduled", at=MONDAY)

    merge(twin, enggelam, budi)

    heard = OutboxMessage.objects.filter(about_kind="appointment", channel="email")
    assert {m.recipient for m in heard} == {siti, joko, budi}
    assert heard.count() == 3


# --- clashes ---------------------------------------------------------------------------------------


def test_two_running_requests_are_settled_by_people_first(budi, siti, joko, enggelam, twin):
    for library, person in ((enggelam, siti), (twin, joko)):
        ApplicationFactory(library=library, state=State.MENTORING, created_by=person)

    with pytest.raises(Refused, match="Keduanya punya permohonan yang berjalan"):
        merge(twin, enggelam, budi)
    assert Library.objects.filter(pk=twin.pk).exists()


def test_taking_part_twice_is_closed_once(budi, siti, enggelam, twin):
    mine, spare = (point(library, siti, PointKind.TPBIS) for library in (enggelam, twin))
    corner = point(twin, siti)

    merge(twin, enggelam, budi)

    for row, state in ((mine, "active"), (spare, "closed"), (corner, "active")):
        row.refresh_from_db()
        assert (row.library, row.state) == (enggelam, state)


def test_two_numbers_are_a_remark_not_a_wall(budi, enggelam, twin):
    enggelam.npp = "6402182D1000009"
    enggelam.save()

    assert merge_preview.preview(twin, enggelam).remarks == [
        "Keduanya punya NPP. Pilih satu; yang lain tersimpan di riwayat."
    ]
    assert merge(twin, enggelam, budi, taken=("npp",)).npp == "6402182D1000001"


def test_what_changed_since_the_preview_is_looked_at_again(budi, enggelam, twin):
    Library.objects.filter(pk=twin.pk).update(version=7)

    with pytest.raises(Refused, match="berubah sejak pratinjau"):
        merge(twin, enggelam, budi)


def test_merging_twice_and_with_itself_is_refused(budi, enggelam, twin):
    with pytest.raises(Refused, match="dua perpustakaan yang berbeda"):
        merge(enggelam, enggelam, budi)
    merge(twin, enggelam, budi)
    with pytest.raises(Refused, match="baru saja digabung"):
        merge(twin, enggelam, budi)


def test_a_row_nobody_moves_stops_the_merge(budi, siti, enggelam, twin, monkeypatch):
    point(twin, siti)
    monkeypatch.delitem(movers._MOVERS, ServicePoint)

    with pytest.raises(RuntimeError, match="ServicePoint has no mover"):
        merge(twin, enggelam, budi)


def test_what_was_asked_of_the_row_that_went_is_answered_in_a_sentence(budi, siti, enggelam, twin):
    claim = MembershipFactory(library=twin, waiting=True)
    merge(twin, enggelam, budi)

    memberships.confirm(membership=LibraryMembership.objects.get(pk=claim.pk), by=budi, at=MONDAY)
    with pytest.raises(Refused, match="baru saja digabung"):
        memberships.confirm(membership=claim, by=budi, at=MONDAY)  # a page opened before


@pytest.mark.parametrize("who", ["siti", "kepala", "joko"])
def test_only_the_office_merges(request, budi, enggelam, twin, who):
    person = request.getfixturevalue(who)
    with pytest.raises(Refused, match="Hanya petugas"):
        merge(twin, enggelam, person)
    with pytest.raises(Refused, match="Hanya petugas"):
        merging.say_different(one=twin, other=enggelam, by=person, at=MONDAY)


# --- old links -------------------------------------------------------------------------------------


def test_old_links_lead_to_the_library_that_stayed_through_any_number_of_merges(client, client_of, budi, enggelam, twin):  # fmt: skip
    third = LibraryFactory(verified_by=budi)
    merge(twin, enggelam, budi)
    enggelam.refresh_from_db()
    merge(enggelam, third, budi)

    public, office = (
        client.get(reverse("libraries:library-public", args=[twin.code])),
        client_of(budi).get(reverse("libraries:registry-edit", args=[twin.code])),
    )
    assert (public.status_code, public.url) == (301, reverse("libraries:library-public", args=[third.code]))  # fmt: skip
    assert office.url == reverse("libraries:registry-edit", args=[third.code])


def test_an_old_code_tells_nothing_of_what_one_may_not_see(client, client_of, joko, budi):
    hidden, gone = LibraryFactory(unverified=True), LibraryFactory(unverified=True)
    code = merge(gone, hidden, budi) and gone.code

    assert client.get(reverse("libraries:library-public", args=[code])).status_code == 404
    assert client_of(joko).get(reverse("libraries:library-detail", args=[code])).status_code == 404


def test_an_old_code_is_never_given_out_again(budi, enggelam, twin):
    merge(twin, enggelam, budi)

    assert not Library.objects.filter(code=twin.code).exists()
    assert MergedLibrary.objects.get().code == twin.code


# --- the pages -------------------------------------------------------------------------------------


def test_an_officer_finds_looks_and_merges(client_of, budi, joko, enggelam, twin):
    MembershipFactory(user=joko, library=twin, confirmed_by=budi)
    client = client_of(budi)
    listed = client.get(reverse("libraries:twins"))
    assert [(s.one, s.other) for s in listed.context["page"].suspicions] == [(enggelam, twin)]
    assert twin in client.get(reverse("libraries:merge-pick", args=[enggelam.code])).context["rows"]
    url = reverse("libraries:merge", args=[enggelam.code, twin.code])
    page = client.get(url)
    form = page.context["form"]
    assert [d.key for d in page.context["preview"].differences] == ["name", "address", "npp", "title_count"]  # fmt: skip
    assert {row.label: row.gone for row in page.context["preview"].counts} == {"Pengelola, juga yang dulu": 1}  # fmt: skip
    typed = {name: field.initial for name, field in form.fields.items() if field.initial} | form.initial  # fmt: skip

    assert client.post(url, typed).status_code == 422  # nobody said they are sure
    response = client.post(url, {**typed, "sure": "on"}, follow=True)

    enggelam.refresh_from_db()
    assert (enggelam.name, enggelam.npp) == ("Perpustakaan Desa Muara Enggelam", twin.npp)
    assert "Digabung dari 1 data lain" in response.content.decode()
    story = client.get(reverse("libraries:registry-merged", args=[enggelam.code])).content.decode()
    assert twin.code in story
    assert "900" in story


def test_told_apart_once_is_not_asked_again(client_of, budi, enggelam, twin):
    for _ in range(2):
        client_of(budi).post(reverse("libraries:twin-dismiss", args=[twin.code, enggelam.code]))

    assert DifferentLibraries.objects.get().one == enggelam
    assert twins.twin_page().suspicions == []
    assert AuditEvent.objects.filter(verb="told_apart").count() == 1


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"name": "Perpus Muara Enggelam"}, "Nama mirip di desa yang sama"),
        ({"name": "Pojok Baca Ceria", "npp": "64O2182D10000OI"}, "NPP hampir sama"),
        ({"name": "Pojok Baca Ceria", "contact_phone": "+6281"}, "Nomor kontak dan jenis sama"),
        ({"name": "Pojok Baca Ceria"}, ""),
        ({"name": "SDN 008 Muara Enggelam", "type": "primary_school"}, ""),
    ],
)
def test_what_speaks_for_two_rows_of_one_library(enggelam, facts, why):
    enggelam.npp, enggelam.contact_phone = "6402182D1000001", "+6281"
    enggelam.save()
    LibraryFactory(**facts)

    assert [s.why for s in twins.twin_page().suspicions] == ([why] if why else [])


def test_suspicions_come_in_whole_villages(monkeypatch, enggelam):
    monkeypatch.setattr(twins, "STRETCH", 5)
    for number in range(4):
        desa = DesaFactory(code=f"64.02.18.20{number + 10}", name=f"Desa {number}")
        for _ in range(2):
            LibraryFactory(name=f"Perpustakaan {number} Mahakam", desa=desa)
    seen, after = [], ""
    while True:
        page = twins.twin_page(after=after)
        seen += [s.one.name for s in page.suspicions]
        after = page.next_cursor
        if not after:
            break

    assert seen == [f"Perpustakaan {number} Mahakam" for number in range(4)]
