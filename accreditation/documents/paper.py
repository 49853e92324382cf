"""PDF pages from headings, paragraphs, tables, letterheads and codes: the one place that knows reportlab.

The font is Bitstream Vera from reportlab's own wheel: nothing from the system is needed. A letter
it lacks loses its accent, or becomes a question mark; emoji are left out: no text ever stops a page.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache
from html import escape
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

import segno
from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_CENTER, TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    CondPageBreak,
    Flowable,
    HRFlowable,
    Image,
    KeepTogether,
    PageBreak,
    Paragraph,
    SimpleDocTemplate,
    Spacer,
    Table,
)
from reportlab.platypus.doctemplate import LayoutError

TooTall = LayoutError  # something that may not be split is higher than a page

PLAIN, BOLD = "Vera", "VeraBd"
PAGE_WIDTH, PAGE_HEIGHT = A4
MARGIN = 48.0
WIDTH = PAGE_WIDTH - 2 * MARGIN
INNER = WIDTH - 12  # what a frame leaves to text: its own padding is 6 on each side
INK, MUTED, LINE, RIVER = (HexColor(code) for code in ("#16242a", "#5a686d", "#c9d2cf", "#0b5563"))
REPLACEMENT = "?"
LEFT_OUT = ("Mn", "Me", "Cf", "So", "Sk", "Co")  # marks, emoji with what colours and joins them

TEXT = ParagraphStyle("text", fontName=PLAIN, fontSize=9.5, leading=13, textColor=INK)
SMALL = ParagraphStyle("small", parent=TEXT, fontSize=8, leading=10.5, textColor=MUTED)
STRONG = ParagraphStyle("strong", parent=TEXT, fontName=BOLD)
NUMBER = ParagraphStyle("number", parent=TEXT, alignment=TA_RIGHT)
HEAD = ParagraphStyle("head", parent=SMALL, fontName=BOLD)
NUMBER_HEAD = ParagraphStyle("number head", parent=HEAD, alignment=TA_RIGHT)
TITLE = ParagraphStyle("title", parent=TEXT, fontName=BOLD, fontSize=20, leading=25, spaceAfter=6)
SECTION = ParagraphStyle(
    "section", parent=STRONG, fontSize=12, leading=16, spaceBefore=14, spaceAfter=5, keepWithNext=1
)
LOOSE_SECTION = ParagraphStyle("loose section", parent=SECTION, keepWithNext=0)
LETTER = ParagraphStyle("letter", parent=TEXT, fontSize=10, leading=15)
CENTRED = ParagraphStyle("centred", parent=LETTER, alignment=TA_CENTER)
CENTRED_SMALL = ParagraphStyle("centred small", parent=SMALL, alignment=TA_CENTER, textColor=INK)
AGENCY = ParagraphStyle("agency", parent=CENTRED, fontName=BOLD, fontSize=13, leading=17)
CAPTION = ParagraphStyle("caption", parent=CENTRED, fontName=BOLD, fontSize=12, leading=16)
CODE_FOOT = 96.0  # what a page leaves free below when a code stands in its corner
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
    letters = [_drawable(letter) for letter in unicodedata.normalize("NFC", text)]
    drawn = "".join(letters)
    return re.sub(" {2,}", " ", drawn).strip(" ") if "" in letters else drawn


def _drawable(letter: str) -> str:
    known = _letters()
    if letter in known:
        return letter
    if letter.isspace():
        return " "
    plain = "".join(part for part in unicodedata.normalize("NFKD", letter) if part in known)
    return plain or ("" if unicodedata.category(letter) in LEFT_OUT else REPLACEMENT)


def text(value: str, style: ParagraphStyle = TEXT) -> Paragraph:
    _letters()
    return Paragraph(escape(safe(value), quote=False), style)


def title(value: str) -> Paragraph:
    return text(value, TITLE)


def section(value: str) -> Paragraph:
    return text(value, SECTION)


def heading(value: str, room: float = 110) -> list[Flowable]:
    """A section's name before something long: it goes to the next page with too little room below it."""
    return [CondPageBreak(room), text(value, LOOSE_SECTION)]


def gap(points: float = 10) -> Spacer:
    return Spacer(1, points)


def new_page() -> PageBreak:
    return PageBreak()


def together(story: list[Flowable]) -> KeepTogether:
    """On one page if it fits on one."""
    return KeepTogether(story)


def letterhead(*, above: str, name: str, lines: Iterable[str]) -> list[Flowable]:
    """The head of an official letter: who stands above the agency, its name, its contacts, a double rule."""
    head = [
        text(value, style)
        for value, style in ((above.upper(), CENTRED), (name.upper(), AGENCY))
        if value
    ]
    head += [text(line, CENTRED_SMALL) for line in lines if line.strip()]
    rules = [
        HRFlowable(
            width="100%", thickness=thickness, color=INK, spaceBefore=before, spaceAfter=after
        )
        for thickness, before, after in ((2, 5, 1.5), (0.6, 0, 14))
    ]
    return [*head, *rules]


