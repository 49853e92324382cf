"""Who has not answered is reminded once, by a link that works; who has answered is left alone."""

from datetime import timedelta

import pytest
from django.core.management import call_command

from accreditation.workflow import State
from klik_portal.notifications.models import OutboxMessage
from klik_portal.reminders.models import ReminderRule
from klik_portal.reminders.operations import climb
from klik_portal.satisfaction import operations
from klik_portal.satisfaction.models import SurveyInvitation
from tests.factories.accreditation import MONDAY, ApplicationFactory
from tests.satisfaction.test_survey import body

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("that_week")]
ASKED = MONDAY + timedelta(hours=1)


@pytest.fixture
def invited(enggelam, siti) -> SurveyInvitation:
    call_command("load_reminder_rules", verbosity=0)
    ReminderRule.objects.exclude(kind="survey").update(is_active=False)
    ReminderRule.objects.filter(kind="survey").update(way="mail")
    ApplicationFactory(library=enggelam, created_by=siti, state=State.ACCREDITED, closed_at=MONDAY)
    operations.invite_due(at=ASKED)
    return SurveyInvitation.objects.get()


def reminders() -> list[OutboxMessage]:
    return list(OutboxMessage.objects.filter(event="reminder.survey", channel="email"))


def test_a_week_without_an_answer_is_reminded_of_once_with_the_same_link(invited, siti, client):
    for days in (6, 7, 8, 9):
        climb.climb(at=ASKED + timedelta(days=days, hours=1))

    [mail] = reminders()
    first = OutboxMessage.objects.get(event="survey.invited", channel="email")
    assert (mail.recipient, mail.link) == (siti, first.link)
    assert client.get(mail.link).status_code == 200


def test_who_has_answered_is_not_reminded(invited, client):
    link = OutboxMessage.objects.get(event="survey.invited", channel="email").link
    client.post(link, body())

    climb.climb(at=ASKED + timedelta(days=8))

    assert reminders() == []


def test_the_link_is_kept_nowhere_but_in_the_messages(invited):
    token = operations.token_of(person=invited.person, occasion=invited.occasion)

    assert invited.token_hash == operations.hashed(token)
    assert token not in str(SurveyInvitation.objects.values().get())
