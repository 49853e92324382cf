"""Berita acara: what a visit found, in the form that both sides sign."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import groupby
from typing import BinaryIO

from django.utils.translation import gettext as _
from reportlab.platypus import Flowable

from accreditation.documents import heads, paper, seal
from klik_portal.core import wording
from klik_portal.core.clock import wita
from klik_portal.office.models import Office
from klik_portal.papers.models import IssuedPaper, PaperKind
from klik_portal.papers.operations import Sheet
from scheduling.models import Appointment, Finding, FindingFate, VisitReport
from scheduling.visit_pack import team_of
from scheduling.visit_scores import Scores

DRAFT = "KONSEP"
KIND = "appointment"


def sheet(*, appointment: Appointment, report: VisitReport, findings: Sequence[Finding]) -> Sheet:
    """What anybody may check of finished minutes: that they exist, where, when, and how much they hold."""
    library = appointment.application.library
    agreed = sum(finding.fate != FindingFate.NOTED for finding in findings)
    count = _("%(all)d temuan, %(agreed)d disepakati untuk dikerjakan")
    return seal.sheet(
        kind=PaperKind.MINUTES, subject=(KIND, appointment.code), number=report.letter_number,
        issued_on=wita(report.finished_at).date(),
        facts=(
            (_("Hari kunjungan"), wording.day(wita(appointment.starts_at).date())),
            (_("Perpustakaan"), library.name),
            (_("Tempat"), library.place),
            (_("Temuan"), count % {"all": len(findings), "agreed": agreed}),
        ),
    )  # fmt: skip


def write(
    target: BinaryIO,
    *,
    appointment: Appointment,
    report: VisitReport,
    findings: Sequence[Finding],
    scores: Scores | None,
    office: Office,
    issued: IssuedPaper | None = None,
) -> int:
    library = appointment.application.library
    stamp = "" if report.is_finished else DRAFT
    story = [
        *heads.letterhead(office),
        *heads.caption(_("BERITA ACARA KUNJUNGAN"), report.letter_number),
        *_opening(appointment, report),
        *_findings(findings),
        *_scores(scores),
        *_agreed(findings),
        paper.gap(10),
        paper.together([
            paper.text(_("Berita acara ini dibuat dengan sebenarnya, dibaca bersama, lalu ditandatangani kedua pihak."), paper.LETTER),
            paper.gap(14),
            paper.signatures(*_signers(appointment)),
        ]),
        seal.seal(issued)
        if issued
        else paper.together([heads.code_line(appointment.get_absolute_url(), _("Laporan ini di Klik:"))]),
    ]  # fmt: skip
    return paper.write(
        target, title=_("Berita acara %s") % appointment.code, story=story,
        foot=heads.foot(stamp, appointment.code, appointment.application.code, library.name),
        stamp=stamp,
    )  # fmt: skip


def _opening(appointment: Appointment, report: VisitReport) -> list[Flowable]:
    library = appointment.application.library
    day = wita(appointment.starts_at)
    told = _(
        "Pada hari ini, %(day)s, mulai pukul %(time)s WITA, telah dilaksanakan kunjungan pembinaan di %(library)s, %(place)s."
    ) % {
        "day": wording.day_in_words(day.date()), "time": f"{day:%H.%M}", "library": library.name,
        "place": ", ".join(part for part in (library.address, library.place) if part),
    }  # fmt: skip
    attendees = [line.strip() for line in report.attendees.splitlines() if line.strip()]
    return [
        paper.text(told, paper.LETTER),
        *paper.heading(_("Yang hadir")),
        *(paper.numbered(attendees) or [paper.text(heads.DOTS, paper.LETTER)]),
        *paper.heading(_("Ringkasan")),
        *(paper.text(line, paper.LETTER) for line in report.summary.splitlines() or [heads.DOTS]),
    ]


def _findings(findings: Sequence[Finding]) -> list[Flowable]:
    story: list[Flowable] = [*paper.heading(_("Temuan"))]
    if not findings:
        return [*story, paper.text(_("Tidak ada temuan."), paper.LETTER)]
    rows = []
    for component, group in groupby(findings, key=lambda f: f.component):
        for first, finding in enumerate(group):
            label = "" if first else str(component or _("Umum"))
            rows.append(
                [
                    paper.text(label, paper.STRONG),
                    paper.text(sentence(finding)),
                    paper.text(finding.get_fate_display(), paper.SMALL),
                ]
            )
    return [
        *story,
        paper.table(
            (_("Komponen"), _("Temuan"), _("Kelanjutan")), rows, (28, 50, 22), splits_rows=False
        ),
    ]


def sentence(finding: Finding) -> str:
    """With the place of the indicator before it, when it is about one."""
    if not finding.indicator:
        return finding.sentence
    return f"{finding.component.code}.{finding.indicator.number}: {finding.sentence}"


def _scores(scores: Scores | None) -> list[Flowable]:
    if scores is None:
        return []
    rows = [
        [paper.text(part.label), *_numbers(part.weight, part.library, part.office)]
        for part in scores.components
    ]
    rows.append(
        [paper.text(_("Jumlah"), paper.STRONG), *_numbers(None, scores.library, scores.office)]
    )
    heads_ = (_("Komponen"), _("Bobot"), _("Penilaian mandiri"), _("Pemeriksaan petugas"))
    told = _(
        "Perkiraan: yang menilai adalah asesor Perpusnas. Petugas menilai %(judged)d dari %(all)d butir; butir lain memakai jawaban perpustakaan."
    ) % {"judged": scores.judged_count, "all": scores.indicator_count}
    return [
        *paper.heading(_("Perkiraan nilai")),
        paper.table(heads_, rows, (46, 14, 20, 20), numeric=(1, 2, 3)),
        paper.gap(3),
        paper.text(told, paper.SMALL),
    ]


def _numbers(*values: Decimal | None) -> list[Flowable]:
    return [
        paper.text("" if value is None else wording.decimal(value), paper.NUMBER)
        for value in values
    ]


def _agreed(findings: Sequence[Finding]) -> list[Flowable]:
    agreed = [f for f in findings if f.fate != FindingFate.NOTED]
    if not agreed:
        return []
    rows = [
        [
            paper.text(sentence(f)),
            paper.text(who(f)),
            paper.text(wording.short_day(f.due_on) if f.due_on else "-"),
        ]
        for f in agreed
    ]
    return [
        *paper.heading(_("Yang disepakati")),
        paper.table(
            (_("Yang dikerjakan"), _("Oleh"), _("Sampai")), rows, (56, 26, 18), splits_rows=False
        ),
    ]


def who(finding: Finding) -> str:
    return finding.who or str(finding.get_side_display())


def _signers(appointment: Appointment) -> list[tuple[str, str, str]]:
    details = appointment.application.details
    library = appointment.application.library
    blocks = [
        (_("Kepala lembaga induk"), str(details.get("parent_head_name", "")), library.parent_body),
        (_("Kepala perpustakaan"), str(details.get("library_head_name", "")), ""),
        (_("Pengelola perpustakaan"), str(details.get("contact_name", "")), ""),
    ]
    return [*blocks, *((_("Petugas"), name, "") for name in team_of(appointment))]
