"""Write down what a visit found, finish it, and put the signed paper to it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO

from django.db import transaction
from django.utils.translation import gettext as _

from accreditation import queries
from accreditation.completeness import INDICATOR, OTHER
from accreditation.models import Application, Component, Indicator
from accreditation.operations import corrections
from klik_portal.accounts.models import User
from klik_portal.audit import operations as audit
from klik_portal.core import clock, wording
from klik_portal.core.verdict import Conflict, Refused, Verdict
from klik_portal.files.models import StoredFile
from klik_portal.notifications.operations import outbox
from klik_portal.office.queries import office
from klik_portal.papers import operations as papers
from klik_portal.papers.models import IssuedPaper
from scheduling import visit_scores
from scheduling.documents import visit_minutes
from scheduling.models import (
    AgreedAction,
    Appointment,
    AppointmentState,
    Finding,
    FindingFate,
    Mode,
    VisitPhoto,
    VisitReport,
)
from scheduling.operations import actions, appointments

MOST_PHOTOS = 60
MOST_FINDINGS = 200
TICKET_LENGTH = 2000
ACTION_LENGTH = 240
TEXTS = ("attendees", "summary", "letter_number")


@dataclass(frozen=True)
class FindingWish:
    """What somebody typed about one finding; without a token it is new, without a sentence it goes."""

    token: str
    component: Component | None
    indicator: Indicator | None
    sentence: str
    fate: str
    side: str
    who: str
    due_on: date | None


@dataclass(frozen=True)
class Wish:
    """None leaves a text as it is: somebody who types one component's findings does not see it."""

    attendees: str | None
    summary: str | None
    letter_number: str | None
    findings: Sequence[FindingWish] = ()


def ensure_reportable(appointment: Appointment, at: datetime) -> None:
    """A visit on site that has begun and was not called off."""
    if appointment.mode != Mode.ON_SITE:
        raise Refused(_("Laporan kunjungan hanya untuk kunjungan di tempat."))
    if not appointment.has_started(at):
        raise Refused(_("Laporan baru dapat diisi setelah kunjungan dimulai."))
    if appointment.state not in (AppointmentState.SCHEDULED, AppointmentState.ATTENDED):
        raise Refused(_("Kunjungan ini tidak terlaksana, jadi tidak ada laporannya."))


def may_report(appointment: Appointment, at: datetime) -> Verdict:
    try:
        ensure_reportable(appointment, at)
    except Refused as refusal:
        return Verdict.no(*refusal.reasons)
    return Verdict.yes()


@transaction.atomic
def save(
    *, appointment: Appointment, wish: Wish, version: int, by: User, at: datetime
) -> VisitReport:
    """Keep the draft; findings that `wish` does not name stay as they are.

    `version` is that of the report the officer saw, 0 for none. Raises Conflict with both texts when
    a colleague saved meanwhile.
    """
    appointment, report = _begun(appointment, by, at)
    _ensure_open(report)
    if report.version != version and not _says(report, wish):
        raise Conflict(theirs=_as_text(report), yours=_wished(wish))
    for name in TEXTS:
        typed = getattr(wish, name)
        setattr(report, name, getattr(report, name) if typed is None else typed)
    report.version += 1
    report.save()
    _keep_findings(report, wish.findings)
    audit.record(
        kind="appointment", code=appointment.code, verb="report_saved", actor=by, at=at,
        application=appointment.application.code, findings=report.findings.count(),
    )  # fmt: skip
    return report


def _keep_findings(report: VisitReport, wishes: Iterable[FindingWish]) -> None:
    known = {finding.token: finding for finding in report.findings.all()}
    for wish in wishes:
        finding = known.get(wish.token)
        if not wish.sentence:
            if finding:
                finding.delete()
            continue
        finding = finding or Finding(report=report)
        finding.component, finding.indicator = wish.component, wish.indicator
        finding.sentence, finding.fate = wish.sentence, wish.fate
        finding.side, finding.who, finding.due_on = wish.side, wish.who, wish.due_on
        finding.save()
    if report.findings.count() > MOST_FINDINGS:
        raise Refused(
            _("Paling banyak %d temuan dalam satu laporan. Gabungkan yang serupa.") % MOST_FINDINGS
        )


