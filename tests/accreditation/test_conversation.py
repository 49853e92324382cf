"""The thread of a request: both sides write, each file has a door, nobody gets ten mails for ten messages."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accreditation import conversation
from accreditation.models import Application, Correction, Message, MessageFile, MessageSide
from accreditation.operations import conversation as talk
from accreditation.workflow import State
from klik_portal.core.clock import at_wita
from klik_portal.core.verdict import Refused
from klik_portal.files.models import StoredFile
from klik_portal.notifications.models import OutboxMessage
from klik_portal.notifications.operations import delivery
from libraries.operations import memberships
from tests.factories.accreditation import MONDAY, ApplicationFactory, StoredFileFactory
from tests.files.samples import jpeg

pytestmark = pytest.mark.django_db
SECRET = "Kata Pak Lurah kuncinya di bawah pot."


@pytest.fixture
def case(enggelam, siti, budi):
    return ApplicationFactory(
        library=enggelam, state=State.MENTORING, created_by=siti, assigned_to=budi
    )


def write(case, by, text="Selamat pagi.", after=0, **more):
    return talk.send(
        application=case, text=text, by=by, at=MONDAY + timedelta(minutes=after), **more
    )


def notices(**wanted):
    rows = OutboxMessage.objects.filter(event__in=talk.EVENTS.values(), **wanted)
    return [(m.recipient.email, m.channel) for m in rows.order_by("pk")]


def page_of(case, client):
    return client.get(reverse("accreditation:conversation", args=[case.code]))


def unread(case, side):
    return conversation.with_unread(Application.objects.all(), side).get(pk=case.pk).unread_count


def test_both_sides_write_and_read_the_newest_first(case, siti, budi):
    write(case, siti, "Apakah foto ini cukup?")
    write(case, budi, "Cukup.", after=1)

    rows = conversation.thread(application=case, side=MessageSide.LIBRARY).rows

    assert [(r.message.body, r.is_own, r.is_new) for r in rows] == [
        ("Cukup.", False, True),
        ("Apakah foto ini cukup?", True, False),
    ]


def test_ten_messages_in_a_row_make_one_notice_per_channel(case, siti, budi):
    for number in range(10):
        write(case, budi, f"{number}", after=number)

    assert notices() == [("siti@contoh.id", "in_app"), ("siti@contoh.id", "email")]


def test_after_reading_the_next_message_is_announced_again(case, siti, budi, client_of):
    write(case, budi)
    page_of(case, client_of(siti))
    write(case, budi, after=1)

    assert notices(channel="email") == [("siti@contoh.id", "email")] * 2


def test_a_notice_says_that_something_was_written_and_never_what(case, siti, budi):
    write(case, budi, SECRET)

    for notice in OutboxMessage.objects.filter(event__in=talk.EVENTS.values()):
        assert SECRET not in notice.subject + notice.body_text
        assert notice.link == reverse("accreditation:conversation", args=[case.code])


def test_without_an_officer_in_charge_every_caseworker_hears_inside_klik(case, siti, rina):
    Application.objects.update(assigned_to=None)

    write(case, siti)

    assert notices() == [("budi@contoh.id", "in_app"), ("rina@contoh.id", "in_app")]


def test_a_message_written_at_night_rings_no_phone_before_six(case, siti, budi):
    talk.send(application=case, text="Malam.", by=siti, at=at_wita(MONDAY.date(), 23))

    due = OutboxMessage.objects.filter(event__in=talk.EVENTS.values()).values_list(
        "due_at", flat=True
    )
    assert set(due) == {at_wita(MONDAY.date() + timedelta(days=1), 6)}


def test_reading_moves_the_mark_of_ones_own_side_only(case, siti, budi, client_of):
    write(case, siti)
    write(case, budi, after=1)
    assert (unread(case, MessageSide.LIBRARY), unread(case, MessageSide.OFFICE)) == (1, 1)

    page_of(case, client_of(siti))

    assert (unread(case, MessageSide.LIBRARY), unread(case, MessageSide.OFFICE)) == (0, 1)


def test_the_writer_sees_when_the_other_side_had_read(case, siti, budi, client_of):
    write(case, siti)
    assert "Dibaca" not in page_of(case, client_of(siti)).content.decode()

    page_of(case, client_of(budi))

    assert "Dibaca" in page_of(case, client_of(siti)).content.decode()


def test_a_head_reads_the_thread_without_writing_or_marking_it_read(case, siti, kepala, client_of):
    write(case, siti, "Apakah foto ini cukup?")
    url = reverse("accreditation:conversation", args=[case.code])

    page = client_of(kepala).get(url).content.decode()
    answer = client_of(kepala).post(url, {"body": "Cukup."})

    assert "Apakah foto ini cukup?" in page
    assert answer.status_code == 422
    assert Message.objects.count() == 1
    assert unread(case, MessageSide.OFFICE) == 1


def test_what_arrives_while_somebody_reads_stays_unread_and_is_announced(case, siti, budi):
    seen = write(case, budi)
    write(case, budi, "Satu lagi.", after=1)

    talk.mark_read(application=case, side=MessageSide.LIBRARY, up_to=seen.pk, at=MONDAY)

    assert unread(case, MessageSide.LIBRARY) == 1
    assert notices(channel="email") == [("siti@contoh.id", "email")] * 2


def test_a_notice_held_for_the_morning_does_not_leave_once_it_was_read(case, siti, budi):
    night, morning = at_wita(MONDAY.date(), 22), at_wita(MONDAY.date() + timedelta(days=1), 6)
    read = talk.send(application=case, text="Satu.", by=budi, at=night)
    talk.mark_read(application=case, side=MessageSide.LIBRARY, up_to=read.pk, at=night)
    later = talk.send(application=case, text="Dua.", by=budi, at=night + timedelta(minutes=1))

    delivery.deliver_due(now=morning)

    mails = OutboxMessage.objects.filter(channel="email", event="application.to_read")
    assert list(mails.order_by("pk").values_list("created_at", "state")) == [
        (read.sent_at, "cancelled"),
        (later.sent_at, "sent"),
    ]


def test_older_messages_come_by_page(case, siti):
    for number in range(23):
        write(case, siti, f"pesan {number}", after=number)

    first = conversation.thread(application=case, side=MessageSide.OFFICE)
    second = conversation.thread(application=case, side=MessageSide.OFFICE, before=first.older_than)

    assert [r.message.body for r in first.rows] == [f"pesan {n}" for n in range(22, 2, -1)]
    assert [r.message.body for r in second.rows] == ["pesan 2", "pesan 1", "pesan 0"]
    assert second.older_than == ""


def test_a_message_may_answer_a_correction_of_this_request_only(
    case, siti, budi, tabang, client_of
):
    def asked(application):
        return Correction.objects.create(
            application=application, item="photos", sentence="Foto gelap.",
            due_on=MONDAY.date(), asked_by=budi, asked_at=MONDAY,
        )  # fmt: skip

    own, foreign = asked(case), asked(ApplicationFactory(library=tabang, state=State.RETURNED))
    url = reverse("accreditation:conversation", args=[case.code])

    for correction in (own, foreign):
        client_of(siti).post(url, {"body": "Sebelah mana?", "about": correction.token})

    assert list(Message.objects.order_by("pk").values_list("about", flat=True)) == [own.pk, None]
    page = page_of(case, client_of(budi)).content.decode()
    assert "Foto gelap." in page
    assert reverse("accreditation:review-rounds", args=[case.code]) in page


def test_a_photo_goes_through_the_file_door_and_comes_out_through_it(case, siti, budi, client_of):
    url = reverse("accreditation:conversation", args=[case.code])

    client_of(siti).post(url, {"body": "", "files": [SimpleUploadedFile("rak.jpg", jpeg(60, 40))]})

    sent = MessageFile.objects.get()
    served = client_of(budi).get(sent.url)
    assert served["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert served["Cache-Control"] == "private, no-store"
    assert b"".join(served.streaming_content) == sent.file.path.read_bytes()


def test_a_form_sent_twice_keeps_one_message_and_one_file(case, siti, client_of):
    client, url = client_of(siti), reverse("accreditation:conversation", args=[case.code])

    for _ in range(2):
        photo = SimpleUploadedFile("rak.jpg", jpeg(60, 40))
        answer = client.post(url, {"body": "Ini fotonya.", "files": [photo], "_once": "kunci"})
        assert (answer.status_code, answer.url) == (302, url)

    assert (Message.objects.count(), StoredFile.objects.count()) == (1, 1)


def test_a_hostile_file_is_refused_and_the_text_is_kept(case, siti, client_of):
    url = reverse("accreditation:conversation", args=[case.code])
    page = client_of(siti).post(
        url, {"body": "Ini fotonya.", "files": [SimpleUploadedFile("a.jpg", b"MZ program")]}
    )

    assert page.status_code == 422
    assert "Ini fotonya." in page.content.decode()
    assert not Message.objects.exists()


def test_an_empty_message_is_refused(case, siti):
    with pytest.raises(Refused):
        write(case, siti, "  ")

    assert not Message.objects.exists()


@pytest.mark.parametrize("name", ["joko", "mantan", "kepala", "admin"])
def test_only_the_library_and_the_officers_write(request, case, name):
    with pytest.raises(Refused):
        write(case, request.getfixturevalue(name))

    assert not Message.objects.exists()


def test_a_draft_has_no_thread_yet(enggelam, siti):
    with pytest.raises(Refused) as refusal:
        write(ApplicationFactory(library=enggelam, created_by=siti), siti)

    assert refusal.value.reasons == (
        "Percakapan dengan petugas dibuka setelah permohonan dikirim.",
    )


def test_a_closed_request_can_still_be_talked_about(enggelam, siti):
    closed = ApplicationFactory(library=enggelam, state=State.DECLINED, created_by=siti)

    assert write(closed, siti).side == MessageSide.LIBRARY


def test_a_former_member_sees_and_hears_nothing_any_more(case, siti, hadi, budi, client_of):
    sent = write(case, budi, files=[StoredFileFactory()])
    memberships.end(membership=siti.memberships.get(), reason="Pindah tugas.", by=budi, at=MONDAY)

    write(case, hadi, after=1)
    page_of(case, client_of(hadi))
    write(case, budi, SECRET, after=2)

    assert page_of(case, client_of(siti)).status_code == 404
    assert client_of(siti).get(sent.files.get().url).status_code == 404
    assert notices(recipient=siti, due_at__gt=MONDAY) == []
    assert notices(recipient=hadi, channel="email") == [("hadi@contoh.id", "email")] * 2


def test_unread_messages_stand_on_home_case_page_and_queue(case, siti, budi, client_of):
    write(case, siti)
    write(case, budi, after=1)

    for who, url in (
        (siti, reverse("desks:home")),
        (siti, case.get_absolute_url()),
        (budi, case.get_absolute_url()),
        (budi, reverse("accreditation:queue")),
    ):
        assert "1 pesan baru" in client_of(who).get(url).content.decode(), url
