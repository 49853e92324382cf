"""Issue a paper, let another take its place, revoke it."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from klik_portal.accounts.models import User
from klik_portal.audit import operations as audit
from klik_portal.core import clock, numbering, wording
from klik_portal.core.verdict import Conflict, Refused
from klik_portal.files import intake
from klik_portal.files.models import StoredFile
from klik_portal.papers import patterns, queries
from klik_portal.papers.checked import MOST_FACTS, Facts
from klik_portal.papers.models import FILE_NAMES, SERIES, IssuedPaper, NumberPattern, PaperKind
from klik_portal.papers.queries import Numbering

Draw = Callable[[IssuedPaper], tuple[bytes, int]]  # the PDF and its number of pages


@dataclass(frozen=True)
class Sheet:
    """A paper about to be issued. `facts` come after number and date, `rest` is what else it says.

    Without a number it gets the next one of its kind.
    """

    kind: PaperKind
    subject_kind: str
    subject_code: str
    number: str
    issued_on: date
    facts: Facts
    valid_until: date | None = None
    rest: tuple[str, ...] = ()

    @property
    def content(self) -> str:
        """Changes with everything printed but number and code."""
        told = [self.facts, self.issued_on.isoformat(), str(self.valid_until), self.rest]
        return sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()

    @property
    def printed(self) -> list[list[str]]:
        """All that the check shows, and the paper too: at most six."""
        ends = [(_("Berlaku sampai"), wording.day(self.valid_until))] if self.valid_until else []
        head = [(_("Nomor"), self.number), (_("Tanggal surat"), wording.day(self.issued_on))]
        printed = [[str(label), str(value)] for label, value in (*head, *self.facts, *ends)]
        if len(printed) > MOST_FACTS:
            raise ValueError(f"a paper shows at most {MOST_FACTS} facts")
        return printed

    def is_printed_as(self, paper: IssuedPaper) -> bool:
        return paper.content == self.content and self.number in ("", paper.number)


@transaction.atomic
def issue(*, sheet: Sheet, draw: Draw, by: User, at: datetime) -> IssuedPaper:
    """Freeze and draw a paper; the same one again changes nothing, another one takes its place.

    The PDF is drawn inside the transaction, while no other change is recorded: a tenth of a second,
    a few times a day, and number, code and bytes always belong together.
    """
    if not by.is_caseworker:
        raise Refused(_("Hanya petugas yang menerbitkan surat."))
    audit.take_turn()
    current = queries.current(sheet.kind, sheet.subject_kind, sheet.subject_code)
    if current and sheet.is_printed_as(current):
        return current
    sheet = _numbered(sheet)
    if current:
        current.is_current = False
        current.save(update_fields=["is_current"])
    paper = IssuedPaper(
        kind=sheet.kind, subject_kind=sheet.subject_kind, subject_code=sheet.subject_code,
        number=sheet.number, facts=sheet.printed, issued_on=sheet.issued_on,
        valid_until=sheet.valid_until, content=sheet.content, replaces=current,
        issued_by=by, issued_at=at,
    )  # fmt: skip
    content, pages = draw(paper)
    name = f"{sheet.subject_code}-{FILE_NAMES[sheet.kind]}.pdf"
    paper.file = intake.keep_drawn(content=content, name=name, pages=pages, by=by, at=at)
    paper.save(force_insert=True)
    verb = "paper_replaced" if current else "paper_issued"
    _record(paper, verb, by, at)
    return paper


def _numbered(sheet: Sheet) -> Sheet:
    """With the number as typed, else with the next free one of the office's pattern."""
    if not sheet.number:
        return replace(sheet, number=_next_number(sheet.kind, sheet.issued_on))
    same = Q(subject_kind=sheet.subject_kind, subject_code=sheet.subject_code)
    # A number names one thing; only a new edition of the same paper may carry it again.
    if IssuedPaper.objects.filter(~same, kind=sheet.kind, number=sheet.number).exists():
        raise Refused(_("Nomor %s sudah dipakai surat lain. Periksa buku agenda.") % sheet.number)
    return sheet


