"""Which paper a code belongs to, and the papers of a subject."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from klik_portal.core import clock, numbering, wording
from klik_portal.papers import codes, patterns, sources
from klik_portal.papers.checked import Checked, Standing
from klik_portal.papers.models import DEFAULT_PATTERN, SERIES, IssuedPaper, NumberPattern, PaperKind


def find(typed: str, *, on: date) -> Checked | None:
    """The paper with this code. The same work for every code, known, unknown or no code at all."""
    code = codes.read(typed)
    rows = IssuedPaper.objects.filter(code=code).select_related("replaced_by")
    found = [_checked(row, on) for row in rows]
    found += [each for source in sources.registered() if (each := source(code, on))]
    return found[0] if found else None


def _checked(paper: IssuedPaper, on: date) -> Checked:
    standing = paper.standing(on)
    newer = paper.replaced_by if standing == Standing.REPLACED else None
    return Checked(
        code=paper.code, title=str(paper.get_kind_display()), standing=standing,
        facts=paper.printed_facts, story=story(paper, standing),
        origin=_("Surat ini diterbitkan lewat Klik."),
        newer_code=newer.code if newer else "",
    )  # fmt: skip


def story(paper: IssuedPaper, standing: Standing) -> str:
    """Why it stands so, in one sentence that anybody may read."""
    if standing == Standing.REVOKED:
        day = wording.short_day(clock.wita(paper.revoked_at).date())
        return _("Dicabut %(day)s: %(why)s") % {"day": day, "why": paper.revoked_reason}
    if standing == Standing.REPLACED:
        newer = paper.replaced_by
        if newer.number == paper.number:
            day = wording.short_day(newer.issued_on)
            return _("Diganti dengan terbitan baru bernomor sama, %s.") % day
        told = {"number": newer.number, "day": wording.short_day(newer.issued_on)}
        return _("Diganti dengan nomor %(number)s, %(day)s.") % told
    if standing == Standing.EXPIRED:
        return _("Berakhir %s.") % wording.day(paper.valid_until)
    return _("Kode ini milik surat yang terbit dan belum dicabut.")


def of_subject(subject_kind: str, subject_code: str, kind: str) -> QuerySet[IssuedPaper]:
    """Every edition of a paper, the newest first."""
    rows = IssuedPaper.objects.filter(
        subject_kind=subject_kind, subject_code=subject_code, kind=kind
    )
    return rows.select_related("file", "scan", "replaced_by", "issued_by", "revoked_by")


def current(kind: str, subject_kind: str, subject_code: str) -> IssuedPaper | None:
    return of_subject(subject_kind, subject_code, kind).filter(is_current=True).first()


def pattern_of(kind: str) -> str:
    kept = NumberPattern.objects.filter(kind=kind).values_list("pattern", flat=True).first()
    return kept or DEFAULT_PATTERN


@dataclass(frozen=True)
class Numbering:
    """Where the numbers of a kind stand: the pattern's version, the last count of the year."""

    version: int
    last: int


def numbering_of(kind: str, year: int) -> Numbering:
    kept = NumberPattern.objects.filter(kind=kind).values_list("version", flat=True).first()
    return Numbering(kept or 1, numbering.last_count(series=SERIES[kind], year=year))


def next_number(kind: str, on: date) -> str:
    """What the next letter would be numbered; nothing is taken by looking."""
    return next_numbers(on)[PaperKind(kind)]


def next_numbers(on: date) -> dict[PaperKind, str]:
    """Of every kind, in two queries."""
    kept = dict(NumberPattern.objects.values_list("kind", "pattern"))
    last = numbering.last_counts(series=SERIES.values(), year=on.year)
    return {
        kind: patterns.filled(
            kept.get(kind, DEFAULT_PATTERN), count=last.get(SERIES[kind], 0) + 1, on=on
        )
        for kind in PaperKind
    }
