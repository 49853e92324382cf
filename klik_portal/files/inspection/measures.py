"""Is a picture dark, blurred, blank or lying on its side? Measured on pixels, in Pillow alone.

A hint that is wrong costs more trust than a hint that is missing: every threshold leaves room on
the side of silence. The figures come from the made pictures of `tests/files/pictures.py`.
"""

from itertools import accumulate

from PIL import Image, ImageChops, ImageFilter

from .facts import BLANK, BLURRED, DARK, SIDEWAYS

SIDE = 1000  # pixels of the longest side while measuring: print is legible, noise is averaged away
SMALLEST_SIDE = 200  # a stamp-sized picture says too little

DARK_LEVEL = 60  # of 255: below it a phone's screen in daylight shows black
DARK_PART = 0.92  # a dark room with one lamp or window in it is still dark

INK_LEVEL = 14  # grey levels a stroke stands out from what surrounds it; paper and walls do not
INK_PART = 0.0004  # one signature on A4 is about 0.001
SURROUNDING = 16  # pixels around: wider than a pen stroke, narrower than a shadow

STEEPEST = 0.999  # a sharp sign before a soft background is enough to call a photo sharp
EXTREMES = 0.0005  # a speck of dust is neither the darkest nor the brightest of the picture
SHARPNESS = 0.12  # steepest step from pixel to pixel, as a part of the whole range of greys:
# sharp pages and photos 0.22 to 0.5, letters that just cannot be read any more 0.13

PAPER_LEVEL, PAPER_PART = 160, 0.6  # a page of text is mostly bright paper
LINES_FINEST = 3  # smooths letters into lines of text
SIDEWAYS_RATIO = 4.0  # lines of text alternate this much more across than along; a table does not


def hints_of(image: Image.Image) -> tuple[str, ...]:
    """Codes for what people should look at again; none for a picture that seems fine."""
    if min(image.size) < SMALLEST_SIDE:
        return ()
    grey = prepared(image)
    if _is_dark(grey):
        return (DARK,)
    if is_blank(grey):
        return (BLANK,)
    found = ((BLURRED, sharpness(grey) < SHARPNESS), (SIDEWAYS, _lies_on_its_side(grey)))
    return tuple(code for code, is_so in found if is_so)


def prepared(image: Image.Image) -> Image.Image:
    grey = image.convert("L")
    grey.thumbnail((SIDE, SIDE), Image.Resampling.BOX)
    return grey


def _is_dark(grey: Image.Image) -> bool:
    return _part(grey, 0, DARK_LEVEL) > DARK_PART


def is_blank(grey: Image.Image) -> bool:
    """Nothing stands out from its surroundings: a wall, a lens cover, an empty sheet."""
    calm = grey.filter(ImageFilter.BoxBlur(1))
    strokes = ImageChops.difference(calm, grey.filter(ImageFilter.BoxBlur(SURROUNDING)))
    return _part(strokes, INK_LEVEL, 256) < INK_PART


def _part(grey: Image.Image, lowest: int, beyond: int) -> float:
    return sum(grey.histogram()[lowest:beyond]) / (grey.width * grey.height)


def sharpness(grey: Image.Image) -> float:
    """The steepest edges against the range of greys; a sensor's noise is averaged away first."""
    calm = grey.filter(ImageFilter.BoxBlur(1))
    steps = ImageChops.lighter(_steps(calm, 1, 0), _steps(calm, 0, 1))
    inner = steps.crop((1, 1, *steps.size))  # the first row and column met the opposite edge
    span = _level(calm, 1 - EXTREMES) - _level(calm, EXTREMES)
    return _level(inner, STEEPEST) / max(span, 1)


def _steps(grey: Image.Image, across: int, down: int) -> Image.Image:
    return ImageChops.difference(grey, ImageChops.offset(grey, across, down))


def _level(grey: Image.Image, part: float) -> int:
    """The grey level under which this part of the pixels lies."""
    counts = accumulate(grey.histogram())
    wanted = part * grey.width * grey.height
    return next(level for level, count in enumerate(counts) if count >= wanted)


def _lies_on_its_side(grey: Image.Image) -> bool:
    """Lines of text run up and down. Only a page of text can tell; upside down cannot be told."""
    if _part(grey, PAPER_LEVEL, 256) < PAPER_PART:
        return False
    rows = _alternation(grey, (1, grey.height))
    columns = _alternation(grey, (grey.width, 1))
    return columns > rows * SIDEWAYS_RATIO


def _alternation(grey: Image.Image, size: tuple[int, int]) -> float:
    """How much the means of neighbouring rows (or columns) differ."""
    profile = grey.convert("F").resize(size, Image.Resampling.BOX)
    values = [profile.getpixel((x, y)) for y in range(size[1]) for x in range(size[0])]
    pairs = zip(values, values[LINES_FINEST:], strict=False)
    return sum((after - before) ** 2 for before, after in pairs) / len(values)
