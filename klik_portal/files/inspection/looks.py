"""A second look at a file that is taken: hints for people, and a small preview.

Nothing here can refuse a file. A page that cannot be drawn has no preview, that is all.
"""

import io
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
from PIL import Image
from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE

from . import measures
from .facts import BLANK, Inspection, Looks

PREVIEW_SIDE = 320  # pixels: two columns on a phone
PREVIEW_BYTES = 12 * 1024  # ten of them are one photo
QUALITIES = (72, 60, 45, 30, 15)
SIDES = (PREVIEW_SIDE, 240, 160, 100)  # pure noise fits at the last one
PAGES_TRIED = 5  # empty covers are passed over; a whole book is not drawn


def look_at(path: Path, facts: Inspection, preview: Path) -> Looks:
    """Measure the file as it will be kept, and write its preview to `preview`."""
    if facts.kind == "pdf":
        image, hints = _first_page(path, facts.pages or 0)
    else:
        image = Image.open(path)
        hints = measures.hints_of(image)
    small = _small(image)
    preview.write_bytes(_encoded(small))
    return Looks(hints, small.width, small.height)


def _first_page(path: Path, pages: int) -> tuple[Image.Image, tuple[str, ...]]:
    """The first page with something on it; blank only when every page was seen and is."""
    all_seen = pages <= PAGES_TRIED
    for image, is_drawn in _drawn_pages(path):
        hints = measures.hints_of(image)
        if BLANK not in hints:
            return image, hints
        all_seen = all_seen and is_drawn
    return image, (BLANK,) if all_seen else ()


def _drawn_pages(path: Path) -> Iterator[tuple[Image.Image, bool]]:
    """Pages at the size they are measured at. This PDFium has no scripts and fills no forms."""
    with pypdfium2.PdfDocument(path) as document:
        for number in range(min(len(document), PAGES_TRIED)):
            page = document[number]
            image = page.render(scale=measures.SIDE / max(*page.get_size(), 1)).to_pil()
            yield image.convert("RGB"), _is_drawn(page, image)


def _is_drawn(page: pypdfium2.PdfPage, image: Image.Image) -> bool:
    """No scan is purely white: where a page holds one and shows nothing, drawing it failed."""
    holds_images = any(page.get_objects(filter=[FPDF_PAGEOBJ_IMAGE]))
    return not holds_images or image.convert("L").getextrema() != (255, 255)


def _small(image: Image.Image) -> Image.Image:
    small = image.convert("RGB") if image.mode not in ("L", "RGB") else image.copy()
    small.thumbnail((PREVIEW_SIDE, PREVIEW_SIDE), Image.Resampling.LANCZOS)
    return small


def _encoded(small: Image.Image) -> bytes:
    """As good as fits: first less quality, then fewer pixels."""
    for side in SIDES:
        small.thumbnail((side, side), Image.Resampling.LANCZOS)
        for quality in QUALITIES:
            out = io.BytesIO()
            small.save(out, "WEBP", quality=quality, method=4)
            if out.tell() <= PREVIEW_BYTES:
                return out.getvalue()
    return out.getvalue()
