"""Which paper a code belongs to, and the papers of a subject."""

from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from klik_portal.core import clock, wording
from klik_portal.papers import codes, sources
from klik_portal.papers.checked import Checked, Standing
from klik_portal.papers.models import IssuedPaper


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
        told = {"number": newer.number, "day": wording.short_day(newer.issued_on)}
        return _("Diganti dengan surat nomor %(number)s, %(day)s.") % told
    if paper.valid_until is None:
        return ""
    words = _("Sampai %s.") if standing == Standing.VALID else _("Berakhir %s.")
    return words % wording.day(paper.valid_until)


def of_subject(kind: str, code: str) -> QuerySet[IssuedPaper]:
    """Every paper about a subject, the newest first."""
    return IssuedPaper.objects.filter(subject_kind=kind, subject_code=code).select_related(
        "file", "scan", "replaced_by"
    )
