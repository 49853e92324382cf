"""The libraries, visits and answers behind a number, each with its proof; a page at a time."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accreditation.models import Application, Outcome
from klik_portal.core import clock, wording
from klik_portal.core.quarters import quarter_end
from klik_portal.office import working_days
from klik_portal.performance.counting import is_late
from klik_portal.performance.queries.facts import every_holiday
from libraries.models.library import types_of
from scheduling.models import Appointment, AppointmentState, Mode

PAGE = 50


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
    after: tuple[date, int] | None = None  # the last row of the page before: its moment and number

    @property
    def first(self) -> date:
        return date(self.year, 3 * self.quarter - 2 if self.quarter else 1, 1)

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


@dataclass(frozen=True)
class Row:
    library: Any
    day: str
    detail: str
    case: Application | None
    proof_url: str
    proof: str
    moment: str
    pk: int
    remark: str = ""


@dataclass(frozen=True)
class Kind:
    title: str
    day: str  # heading of the column with the date
    rows: Callable[[Wanted], QuerySet]
    moment: str  # the column the list runs along
    row: Callable[[Any, frozenset[date]], Row]

    @property
    def is_timed(self) -> bool:
        return self.moment.endswith("_at")


def page(wanted: Wanted) -> tuple[list[Row], Row | None]:
    """At most PAGE rows in order of their date, and the last of them when more follow."""
    kind = KINDS[wanted.measure]
    rows = _within(kind.rows(wanted), kind, wanted).order_by(kind.moment, "pk")
    if wanted.after and isinstance(wanted.after[0], datetime) == kind.is_timed:
        moment, pk = wanted.after
        rows = rows.filter(
            Q(**{f"{kind.moment}__gt": moment}) | Q(**{kind.moment: moment, "pk__gt": pk})
        )
    found = list(rows[: PAGE + 1])
    holidays = every_holiday() if wanted.measure == "answers" else frozenset()
    shown = [kind.row(one, holidays) for one in found[:PAGE]]
    return shown, shown[-1] if len(found) > PAGE else None


def _within(rows: QuerySet, kind: Kind, wanted: Wanted) -> QuerySet:
    library = "library" if rows.model is not Appointment else "application__library"
    if wanted.group:
        rows = rows.filter(**{f"{library}__type__in": types_of(wanted.group)})
    if wanted.kecamatan:
        rows = rows.filter(**{f"{library}__kecamatan": wanted.kecamatan})
    return rows.select_related(f"{library}__desa", f"{library}__kecamatan")


def accredited(wanted: Wanted) -> QuerySet[Outcome]:
    """The decision that counts: a library's earliest of the year, when it lies in the period."""
    before = Q(decided_on__lt=OuterRef("decided_on")) | Q(
        decided_on=OuterRef("decided_on"), pk__lt=OuterRef("pk")
    )
    earlier = Outcome.objects.filter(
        before, library=OuterRef("library"), decided_on__gte=date(wanted.year, 1, 1)
    )
    return (
        Outcome.objects.filter(decided_on__gte=wanted.first, decided_on__lte=wanted.last)
        .exclude(Exists(earlier))
        .select_related("application")
    )


def valid(wanted: Wanted) -> QuerySet[Outcome]:
    """Of each library the certificate that is valid longest on that day."""
    on_day = Outcome.objects.valid_on(wanted.day)
    longer = on_day.filter(library=OuterRef("library")).filter(
        Q(valid_until__gt=OuterRef("valid_until"))
        | Q(valid_until=OuterRef("valid_until"), pk__gt=OuterRef("pk"))
    )
    return on_day.exclude(Exists(longer)).select_related("application")


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
    ).select_related("application", "report")


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


def _certificate(outcome: Outcome, _holidays: frozenset[date]) -> Row:
    has_scan = outcome.scan_id is not None
    late_by = (
        _("dicatat %s, sesudah triwulannya berakhir")
        % wording.short_day(clock.wita(outcome.recorded_at).date())
        if is_late(outcome.decided_on, clock.wita(outcome.recorded_at).date())
        else ""
    )
    return Row(
        library=outcome.library,
        day=wording.day(outcome.decided_on),
        detail=_("Peringkat %(grade)s, %(number)s, berlaku sampai %(until)s")
        % {
            "grade": outcome.grade,
            "number": outcome.certificate_number,
            "until": wording.short_day(outcome.valid_until),
        },
        case=outcome.application,
        proof_url=reverse("accreditation:outcome-scan", args=[outcome.token]) if has_scan else "",
        proof=_("Sertifikat") if has_scan else _("belum diunggah"),
        moment=outcome.decided_on.isoformat(),
        pk=outcome.pk,
        remark=late_by,
    )


