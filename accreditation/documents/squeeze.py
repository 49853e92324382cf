"""Make photos and PDFs lighter, rung by rung. Nothing is ever left out here: what cannot shrink stays."""

import io
from dataclasses import dataclass
from pathlib import Path

import pikepdf
from pikepdf import Name
from PIL import Image

MOST_PIXELS = 60_000_000  # a picture inside a PDF beyond this stays as it is
DRAWING_QUALITY = 90  # for a PNG that need not shrink: PDF pages hold JPEG here

UNREADABLE = (
    OSError, ValueError, NotImplementedError, Image.DecompressionBombError, pikepdf.PikepdfError,
)  # fmt: skip


@dataclass(frozen=True)
class Rung:
    longest: int  # pixels of the longer side
    quality: int  # of the JPEG


# From a sharp A4 page (about 170 dpi) down to what is only just readable.
LADDER = tuple(
    Rung(*step)
    for step in (
        (2000, 80), (1800, 76), (1600, 72), (1440, 68), (1280, 64), (1150, 60), (1024, 55),
        (900, 50), (800, 45), (720, 40), (640, 35),
    )
)  # fmt: skip


@dataclass(frozen=True)
class Light:
    """A file as it goes into the bundle."""

    path: Path
    size: int


def photo(source: Path, target: Path, rung: Rung | None) -> Light:
    """A JPEG of at most the rung's size; without a rung as it is."""
    with Image.open(source, formats=("JPEG", "PNG")) as image:
        if rung is None and image.format == "JPEG":
            return Light(source, source.stat().st_size)
        image.draft(None, (rung.longest, rung.longest) if rung else image.size)
        _shrunk(image, rung).save(
            target, "JPEG", quality=rung.quality if rung else DRAWING_QUALITY, optimize=True
        )
    size, before = target.stat().st_size, source.stat().st_size
    if image.format == "JPEG" and size >= before:
        return Light(source, before)
    return Light(target, size)


def _shrunk(image: Image.Image, rung: Rung | None) -> Image.Image:
    plain = image.convert("L" if image.mode in ("1", "L") else "RGB")
    if rung:
        plain.thumbnail((rung.longest, rung.longest), Image.Resampling.BICUBIC, reducing_gap=2)
    return plain


def pdf(source: Path, target: Path, rung: Rung | None) -> Light:
    """The same pages with lighter pictures; text and lines stay sharp."""
    before = source.stat().st_size
    if rung is None:
        return Light(source, before)
    with pikepdf.open(source, suppress_warnings=True) as document:
        for each in document.objects:
            if isinstance(each, pikepdf.Stream) and each.get("/Subtype") == Name.Image:
                _lighten(each, rung)
        document.remove_unreferenced_resources()
        save(document, target)
    size = target.stat().st_size
    return Light(target, size) if size < before else Light(source, before)


def save(document: pikepdf.Pdf, target: Path) -> None:
    document.save(
        target, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True
    )


def pages(source: Path, target: Path, first: int, count: int) -> Light:
    """Some pages of a PDF, by themselves."""
    with pikepdf.open(source, suppress_warnings=True) as document, pikepdf.new() as part:
        part.pages.extend(document.pages[first : first + count])
        part.remove_unreferenced_resources()
        save(part, target)
    return Light(target, target.stat().st_size)


def _lighten(stream: pikepdf.Stream, rung: Rung) -> None:
    """A picture inside a PDF, where it can be read for certain and becomes smaller."""
    if not _is_plain(stream):
        return
    before = len(stream.read_raw_bytes())
    try:
        image = _picture(stream, rung)
        if image.mode not in ("1", "L", "P", "RGB"):
            return  # ink colours, which printers mean differently
        light = _shrunk(image, rung)
    except UNREADABLE:
        return
    data = io.BytesIO()
    light.save(data, "JPEG", quality=rung.quality, optimize=True)
    if data.tell() >= before:
        return
    stream.write(data.getvalue(), filter=Name.DCTDecode)
    stream.Width, stream.Height, stream.BitsPerComponent = light.width, light.height, 8
    stream.ColorSpace = Name.DeviceGray if light.mode == "L" else Name.DeviceRGB


def _is_plain(stream: pikepdf.Stream) -> bool:
    if stream.get("/ImageMask") or "/Decode" in stream:
        return False
    if isinstance(stream.get("/Mask"), pikepdf.Array) or stream.get("/BitsPerComponent") == 1:
        return False
    return int(stream.get("/Width", 0)) * int(stream.get("/Height", 0)) <= MOST_PIXELS


def _picture(stream: pikepdf.Stream, rung: Rung) -> Image.Image:
    if stream.get("/Filter") == Name.DCTDecode:
        image = Image.open(io.BytesIO(stream.read_raw_bytes()), formats=("JPEG",))
        image.draft(None, (rung.longest, rung.longest))
        return image
    return pikepdf.PdfImage(stream).as_pil_image()
