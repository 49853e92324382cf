"""The evidence of a year: figures, lists, scans, photos with consent, stories, and an index that opens from the disk.

Only institutions and what was agreed to be shown; a manifest says what each file must be.
"""

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from io import StringIO
from typing import Any

from django.template.loader import render_to_string
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accreditation.models import Outcome
from klik_portal.core import clock, wording
from klik_portal.core.spreadsheets import csv_cell
from klik_portal.files.models import StoredFile
from klik_portal.guides.models import Article, Kind
from klik_portal.office.models import Office
from klik_portal.performance.documents.archive import Archive
from klik_portal.performance.queries import lists, photos
from klik_portal.performance.queries.behind import Wanted
from klik_portal.performance.queries.facts import every_holiday
from klik_portal.performance.shapes import Figures
from scheduling.models import Appointment, VisitPhoto

FIGURES, LISTS, SCANS, MINUTES, PHOTOS, STORIES = (
    "angka", "daftar", "sertifikat", "berita-acara", "foto", "praktik-baik",
)  # fmt: skip
LISTED = ("accredited", "valid", "coached", "visits", "talks", "answers", "trips")
MOST_IN_INDEX = 300  # links of one folder; the rest is in the folder itself
BOM = "\ufeff"  # tells spreadsheets that it is UTF-8


def pieces(
    told: Figures, *, papers: Mapping[str, bytes], office: Office, at: datetime
) -> Iterator[bytes]:
    archive = Archive(at)
    for name, content in papers.items():
        yield from archive.add(f"{FIGURES}/{name}", name, [content])
    for measure in LISTED:
        yield from _list(archive, _wanted(told, measure))
    for outcome in lists.every(_wanted(told, "accredited")):
        yield from _scan(archive, outcome)
    for meeting in lists.every(_wanted(told, "visits")):
        yield from _minutes(archive, meeting)
    yield from _photos(archive, told.year)
    for article in Article.objects.published().filter(kind=Kind.STORY).order_by("position", "pk"):
        yield from _story(archive, article)
    yield from _index(archive, told, office, at)
    yield from archive.finished()


def _wanted(told: Figures, measure: str) -> Wanted:
    return Wanted(measure=measure, year=told.year, today=told.today)


def _list(archive: Archive, wanted: Wanted) -> Iterator[bytes]:
    kind, holidays = lists.KINDS[wanted.measure], every_holiday()
    head = (_("Nama"), _("Jenis"), _("Desa"), _("Kecamatan"), kind.day, _("Keterangan"), _("Catatan"), _("Permohonan"), _("Bukti"))  # fmt: skip

    def rows() -> Iterator[Iterable[Any]]:
        yield head
        for one in lists.every(wanted):
            row = kind.row(one, holidays)
            code = row.case.code if row.case else ""
            yield (row.name, row.kind, row.desa, row.kecamatan, row.day, row.detail, row.remark, code, _proof_of(one))  # fmt: skip

    name = f"{LISTS}/{slugify(str(kind.title))}-{wanted.year}.csv"
    yield from archive.add(name, str(kind.title), _csv(rows()), is_text=True)


def _csv(rows: Iterable[Iterable[Any]]) -> Iterator[bytes]:
    start = BOM
    for row in rows:
        line = StringIO(start, newline="")
        line.seek(len(start))
        csv.writer(line).writerow([csv_cell(str(cell)) for cell in row])
        yield line.getvalue().encode()
        start = ""


def _proof_of(one: Any) -> str:
    """Where in the pack its paper lies."""
    if isinstance(one, Outcome) and one.scan:
        return _scan_name(one)
    if isinstance(one, Appointment) and _signed(one):
        return _minutes_name(one)
    return ""


def _scan(archive: Archive, outcome: Outcome) -> Iterator[bytes]:
    if outcome.scan:
        title = f"{outcome.library.name}, {outcome.certificate_number}"
        yield from archive.file(_scan_name(outcome), title, outcome.scan.path)


