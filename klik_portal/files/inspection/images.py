"""Photos: bounded before they are decoded, turned upright, written anew without metadata."""

import struct
import warnings
from pathlib import Path

import pillow_heif
from PIL import Image, ImageOps

from .facts import DAMAGED, LONGEST_SIDE, Inspection, Rejected, sentence

MEGAPIXELS = 40
# Some decoders hold several copies at once; these stay under 256 MB like 40 megapixels elsewhere.
MEGAPIXELS_OF_KIND = {"WEBP": 12.5, "HEIF": 24.5}  # phones make 12 and 24
PROGRESSIVE_MEGAPIXELS = 72  # counted in every colour: the whole picture waits as coefficients
JPEG_QUALITY = 85
STRIP = 256  # rows of the kept size that are worked on at once
DRAWING_COLOURS = 64  # a drawing with so few colours stays sharper, and smaller, as PNG

TOO_MANY_PIXELS = sentence(
    "Foto ini terlalu besar (%(megapixels)d megapiksel). "
    "Kirim foto yang lebih kecil, paling besar %(limit)d megapiksel."
)
UNREADABLE = (
    OSError,
    ValueError,
    SyntaxError,
    TypeError,
    KeyError,
    IndexError,
    EOFError,
    struct.error,
)

pillow_heif.register_heif_opener(thumbnails=False, decode_threads=2)


def inspect(path: Path, kind: str, rewritten: Path) -> Inspection:
    """Decode every pixel of the file as the one format it claims to be, then write a clean copy."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow's own, higher bomb limit and odd EXIF blocks
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return _rewrite(path, kind, rewritten)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
        raise Rejected(TOO_MANY_PIXELS, megapixels=MEGAPIXELS * 2, limit=MEGAPIXELS) from bomb
    except UNREADABLE as error:
        raise Rejected(DAMAGED) from error


def _rewrite(path: Path, kind: str, rewritten: Path) -> Inspection:
    with Image.open(path, formats=(kind,)) as image:
        pixels = image.width * image.height
        limit = _megapixels_allowed(image, kind)
        if pixels > limit * 1_000_000:
            # Rounded up: 40.3 must not read as the allowed 40.
            raise Rejected(TOO_MANY_PIXELS, megapixels=-(-pixels // 1_000_000), limit=int(limit))
        image.draft(
            None, (LONGEST_SIDE, LONGEST_SIDE)
        )  # JPEG only: decodes at a fraction of the size
        image.load()
        clean = _upright(_plain(image), image)
    clean.info = {}  # Pillow would copy comments and colour profiles from here
    if clean.getcolors(DRAWING_COLOURS):
        clean.save(rewritten, "PNG", optimize=True)
        return _facts(clean, "image/png", "png")
    clean.save(rewritten, "JPEG", quality=JPEG_QUALITY, optimize=True, progressive=True)
    return _facts(clean, "image/jpeg", "jpg")


def _megapixels_allowed(image: Image.Image, kind: str) -> float:
    if image.info.get("progressive"):
        return min(MEGAPIXELS, PROGRESSIVE_MEGAPIXELS // len(image.getbands()))
    return MEGAPIXELS_OF_KIND.get(kind, MEGAPIXELS)


def _plain(image: Image.Image) -> Image.Image:
    """Grey or RGB, on white where the original is transparent, no longer than the longest side.

    Strip by strip, each made smaller at once: a second copy of 40 megapixels would not be small.
    """
    factor = max(1, max(image.size) // LONGEST_SIDE)
    plain = None
    for top in range(0, image.height, STRIP * factor):
        strip = _flat(image.crop((0, top, image.width, min(image.height, top + STRIP * factor))))
        strip = strip.reduce(factor) if factor > 1 else strip
        if plain is None:
            plain = Image.new(strip.mode, (strip.width, -(-image.height // factor)))
        plain.paste(strip, (0, top // factor))
    plain.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    return plain


def _flat(image: Image.Image) -> Image.Image:
    if image.mode in ("RGBA", "LA", "PA", "RGBa", "La") or "transparency" in image.info:
        layered = image.convert("RGBA")
        flat = Image.new("RGB", image.size, "white")
        flat.paste(layered, mask=layered.getchannel("A"))
        return flat
    if image.mode.startswith("I"):  # 16-bit scans: a plain conversion would clip them to white
        return image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    return image.convert("L" if image.mode in ("1", "L") else "RGB")


def _upright(plain: Image.Image, original: Image.Image) -> Image.Image:
    """Turned as the camera noted; a garbled note leaves the photo as it is."""
    try:
        orientation = original.getexif().get(0x0112, 1)
        plain.getexif()[0x0112] = orientation
        return ImageOps.exif_transpose(plain)
    except UNREADABLE:
        return plain


def _facts(image: Image.Image, content_type: str, extension: str) -> Inspection:
    return Inspection(
        "image", content_type, extension, width=image.width, height=image.height, rewritten=True
    )
