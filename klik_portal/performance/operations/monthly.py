"""The monthly mail to the heads: made once, sent once to each, however often it is asked for."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from klik_portal.accounts.models import User
from klik_portal.accounts.roles import Role
from klik_portal.audit import operations as audit
from klik_portal.core import clock
from klik_portal.core.verdict import Refused
from klik_portal.files import intake
from klik_portal.files.models import StoredFile, size_label
from klik_portal.notifications.attachments import MOST_BYTES
from klik_portal.notifications.operations import heartbeat, outbox
from klik_portal.office import working_days
from klik_portal.performance import figures, monthly
from klik_portal.performance.models import MonthlyReport
from klik_portal.performance.models.monthly import label_of
from klik_portal.performance.operations import reports
from klik_portal.performance.queries import certificates
from klik_portal.performance.queries.monthly import ATTACHED, NEWS
from klik_portal.performance.shapes import Figures
from klik_portal.reminders import planning

JOB = "performance.send_monthly"


def send_due(*, at: datetime) -> MonthlyReport | None:
    """The month that has ended last, if it has not been sent; a server that slept catches up."""
    month, made = monthly.month_before(clock.wita(at).date()), None
    if wanting() and not MonthlyReport.objects.filter(month=month).exists():
        made = _make(month, at)
    heartbeat.beat(job=JOB, at=at, done=int(made is not None))
    return made


def send(*, month: date, at: datetime) -> MonthlyReport:
    """A month asked for by name. Heads who had it already do not get it again."""
    if month >= clock.wita(at).date().replace(day=1):
        raise Refused(_("Bulan ini belum berakhir."))
    report = MonthlyReport.objects.filter(month=month).first()
    if report is None:
        report = _make(month, at)
    else:
        _tell(report, at)
    if report is None:
        raise Refused(_("Belum ada rencana dengan indikator. Buat rencananya dulu."))
    return report


def wanting() -> list[User]:
    """Heads at work who have not declined it."""
    heads = list(User.objects.active().filter(role=Role.HEAD).order_by("pk"))
    declined = planning.opted_out(heads)
    return [head for head in heads if (head.pk, NEWS.kind) not in declined]


def _make(month: date, at: datetime) -> MonthlyReport | None:
    """Drawing is slow and outside the transaction; row and mails are one. None without a plan."""
    today = clock.wita(at).date()
    told = figures.of_year(year=month.year, today=today)
    if not told.indicators:
        return None
    drawn = reports.paper_of(told)
    name = f"laporan-kinerja-{month:%Y-%m}.pdf"
    inspected = intake.inspect(chunks=[drawn], name=name)
    try:
        with transaction.atomic():
            paper = intake.enter(kept=inspected, by=None, at=at)
            report = MonthlyReport.objects.create(
                month=month, figures=monthly.kept(told), values=_values(month, told, paper), paper=paper, made_at=at,
            )  # fmt: skip
            _tell(report, at)
            audit.record(
                kind="plan", code=str(month.year), verb="monthly_sent", actor=None, at=at,
                month=f"{month:%Y-%m}", sha256=paper.sha256,
            )  # fmt: skip
    except IntegrityError:  # another worker was faster, and has told them
        return MonthlyReport.objects.get(month=month)
    return report


def _values(month: date, told: Figures, paper: StoredFile) -> dict[str, str | list[str]]:
    earlier = MonthlyReport.objects.filter(month__lt=month, month__year=month.year).first()
    newly = certificates.of_days(month, monthly.month_end(month))
    return {
        "bulan": label_of(month),
        "singkat": monthly.short_answer(told),
        "jawaban": monthly.answer(told),
        "ke_depan": monthly.ahead(told),
        "perubahan": monthly.changes(earlier.figures if earlier else None, told, newly),
        "pdf": _where(paper),
    }


def _where(paper: StoredFile) -> str:
    if paper.size > MOST_BYTES:
        told = _("Laporan PDF (%s) terlalu besar untuk surel: unduh lewat tautan.")
        return told % size_label(paper.size)
    return _("Laporan PDF terlampir pada surel, dan dapat diunduh lewat tautan.")


def _tell(report: MonthlyReport, at: datetime) -> None:
    fits = report.paper.size <= MOST_BYTES
    for head in wanting():
        outbox.enqueue(
            recipient=head,
            event="performance.monthly",
            dedupe=f"monthly:{report.month:%Y-%m}",
            values=report.values,
            at=at,
            due_at=working_days.outside_quiet_hours(at),
            link=reverse("performance:report", args=[report.month.year]),
            link_label=_("Lihat laporan"),
            about_kind="plan",
            about_code=str(report.month.year),
            attachment=f"{ATTACHED}:{report.month:%Y-%m}" if fits else "",
        )