def _says(report: VisitReport, wish: Wish) -> bool:
    """The report holds all that already: a repeated save is no conflict."""
    if any(getattr(wish, name) not in (None, getattr(report, name)) for name in TEXTS):
        return False
    known = {(f.component_id, f.sentence, f.fate) for f in report.findings.all()}
    return all(
        (w.component and w.component.pk, w.sentence, w.fate) in known
        for w in wish.findings
        if w.sentence
    )


def _as_text(report: VisitReport) -> list[tuple[str, str]]:
    findings = report.findings.select_related("component")
    return [
        (_("Yang hadir"), report.attendees),
        (_("Ringkasan"), report.summary),
        (_("Nomor berita acara"), report.letter_number),
        *(
            (str(f.component or _("Umum")), f"{f.sentence} ({f.get_fate_display()})")
            for f in findings
        ),
    ]


def _wished(wish: Wish) -> list[tuple[str, str]]:
    return [
        (_("Yang hadir"), wish.attendees or ""),
        (_("Ringkasan"), wish.summary or ""),
        (_("Nomor berita acara"), wish.letter_number or ""),
        *((str(f.component or _("Umum")), f.sentence) for f in wish.findings if f.sentence),
    ]


@transaction.atomic
def finish(*, appointment: Appointment, version: int, by: User, at: datetime) -> VisitReport:
    """Close the report: scores as they are now, tickets and actions made, the visit recorded as held."""
    appointment, report = _begun(appointment, by, at)
    _ensure_open(report)
    if report.version != version:
        raise Conflict(theirs=_as_text(report))
    findings = list(report.findings.select_related("component", "indicator__component"))
    objections = unfinished(report=report, findings=findings, at=at)
    if objections:
        raise Refused(*objections)
    _freeze_scores(report, appointment.application, at)
    _make_tickets(appointment.application, findings, by, at)
    _make_actions(appointment, findings, by, at)
    Finding.objects.bulk_update(findings, ["draft", "action"])
    if appointment.is_scheduled:
        appointments.record_result(
            appointment=appointment, attended=True, note=report.summary, by=by, at=at
        )
    report.finished_by, report.finished_at = by, at
    report.version += 1
    _issue_minutes(appointment, report, findings, by, at)
    report.save()
    audit.record(
        kind="appointment", code=appointment.code, verb="report_finished", actor=by, at=at,
        application=appointment.application.code, findings=len(findings),
    )  # fmt: skip
    _tell(appointment, [finding.action for finding in findings if finding.action], at)
    return report


def _issue_minutes(
    appointment: Appointment, report: VisitReport, findings: list[Finding], by: User, at: datetime
) -> None:
    """The paper for both signatures, as everybody will find it again; without a number it gets the next one."""
    scores = visit_scores.of_report(report)

    def draw(issued: IssuedPaper) -> tuple[bytes, int]:
        report.letter_number = issued.number
        target = BytesIO()
        pages = visit_minutes.write(
            target, appointment=appointment, report=report, findings=findings, scores=scores,
            office=office(), issued=issued,
        )  # fmt: skip
        return target.getvalue(), pages

    sheet = visit_minutes.sheet(appointment=appointment, report=report, findings=findings)
    papers.issue(sheet=sheet, draw=draw, by=by, at=at)


