"""Rules, rungs and notes of the reminder ladder."""

from datetime import date, timedelta

import factory

from klik_portal.reminders.models import ReminderNote, ReminderRule, ReminderRung
from tests.factories.accreditation import MONDAY
from tests.factories.people import UserFactory


class RuleFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ReminderRule
        django_get_or_create = ("code",)

    code = "draft-3"
    kind = "draft"
    anchor = "touched"
    days = 3
    to = "applicant"
    way = "mail"


class RungFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ReminderRung

    rule = factory.SubFactory(RuleFactory)
    thing = factory.Sequence(lambda n: n + 1_000_000)
    anchor_at = MONDAY - timedelta(days=3)
    anchor_on = date(2026, 11, 20)
    about_code = factory.Sequence(lambda n: f"KLK-2026-{n + 9000}")
    due_at = MONDAY
    taken_at = MONDAY
    outcome = "told"


class NoteFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ReminderNote

    rung = factory.SubFactory(RungFactory)
    recipient = factory.SubFactory(UserFactory)
    state = "sent"
    settled_at = MONDAY
