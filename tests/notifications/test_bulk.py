"""A letter to many: shown with names and count, held for a minute, taken back as far as it has not left."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accreditation.workflow import State
from klik_portal.audit.models import AuditEvent
from klik_portal.core.verdict import Refused
from klik_portal.mailroom import queries
from klik_portal.mailroom.models import BulkSend
from klik_portal.mailroom.operations import bulk
from klik_portal.notifications.models import OutboxMessage
from klik_portal.notifications.operations import delivery
from tests.factories.accreditation import ApplicationFactory
from tests.factories.libraries import (
    DesaFactory,
    KecamatanFactory,
    LibraryFactory,
    MembershipFactory,
)
from tests.factories.people import UserFactory
from tests.notifications.conftest import AT

pytestmark = pytest.mark.django_db
MINUTE = timedelta(seconds=60)
URL = reverse("mailroom:bulk-new")


@pytest.fixture
def keepers(budi):
    """Three libraries with a keeper each, and one that nobody keeps."""
    upriver = DesaFactory(
        code="64.02.12.2001", kecamatan=KecamatanFactory(code="64.02.12", name="Tabang")
    )
    village = LibraryFactory(name="Desa Enggelam")
    school = LibraryFactory(name="SMA Tabang", type="senior_school", desa=upriver)
    mosque = LibraryFactory(name="Masjid Nurul Huda", type="worship")
    LibraryFactory(name="Tanpa Pengelola")
    people = [
        UserFactory(name="Ani", email="ani@contoh.id"),
        UserFactory(name="Beni", email="beni@contoh.id"),
        UserFactory(name="Cici", email=None, phone=None),
    ]
    for person, library in zip(people, (village, school, mosque), strict=True):
        MembershipFactory(user=person, library=library, confirmed_by=budi)
    ApplicationFactory(
        library=village, created_by=people[0], assigned_to=budi, state=State.MENTORING
    )
    return people


def ids(people):
    return [person.public_id for person in people]


def send(by, people, **changed):
    letter = {
        "subject": "Kirim foto rak",
        "body": "Sebelum Jumat.\n\nTerima kasih.",
        "link": "/panduan/",
    }
    return bulk.send(
        people=ids(people), by=by, **{"seen_count": len(people), "at": AT, **letter, **changed}
    )  # fmt: skip


def names(by, **wanted):
    return [r.person.name for r in queries.addressable(by=by, wanted=queries.Filter(**wanted))]


class TestWhom:
    def test_a_coordinator_writes_to_every_confirmed_person_an_officer_to_own_requests(
        self, keepers, rina, budi
    ):
        MembershipFactory(user=UserFactory(name="Belum"), library=LibraryFactory(), waiting=True)

        assert names(rina) == ["Ani", "Beni", "Cici"]
        assert names(budi) == ["Ani"]

    @pytest.mark.parametrize(
        ("wanted", "found"),
        [({"type": "worship"}, ["Cici"]), ({"kecamatan": "64.02.12"}, ["Beni"]),
         ({"state": "mentoring"}, ["Ani"]), ({"type": "worship", "state": "mentoring"}, [])],
    )  # fmt: skip
    def test_filters_narrow(self, keepers, rina, wanted, found):
        assert names(rina, **wanted) == found

    def test_who_keeps_two_libraries_is_one_person(self, keepers, rina, budi):
        MembershipFactory(user=keepers[0], library=LibraryFactory(name="TBM"), confirmed_by=budi)

        assert next(r.libraries for r in queries.addressable(by=rina)) == "Desa Enggelam, TBM"

    def test_libraries_without_anybody_are_named(self, keepers, rina):
        found = queries.unreachable(by=rina, wanted=queries.Filter())

        assert [library.name for library in found] == ["Tanpa Pengelola"]


class TestSending:
    def test_everybody_gets_it_after_a_minute_in_klik_and_by_mail(self, keepers, rina):
        letter = send(rina, keepers)

        rows = queries.messages_of(letter)
        assert sorted((r.recipient.name, r.channel) for r in rows) == [
            ("Ani", "email"), ("Ani", "in_app"), ("Beni", "email"), ("Beni", "in_app"), ("Cici", "in_app"),
        ]  # fmt: skip
        assert {(r.state, r.due_at) for r in rows} == {("queued", AT + MINUTE)}
        assert rows[0].body_text == "Sebelum Jumat.\n\nTerima kasih."
        event = AuditEvent.objects.get(subject_kind="bulk")
        assert (event.verb, event.payload["people"]) == ("bulk_sent", 3)

    def test_nothing_leaves_before_and_all_of_it_after(self, keepers, rina, sink):
        send(rina, keepers)

        delivery.deliver_due(now=AT + MINUTE - timedelta(seconds=1))
        assert sink.mails == []
        delivery.deliver_due(now=AT + MINUTE)
        assert sorted(mail["To"] for mail in sink.mails) == ["ani@contoh.id", "beni@contoh.id"]

    def test_what_was_typed_is_text_in_the_mail(self, keepers, rina, sink):
        send(rina, keepers[:1], body="<script>alert(1)</script> {nama}")
        delivery.deliver_due(now=AT + MINUTE)

        html = sink.mails[0].get_body(("html",)).get_content()
        assert "<script" not in html
        assert "&lt;script&gt;alert(1)&lt;/script&gt; {nama}" in html

    @pytest.mark.parametrize(
        "changed",
        [{"seen_count": 1}, {"people": []}, {"subject": " "}, {"body": "\n"}, {"link": "https://jahat.id/"},
         {"link": "//jahat.id/"}, {"link": "/tidak/ada/"}, {"link": "/\\jahat.id"}],
    )  # fmt: skip
    def test_it_is_refused_as_a_whole(self, keepers, rina, changed):
        people = changed.pop("people", keepers)

        with pytest.raises(Refused):
            send(rina, people, **changed)
        assert not BulkSend.objects.exists()

    def test_somebody_elses_people_are_not_written_to(self, keepers, budi):
        with pytest.raises(Refused, match="sekarang 1 orang"):
            send(budi, keepers)

    def test_neither_applicant_nor_head(self, keepers, kepala):
        for person in (keepers[0], kepala):
            with pytest.raises(Refused):
                send(person, keepers)

    def test_an_hour_has_room_for_a_few(self, keepers, rina, monkeypatch):
        monkeypatch.setattr(bulk, "SENDS_AN_HOUR", 1)
        send(rina, keepers)

        with pytest.raises(Refused, match="dalam satu jam"):
            send(rina, keepers)
        send(rina, keepers, at=AT + timedelta(hours=1))

    def test_not_more_than_can_be_looked_over(self, keepers, rina, monkeypatch):
        monkeypatch.setattr(bulk, "MOST", 2)

        with pytest.raises(Refused, match="Paling banyak 2"):
            send(rina, keepers)


class TestTakingBack:
    def test_within_the_minute_nothing_leaves(self, keepers, rina, sink):
        letter = send(rina, keepers)

        assert bulk.undo(bulk=letter, by=rina, at=AT + MINUTE / 2) == 5
        delivery.deliver_due(now=AT + 2 * MINUTE)
        assert sink.mails == []
        letter.refresh_from_db()
        assert (letter.undone_by, letter.undone_count) == (rina, 5)

    def test_exactly_what_no_worker_has_taken_yet(self, keepers, rina):
        letter = send(rina, keepers)
        taken = delivery.claim(now=AT + MINUTE, size=2, lease=MINUTE)

        assert bulk.undo(bulk=letter, by=rina, at=AT + MINUTE) == 3
        states = {row.pk: row.state for row in OutboxMessage.objects.all()}
        assert {states.pop(row.pk) for row in taken} == {"sending"}
        assert set(states.values()) == {"cancelled"}

    def test_not_twice_and_not_when_all_has_left(self, keepers, rina):
        letter = send(rina, keepers)
        bulk.undo(bulk=letter, by=rina, at=AT)
        with pytest.raises(Refused, match="sudah ditarik"):
            bulk.undo(bulk=letter, by=rina, at=AT)

        gone = send(rina, keepers)
        OutboxMessage.objects.update(state="sent")
        with pytest.raises(Refused, match="sudah berangkat"):
            bulk.undo(bulk=gone, by=rina, at=AT)

    def test_an_officer_only_the_own_one(self, keepers, rina, budi):
        letter = send(rina, keepers)

        with pytest.raises(Refused):
            bulk.undo(bulk=letter, by=budi, at=AT)


class TestPages:
    LETTER = {"subject": "Kirim foto rak", "body": "Sebelum Jumat.", "link": "/panduan/"}

    def post(self, client, people, act, query="", **changed):
        body = {"to": ids(people), "count": len(people), "act": act, **self.LETTER, **changed}
        return client.post(URL + query, body)

    def test_names_and_count_stand_there_before_anything_is_sent(self, keepers, rina, client_of):
        page = self.post(client_of(rina), keepers, "review")

        told = page.content.decode()
        assert "Kirim ke 3 orang?" in told
        assert all(person.name in told for person in keepers)
        assert "1 orang tanpa surel dan HP hanya membacanya di Klik." in told
        assert not BulkSend.objects.exists()

    def test_confirmed_it_waits_and_the_page_says_how_long(self, keepers, rina, client_of):
        client = client_of(rina)
        page = client.get(self.post(client, keepers, "send").url)

        assert "Tarik kiriman ini" in page.content.decode()
        assert 0 < page.context["seconds"] <= 60

        client.post(reverse("mailroom:bulk-undo", args=[BulkSend.objects.get().token]))
        page = client.get(reverse("mailroom:bulk-detail", args=[BulkSend.objects.get().token]))
        assert "5 pesan tidak jadi berangkat" in page.content.decode()
        assert "Kirim foto rak" in client.get(URL).content.decode()

    def test_a_list_that_changed_meanwhile_is_shown_again(self, keepers, rina, client_of):
        page = self.post(client_of(rina), keepers, "send", count=2)

        assert page.status_code == 422
        assert "Daftar penerima berubah: sekarang 3 orang." in page.content.decode()
        assert not BulkSend.objects.exists()

    def test_going_back_keeps_choice_and_words(self, keepers, rina, client_of):
        page = self.post(client_of(rina), keepers[:1], "edit")

        assert page.context["form"]["to"].value() == ids(keepers[:1])
        assert "Sebelum Jumat.</textarea>" in page.content.decode()

    def test_a_foreign_address_is_refused_with_a_sentence(self, keepers, rina, client_of):
        page = self.post(client_of(rina), keepers, "review", link="https://jahat.id/")

        assert page.status_code == 422
        assert "Tautan harus halaman di Klik" in page.content.decode()

    def test_an_officer_does_not_see_a_coordinators_letter(self, keepers, rina, budi, client_of):
        letter = send(rina, keepers)
        client = client_of(budi)

        assert client.get(reverse("mailroom:bulk-detail", args=[letter.token])).status_code == 404
        assert "Kirim foto rak" not in client.get(URL).content.decode()
