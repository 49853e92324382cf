"""Appointments and trips: the smallest valid row, and a trip with everything its papers print."""

from datetime import timedelta
from decimal import Decimal

import factory

from accreditation.workflow import State
from scheduling.models import (
    Appointment,
    BudgetLine,
    Finding,
    Mode,
    TravelLeg,
    Trip,
    TripMember,
    TripStop,
    VisitReport,
)
from tests.factories.accreditation import MONDAY, ApplicationFactory
from tests.factories.people import UserFactory


class AppointmentFactory(factory.django.DjangoModelFactory):
    """A visit that is over by the clock of `MONDAY` plus two hours."""

    class Meta:
        model = Appointment

    code = factory.Sequence(lambda n: f"JDW-2026-{n + 5001:04d}")
    application = factory.SubFactory(ApplicationFactory, state=State.MENTORING)
    mode = Mode.ON_SITE
    officer = factory.SubFactory(UserFactory, role="officer")
    starts_at = MONDAY
    ends_at = factory.LazyAttribute(lambda o: o.starts_at + timedelta(hours=2))
    created_by = factory.SelfAttribute("officer")
    created_at = MONDAY - timedelta(days=14)
    changed_at = factory.SelfAttribute("created_at")


class TripFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Trip

    code = factory.Sequence(lambda n: f"PJL-2026-{n + 5001:04d}")
    title = "Kunjungan ke hulu"
    first_on = MONDAY.date()
    last_on = factory.LazyAttribute(lambda o: o.first_on + timedelta(days=2))
    created_by = factory.SubFactory(UserFactory, role="officer")
    created_at = MONDAY - timedelta(days=14)
    changed_at = factory.SelfAttribute("created_at")


class TripMemberFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = TripMember

    trip = factory.SubFactory(TripFactory)
    officer = factory.SubFactory(UserFactory, role="officer")


class TripStopFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = TripStop

    trip = factory.SubFactory(TripFactory)
    position = factory.Sequence(lambda n: n % 1000)
    application = factory.SubFactory(ApplicationFactory, state=State.MENTORING)


class TravelLegFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = TravelLeg

    trip = factory.SubFactory(TripFactory)
    minutes = 120


class BudgetLineFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = BudgetLine

    trip = factory.SubFactory(TripFactory)
    label = "Sewa perahu"
    quantity = Decimal(1)
    unit = "hari"
    unit_price = 1_500_000


class VisitReportFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = VisitReport

    appointment = factory.SubFactory(AppointmentFactory)
    attendees = "Siti Aminah, pengelola"
    summary = "Ruang baca rapi."
    begun_by = factory.SelfAttribute("appointment.officer")
    begun_at = MONDAY


class FindingFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Finding

    report = factory.SubFactory(VisitReportFactory)
    sentence = "Label rak belum lengkap."