def _ending(outcome: Outcome, holidays: frozenset[date]) -> Row:
    row = _certificate(outcome, holidays)
    changes = {"day": wording.day(outcome.valid_until), "moment": outcome.valid_until.isoformat()}
    return Row(**{**vars(row), **changes, "remark": ""})


def _correction(outcome: Outcome, holidays: frozenset[date]) -> Row:
    told = [
        _("semula %(grade)s, %(day)s; diperbaiki %(at)s oleh %(by)s: %(reason)s")
        % {
            "grade": change.grade,
            "day": wording.short_day(change.decided_on),
            "at": wording.short_moment(change.at),
            "by": change.by.display_name,
            "reason": change.reason,
        }
        for change in outcome.corrections.all()
    ]
    return Row(**{**vars(_certificate(outcome, holidays)), "remark": ". ".join(told)})


def _meeting(meeting: Appointment, _holidays: frozenset[date]) -> Row:
    report = getattr(meeting, "report", None)
    has_scan = report is not None and report.scan_id is not None
    name = "scheduling:report-scan-file" if has_scan else "scheduling:appointment-detail"
    return Row(
        library=meeting.application.library,
        day=wording.moment(meeting.starts_at),
        detail=meeting.get_mode_display(),
        case=meeting.application,
        proof_url=reverse(name, args=[meeting.code]),
        proof=_("Berita acara") if has_scan else _("Catatan pertemuan"),
        moment=meeting.starts_at.isoformat(),
        pk=meeting.pk,
    )


def _answered(case: Application, holidays: frozenset[date]) -> Row:
    took = working_days.working_time_between(
        case.first_submitted_at, case.first_answered_at, holidays
    )
    is_in_time = case.first_answered_at <= working_days.answer_due(
        case.first_submitted_at, holidays
    )
    return Row(
        library=case.library,
        day=wording.short_moment(case.first_submitted_at),
        detail=_("dijawab %(at)s, %(took)s kerja")
        % {
            "at": wording.short_moment(case.first_answered_at),
            "took": wording.duration(int(took.total_seconds() // 60)),
        },
        case=case,
        proof_url=case.get_absolute_url(),
        proof=_("Permohonan"),
        moment=case.first_submitted_at.isoformat(),
        pk=case.pk,
        remark="" if is_in_time else _("lewat 1x24 jam kerja"),
    )


KINDS: dict[str, Kind] = {
    "accredited": Kind(
        gettext_lazy("Terakreditasi"), gettext_lazy("Ditetapkan"), accredited, "decided_on", _certificate
    ),
    "valid": Kind(
        gettext_lazy("Sertifikat yang berlaku"), gettext_lazy("Ditetapkan"), valid, "decided_on", _certificate
    ),
    "expiring": Kind(
        gettext_lazy("Sertifikat yang akan berakhir"), gettext_lazy("Berakhir"), expiring, "valid_until", _ending
    ),
    "late": Kind(
        gettext_lazy("Dicatat sesudah triwulannya berakhir"), gettext_lazy("Ditetapkan"), late, "decided_on", _certificate
    ),
    "corrected": Kind(
        gettext_lazy("Sertifikat yang diperbaiki"), gettext_lazy("Ditetapkan"), corrected, "decided_on", _correction
    ),
    "coached": Kind(
        gettext_lazy("Perpustakaan yang didampingi"), gettext_lazy("Pertemuan pertama"), coached, "starts_at", _meeting
    ),
    "visits": Kind(gettext_lazy("Kunjungan"), gettext_lazy("Waktu"), visits, "starts_at", _meeting),
    "talks": Kind(gettext_lazy("Konsultasi Zoom"), gettext_lazy("Waktu"), talks, "starts_at", _meeting),
    "answers": Kind(
        gettext_lazy("Tanggapan pertama"), gettext_lazy("Dikirim"), answers, "first_submitted_at", _answered
    ),
}  # fmt: skip
