"""Begin a request with what the library has said and shown before, and check it piece by piece."""

from datetime import datetime
from typing import Any

from django.db import transaction

from accreditation import assessment, policies, queries
from accreditation.completeness import Slot
from accreditation.models import (
    Answer,
    Application,
    ApplicationDocument,
    Evidence,
    Indicator,
    InstrumentEdition,
)
from accreditation.operations import applications
from accreditation.renewal import NEW_EACH_TIME, STILL_VALID, Before
from klik_portal.accounts.models import User
from klik_portal.audit import operations as audit
from klik_portal.core import clock
from klik_portal.core.verdict import Refused
from libraries.models import Library, LibraryMembership

BATCH = 500


@transaction.atomic
def begin(
    *, library: Library, by: User, at: datetime, on_behalf_of: User | None = None
) -> Application:
    """Open a draft; what the last decided request held comes along, marked to be checked.

    Not for somebody whose claim still waits: anybody may claim a library that nobody keeps.
    That request itself is only read. Files are not copied: both requests show the same one.
    """
    before = Before(library, clock.wita(at).date())
    if not before.verdict:
        raise Refused(*before.verdict.reasons)
    application = applications.start(library=library, by=by, at=at, on_behalf_of=on_behalf_of)
    membership = LibraryMembership.objects.of(on_behalf_of or by, library)
    if before.request is not None and membership and membership.is_confirmed:
        _carry_over(before.request, application, by, at)
    return application


def _carry_over(previous: Application, application: Application, by: User, at: datetime) -> None:
    application.follows = previous
    _carry_details(previous, application)
    edition = assessment.newest_for(application, clock.wita(at).date())
    places = _places(previous, edition) if edition else {}
    answers = _carry_answers(previous, application, edition, by, at) if edition else 0
    shown = copy_evidence(previous, application, places=places, is_carried=True)
    files = copy_documents(previous, application, slots=STILL_VALID, is_carried=True)
    if answers or shown:
        application.edition = edition
    application.save(update_fields=["follows", "details", "carried_details", "edition"])
    audit.record(
        kind="application", code=application.code, verb="carried_over", actor=by, at=at,
        previous=previous.code, answers=answers, documents=files, evidence=shown,
    )  # fmt: skip


def _carry_details(previous: Application, application: Application) -> None:
    """What Klik knows of today's person and library comes first."""
    known = application.details
    old = {key: text for key, text in previous.details.items() if key not in NEW_EACH_TIME}
    application.details = {**old, **known}
    application.carried_details = sorted(old.keys() - known.keys())


def _places(previous: Application, edition: InstrumentEdition) -> dict[int, Indicator]:
    """Where the files of an old indicator belong on the new sheet: at the same question."""
    by_topic = {
        indicator.topic.casefold(): indicator
        for indicator in Indicator.objects.filter(component__edition=edition)
    }
    old = Indicator.objects.filter(component__edition=previous.edition_id)
    topics = ((indicator.pk, indicator.topic.casefold()) for indicator in old)
    return {pk: by_topic[topic] for pk, topic in topics if topic in by_topic}


def _carry_answers(
    previous: Application, application: Application, edition: InstrumentEdition, by: User, at: datetime
) -> int:  # fmt: skip
    """Those whose question and words are the same, as when a request goes over to a newer sheet."""
    if previous.edition_id is None:
        return 0
    moved = [
        move for move in assessment.moves_to(edition, previous) if move.indicator and move.option
    ]
    Answer.objects.bulk_create(
        [
            Answer(
                application=application, indicator=move.indicator, option=move.option,
                answered_by=by, answered_at=at, is_carried=True,
            )
            for move in moved
        ],
        batch_size=BATCH,
    )  # fmt: skip
    return len(moved)


def copy_documents(
    previous: Application, application: Application, *, slots: tuple[Slot, ...], is_carried: bool
) -> int:
    """The same files, received when they were received."""
    rows = previous.documents.current().filter(slot__in=slots)
    made = [
        ApplicationDocument(
            application=application, slot=row.slot, file_id=row.file_id, added_by_id=row.added_by_id,
            added_at=row.added_at, is_carried=is_carried,
        )
        for row in rows
    ]  # fmt: skip
    return len(ApplicationDocument.objects.bulk_create(made, batch_size=BATCH))


def copy_evidence(
    previous: Application, application: Application, *, places: dict[int, Indicator], is_carried: bool
) -> int:  # fmt: skip
    made = {
        (places[row.indicator_id].pk, row.file_id): Evidence(
            application=application, indicator=places[row.indicator_id], file_id=row.file_id,
            added_by_id=row.added_by_id, added_at=row.added_at, is_carried=is_carried,
        )
        for row in previous.evidence.current()
        if row.indicator_id in places
    }  # fmt: skip
    return len(Evidence.objects.bulk_create(made.values(), batch_size=BATCH))


@transaction.atomic
def check_slot(*, application: Application, slot: Slot, by: User, at: datetime) -> int:
    """These papers are still right."""
    verdict = policies.may_edit(
        application=application, item=slot, capacities=_capacities(application, by)
    )
    rows = ApplicationDocument.objects.filter(application=application, slot=slot)
    return _checked(verdict, rows, application, by, at, item=slot)


@transaction.atomic
def check_evidence(
    *, application: Application, indicator: Indicator, by: User, at: datetime
) -> int:
    """These files still show it."""
    verdict = policies.may_assess_indicator(
        application=application, indicator=indicator, capacities=_capacities(application, by)
    )
    rows = Evidence.objects.filter(application=application, indicator=indicator)
    return _checked(verdict, rows, application, by, at, item=str(indicator.pk))


def _capacities(application: Application, by: User) -> frozenset:
    return queries.capacities_of(user=by, application=application)


def _checked(
    verdict: Any, rows: Any, application: Application, by: User, at: datetime, *, item: str
) -> int:
    if not verdict:
        raise Refused(*verdict.reasons)
    count = rows.filter(is_carried=True).update(is_carried=False)
    if count:
        audit.record(
            kind="application", code=application.code, verb="carried_checked", actor=by, at=at,
            item=item, files=count,
        )  # fmt: skip
    return count
