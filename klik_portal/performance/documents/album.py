"""Photos of visits on paper, small enough for a report that is mailed."""

from collections.abc import Iterable
from io import BytesIO
from pathlib import Path

from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError
from reportlab.platypus import Flowable

from accreditation.documents import paper
from klik_portal.core import wording
from klik_portal.core.clock import wita
from scheduling.models import VisitPhoto

PIXELS, QUALITY, POINTS = 900, 70, 225
ROW = 2


def pages(photos: Iterable[VisitPhoto]) -> list[Flowable]:
    cells = [cell for photo in photos if (cell := _cell(photo))]
    if not cells:
        return []
    rows = [cells[start : start + ROW] for start in range(0, len(cells), ROW)]
    drawn = [paper.beside([*row, *[[]] * (ROW - len(row))], (1, 1)) for row in rows]
    told = _("Yang tampak pada foto sudah setuju fotonya ditampilkan.")
    return [*paper.heading(_("Foto kunjungan"), 260), *drawn, paper.text(told, paper.SMALL)]


def _cell(photo: VisitPhoto) -> list[Flowable]:
    """Nothing where the file is lost or is no picture: a report does not fail for a photo."""
    content = _small(photo.file.path)
    if not content:
        return []
    meeting = photo.report.appointment
    library = meeting.application.library
    day = wording.short_day(wita(meeting.starts_at).date())
    said = ". ".join(part for part in (photo.caption, f"{library.name}, {day}") if part)
    return [paper.picture(content, longest=POINTS), paper.text(said, paper.SMALL), paper.gap(8)]


def _small(path: Path) -> bytes:
    out = BytesIO()
    try:
        with Image.open(path, formats=("JPEG", "PNG")) as image:
            image.draft("RGB", (PIXELS, PIXELS))
            image.thumbnail((PIXELS, PIXELS))
            image.convert("RGB").save(out, "JPEG", quality=QUALITY)
    except (UnidentifiedImageError, OSError):
        return b""
    return out.getvalue()
