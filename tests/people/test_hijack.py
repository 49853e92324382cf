"""An officer can help people in, but never without the owner of the account hearing of it."""

import pytest

from klik_portal.accounts.models import User
from klik_portal.accounts.roles import Role
from klik_portal.audit.models import AuditEvent
from klik_portal.core.verdict import Refused
from klik_portal.notifications.models import OutboxMessage
from klik_portal.notifications.operations import outbox
from klik_portal.people import operations as people
from tests.factories.accreditation import MONDAY
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
OLD, NEW = "+6281255556666", "+6281255557777"


@pytest.fixture
def wati():
    """She has a telephone and nothing else."""
    return UserFactory(email=None, phone=OLD, name="Wati")


def move_to(person, by, **contacts):
    wanted = {"email": person.email or "", "phone": person.phone or "", **contacts}
    seen = people.contact_mark(person)
    return people.correct_contact(user=person, seen=seen, by=by, at=MONDAY, **wanted)


def notice(event, channel):
    return OutboxMessage.objects.get(event=event, channel=channel)


def test_news_of_a_changed_number_is_sent_by_hand_to_the_number_before(wati, budi, client_of):
    move_to(wati, budi, phone=NEW)

    page = client_of(budi).get("/petugas/pesan/whatsapp/").content.decode()

    assert f"https://wa.me/{OLD[1:]}?" in page
    assert NEW[1:] not in page


def test_any_other_message_goes_to_todays_number(wati, budi, client_of):
    outbox.enqueue(
        recipient=wati, event="survey.invited", dedupe="x", at=MONDAY,
        values={"layanan": "Kunjungan", "perpustakaan": "Enggelam"},
    )  # fmt: skip
    User.objects.filter(pk=wati.pk).update(phone=NEW)

    assert (
        f"https://wa.me/{NEW[1:]}?"
        in client_of(budi).get("/petugas/pesan/whatsapp/").content.decode()
    )


@pytest.mark.parametrize("state", ["failed", "parked"])
def test_a_failed_notice_sent_again_still_goes_to_the_old_address(siti, budi, state):
    move_to(siti, budi, email="petugas.nakal@contoh.id")
    mail = notice("account.contact_corrected", "email")
    OutboxMessage.objects.filter(pk=mail.pk).update(state=state, closed_at=MONDAY)

    outbox.send_again(message=mail, by=budi, at=MONDAY)

    mail.refresh_from_db()
    assert (mail.state, mail.to_address) == ("queued", "siti@contoh.id")


def test_a_notice_that_meta_could_not_deliver_is_handed_over_for_the_old_number(wati, budi):
    move_to(wati, budi, phone=NEW)
    kept = notice("account.contact_corrected", "whatsapp_hand")
    OutboxMessage.objects.filter(pk=kept.pk).update(channel="whatsapp", state="failed")

    outbox.hand_over(message=OutboxMessage.objects.get(pk=kept.pk), at=MONDAY)

    assert notice("account.contact_corrected", "whatsapp_hand").to_address == OLD


def test_somebody_who_joined_the_office_meanwhile_keeps_their_address(siti, budi):
    opened = User.objects.get(pk=siti.pk)
    User.objects.filter(pk=siti.pk).update(role=Role.OFFICER)

    with pytest.raises(Refused):
        move_to(opened, budi, email="petugas.nakal@contoh.id")

    assert User.objects.get(pk=siti.pk).email == "siti@contoh.id"
    assert not AuditEvent.objects.filter(verb="contact_corrected").exists()


def test_a_handed_code_is_told_to_the_owner_by_mail_and_in_klik(siti, budi):
    code = people.hand_code(user=siti, by=budi, at=MONDAY)

    mail, inside = (notice("account.code_handed", each) for each in ("email", "in_app"))
    assert mail.to_address == "siti@contoh.id"
    assert inside.subject == "Budi membuat kode masuk untuk akun Anda"
    assert code not in mail.subject + mail.body_text + str(mail.values)


def test_who_has_only_a_telephone_finds_it_in_klik_and_nobody_sends_a_second_whatsapp(wati, budi):
    people.hand_code(user=wati, by=budi, at=MONDAY)

    assert OutboxMessage.objects.get(event="account.code_handed").channel == "in_app"
