"""Requests and certificates: the smallest valid row, and whole requests through the real steps."""

from datetime import UTC, date, datetime
from decimal import Decimal

import factory

from accreditation.completeness import Slot
from accreditation.models import Application, ApplicationDocument, Outcome
from accreditation.workflow import CLOSED, FACTS, State
from klik_portal.files.models import StoredFile
from tests.factories.libraries import LibraryFactory
from tests.factories.people import UserFactory

MONDAY = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)  # 10.00 WITA
COMPLETE_DETAILS = {
    "contact_name": "Siti Aminah",
    "contact_position": "Pengelola",
    "contact_phone": "0812 3456 7890",
    "parent_head_name": "Kepala Desa",
    "letter_date": "03-11-2026",
    "title_count": "1.120",
    "staff_count": "2",
    "help_wanted": "Mohon didampingi.",
}


class StoredFileFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = StoredFile

    sha256 = factory.Sequence(lambda n: f"{n:064x}")
    original_sha256 = factory.Sequence(lambda n: f"{n:064x}")
    size = 1000
    content_type = "image/jpeg"
    original_name = "foto.jpg"
    extension = "jpg"
    width = 10
    height = 10
    uploaded_by = factory.SubFactory(UserFactory)
    uploaded_at = MONDAY


class ApplicationFactory(factory.django.DjangoModelFactory):
    """A row in any state, without the papers and history a real one has."""

    class Meta:
        model = Application

    code = factory.Sequence(lambda n: f"KLK-2026-{n + 5001:04d}")  # away from the real counter
    library = factory.SubFactory(LibraryFactory)
    state = State.DRAFT
    turn = factory.LazyAttribute(lambda o: FACTS[State(o.state)].turn)
    turn_since = MONDAY
    created_by = factory.SubFactory(UserFactory)
    created_at = MONDAY
    first_submitted_at = factory.LazyAttribute(lambda o: None if o.state == State.DRAFT else MONDAY)
    submitted_at = factory.SelfAttribute("first_submitted_at")
    due_at = factory.LazyAttribute(
        lambda o: None if o.state == State.DRAFT or o.state in CLOSED else MONDAY
    )
    closed_at = factory.LazyAttribute(lambda o: MONDAY if o.state in CLOSED else None)
    details = factory.LazyFunction(lambda: dict(COMPLETE_DETAILS))


def add_papers(application: Application) -> None:
    """The files a complete request has."""
    for slot in (Slot.REQUEST_LETTER, Slot.FOUNDING_DECREE, Slot.PHOTOS, Slot.PHOTOS):
        ApplicationDocument.objects.create(
            application=application,
            slot=slot,
            file=StoredFileFactory(uploaded_by=application.created_by),
            added_by=application.created_by,
            added_at=MONDAY,
        )


class OutcomeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Outcome

    library = factory.SubFactory(LibraryFactory)
    grade = "B"
    score = Decimal("82.70")
    certificate_number = factory.Sequence(lambda n: f"SERT/{n}")
    decided_on = date(2024, 6, 1)
    valid_until = factory.LazyAttribute(
        lambda o: o.decided_on.replace(year=o.decided_on.year + 4, day=1)
    )
    recorded_by = factory.SubFactory(UserFactory, role="officer")
    recorded_at = MONDAY