def _next_number(kind: str, on: date) -> str:
    pattern = queries.pattern_of(kind)
    while True:  # numbers typed by hand are passed over
        count = numbering.next_count(series=SERIES[kind], year=on.year)
        number = patterns.filled(pattern, count=count, on=on)
        if not IssuedPaper.objects.filter(kind=kind, number=number).exists():
            return number


@transaction.atomic
def revoke(*, paper: IssuedPaper, reason: str, by: User | None, at: datetime) -> IssuedPaper:
    """Take a paper back; everybody who checks it reads the reason. By nobody when a step of its subject did."""
    if by is not None and not by.is_caseworker:
        raise Refused(_("Hanya petugas yang mencabut surat."))
    if not reason.strip():
        raise Refused(_("Tulis alasan pencabutan."))
    audit.take_turn()  # as `issue` does: never the paper first and the turn after it
    paper = IssuedPaper.objects.select_for_update().get(pk=paper.pk)
    if paper.revoked_at is not None:
        return paper
    if not paper.is_current:
        raise Refused(_("Surat ini sudah diganti, jadi tidak perlu dicabut."))
    paper.is_current, paper.revoked_by, paper.revoked_at = False, by, at
    paper.revoked_reason = reason.strip()
    paper.save(update_fields=["is_current", "revoked_by", "revoked_at", "revoked_reason"])
    _record(paper, "paper_revoked", by, at, note=paper.revoked_reason)
    return paper


@transaction.atomic
def revoke_of(
    *, kind: str, subject_kind: str, subject_code: str, reason: str, by: User | None, at: datetime
) -> None:
    """Take back the current paper of a subject, if there is one: its reason to exist has gone."""
    paper = queries.current(kind, subject_kind, subject_code)
    if paper:
        revoke(paper=paper, reason=reason, by=by, at=at)


@transaction.atomic
def attach_scan(*, paper: IssuedPaper, scan: StoredFile, by: User, at: datetime) -> IssuedPaper:
    """Keep the signed paper beside what was printed; a newer scan takes the place of the older."""
    if not by.is_caseworker:
        raise Refused(_("Hanya petugas yang menyimpan pindaian surat."))
    audit.take_turn()
    paper = IssuedPaper.objects.select_for_update().get(pk=paper.pk)
    paper.scan = scan
    paper.save(update_fields=["scan"])
    _record(paper, "paper_scanned", by, at)
    return paper


@transaction.atomic
def keep_pattern(
    *, kind: PaperKind, pattern: str, last: int, seen: Numbering, by: User, at: datetime
) -> NumberPattern:
    """How the numbers of a kind are written, and after which one this year's go on.

    `seen` is what the person saw: a letter issued meanwhile has moved the counter.
    """
    if not by.is_coordinator:
        raise Refused(_("Hanya koordinator yang mengubah penomoran surat."))
    wrong = patterns.problems(pattern)
    if wrong:
        raise Refused(*wrong)
    audit.take_turn()  # letters take their numbers in their turn
    year = clock.wita(at).year
    row, _new = NumberPattern.objects.select_for_update().get_or_create(kind=kind)
    now = Numbering(row.version, numbering.last_count(series=SERIES[kind], year=year))
    if (row.pattern, now.last) == (pattern, last):
        return row
    if now != seen:
        raise Conflict(theirs=_as_text(row.pattern, now.last), yours=_as_text(pattern, last))
    row.pattern = pattern
    row.version += 1
    row.save()
    if last != now.last:
        numbering.go_on_after(series=SERIES[kind], year=year, last=last)
    audit.record(
        kind="office", code="penomoran", verb="number_pattern_changed", actor=by, at=at,
        paper=str(kind.label), pattern=pattern, last=last,
    )  # fmt: skip
    return row


def _as_text(pattern: str, last: int) -> list[tuple[str, str]]:
    return [(_("Pola nomor"), pattern), (_("Nomor terakhir tahun ini"), str(last))]


def _record(paper: IssuedPaper, verb: str, by: User | None, at: datetime, note: str = "") -> None:
    audit.record(
        kind=paper.subject_kind, code=paper.subject_code, verb=verb, actor=by, at=at, note=note,
        paper=str(paper.get_kind_display()), number=paper.number, token=paper.code,
    )  # fmt: skip
