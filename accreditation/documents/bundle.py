"""The files of a SiPAPI bundle: the institution sheet, what is missing, one PDF per component, all as a ZIP.

A component's evidence goes down the quality ladder as a whole until it fits; when even the lowest
rung is too heavy it is divided into volumes. What cannot be put in at all is told in `problems`.
"""

import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from django.utils.translation import gettext as _
from reportlab.platypus import Flowable

from accreditation.documents import bundle_pieces, paper
from accreditation.documents.bundle_book import Book, bind
from accreditation.documents.bundle_pieces import Bench, Step
from accreditation.submission import Entry, Submission
from klik_portal.files import store

ROOM_FOR_PAPER = 150_000  # cover, index and captions with their fonts; every page a little more
ROOM_PER_PAGE = 1_500
ZIP_DAY = (2020, 1, 1, 0, 0, 0)  # the same files give the same archive


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
        bench = Bench(working / chapter.component.code, limit, step, result.problems)
        result.files += _component(Book(submission, chapter, at), folder, bench)
        step(len(chapter.files))
    result.files.append(_archive(folder, submission, result, at))
    return result


def _made(path: Path, title: str, pages: int | None) -> Made:
    return Made(path.name, title, path.stat().st_size, store.digest_of(path), pages)


def _sheet(path: Path, title: str, story: list[Flowable], code: str) -> Made:
    pages = paper.write(path, title=title, story=[paper.title(title), *story], foot=code)
    return _made(path, title, pages)


def _component(book: Book, folder: Path, bench: Bench) -> Iterator[Made]:
    bench.working.mkdir()
    pieces = list(bundle_pieces.readable(book.chapter, bench))
    rows = sum(len(entry.files) or 1 for entry in book.chapter.entries)
    paper_pages = rows + sum(piece.count for piece in pieces)
    bench.budget = bench.limit - ROOM_FOR_PAPER - ROOM_PER_PAGE * paper_pages
    volumes = bundle_pieces.volumes(
        bundle_pieces.divided(bundle_pieces.squeezed(pieces, bench), bench), bench.budget
    )
    if len(volumes) > 1:
        bench.problems.append(
            _(
                "Komponen %(component)s terbagi menjadi %(count)d PDF karena tidak muat dalam satu. "
                "SiPAPI menerima satu berkas per komponen: kirim bagian lain lewat tautan Google Drive."
            )
            % {"component": book.chapter.component, "count": len(volumes)}
        )
    for number, volume in enumerate(volumes, 1):
        one = replace(book, number=number, of=len(volumes))
        pages = bind(one, volume, folder / one.name, bench.working)
        made = _made(folder / one.name, one.title, pages)
        if made.size > bench.limit:
            bench.problems.append(
                _("%(name)s lebih berat dari batas SiPAPI.") % {"name": made.name}
            )
        yield made


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
