"""How the rows behind a number read, each one step from its proof."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from accreditation.models import Application, HistoryEntry, Outcome
from klik_portal.core import clock, wording
from klik_portal.office import working_days
from klik_portal.performance.counting import is_late
from libraries.models import Library
from scheduling.models import Appointment, Trip


@dataclass(frozen=True)
class Row:
    """One line of a list; `moment` and `pk` are its place in it."""

    name: str
    kecamatan: str
    day: str
    detail: str
    proof_url: str
    proof: str
    moment: str
    pk: int
    case: Application | None = None
    remark: str = ""
    kind: str = ""  # of library
    desa: str = ""


def of_library(library: Library) -> dict[str, str]:
    return {
        "name": library.name,
        "kind": str(library.type_label),
        "kecamatan": library.kecamatan.name,
        "desa": library.desa.name,
    }


def certificate(outcome: Outcome, _holidays: frozenset[date]) -> Row:
    has_scan = outcome.scan_id is not None
    late_by = (
        _("dicatat %s, sesudah triwulannya berakhir")
        % wording.short_day(clock.wita(outcome.recorded_at).date())
        if is_late(outcome.decided_on, clock.wita(outcome.recorded_at).date())
        else ""
    )
    return Row(
        **of_library(outcome.library),
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


def counted(outcome: Outcome, holidays: frozenset[date]) -> Row:
    """The accreditation on its day; after an appeal with the certificate that stands today."""
    row, standing = certificate(outcome, holidays), outcome.standing
    if standing is outcome:
        return row
    told = _("semula %s, setelah banding") % outcome.grade
    remark = ". ".join(part for part in (told, row.remark) if part)
    after = certificate(standing, holidays)
    facts = {name: getattr(after, name) for name in ("detail", "proof_url", "proof")}
    return Row(**{**vars(row), **facts, "remark": remark})


def ending(outcome: Outcome, holidays: frozenset[date]) -> Row:
    row = certificate(outcome, holidays)
    changes = {"day": wording.day(outcome.valid_until), "moment": outcome.valid_until.isoformat()}
    return Row(**{**vars(row), **changes, "remark": ""})


def correction(outcome: Outcome, holidays: frozenset[date]) -> Row:
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
    return Row(**{**vars(certificate(outcome, holidays)), "remark": ". ".join(told)})


def meeting(met: Appointment, _holidays: frozenset[date]) -> Row:
    report = getattr(met, "report", None)
    has_scan = report is not None and report.scan_id is not None
    name = "scheduling:report-scan-file" if has_scan else "scheduling:appointment-detail"
    return Row(
        **of_library(met.application.library),
        day=wording.moment(met.starts_at),
        detail=met.get_mode_display(),
        case=met.application,
        proof_url=reverse(name, args=[met.code]),
        proof=_("Berita acara") if has_scan else _("Catatan pertemuan"),
        moment=met.starts_at.isoformat(),
        pk=met.pk,
    )


def answered(case: Application, holidays: frozenset[date]) -> Row:
    took = working_days.working_time_between(
        case.first_submitted_at, case.first_answered_at, holidays
    )
    is_in_time = case.first_answered_at <= working_days.answer_due(
        case.first_submitted_at, holidays
    )
    return Row(
        **of_library(case.library),
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


def journey(trip: Trip, _holidays: frozenset[date]) -> Row:
    return Row(
        name=trip.title,
        kecamatan="",
        day=wording.day(trip.first_on),
        detail=_("%(code)s, sampai %(last)s")
        % {"code": trip.code, "last": wording.short_day(trip.last_on)},
        proof_url=trip.get_absolute_url(),
        proof=_("Perjalanan"),
        moment=trip.first_on.isoformat(),
        pk=trip.pk,
    )


def stay(step: HistoryEntry, _holidays: frozenset[date]) -> Row:
    """A stay in a state, told by the step that ended it."""
    case = step.application
    return Row(
        **of_library(case.library),
        day=wording.short_moment(step.at),
        detail=_("%(days)s hari, sejak %(since)s")
        % {
            "days": wording.number((step.at - step.entered_at).days),
            "since": wording.short_moment(step.entered_at),
        },
        case=case,
        proof_url=case.get_absolute_url(),
        proof=_("Permohonan"),
        moment=step.at.isoformat(),
        pk=step.pk,
    )


def fate(case: Application, _holidays: frozenset[date]) -> Row:
    return Row(
        **of_library(case.library),
        day=wording.short_moment(case.first_submitted_at),
        detail=_("%(state)s, ditutup %(at)s")
        % {"state": case.get_state_display(), "at": wording.short_moment(case.closed_at)},
        case=case,
        proof_url=case.get_absolute_url(),
        proof=_("Permohonan"),
        moment=case.first_submitted_at.isoformat(),
        pk=case.pk,
    )
