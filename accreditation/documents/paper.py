"""PDF pages from headings, paragraphs and tables: the one place that knows reportlab.

The font is Bitstream Vera from reportlab's own wheel: nothing from the system is needed. A letter
it lacks loses its accent, or becomes a question mark: no text ever stops a page.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache
from html import escape
from pathlib import Path
from typing import BinaryIO

from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, PageBreak, Paragraph, SimpleDocTemplate, Spacer, Table

PLAIN, BOLD = "Vera", "VeraBd"
PAGE_WIDTH, PAGE_HEIGHT = A4
MARGIN = 48.0
WIDTH = PAGE_WIDTH - 2 * MARGIN
INK, MUTED, LINE, RIVER = (HexColor(code) for code in ("#16242a", "#5a686d", "#c9d2cf", "#0b5563"))
REPLACEMENT = "?"

TEXT = ParagraphStyle("text", fontName=PLAIN, fontSize=9.5, leading=13, textColor=INK)
SMALL = ParagraphStyle("small", parent=TEXT, fontSize=8, leading=10.5, textColor=MUTED)
STRONG = ParagraphStyle("strong", parent=TEXT, fontName=BOLD)
NUMBER = ParagraphStyle("number", parent=TEXT, alignment=TA_RIGHT)
HEAD = ParagraphStyle("head", parent=SMALL, fontName=BOLD)
TITLE = ParagraphStyle("title", parent=TEXT, fontName=BOLD, fontSize=20, leading=25, spaceAfter=6)
SECTION = ParagraphStyle(
    "section", parent=STRONG, fontSize=12, leading=16, spaceBefore=14, spaceAfter=5, keepWithNext=1
)
GRID = [
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ("LINEBELOW", (0, 0), (-1, -1), 0.5, LINE),
    ("LEFTPADDING", (0, 0), (-1, -1), 3),
    ("RIGHTPADDING", (0, 0), (-1, -1), 3),
    ("TOPPADDING", (0, 0), (-1, -1), 4),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
]


@cache
def _letters() -> frozenset[str]:
    """Registers the fonts once per process; gives the characters both can draw."""
    faces = []
    for name in (PLAIN, BOLD):
        font = TTFont(name, f"{name}.ttf")
        pdfmetrics.registerFont(font)
        faces.append(font.face.charToGlyph)
    return frozenset(chr(code) for code in faces[0] if code in faces[1] and code >= 32)


def safe(text: str) -> str:
    """The text in letters that can be drawn."""
    return "".join(_drawable(letter) for letter in unicodedata.normalize("NFC", text))


def _drawable(letter: str) -> str:
    known = _letters()
    if letter in known:
        return letter
    if letter.isspace():
        return " "
    plain = "".join(part for part in unicodedata.normalize("NFKD", letter) if part in known)
    return plain or ("" if unicodedata.category(letter) in ("Mn", "Cf") else REPLACEMENT)


def text(value: str, style: ParagraphStyle = TEXT) -> Paragraph:
    _letters()
    return Paragraph(escape(safe(value), quote=False), style)


def title(value: str) -> Paragraph:
    return text(value, TITLE)


def section(value: str) -> Paragraph:
    return text(value, SECTION)


def gap(points: float = 10) -> Spacer:
    return Spacer(1, points)


def new_page() -> PageBreak:
    return PageBreak()


def cell(*lines: tuple[str, ParagraphStyle]) -> list[Paragraph]:
    return [text(value, style) for value, style in lines if value]


def table(
    head: Sequence[str],
    rows: Iterable[Sequence[Flowable | list[Paragraph]]],
    widths: Sequence[float],
) -> Table:
    """Rows below a head that is repeated on every page; `widths` are shares of the page."""
    heads = [[text(value, HEAD) for value in head]] if any(head) else []
    share = WIDTH / sum(widths)
    return Table(
        [*heads, *rows],
        colWidths=[width * share for width in widths],
        repeatRows=len(heads),
        style=[*GRID, *([("LINEBELOW", (0, 0), (-1, 0), 1, RIVER)] if heads else [])],
        splitInRow=1,
    )


def facts(pairs: Iterable[tuple[str, str]]) -> Table:
    """Names with values, one below the other."""
    rows = [[text(name, SMALL), text(value)] for name, value in pairs]
    return table((), rows, (3, 7))


def write(
    target: Path | BinaryIO,
    *,
    title: str,
    story: list[Flowable],
    foot: str,
    numbers: Sequence[int] | None = None,
) -> int:
    """Write the pages; gives how many. The same story always gives the same bytes.

    `numbers` is printed at the foot instead of 1, 2, 3 where other pages will come between these.
    """
    title, foot = title.encode("utf-8", "replace").decode(), safe(foot)

    def frame(canvas: Canvas, document: SimpleDocTemplate) -> None:
        number = numbers[document.page - 1] if numbers else document.page
        canvas.setFont(PLAIN, 7.5)
        canvas.setFillColor(MUTED)
        canvas.drawString(MARGIN, 26, foot)
        canvas.drawRightString(PAGE_WIDTH - MARGIN, 26, str(number))

    document = SimpleDocTemplate(
        str(target) if isinstance(target, Path) else target, pagesize=A4, leftMargin=MARGIN, rightMargin=MARGIN, topMargin=MARGIN,
        bottomMargin=MARGIN, title=title, author="Klik", creator="Klik", lang="id", invariant=1,
    )  # fmt: skip
    document.build(story, onFirstPage=frame, onLaterPages=frame)
    return document.page
