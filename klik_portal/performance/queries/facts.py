"""The rows behind the sums, library by library, as `counting` wants them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice
from typing import Any

from accreditation.models import Application, HistoryEntry, Outcome, OutcomeCorrection
from klik_portal.core import clock
from klik_portal.office.models import Holiday
from klik_portal.performance.counting import (
    Case,
    Certificate,
    Correction,
    LibraryFacts,
    Meeting,
    Step,
)
from libraries.models import Library
from scheduling.models import Appointment, AppointmentState

TOGETHER = 1000


def every_holiday() -> frozenset[date]:
    return frozenset(Holiday.objects.values_list("day", flat=True))


def facts_of_all() -> Iterator[tuple[int, LibraryFacts]]:
    ids = Library.objects.order_by("pk").values_list("pk", flat=True).iterator(TOGETHER)
    while some := list(islice(ids, TOGETHER)):
        yield from facts_of(some).items()


def facts_of(library_ids: Iterable[int]) -> dict[int, LibraryFacts]:
    """Six queries, however many libraries."""
    ids = list(library_ids)
    certificates, corrections = _certificates(ids), _corrections(ids)
    meetings, cases = _meetings(ids), _cases(ids)
    rows = Library.objects.filter(pk__in=ids).values_list(
        "pk", "type", "kecamatan_id", "registered_at", "verified_at"
    )
    return {
        pk: LibraryFacts(
            kind=kind,
            kecamatan=kecamatan,
            registered_on=clock.wita(registered_at).date(),
            is_verified=verified_at is not None,
            certificates=tuple(certificates[pk]),
            corrections=tuple(corrections[pk]),
            meetings=tuple(meetings[pk]),
            cases=tuple(cases[pk]),
        )
        for pk, kind, kecamatan, registered_at, verified_at in rows
    }


def _certificates(ids: list[int]) -> dict[int, list[Certificate]]:
    found = defaultdict(list)
    rows = Outcome.objects.filter(library__in=ids).order_by("decided_on", "pk")
    for library, decided_on, valid_until, recorded_at, replaced in rows.values_list(
        "library_id", "decided_on", "valid_until", "recorded_at", "replaces_id"
    ):
        recorded_on = clock.wita(recorded_at).date()
        certificate = Certificate(decided_on, valid_until, recorded_on, replaced is not None)
        found[library].append(certificate)
    return found


def _corrections(ids: list[int]) -> dict[int, list[Correction]]:
    found = defaultdict(list)
    rows = OutcomeCorrection.objects.filter(outcome__library__in=ids).order_by("pk")
    for library, old_day, new_day in rows.values_list(
        "outcome__library_id", "decided_on", "new_decided_on"
    ):
        found[library].append(Correction(old_day, new_day))
    return found


def _meetings(ids: list[int]) -> dict[int, list[Meeting]]:
    found = defaultdict(list)
    rows = Appointment.objects.filter(
        application__library__in=ids, state=AppointmentState.ATTENDED
    ).order_by("starts_at", "pk")
    for library, mode, starts_at in rows.values_list(
        "application__library_id", "mode", "starts_at"
    ):
        found[library].append(Meeting(mode, clock.wita(starts_at).date()))
    return found


def _cases(ids: list[int]) -> dict[int, list[Case]]:
    found = defaultdict(list)
    steps = _steps(ids)
    rows = Application.objects.filter(library__in=ids, first_submitted_at__isnull=False).order_by(
        "pk"
    )
    for pk, library, *facts in rows.values_list(
        "pk",
        "library_id",
        "state",
        "turn",
        "assigned_to_id",
        "first_submitted_at",
        "first_answered_at",
    ):
        found[library].append(Case(*facts, steps=tuple(steps[pk])))
    return found


def _steps(ids: list[int]) -> dict[Any, list[Step]]:
    found = defaultdict(list)
    rows = HistoryEntry.objects.filter(application__library__in=ids).order_by("at", "pk")
    for application, at, state in rows.values_list("application_id", "at", "state"):
        found[application].append(Step(at, state))
    return found
