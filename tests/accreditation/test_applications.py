"""A request moves: state, clock, ball, history, audit and messages together."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from accreditation import queries
from accreditation.completeness import DETAILS, Slot
from accreditation.models import Application
from accreditation.operations import applications, corrections, documents
from accreditation.workflow import State, Turn
from klik_portal.audit.models import AuditEvent
from klik_portal.core.clock import at_wita
from klik_portal.core.verdict import Conflict, Refused
from klik_portal.notifications.models import OutboxMessage
from libraries.models import MemberKind
from tests.factories.accreditation import (
    COMPLETE_DETAILS,
    MONDAY,
    ApplicationFactory,
    StoredFileFactory,
    add_papers,
)
from tests.factories.libraries import LibraryFactory, MembershipFactory
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
LATER = MONDAY + timedelta(hours=1)


@pytest.fixture
def draft(enggelam, siti):
    application = ApplicationFactory(library=enggelam, created_by=siti)
    add_papers(application)
    return application


@pytest.fixture
def submitted(draft, siti):
    return applications.advance(application=draft, step="submit", by=siti, at=MONDAY)


def mails():
    return list(
        OutboxMessage.objects.filter(channel="email").values_list("recipient__email", "subject")
    )


def test_a_keeper_starts_a_numbered_draft_with_what_klik_already_knows(siti, enggelam):
    application = applications.start(library=enggelam, by=siti, at=MONDAY)

    assert (application.code, application.state, application.turn) == (
        "KLK-2026-0001",
        State.DRAFT,
        Turn.APPLICANT,
    )
    assert application.details == {"contact_name": "Siti"}
    assert AuditEvent.objects.get().verb == "started"


def test_a_second_open_request_for_the_same_library_is_refused(siti, enggelam):
    applications.start(library=enggelam, by=siti, at=MONDAY)

    with pytest.raises(Refused) as refusal:
        applications.start(library=enggelam, by=siti, at=LATER)

    assert refusal.value.reasons == ("Perpustakaan ini sudah punya permohonan yang berjalan.",)
    assert Application.objects.count() == 1


def test_who_is_refused_a_second_request_is_led_to_the_first(client_of, siti, enggelam):
    first = applications.start(library=enggelam, by=siti, at=MONDAY)

    page = client_of(siti).post(
        reverse("accreditation:application-new"), {"library_code": enggelam.code}
    )

    assert page.status_code == 422
    assert f'href="{first.get_absolute_url()}">Buka permohonan' in page.content.decode()


@pytest.mark.parametrize("name", ["hadi", "joko", "mantan", "budi"])
def test_nobody_but_a_keeper_starts_a_request(request, enggelam, name):
    with pytest.raises(Refused):
        applications.start(library=enggelam, by=request.getfixturevalue(name), at=MONDAY)

    assert not Application.objects.exists()


def test_a_claimant_of_a_library_without_keeper_may_start_at_night():
    claimant, library = UserFactory(), LibraryFactory()
    MembershipFactory(user=claimant, library=library, waiting=True)

    application = applications.start(library=library, by=claimant, at=MONDAY)

    assert Application.objects.visible_to(claimant).get() == application


def test_a_claimant_must_wait_where_a_keeper_can_be_asked(siti, enggelam):
    claimant = UserFactory()
    MembershipFactory(user=claimant, library=enggelam, waiting=True)

    with pytest.raises(Refused):
        applications.start(library=enggelam, by=claimant, at=MONDAY)


def test_a_draft_keeps_exactly_what_was_typed_however_odd(draft, hadi):
    typed = {"title_count": "seribu", "letter_date": "31-02-2026", "unknown": "x"}

    saved = applications.save_details(
        application=draft, version=draft.version, typed=typed, by=hadi, at=LATER
    )

    assert saved.details == {"title_count": "seribu", "letter_date": "31-02-2026"}
    assert (saved.version, saved.details_saved_at) == (2, LATER)


def test_two_people_editing_one_draft_never_overwrite_each_other(draft, siti, hadi):
    applications.save_details(
        application=draft, version=1, typed={"contact_name": "Siti"}, by=siti, at=MONDAY
    )

    with pytest.raises(Conflict) as conflict:
        applications.save_details(
            application=draft, version=1, typed={"contact_name": "Hadi"}, by=hadi, at=LATER
        )

    assert (conflict.value.theirs, conflict.value.yours) == (
        [("Nama lengkap", "Siti")],
        [("Nama lengkap", "Hadi")],
    )
    draft.refresh_from_db()
    assert draft.details["contact_name"] == "Siti"


def test_saving_the_same_text_twice_is_no_conflict(draft, siti):
    typed = {"contact_name": "Siti"}
    applications.save_details(application=draft, version=1, typed=typed, by=siti, at=MONDAY)

    again = applications.save_details(application=draft, version=1, typed=typed, by=siti, at=LATER)

    assert again.version == 2


def test_submitting_starts_the_office_clock_and_tells_both_sides(draft, siti, hadi, budi, rina):
    friday_night = at_wita(date(2026, 11, 27), 21, 40)

    application = applications.advance(application=draft, step="submit", by=siti, at=friday_night)

    assert (application.state, application.turn) == (State.SUBMITTED, Turn.OFFICER)
    assert application.due_at == at_wita(date(2026, 11, 30), 21, 40)
    assert application.first_submitted_at == application.submitted_at == friday_night
    history = application.history.get()
    assert (history.step, history.previous, history.state, history.by) == (
        "submit",
        "draft",
        "submitted",
        siti,
    )
    assert sorted(mails()) == [
        (
            "hadi@contoh.id",
            "Kami terima: permohonan KLK-2026-0001".replace("KLK-2026-0001", application.code),
        ),
        ("siti@contoh.id", f"Kami terima: permohonan {application.code}"),
    ]
    in_klik = OutboxMessage.objects.filter(channel="in_app", recipient__in=[budi, rina])
    assert {m.subject for m in in_klik} == {
        f"Tanggapi permohonan {application.code}: {application.library}"
    }


def test_an_incomplete_draft_is_refused_with_every_reason(enggelam, siti):
    application = ApplicationFactory(
        library=enggelam, created_by=siti, details={**COMPLETE_DETAILS, "title_count": "x"}
    )

    with pytest.raises(applications.TransitionRefused) as refusal:
        applications.advance(application=application, step="submit", by=siti, at=MONDAY)

    assert refusal.value.reasons == (
        "Jumlah judul buku: Tulis dengan angka saja, misalnya 1.250.",
        "Surat permohonan belum ada.",
        "SK pendirian perpustakaan belum ada.",
        "Foto ruang dan koleksi belum ada.",
    )
    assert not OutboxMessage.objects.exists()


def test_a_contributor_cannot_send(draft, hadi):
    with pytest.raises(applications.TransitionRefused) as refusal:
        applications.advance(application=draft, step="submit", by=hadi, at=MONDAY)

    assert refusal.value.reasons == ("Langkah ini bukan giliran Anda.",)


def test_sending_twice_is_refused_and_sends_one_receipt(submitted, siti):
    with pytest.raises(applications.TransitionRefused) as refusal:
        applications.advance(application=submitted, step="submit", by=siti, at=LATER)

    assert refusal.value.reasons == ("Permohonan sudah berpindah tahap. Muat ulang halaman ini.",)
    assert len(mails()) == 1


def test_a_sent_request_is_locked(submitted, siti):
    with pytest.raises(Refused) as refusal:
        applications.save_details(
            application=submitted, version=submitted.version, typed={}, by=siti, at=LATER
        )

    assert refusal.value.reasons == (
        "Permohonan sudah dikirim, jadi isian terkunci sampai petugas menanggapi.",
    )


class TestReturned:
    @pytest.fixture
    def returned(self, submitted, budi):
        return corrections.return_with_corrections(
            application=submitted,
            sentences={Slot.PHOTOS: "Tambah foto rak.", DETAILS: "Nomor HP keliru.", "other": "  "},
            due_on=date(2026, 11, 30), by=budi, at=LATER,
        )  # fmt: skip

    def test_one_message_names_every_correction(self, returned):
        message = OutboxMessage.objects.get(channel="email", event="application.returned")

        assert message.subject == f"Perbaiki 2 hal pada permohonan {returned.code}"
        assert message.lines[2:] == [
            "- Foto ruang dan koleksi: Tambah foto rak.",
            "- Isian permohonan: Nomor HP keliru.",
            "Batas waktu: Senin, 30 November 2026. Setelah selesai, kirim ulang lewat Klik.",
        ]

    def test_the_ball_and_the_first_answer_are_recorded(self, returned, budi):
        assert (returned.turn, returned.assigned_to, returned.first_answered_at) == (
            Turn.APPLICANT,
            budi,
            LATER,
        )
        assert returned.due_at == at_wita(date(2026, 11, 30), 16)

    def test_only_what_was_asked_for_is_unlocked(self, returned, siti):
        documents.add(
            application=returned, slot=Slot.PHOTOS, file=StoredFileFactory(), by=siti, at=LATER
        )

        with pytest.raises(Refused) as refusal:
            documents.add(
                application=returned,
                slot=Slot.FOUNDING_DECREE,
                file=StoredFileFactory(),
                by=siti,
                at=LATER,
            )

        assert refusal.value.reasons == ("Bagian ini tidak diminta diperbaiki, jadi terkunci.",)

    def test_a_correction_needs_a_change_or_an_answer(self, returned, siti):
        ticket = returned.corrections.get(item=Slot.PHOTOS)
        with pytest.raises(Refused):
            corrections.answer(correction=ticket, text=" ", by=siti, at=LATER)
        documents.add(
            application=returned, slot=Slot.PHOTOS, file=StoredFileFactory(), by=siti, at=LATER
        )

        answered = corrections.answer(correction=ticket, text="", by=siti, at=LATER)

        assert (answered.answered_by, answered.answered_at) == (siti, LATER)

    def test_it_goes_back_only_when_every_correction_is_answered(self, returned, siti):
        photos, details = (
            returned.corrections.order_by("item")[1],
            returned.corrections.order_by("item")[0],
        )
        corrections.answer(correction=photos, text="Sudah", by=siti, at=LATER)
        with pytest.raises(applications.TransitionRefused) as refusal:
            applications.advance(application=returned, step="resubmit", by=siti, at=LATER)
        assert refusal.value.reasons == ("Masih ada 1 catatan yang belum dijawab.",)

        corrections.answer(correction=details, text="Sudah", by=siti, at=LATER)
        again = applications.advance(application=returned, step="resubmit", by=siti, at=LATER)

        assert (again.state, again.submitted_at, again.first_submitted_at) == (
            State.SUBMITTED,
            LATER,
            MONDAY,
        )

    @pytest.mark.parametrize("due_on", [date(2026, 11, 23), date(2020, 1, 1), date(2028, 1, 1)])
    def test_a_due_day_must_lie_ahead(self, submitted, budi, due_on):
        with pytest.raises(Refused):
            corrections.return_with_corrections(
                application=submitted, sentences={"other": "x"}, due_on=due_on, by=budi, at=LATER
            )

        submitted.refresh_from_db()
        assert (submitted.state, submitted.corrections.count()) == (State.SUBMITTED, 0)


def test_a_return_without_a_word_is_refused_and_leaves_nothing(submitted, budi):
    with pytest.raises(applications.TransitionRefused):
        corrections.return_with_corrections(
            application=submitted, sentences={}, due_on=date(2026, 11, 30), by=budi, at=LATER
        )

    submitted.refresh_from_db()
    assert submitted.state == State.SUBMITTED


def test_accepting_waits_for_the_keepers_confirmation(budi):
    claimant, library = UserFactory(), LibraryFactory()
    membership = MembershipFactory(user=claimant, library=library, waiting=True)
    application = ApplicationFactory(library=library, created_by=claimant, state=State.SUBMITTED)
    with pytest.raises(applications.TransitionRefused):
        applications.advance(application=application, step="accept", by=budi, at=LATER)

    membership.confirmed_by, membership.confirmed_at = budi, LATER
    membership.save()
    accepted = applications.advance(application=application, step="accept", by=budi, at=LATER)

    assert (accepted.state, accepted.assigned_to) == (State.MENTORING, budi)


def test_two_officers_deciding_at_once_do_not_overrule_each_other(submitted, budi, rina):
    applications.advance(application=submitted, step="accept", by=budi, at=LATER)

    with pytest.raises(applications.TransitionRefused):
        applications.advance(application=submitted, step="decline", by=rina, at=LATER, note="x")

    submitted.refresh_from_db()
    assert submitted.state == State.MENTORING


def test_the_head_changes_nothing(submitted, kepala):
    with pytest.raises(applications.TransitionRefused):
        applications.advance(application=submitted, step="accept", by=kepala, at=LATER)


def test_only_a_coordinator_reopens(submitted, budi, rina):
    declined = applications.advance(
        application=submitted, step="decline", by=budi, at=LATER, note="Bukan perpustakaan"
    )
    with pytest.raises(applications.TransitionRefused):
        applications.advance(application=declined, step="reopen", by=budi, at=LATER, note="x")

    reopened = applications.advance(
        application=declined, step="reopen", by=rina, at=LATER, note="Keliru"
    )

    assert (reopened.state, reopened.closed_at) == (State.SUBMITTED, None)


class TestNewsOfAnEnding:
    MINUTE = timedelta(seconds=60)

    @pytest.fixture
    def declined(self, submitted, budi):
        return applications.advance(
            application=submitted, step="decline", by=budi, at=LATER, note="Bukan perpustakaan"
        )

    def reopen(self, declined, rina, at):
        applications.advance(application=declined, step="reopen", by=rina, at=at, note="Keliru")

    def told(self, siti):
        """What the keeper has got or is going to get."""
        rows = OutboxMessage.objects.filter(recipient=siti, channel="email")
        news = rows.filter(event__in=("application.declined", "application.reopened"))
        return list(news.exclude(state="cancelled").order_by("pk").values_list("event", flat=True))

    def test_it_waits_a_minute_by_mail_and_in_klik(self, declined, siti):
        rows = OutboxMessage.objects.filter(event="application.declined", recipient=siti)

        assert {(r.channel, r.state, r.due_at) for r in rows} == {
            ("email", "queued", LATER + self.MINUTE),
            ("in_app", "queued", LATER + self.MINUTE),
        }

    def test_reopened_within_the_minute_nobody_hears_of_either(self, declined, siti, rina):
        self.reopen(declined, rina, LATER + self.MINUTE / 2)

        assert self.told(siti) == []

    def test_what_has_left_is_corrected_by_a_second_message(self, declined, siti, rina):
        OutboxMessage.objects.filter(event="application.declined", channel="email").update(
            state="sent", sent_at=LATER
        )

        self.reopen(declined, rina, LATER + self.MINUTE / 2)

        assert self.told(siti) == ["application.declined", "application.reopened"]

    def test_a_text_no_officer_has_sent_yet_hides_the_correction_from_nobody(
        self, submitted, siti, budi, rina
    ):
        by_phone = UserFactory(email=None, phone="+6281155501010")
        MembershipFactory(user=by_phone, library=submitted.library, confirmed_by=budi)
        declined = applications.advance(
            application=submitted, step="decline", by=budi, at=LATER, note="Bukan perpustakaan"
        )
        OutboxMessage.objects.filter(state="queued").update(state="sent", sent_at=LATER)

        self.reopen(declined, rina, LATER + timedelta(days=1))

        assert self.told(siti) == ["application.declined", "application.reopened"]


class TestMentoring:
    @pytest.fixture
    def mentoring(self, submitted, budi):
        return applications.advance(application=submitted, step="accept", by=budi, at=LATER)

    def test_the_next_step_is_visible_and_dated(self, mentoring, budi):
        due = at_wita(date(2026, 12, 4), 16)

        planned = applications.plan_next_step(
            application=mentoring,
            turn=Turn.APPLICANT,
            sentence="Lengkapi buku induk.",
            due_at=due,
            by=budi,
            at=LATER,
        )

        assert (planned.next_step_sentence, planned.turn, planned.due_at) == (
            "Lengkapi buku induk.",
            Turn.APPLICANT,
            due,
        )
        assert (
            OutboxMessage.objects.get(channel="email", event="application.next_step").lines[0]
            == "Lengkapi buku induk."
        )

    def test_it_is_planned_only_while_mentoring(self, mentoring, budi):
        ready = applications.advance(application=mentoring, step="mark_ready", by=budi, at=LATER)

        with pytest.raises(Refused):
            applications.plan_next_step(
                application=ready, turn=Turn.OFFICER, sentence="x", due_at=None, by=budi, at=LATER
            )

    def test_a_coordinator_assigns_anybody_an_officer_only_themselves(
        self, mentoring, budi, rina, siti
    ):
        other = UserFactory(role="officer")
        with pytest.raises(Refused):
            applications.assign(application=mentoring, officer=other, by=budi, at=LATER)
        with pytest.raises(Refused):
            applications.assign(application=mentoring, officer=siti, by=rina, at=LATER)

        assigned = applications.assign(application=mentoring, officer=other, by=rina, at=LATER)

        assert assigned.assigned_to == other


def test_the_same_photo_twice_in_one_slot_is_one_document(enggelam, siti):
    application = ApplicationFactory(library=enggelam, created_by=siti)
    photo = StoredFileFactory()
    first = documents.add(application=application, slot=Slot.PHOTOS, file=photo, by=siti, at=MONDAY)

    again = documents.add(application=application, slot=Slot.PHOTOS, file=photo, by=siti, at=LATER)

    assert (again, application.documents.count()) == (first, 1)


def test_a_slot_takes_no_more_than_its_share(enggelam, siti):
    application = ApplicationFactory(library=enggelam, created_by=siti)
    for _ in range(5):
        documents.add(
            application=application,
            slot=Slot.REQUEST_LETTER,
            file=StoredFileFactory(),
            by=siti,
            at=MONDAY,
        )

    with pytest.raises(Refused) as refusal:
        documents.add(
            application=application,
            slot=Slot.REQUEST_LETTER,
            file=StoredFileFactory(),
            by=siti,
            at=MONDAY,
        )

    assert refusal.value.reasons == ("Surat permohonan paling banyak 5 berkas. Hapus satu dulu.",)


def test_a_removed_document_stays_as_history(draft, siti):
    document = draft.documents.filter(slot=Slot.PHOTOS).first()

    documents.remove(document=document, by=siti, at=LATER)

    document.refresh_from_db()
    assert (document.removed_by, document.removed_at) == (siti, LATER)
    assert draft.documents.current().filter(slot=Slot.PHOTOS).count() == 1


@pytest.mark.parametrize(
    ("name", "sees"),
    [
        ("siti", True),
        ("hadi", True),
        ("joko", False),
        ("mantan", False),
        ("budi", True),
        ("kepala", True),
        ("admin", False),
    ],
)
def test_a_submitted_request_exists_only_for_its_people_and_the_office(
    request, submitted, name, sees
):
    person = request.getfixturevalue(name)

    assert Application.objects.visible_to(person).filter(pk=submitted.pk).exists() == sees


@pytest.mark.parametrize("name", ["budi", "rina", "kepala"])
def test_a_draft_is_the_librarys_own_business(request, draft, name):
    assert not Application.objects.visible_to(request.getfixturevalue(name)).exists()


def test_a_second_claimant_does_not_see_the_first_ones_request():
    library = LibraryFactory()
    first, second = UserFactory(), UserFactory()
    for person in (first, second):
        MembershipFactory(user=person, library=library, waiting=True, kind=MemberKind.KEEPER)
    ApplicationFactory(library=library, created_by=first)

    assert not Application.objects.visible_to(second).exists()


def test_open_requests_come_first_in_ones_own_list(siti, enggelam):
    closed = ApplicationFactory(library=enggelam, state=State.WITHDRAWN, created_by=siti)
    running = ApplicationFactory(library=enggelam, created_by=siti)

    assert list(queries.applications_of(siti)) == [running, closed]
