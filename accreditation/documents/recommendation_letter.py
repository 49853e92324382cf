"""Surat rekomendasi: the office stands up for a library that is ready."""

from datetime import date
from io import BytesIO

from django.utils.translation import gettext as _
from reportlab.platypus import Flowable

from accreditation.documents import heads, paper, seal
from accreditation.recommendation import KIND, LetterText
from klik_portal.papers.models import IssuedPaper, PaperKind
from klik_portal.papers.operations import Sheet

DRAFT = "KONSEP"


def sheet(text: LetterText, *, number: str, issued_on: date, valid_until: date | None) -> Sheet:
    library = text.application.library
    return seal.sheet(
        kind=PaperKind.RECOMMENDATION, subject=(KIND, text.application.code), number=number,
        issued_on=issued_on, valid_until=valid_until, rest=(*heads.words(text.office), *text.words),
        facts=(
            (_("Perihal"), _("Rekomendasi akreditasi perpustakaan")),
            (_("Perpustakaan"), library.name),
            (_("Tempat"), library.place),
        ),
    )  # fmt: skip


def issued(text: LetterText, letter: IssuedPaper) -> tuple[bytes, int]:
    return _write(text, letter.number, letter.issued_on, [seal.seal(letter)], "")


def draft(text: LetterText) -> bytes:
    """To read before it has a number: it says on every page that it is none yet."""
    return _write(text, "", None, [], DRAFT)[0]


def _write(
    text: LetterText, number: str, on: date | None, below: list[Flowable], stamp: str
) -> tuple[bytes, int]:
    library = text.application.library
    story = [
        *heads.letterhead(text.office),
        *heads.caption(_("SURAT REKOMENDASI"), number),
        paper.text(text.opening, paper.LETTER),
        paper.gap(6),
        *paper.pairs(text.facts),
        paper.gap(6),
        paper.text(text.praise, paper.LETTER),
        *([paper.gap(8), paper.text(text.estimate, paper.LETTER)] if text.estimate else []),
        paper.gap(8),
        paper.text(text.closing, paper.LETTER),
        paper.gap(18),
        heads.signed_by_office(text.office, on),
        *below,
    ]
    target = BytesIO()
    pages = paper.write(
        target, title=_("Surat rekomendasi %s") % text.application.code, story=story,
        foot=heads.foot(stamp, text.application.code, library.name), stamp=stamp,
    )  # fmt: skip
    return target.getvalue(), pages
