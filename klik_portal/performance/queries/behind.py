"""Which rows are behind a number: each query repeats a rule of `counting` over the rows themselves."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accreditation.models import Application, HistoryEntry, Outcome
from accreditation.workflow import CLOSED
from klik_portal.core import clock
from klik_portal.core.quarters import quarter_end, quarter_start
from klik_portal.performance.queries import trips as journeys
from scheduling.models import Appointment, AppointmentState, Mode, Trip


@dataclass(frozen=True)
class Wanted:
    """Which rows: those behind one number on the page."""

    measure: str
    year: int
    today: date
    quarter: int = 0
    group: str = ""
    kecamatan: str = ""
    months: int = 12  # for certificates that end soon
    state: str = ""  # for what passed a state
    is_running_total: bool = False  # from January to the end of the quarter
    after: tuple[date, int] | None = None  # the last row of the page before: its moment and number

    @property
    def first(self) -> date:
        return quarter_start(self.year, 0 if self.is_running_total else self.quarter)

    @property
    def last(self) -> date:
        return quarter_end(self.year, self.quarter)

    @property
    def day(self) -> date:
        return min(self.today, self.last)

    @property
    def start(self) -> datetime:
        return clock.day_bounds(self.first)[0]

    @property
    def end(self) -> datetime:
        return clock.day_bounds(self.last)[1]


def accredited(wanted: Wanted) -> QuerySet[Outcome]:
    """The decision that counts: a library's earliest of the year, when it lies in the period.

    The result of an appeal takes the place of the certificate it was about and never counts again.
    """
    before = Q(decided_on__lt=OuterRef("decided_on")) | Q(
        decided_on=OuterRef("decided_on"), pk__lt=OuterRef("pk")
    )
    earlier = _first_decisions().filter(
        before, library=OuterRef("library"), decided_on__gte=date(wanted.year, 1, 1)
    )
    return (
        _first_decisions()
        .filter(decided_on__gte=wanted.first, decided_on__lte=wanted.last)
        .exclude(Exists(earlier))
        .select_related("application", "scan", "replaced_by__application", "replaced_by__scan")
    )


def _first_decisions() -> QuerySet[Outcome]:
    """No result of an appeal. SQLite must not read this from the index of `replaces`, which is empty in nearly all."""
    return Outcome.objects.alias(original=Coalesce("replaces_id", 0)).filter(original=0)


def valid(wanted: Wanted) -> QuerySet[Outcome]:
    """Of each library the certificate that is valid longest on that day."""
    on_day = Outcome.objects.valid_on(wanted.day)
    longer = on_day.filter(library=OuterRef("library")).filter(
        Q(valid_until__gt=OuterRef("valid_until"))
        | Q(valid_until=OuterRef("valid_until"), pk__gt=OuterRef("pk"))
    )
    return on_day.exclude(Exists(longer)).select_related("application", "scan")


def expiring(wanted: Wanted) -> QuerySet[Outcome]:
    """Certificates that end in the coming months and have no successor."""
    first = wanted.today.replace(day=1)
    number = first.year * 12 + first.month - 1 + wanted.months
    end = date(number // 12, number % 12 + 1, 1)
    later = Outcome.objects.filter(
        library=OuterRef("library"), decided_on__lte=OuterRef("valid_until")
    ).filter(
        Q(valid_until__gt=OuterRef("valid_until"))
        | Q(valid_until=OuterRef("valid_until"), pk__gt=OuterRef("pk"))
    )
    return (
        Outcome.objects.filter(valid_until__gte=first, valid_until__lt=end)
        .exclude(Exists(later))
        .select_related("application")
    )


def late(wanted: Wanted) -> QuerySet[Outcome]:
    """Entered after the quarter of its decision had ended."""
    periods = Q()
    for quarter in (1, 2, 3, 4):
        end = quarter_end(wanted.year, quarter)
        periods |= Q(
            decided_on__gte=date(wanted.year, 3 * quarter - 2, 1),
            decided_on__lte=end,
            recorded_at__gte=clock.day_bounds(end)[1],
        )
    return Outcome.objects.filter(periods).select_related("application", "recorded_by")


def corrected(wanted: Wanted) -> QuerySet[Outcome]:
    first, last = date(wanted.year, 1, 1), date(wanted.year, 12, 31)
    return (
        Outcome.objects.filter(
            Q(corrections__decided_on__range=(first, last))
            | Q(corrections__new_decided_on__range=(first, last))
        )
        .distinct()
        .select_related("application")
        .prefetch_related("corrections__by")
    )


def _met(wanted: Wanted) -> QuerySet[Appointment]:
    return Appointment.objects.filter(
        state=AppointmentState.ATTENDED, starts_at__gte=wanted.start, starts_at__lt=wanted.end
    ).select_related("application", "report__scan")


def visits(wanted: Wanted) -> QuerySet[Appointment]:
    return _met(wanted).filter(mode=Mode.ON_SITE)


def talks(wanted: Wanted) -> QuerySet[Appointment]:
    return _met(wanted).filter(mode=Mode.ZOOM)


def coached(wanted: Wanted) -> QuerySet[Appointment]:
    """The first meeting of each library in the year."""
    before = Q(starts_at__lt=OuterRef("starts_at")) | Q(
        starts_at=OuterRef("starts_at"), pk__lt=OuterRef("pk")
    )
    earlier = Appointment.objects.filter(
        before,
        state=AppointmentState.ATTENDED,
        application__library=OuterRef("application__library"),
        starts_at__gte=clock.day_bounds(date(wanted.year, 1, 1))[0],
    )
    return _met(wanted).exclude(Exists(earlier))


def answers(wanted: Wanted) -> QuerySet[Application]:
    return Application.objects.filter(
        first_submitted_at__gte=wanted.start,
        first_submitted_at__lt=wanted.end,
        first_answered_at__isnull=False,
    )


def trips(wanted: Wanted) -> QuerySet[Trip]:
    return journeys.done_in(wanted.year)


def trip_visits(wanted: Wanted) -> QuerySet[Appointment]:
    """The visits of those journeys that took place."""
    return Appointment.objects.filter(
        state=AppointmentState.ATTENDED, trip_stop__trip__in=trips(wanted)
    ).select_related("application", "report")


def stays(wanted: Wanted) -> QuerySet[HistoryEntry]:
    """Steps of the year that ended a stay in the state, with when it had begun."""
    before = HistoryEntry.objects.filter(
        Q(at__lt=OuterRef("at")) | Q(at=OuterRef("at"), pk__lt=OuterRef("pk")),
        application=OuterRef("application"),
    ).order_by("-at", "-pk")
    return (
        HistoryEntry.objects.filter(
            at__gte=wanted.start, at__lt=wanted.end, application__first_submitted_at__isnull=False
        )
        .annotate(
            left=Subquery(before.values("state")[:1]), entered_at=Subquery(before.values("at")[:1])
        )
        .filter(left=wanted.state)
        .select_related("application")
    )


def fates(wanted: Wanted) -> QuerySet[Application]:
    """Finished requests that were in the state once, whatever the year."""
    entered = HistoryEntry.objects.filter(application=OuterRef("pk"), state=wanted.state)
    return Application.objects.filter(
        Exists(entered), first_submitted_at__isnull=False, state__in=CLOSED
    )