def numbered(points: Iterable[str], style: ParagraphStyle = LETTER) -> list[Flowable]:
    """1. 2. 3., each as long as it needs to be, over as many pages as it needs."""
    return [
        Table(
            [[text(f"{number}.", style), text(point, style)]],
            colWidths=[24, INNER - 24],
            style=[*PLAIN_CELLS],
            splitInRow=1,
        )
        for number, point in enumerate(points, start=1)
    ]


PLAIN_CELLS = [
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ("LEFTPADDING", (0, 0), (-1, -1), 0),
    ("RIGHTPADDING", (0, 0), (-1, -1), 4),
    ("TOPPADDING", (0, 0), (-1, -1), 1),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 2),
]


def pairs(rows: Iterable[tuple[str, str]]) -> list[Flowable]:
    """ "Maksud : ..." as letters have it, without lines. One table a row, so that each may break."""
    return [
        Table(
            [[text(name, LETTER), text(":", LETTER), text(value, LETTER)]],
            colWidths=[110, 12, INNER - 122],
            style=PLAIN_CELLS,
            splitInRow=1,
        )
        for name, value in rows
    ]


def signatures(*blocks: Sequence[str], room: float = 54) -> KeepTogether:
    """Side by side: what stands above the signature, room for it, then the name and what stands below.

    A block is (above, name, below); an empty name leaves dots to write on.
    """
    cells = [
        [
            text(above, CENTRED),
            gap(room),
            text(name or "." * 34, CENTRED),
            *([text(below, CENTRED_SMALL)] if below else []),
        ]
        for above, name, below in blocks
    ]
    rows = [cells[start : start + 2] for start in range(0, len(cells), 2)]
    for row in rows:
        row += [[]] * (2 - len(row)) if len(rows) > 1 else []
    tables = [
        Table([row], colWidths=[INNER / len(row)] * len(row), style=PLAIN_CELLS) for row in rows
    ]
    return KeepTogether([part for each in tables for part in (each, gap(22))])


def right_half(story: list[Flowable]) -> Table:
    """What an Indonesian letter sets to the right: place and date, the signer."""
    return Table([[[], story]], colWidths=[INNER * 0.48, INNER * 0.52], style=PLAIN_CELLS)


def picture(jpeg: bytes, *, longest: float) -> Image:
    """A photo in its own shape, its longer side so many points."""
    image = Image(BytesIO(jpeg), lazy=0)
    shrink = longest / max(image.imageWidth, image.imageHeight)
    image.drawWidth, image.drawHeight = image.imageWidth * shrink, image.imageHeight * shrink
    image.hAlign = "LEFT"
    return image


def strip(pictures: Sequence[Flowable], width: float) -> Table:
    """Small pictures side by side."""
    return Table(
        [list(pictures)],
        colWidths=[width] * len(pictures),
        style=[*PLAIN_CELLS, ("VALIGN", (0, 0), (-1, -1), "BOTTOM")],
        hAlign="LEFT",
    )


def beside(cells: Sequence[Flowable | list[Flowable]], widths: Sequence[float]) -> Table:
    """Things in a row without lines; `widths` are shares of the page."""
    share = INNER / sum(widths)
    return Table([list(cells)], colWidths=[width * share for width in widths], style=PLAIN_CELLS)


class Boxes(Flowable):
    """Boxes to tick, each with its number in it."""

    SIDE, SPACE = 15.0, 3.0

    def __init__(self, numbers: Sequence[int]) -> None:
        super().__init__()
        self.numbers = numbers
        self.width, self.height = len(numbers) * (self.SIDE + self.SPACE), self.SIDE

    def draw(self) -> None:
        _letters()
        self.canv.setStrokeColor(INK)
        self.canv.setFillColor(MUTED)
        self.canv.setFont(PLAIN, 8)
        for place, number in enumerate(self.numbers):
            left = place * (self.SIDE + self.SPACE)
            self.canv.rect(left, 0, self.SIDE, self.SIDE)
            self.canv.drawCentredString(left + self.SIDE / 2, 4.6, str(number))


def writing_lines(count: int, *, apart: float = 20) -> list[Flowable]:
    """Room to write by hand."""
    return [
        HRFlowable(width="100%", thickness=0.6, color=MUTED, spaceBefore=apart, spaceAfter=0)
        for _line in range(count)
    ]


