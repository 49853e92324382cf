"""The files of a SiPAPI bundle: the institution sheet, what is missing, one PDF per component, all as a ZIP.

A component's evidence goes down the quality ladder as a whole until it fits; when even the lowest
rung is too heavy it is divided into volumes. What cannot be put in at all is told in `problems`.
"""

import json
import zipfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

import pikepdf
from django.utils.text import slugify
from django.utils.translation import gettext as _
from pikepdf import Dictionary, Name, OutlineItem
from PIL import Image
from reportlab.platypus import Flowable

from accreditation.documents import paper, squeeze
from accreditation.submission import Chapter, Entry, Submission
from klik_portal.core import wording
from klik_portal.files import store
from klik_portal.files.models import StoredFile

ROOM_FOR_PAPER = 150_000  # cover, index and captions with their fonts; every page a little more
ROOM_PER_PAGE = 1_500
SAMPLE = 6  # files tried on a rung before all are
CAPTION = 84.0  # points above a photo
UNREADABLE = (OSError, ValueError, Image.DecompressionBombError, pikepdf.PikepdfError)
ZIP_DAY = (2020, 1, 1, 0, 0, 0)  # the same files give the same archive

Step = Callable[[int], None]  # told how many more files are done; 0 says "still at it"


@dataclass(frozen=True)
class Made:
    name: str
    title: str
    size: int
    sha256: str
    pages: int | None


@dataclass
class Result:
    files: list[Made] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Piece:
    """One file beside one indicator, or some pages of it."""

    entry: Entry
    file: StoredFile
    light: squeeze.Light
    first: int = 0
    count: int = 1
    is_part: bool = False

    @property
    def key(self) -> tuple[str, int]:
        return (self.file.sha256, self.first)

    @property
    def name(self) -> str:
        if not self.is_part:
            return self.file.original_name
        pages = {"first": self.first + 1, "last": self.first + self.count}
        return f"{self.file.original_name} ({_('halaman %(first)d-%(last)d') % pages})"


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


@dataclass
class Bench:
    """Where one component is worked on: room for scraps, how heavy its PDFs may be, whom to tell."""

    working: Path
    limit: int
    step: Step
    result: Result
    budget: int = 0  # what evidence may weigh beside cover, index and captions


def build(
    submission: Submission, folder: Path, working: Path, *, at: datetime, limit: int, step: Step
) -> Result:
    """Write everything into the folder. Photos are read one at a time; `working` is for scraps."""
    result = Result()
    code = submission.application.code
    result.files += [
        _sheet(folder / f"{code}-0-lembaga.pdf", _("Data lembaga"), _institution(submission), code),
        _sheet(
            folder / f"{code}-0-kekurangan.pdf", _("Yang masih kurang"), _missing(submission), code
        ),
    ]
    for chapter in submission.chapters:
        bench = Bench(working / chapter.component.code, limit, step, result)
        result.files += _component(Book(submission, chapter, at), folder, bench)
        step(len(chapter.files))
    result.files.append(_archive(folder, submission, result, at))
    return result


def _made(path: Path, title: str, pages: int | None) -> Made:
    return Made(path.name, title, path.stat().st_size, store.digest_of(path), pages)


def _sheet(path: Path, title: str, story: list[Flowable], code: str) -> Made:
    pages = paper.write(path, title=title, story=[paper.title(title), *story], foot=code)
    return _made(path, title, pages)


# --- the two sheets --------------------------------------------------------------------------------


def _institution(submission: Submission) -> list[Flowable]:
    rows = [
        (field.label, field.value or _("BELUM ADA. %s") % field.hint) for field in submission.fields
    ]
    return [
        paper.text(_("Salin ke halaman data lembaga di SiPAPI."), paper.SMALL),
        paper.gap(),
        paper.facts(rows),
        *_bullets(_("Yang masih kosong"), [field.label for field in submission.missing_fields]),
    ]


def _missing(submission: Submission) -> list[Flowable]:
    if submission.is_complete:
        return [paper.text(_("Tidak ada. Semua isian, jawaban dan bukti sudah lengkap."))]

    def named(entries: list[Entry]) -> list[str]:
        return [f"{entry.code} {entry.indicator.topic}" for entry in entries]

    return [
        *_bullets(_("Data lembaga"), [field.label for field in submission.missing_fields]),
        *_bullets(_("Butir yang belum dijawab"), named(submission.unanswered)),
        *_bullets(_("Butir tanpa bukti"), named(submission.unproven)),
        *_bullets(
            _("Berkas pada pertanyaan lembar lama, tidak masuk komponen mana pun"),
            [file.original_name for file in submission.stray],
        ),
    ]


def _bullets(title: str, lines: list[str]) -> list[Flowable]:
    if not lines:
        return []
    heading = paper.section(f"{title} ({len(lines)})")
    return [heading, *(paper.text(f"• {line}") for line in lines)]


# --- one component -----------------------------------------------------------------------------------


def _component(book: Book, folder: Path, bench: Bench) -> Iterator[Made]:
    bench.working.mkdir()
    pieces = list(_readable(book.chapter, bench))
    rows = sum(len(entry.files) or 1 for entry in book.chapter.entries)
    paper_pages = rows + sum(piece.count for piece in pieces)
    bench.budget = bench.limit - ROOM_FOR_PAPER - ROOM_PER_PAGE * paper_pages
    volumes = _volumes(_divided(_squeezed(pieces, bench), bench), bench.budget)
    if len(volumes) > 1:
        bench.result.problems.append(
            _(
                "Komponen %(component)s terbagi menjadi %(count)d PDF karena tidak muat dalam satu. "
                "SiPAPI menerima satu berkas per komponen: kirim bagian lain lewat tautan Google Drive."
            )
            % {"component": book.chapter.component, "count": len(volumes)}
        )
    for number, volume in enumerate(volumes, 1):
        one = replace(book, number=number, of=len(volumes))
        pages = _bind(one, volume, folder / one.name, bench.working)
        made = _made(folder / one.name, one.title, pages)
        if made.size > bench.limit:
            bench.result.problems.append(
                _("%(name)s lebih berat dari batas SiPAPI.") % {"name": made.name}
            )
        yield made