def unfinished(*, report: VisitReport, findings: Iterable[Finding], at: datetime) -> list[str]:
    """What still stands between the report and its end, as sentences."""
    today = clock.wita(at).date()
    found = []
    if not report.attendees.strip():
        found.append(_("Tulis siapa saja yang hadir."))
    if not report.summary.strip():
        found.append(_("Tulis ringkasan kunjungan."))
    for finding in findings:
        if finding.fate == FindingFate.NOTED or finding.due_on is None:
            continue
        if finding.due_on <= today:
            found.append(
                _("Temuan “%(sentence)s”: batas waktunya %(day)s sudah lewat. Pilih tanggal lain.")
                % {"sentence": finding.sentence[:60], "day": wording.day(finding.due_on)}
            )
    return found


def _freeze_scores(report: VisitReport, application: Application, at: datetime) -> None:
    scores = visit_scores.of_application(application, on=clock.wita(at).date())
    if scores is None:
        return
    report.library_score, report.office_score = scores.library, scores.office
    report.component_scores = scores.frozen
    report.judged_count, report.indicator_count = scores.judged_count, scores.indicator_count


def _make_tickets(
    application: Application, findings: Iterable[Finding], by: User, at: datetime
) -> None:
    """One correction per indicator; what is about a whole component goes together under "other".

    A correction that an officer had prepared keeps its words, the finding is added below them.
    """
    grouped: dict[Indicator | None, list[Finding]] = {}
    for finding in findings:
        if finding.fate == FindingFate.TICKET:
            grouped.setdefault(finding.indicator, []).append(finding)
    today = clock.wita(at).date()
    for indicator, mine in grouped.items():
        item = INDICATOR if indicator else OTHER
        present = application.correction_drafts.filter(item=item, indicator=indicator).first()
        lines = [present.sentence] if present else []
        lines += [_sentence(finding, indicator) for finding in mine]
        days = [finding.due_on for finding in mine if finding.due_on]
        if present and present.due_on > today:
            days.append(present.due_on)
        wanted = corrections.Wanted(
            item, "\n".join(dict.fromkeys(lines))[:TICKET_LENGTH], max(days, default=None), indicator,
            present.reason if present else None,
        )  # fmt: skip
        try:
            draft = corrections.prepare(
                application=application, wanted=wanted, by=by, at=at,
                version=present.version if present else 0,
            )  # fmt: skip
        except Refused as refusal:
            raise Refused(
                *refusal.reasons,
                _("Ubah temuan itu menjadi “cukup dicatat” atau “tindak lanjut”, lalu selesaikan."),
            ) from refusal
        for finding in mine:
            finding.draft = draft


def _sentence(finding: Finding, indicator: Indicator | None) -> str:
    if indicator or not finding.component:
        return finding.sentence
    return f"{finding.component}: {finding.sentence}"


def _make_actions(
    appointment: Appointment, findings: Iterable[Finding], by: User, at: datetime
) -> None:
    for finding in findings:
        if finding.fate == FindingFate.ACTION:
            finding.action = actions.agree(
                application=appointment.application, appointment=appointment,
                what=_within(finding.sentence, ACTION_LENGTH), side=finding.side, who=finding.who,
                due_on=finding.due_on, by=by, at=at, tell=False,
            )  # fmt: skip


