"""One PDF of a bundle: cover, index, evidence in the order of the indicators, bookmarks."""

from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pikepdf
from django.utils.text import slugify
from django.utils.translation import gettext as _
from pikepdf import Dictionary, Name, OutlineItem
from PIL import Image
from reportlab.platypus import Flowable

from accreditation.documents import paper, squeeze
from accreditation.documents.bundle_pieces import Piece
from accreditation.submission import Chapter, Entry, Submission
from klik_portal.core import wording

CAPTION = 84.0  # points above a photo


@dataclass(frozen=True)
class Book:
    """What one PDF says about itself."""

    submission: Submission
    chapter: Chapter
    at: datetime
    number: int = 1
    of: int = 1

    @property
    def title(self) -> str:
        part = _(" (bagian %(number)d dari %(of)d)") % {"number": self.number, "of": self.of}
        return f"{self.chapter.component}{part if self.of > 1 else ''}"

    @property
    def name(self) -> str:
        part = f"-bagian-{self.number}-dari-{self.of}" if self.of > 1 else ""
        component = self.chapter.component
        slug = slugify(component.name)[:40]
        return f"{self.submission.application.code}-{component.code}-{slug}{part}.pdf"


def bind(book: Book, pieces: list[Piece], target: Path, working: Path) -> int:
    """Cover, index, then the evidence in the order of the indicators; gives the pages."""
    sketch = working / "paper.pdf"
    front = _write_paper(book, pieces, sketch, 0)
    _write_paper(book, pieces, sketch, front)
    with ExitStack() as stack:
        document = stack.enter_context(pikepdf.open(sketch))
        _fill(document, pieces, front, stack)
        _bookmarks(document, pieces, front)
        document.Root.PageMode = Name.UseOutlines
        squeeze.save(document, target)
        return len(document.pages)


def _write_paper(book: Book, pieces: list[Piece], path: Path, front: int) -> int:
    """Cover and index; once they are counted (`front`), a page with a caption for each photo too."""
    story = [*_cover(book, pieces), paper.new_page(), *_index(book, pieces, front)]
    numbers = list(range(1, front + 1))
    for piece, start in _placed(pieces, front) if front else ():
        if piece.file.is_image:
            story += [paper.new_page(), *_caption(piece)]
            numbers.append(start + 1)
    library = book.submission.application.library.name
    return paper.write(
        path, title=f"{book.title} - {library}", story=story, numbers=numbers,
        foot=f"{book.submission.application.code} · {book.title} · {library}"[:110],
    )  # fmt: skip


def _cover(book: Book, pieces: list[Piece]) -> list[Flowable]:
    application, library = book.submission.application, book.submission.application.library
    answered = sum(entry.option is not None for entry in book.chapter.entries)
    story = [
        paper.gap(150),
        paper.text(_("BUKTI FISIK AKREDITASI PERPUSTAKAAN"), paper.HEAD),
        paper.gap(6),
        paper.title(book.title),
        paper.text(library.name, paper.SECTION),
        paper.gap(),
        paper.facts(
            [
                (_("Tempat"), library.place),
                (_("NPP"), library.npp or _("belum ada")),
                (_("Nomor permohonan"), application.code),
                (_("Lembar penilaian"), book.submission.edition.name),
                (_("Butir terjawab"), f"{answered} / {len(book.chapter.entries)}"),
                (_("Berkas di PDF ini"), str(len(pieces))),
                (_("Disusun"), wording.moment(book.at)),
            ]
        ),
        paper.gap(),
    ]
    if book.of > 1:
        story.append(
            paper.text(
                _(
                    "Bukti komponen ini tidak muat dalam satu berkas. SiPAPI menerima satu berkas per "
                    "komponen: kirim bagian lain lewat tautan Google Drive."
                )
            )
        )
    return story