def _scan_name(outcome: Outcome) -> str:
    stem = f"{outcome.decided_on:%Y-%m-%d}-{slugify(outcome.library.name)[:60]}-{outcome.pk}"
    return f"{SCANS}/{stem}.{outcome.scan.extension}"


def _signed(meeting: Appointment) -> StoredFile | None:
    report = getattr(meeting, "report", None)
    return report.scan if report else None


def _minutes(archive: Archive, meeting: Appointment) -> Iterator[bytes]:
    if signed := _signed(meeting):
        title = f"{meeting.application.library.name}, {meeting.code}"
        yield from archive.file(_minutes_name(meeting), title, signed.path)


def _minutes_name(meeting: Appointment) -> str:
    day = clock.wita(meeting.starts_at).date()
    return f"{MINUTES}/{day:%Y-%m-%d}-{meeting.code.lower()}.{_signed(meeting).extension}"


def _photos(archive: Archive, year: int) -> Iterator[bytes]:
    head = (_("Berkas"), _("Perpustakaan"), _("Kecamatan"), _("Tanggal"), _("Keterangan"))
    rows: list[tuple[str, ...]] = [head]
    for photo in photos.with_consent(year):
        name, title = _photo_name(photo), _photo_title(photo)
        library = photo.report.appointment.application.library
        day = clock.wita(photo.report.appointment.starts_at).date()
        rows.append((name, library.name, library.kecamatan.name, day.isoformat(), photo.caption))
        yield from archive.file(name, title, photo.file.path)
    told = _("Foto yang disetujui untuk ditampilkan")
    yield from archive.add(f"{LISTS}/foto-{year}.csv", told, _csv(rows), is_text=True)


def _photo_title(photo: VisitPhoto) -> str:
    library = photo.report.appointment.application.library.name
    return f"{library}: {photo.caption}" if photo.caption else library


def _photo_name(photo: VisitPhoto) -> str:
    meeting = photo.report.appointment
    day, library = clock.wita(meeting.starts_at).date(), meeting.application.library
    stem = f"{day:%Y-%m-%d}-{slugify(library.name)[:60]}-{photo.pk}"
    return f"{PHOTOS}/{stem}.{photo.file.extension}"


def _story(archive: Archive, article: Article) -> Iterator[bytes]:
    page = render_to_string("performance/pack_story.html", {"article": article})
    yield from archive.add(
        f"{STORIES}/{article.slug}.html", article.title, [page.encode()], is_text=True
    )


def _index(archive: Archive, told: Figures, office: Office, at: datetime) -> Iterator[bytes]:
    """Last, when it is known what there is."""
    folders = [(title, _of_folder(archive, name)) for name, title in _titles().items()]
    context = {
        "told": told, "office": office, "made": wording.moment(at), "missing": archive.missing,
        "folders": [(title, files[:MOST_IN_INDEX], len(files)) for title, files in folders if files],
    }  # fmt: skip
    page = render_to_string("performance/pack_index.html", context)
    yield from archive.add("indeks.html", _("Halaman depan"), [page.encode()], is_text=True)
    manifest = {
        "year": told.year,
        "made_at": at.isoformat(),
        "files": [{"name": f.name, "size": f.size, "sha256": f.sha256} for f in archive.packed],
        "missing": archive.missing,
    }
    content = json.dumps(manifest, indent=1, ensure_ascii=False).encode()
    yield from archive.add("manifest.json", "", [content], is_text=True)


def _of_folder(archive: Archive, folder: str) -> list:
    return [file for file in archive.packed if file.name.startswith(f"{folder}/")]


def _titles() -> dict[str, str]:
    return {
        FIGURES: _("Laporan dan angka"),
        LISTS: _("Daftar di balik angka"),
        SCANS: _("Pindaian sertifikat"),
        MINUTES: _("Berita acara kunjungan"),
        PHOTOS: _("Foto kunjungan"),
        STORIES: _("Praktik baik"),
    }