def _within(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _tell(appointment: Appointment, agreed: list[AgreedAction], at: datetime) -> None:
    """The library's people may read it now; the actions it led to stand in the same message."""
    for person in queries.applicants_of(appointment.application):
        outbox.enqueue(
            recipient=person,
            event="visit.reported",
            dedupe=f"{appointment.code}:reported",
            values={
                "perpustakaan": appointment.application.library.name,
                "tindak_lanjut": actions.lines_of(agreed),
            },
            at=at,
            link=appointment.get_absolute_url(),
            about_kind="appointment",
            about_code=appointment.code,
        )  # fmt: skip


def ensure_may_add_photos(*, appointment: Appointment, by: User, at: datetime) -> None:
    """Asked before the slow reading of the files; `add_photo` asks again."""
    _ensure_caseworker(by)
    ensure_reportable(appointment, at)
    report = VisitReport.objects.filter(appointment=appointment).first()
    if report:
        _ensure_open(report)


@transaction.atomic
def add_photo(
    *,
    appointment: Appointment,
    file: StoredFile,
    component: Component | None,
    caption: str,
    has_consent: bool,
    by: User,
    at: datetime,
) -> VisitPhoto:
    """Put a photo to the report; the same picture again is the one that is there."""
    appointment, report = _begun(appointment, by, at)
    _ensure_open(report)
    present = report.photos.filter(file__sha256=file.sha256).first()
    if present:
        return present
    if report.photos.count() >= MOST_PHOTOS:
        raise Refused(_("Laporan ini sudah berisi %d foto, paling banyak.") % MOST_PHOTOS)
    photo = VisitPhoto.objects.create(
        report=report, file=file, component=component, caption=caption, has_consent=has_consent,
        added_by=by, added_at=at,
    )  # fmt: skip
    audit.record(
        kind="appointment", code=appointment.code, verb="photo_added", actor=by, at=at,
        file=file.token, has_consent=has_consent,
    )  # fmt: skip
    return photo


@transaction.atomic
def remove_photo(*, photo: VisitPhoto, by: User, at: datetime) -> None:
    appointment, report = _begun(photo.report.appointment, by, at)
    _ensure_open(report)
    photo.delete()
    audit.record(
        kind="appointment", code=appointment.code, verb="photo_removed", actor=by, at=at,
        file=photo.file.token,
    )  # fmt: skip


def ensure_may_attach_scan(*, appointment: Appointment, by: User) -> None:
    _ensure_caseworker(by)
    report = VisitReport.objects.filter(appointment=appointment).first()
    if report is None or not report.is_finished:
        raise Refused(_("Selesaikan dulu laporannya, lalu cetak dan tanda tangani berita acara."))


@transaction.atomic
def attach_scan(
    *, appointment: Appointment, file: StoredFile, seen: str, by: User, at: datetime
) -> VisitReport:
    """The signed paper; a later scan takes the place of the first, which the audit trail names.

    `seen` is the token of the scan that the person saw there: nobody replaces what they never saw.
    """
    ensure_may_attach_scan(appointment=appointment, by=by)
    rows = VisitReport.objects.select_for_update(of=("self",)).select_related("scan", "scan_by")
    report = rows.get(appointment=appointment)
    before = report.scan.token if report.scan else ""
    if before != seen:
        raise Refused(
            _("%(person)s baru saja menyimpan pindaian. Lihat dulu, lalu unggah lagi bila tetap perlu diganti.")
            % {"person": report.scan_by.display_name}
        )  # fmt: skip
    report.scan, report.scan_by, report.scan_at = file, by, at
    report.save(update_fields=["scan", "scan_by", "scan_at"])
    audit.record(
        kind="appointment", code=appointment.code, verb="scan_attached", actor=by, at=at,
        file=file.token, instead_of=before,
    )  # fmt: skip
    return report


def _begun(appointment: Appointment, by: User, at: datetime) -> tuple[Appointment, VisitReport]:
    """Visit and report, locked: the request first, as every other operation does."""
    _ensure_caseworker(by)
    Application.objects.select_for_update(of=("self",)).get(pk=appointment.application_id)
    appointment = (
        Appointment.objects.select_for_update(of=("self",)).with_case().get(pk=appointment.pk)
    )
    ensure_reportable(appointment, at)
    report, _is_new = VisitReport.objects.get_or_create(
        appointment=appointment, defaults={"begun_by": by, "begun_at": at, "version": 0}
    )
    return appointment, report


def _ensure_caseworker(by: User) -> None:
    if not by.is_caseworker:
        raise Refused(_("Hanya petugas yang menulis laporan kunjungan."))


def _ensure_open(report: VisitReport) -> None:
    if report.is_finished:
        raise Refused(_("Laporan ini sudah selesai, jadi isinya tidak diubah lagi."))