def _index(book: Book, pieces: list[Piece], front: int) -> list[Flowable]:
    """Indicator, file, page. The first volume also names the indicators without evidence."""
    placed = _placed(pieces, front)
    rows = []
    for entry in book.chapter.entries:
        mine = [(piece, start) for piece, start in placed if piece.entry is entry]
        for number, (piece, start) in enumerate(mine):
            rows.append(_index_row(entry, number == 0, piece.name, str(start + 1)))
        if not entry.files and book.number == 1:
            rows.append(_index_row(entry, True, _("Belum ada bukti"), "-"))
    heads = (_("Butir"), _("Yang ditanyakan dan jawabannya"), _("Berkas"), _("Halaman"))
    return [
        paper.text(_("Daftar bukti"), paper.SECTION),
        paper.table(heads, rows, (7, 46, 36, 11)),
    ]


def _index_row(entry: Entry, is_first: bool, file: str, page: str) -> list:
    answer = entry.answer or _("belum dijawab")
    topic = paper.cell((entry.indicator.topic, paper.TEXT), (answer, paper.SMALL))
    return [
        paper.text(entry.code, paper.STRONG),
        topic if is_first else paper.text(""),
        paper.text(file),
        paper.text(page, paper.NUMBER),
    ]


def _caption(piece: Piece) -> list[Flowable]:
    return [
        paper.text(f"{piece.entry.code} {piece.entry.indicator.topic}", paper.STRONG),
        paper.text(piece.name, paper.SMALL),
    ]


def _placed(pieces: list[Piece], front: int) -> list[tuple[Piece, int]]:
    """Each piece with the page, from 0, on which it begins."""
    placed, page = [], front
    for piece in pieces:
        placed.append((piece, page))
        page += piece.count
    return placed


def _fill(document: pikepdf.Pdf, pieces: list[Piece], front: int, stack: ExitStack) -> None:
    """Photos onto their caption pages, pages of evidence between them."""
    pictures: dict[str, pikepdf.Object] = {}
    sources: dict[Path, pikepdf.Pdf] = {}
    for piece, start in _placed(pieces, front):
        path = piece.light.path
        if piece.file.is_image:
            if piece.file.sha256 not in pictures:
                pictures[piece.file.sha256] = _picture(document, path)
            _place(document, start, pictures[piece.file.sha256])
            continue
        if path not in sources:
            sources[path] = stack.enter_context(pikepdf.open(path, suppress_warnings=True))
        for number, page in enumerate(sources[path].pages):
            document.pages.insert(start + number, page)


def _picture(document: pikepdf.Pdf, path: Path) -> pikepdf.Object:
    with Image.open(path, formats=("JPEG",)) as image:
        size, grey = image.size, image.mode == "L"
    picture = document.make_stream(path.read_bytes())
    picture.Type, picture.Subtype, picture.Filter = Name.XObject, Name.Image, Name.DCTDecode
    picture.Width, picture.Height, picture.BitsPerComponent = *size, 8
    picture.ColorSpace = Name.DeviceGray if grey else Name.DeviceRGB
    return picture


def _place(document: pikepdf.Pdf, number: int, picture: pikepdf.Object) -> None:
    """As large as the page allows, below the caption."""
    page = document.pages[number]
    room = paper.PAGE_HEIGHT - 2 * paper.MARGIN - CAPTION
    scale = min(paper.WIDTH / int(picture.Width), room / int(picture.Height))
    width, height = int(picture.Width) * scale, int(picture.Height) * scale
    left = paper.MARGIN + (paper.WIDTH - width) / 2
    bottom = paper.MARGIN + room - height
    if "/Resources" not in page:
        page.Resources = Dictionary()
    name = page.add_resource(picture, Name.XObject)
    drawn = f"q {width:.2f} 0 0 {height:.2f} {left:.2f} {bottom:.2f} cm {name} Do Q"
    page.contents_add(drawn.encode())


def _bookmarks(document: pikepdf.Pdf, pieces: list[Piece], front: int) -> None:
    with document.open_outline() as outline:
        outline.root += [OutlineItem(_("Sampul"), 0), OutlineItem(_("Daftar bukti"), 1)]
        entry = item = None
        for piece, start in _placed(pieces, front):
            if piece.entry is not entry:
                entry = piece.entry
                item = OutlineItem(f"{entry.code} {entry.indicator.topic}", start)
                outline.root.append(item)
            item.children.append(OutlineItem(piece.name, start))
