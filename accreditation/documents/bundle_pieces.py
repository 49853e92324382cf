"""Evidence made light enough for one PDF: down the ladder, into halves, into volumes. Nothing is lost unsaid."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pikepdf
from django.utils.translation import gettext as _
from PIL import Image

from accreditation.documents import squeeze
from accreditation.submission import Chapter, Entry
from klik_portal.files.models import StoredFile

SAMPLE = 6  # files tried on a rung before all are
UNREADABLE = (OSError, ValueError, Image.DecompressionBombError, pikepdf.PikepdfError)

Step = Callable[[int], None]  # told how many more files are done; 0 says "still at it"


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


@dataclass
class Bench:
    """Where one component is worked on: room for scraps, how heavy its PDFs may be, whom to tell."""

    working: Path
    limit: int
    step: Step
    problems: list[str]  # what people must be told
    budget: int = 0  # what evidence may weigh beside cover, index and captions


def readable(chapter: Chapter, bench: Bench) -> Iterator[Piece]:
    """Every piece of evidence as it is; a file that cannot be opened is told and left out."""
    for entry in chapter.entries:
        for file in entry.files:
            try:
                light = _lightened(file, bench.working, None)
                yield Piece(entry, file, light, count=_page_count(file))
            except UNREADABLE:
                bench.problems.append(
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


def squeezed(pieces: list[Piece], bench: Bench) -> list[Piece]:
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


def divided(pieces: list[Piece], bench: Bench) -> Iterator[Piece]:
    """PDFs that are too heavy alone fall into halves until each part fits; one page cannot."""
    for piece in pieces:
        if piece.light.size <= bench.budget:
            yield piece
        elif piece.count > 1:
            yield from divided(_halves(piece, bench.working), bench)
        else:
            bench.problems.append(
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


def volumes(pieces: Iterator[Piece], budget: int) -> list[list[Piece]]:
    """As few PDFs as the order allows; one without evidence when there is none."""
    volumes: list[list[Piece]] = [[]]
    for piece in pieces:
        if volumes[-1] and _weight([*volumes[-1], piece]) > budget:
            volumes.append([])
        volumes[-1].append(piece)
    return volumes