def _readable(chapter: Chapter, bench: Bench) -> Iterator[Piece]:
    """Every piece of evidence as it is; a file that cannot be opened is told and left out."""
    for entry in chapter.entries:
        for file in entry.files:
            try:
                light = _lightened(file, bench.working, None)
                yield Piece(entry, file, light, count=_page_count(file))
            except UNREADABLE:
                bench.result.problems.append(
                    _("%(file)s (butir %(code)s) tidak terbaca dan tidak ikut. Unggah lagi.")
                    % {"file": file.original_name, "code": entry.code}
                )


def _page_count(file: StoredFile) -> int:
    if file.is_image:
        return 1
    with pikepdf.open(file.path, suppress_warnings=True) as document:
        return len(document.pages)


def _lightened(file: StoredFile, working: Path, rung: squeeze.Rung | None) -> squeeze.Light:
    target = working / f"{file.sha256}-{rung.longest if rung else 0}"
    return (squeeze.photo if file.is_image else squeeze.pdf)(file.path, target, rung)


def _weight(pieces: list[Piece]) -> int:
    """A file beside several indicators is in the PDF once."""
    return sum({piece.key: piece.light.size for piece in pieces}.values())


def _squeezed(pieces: list[Piece], bench: Bench) -> list[Piece]:
    """The pieces on the highest rung on which they fit together, or on the lowest."""
    if _weight(pieces) <= bench.budget:
        return pieces
    for rung in squeeze.LADDER[:-1]:
        if not _looks_hopeless(pieces, bench, rung):
            lighter = _all_on(pieces, bench, rung)
            if _weight(lighter) <= bench.budget:
                return lighter
    return _all_on(pieces, bench, squeeze.LADDER[-1])


def _looks_hopeless(pieces: list[Piece], bench: Bench, rung: squeeze.Rung) -> bool:
    """A few files, evenly taken, tell what all of them would weigh."""
    unique = list({piece.key: piece for piece in pieces}.values())
    sample = unique[:: max(1, len(unique) // SAMPLE)]
    before = sum(piece.light.size for piece in sample)
    after = _weight(_all_on(sample, bench, rung))
    return after / before * _weight(pieces) > bench.budget * 1.1


def _all_on(pieces: list[Piece], bench: Bench, rung: squeeze.Rung) -> list[Piece]:
    done: dict[str, squeeze.Light] = {}
    for piece in pieces:
        if piece.file.sha256 not in done:
            done[piece.file.sha256] = _lightened(piece.file, bench.working, rung)
            bench.step(0)
    return [replace(piece, light=done[piece.file.sha256]) for piece in pieces]


def _divided(pieces: list[Piece], bench: Bench) -> Iterator[Piece]:
    """PDFs that are too heavy alone fall into halves until each part fits; one page cannot."""
    for piece in pieces:
        if piece.light.size <= bench.budget:
            yield piece
        elif piece.count > 1:
            yield from _divided(_halves(piece, bench.working), bench)
        else:
            bench.result.problems.append(
                _(
                    "%(file)s (butir %(code)s) terlalu besar meski sudah diperkecil, jadi tidak ikut. "
                    "Kirim lewat tautan Google Drive di SiPAPI."
                )
                % {"file": piece.name, "code": piece.entry.code}
            )


def _halves(piece: Piece, working: Path) -> list[Piece]:
    middle = piece.count // 2
    halves = []
    for skipped, count in ((0, middle), (middle, piece.count - middle)):
        first = piece.first + skipped
        target = working / f"{piece.file.sha256}-{first}+{count}"
        light = squeeze.pages(piece.light.path, target, skipped, count)
        halves.append(replace(piece, light=light, first=first, count=count, is_part=True))
    return halves


def _volumes(pieces: Iterator[Piece], budget: int) -> list[list[Piece]]:
    """As few PDFs as the order allows; one without evidence when there is none."""
    volumes: list[list[Piece]] = [[]]
    for piece in pieces:
        if volumes[-1] and _weight([*volumes[-1], piece]) > budget:
            volumes.append([])
        volumes[-1].append(piece)
    return volumes


# --- one PDF -----------------------------------------------------------------------------------------


def _bind(book: Book, pieces: list[Piece], target: Path, working: Path) -> int:
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


# --- everything together -------------------------------------------------------------------------------


def _archive(folder: Path, submission: Submission, result: Result, at: datetime) -> Made:
    """All PDFs with a manifest that says what each of them must be."""
    told = {
        "application": submission.application.code,
        "library": submission.application.library.name,
        "built_at": at.isoformat(),
        "fingerprint": submission.fingerprint,
        "files": [
            {"name": f.name, "size": f.size, "sha256": f.sha256, "pages": f.pages}
            for f in result.files
        ],
        "problems": result.problems,
    }
    path = folder / f"{submission.application.code}-bundel.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for made in result.files:
            with (
                (folder / made.name).open("rb") as source,
                archive.open(zipfile.ZipInfo(made.name, ZIP_DAY), "w") as target,
            ):
                while chunk := source.read(store.CHUNK):
                    target.write(chunk)
        manifest = json.dumps(told, indent=1, ensure_ascii=False)
        archive.writestr(zipfile.ZipInfo("manifest.json", ZIP_DAY), manifest)
    return _made(path, _("Semuanya dalam satu ZIP"), None)