class Code(Flowable):
    """A QR code that leads to an address."""

    def __init__(self, address: str, size: float = 66) -> None:
        super().__init__()
        self.code = segno.make(address, error="m", micro=False)
        self.width = self.height = size
        self.hAlign = "LEFT"

    def draw(self) -> None:
        self.draw_at(self.canv, 0, 0)

    def draw_at(self, canvas: Canvas, left: float, bottom: float) -> None:
        modules = [list(row) for row in self.code.matrix_iter(border=2)]
        side = self.width / len(modules)
        canvas.saveState()
        canvas.setFillColor(HexColor("#000000"))
        for down, row in enumerate(modules):
            for start, end in _dark_runs(row):
                top = bottom + self.width - (down + 1) * side
                canvas.rect(left + start * side, top, (end - start) * side, side * 1.02, 0, 1)
        canvas.restoreState()


def _dark_runs(row: Sequence[int]) -> Iterable[tuple[int, int]]:
    start = None
    for place, module in enumerate([*row, 0]):
        if module and start is None:
            start = place
        elif not module and start is not None:
            yield start, place
            start = None


class CornerCode(Flowable):
    """From here on every page has this code in its lower corner, with a line that says where it leads."""

    def __init__(self, address: str, words: str) -> None:
        super().__init__()
        self.code, self.words, self.address = Code(address, 70), words, address

    def wrap(self, *_room: float) -> tuple[float, float]:
        return 0, 0

    def draw(self) -> None:
        self.canv.corner = self

    def draw_on(self, canvas: Canvas) -> None:
        _letters()
        left = PAGE_WIDTH - MARGIN - self.code.width
        self.code.draw_at(canvas, left, 34)
        canvas.setFont(PLAIN, 7.5)
        canvas.setFillColor(INK)
        canvas.drawRightString(left - 6, 62, safe(self.words))


class _Pages(SimpleDocTemplate):
    def afterPage(self) -> None:  # noqa: N802 -- reportlab's name
        corner: Any = getattr(self.canv, "corner", None)
        if corner:
            corner.draw_on(self.canv)


def cell(*lines: tuple[str, ParagraphStyle]) -> list[Paragraph]:
    return [text(value, style) for value, style in lines if value]


def table(
    head: Sequence[str],
    rows: Iterable[Sequence[Flowable | list[Paragraph]]],
    widths: Sequence[float],
    *,
    numeric: Sequence[int] = (),
    splits_rows: bool = True,
) -> Table:
    """Rows below a head that is repeated on every page; `widths` are shares of the page.

    `numeric` columns have their head to the right. Without `splits_rows` a row stays in one piece
    and must fit on a page, else writing raises TooTall.
    """
    styles = [NUMBER_HEAD if place in numeric else HEAD for place in range(len(head))]
    heads = [[text(v, s) for v, s in zip(head, styles, strict=True)]] if any(head) else []
    share = WIDTH / sum(widths)
    return Table(
        [*heads, *rows],
        colWidths=[width * share for width in widths],
        repeatRows=len(heads),
        style=[*GRID, *([("LINEBELOW", (0, 0), (-1, 0), 1, RIVER)] if heads else [])],
        splitInRow=int(splits_rows),
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
    stamp: str = "",
    room_below: float = MARGIN,
) -> int:
    """Write the pages; gives how many. The same story always gives the same bytes.

    `numbers` is printed at the foot instead of 1, 2, 3 where other pages will come between these.
    `stamp` stands large and pale across every page: what is only a draft must look like one.
    """
    title, foot = title.encode("utf-8", "replace").decode(), safe(foot)

    def frame(canvas: Canvas, document: SimpleDocTemplate) -> None:
        number = numbers[document.page - 1] if numbers else document.page
        if stamp:
            _stamp(canvas, stamp)
        canvas.setFont(PLAIN, 7.5)
        canvas.setFillColor(MUTED)
        canvas.drawString(MARGIN, 26, foot)
        canvas.drawRightString(PAGE_WIDTH - MARGIN, 26, str(number))

    _letters()
    document = _Pages(
        str(target) if isinstance(target, Path) else target, pagesize=A4, leftMargin=MARGIN, rightMargin=MARGIN, topMargin=MARGIN,
        bottomMargin=room_below, title=title, author="Klik", creator="Klik", lang="id", invariant=1,
    )  # fmt: skip
    document.build(story, onFirstPage=frame, onLaterPages=frame)
    return document.page


def _stamp(canvas: Canvas, words: str) -> None:
    canvas.saveState()
    canvas.setFont(BOLD, 92)
    canvas.setFillColor(HexColor("#eceff0"))
    canvas.translate(PAGE_WIDTH / 2, PAGE_HEIGHT / 2)
    canvas.rotate(52)
    canvas.drawCentredString(0, -30, safe(words))
    canvas.restoreState()
