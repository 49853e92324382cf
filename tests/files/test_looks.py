"""Hints speak up when a picture is of no use, and stay silent otherwise; previews are small."""

import pytest
from PIL import Image

from klik_portal.files import hints
from klik_portal.files.inspection import looks
from klik_portal.files.inspection.content import inspect
from klik_portal.files.inspection.facts import BLANK, BLURRED, DARK, SIDEWAYS, Looks
from klik_portal.files.inspection.measures import hints_of

from . import pictures, samples

TURNED = Image.Transpose.ROTATE_90
FINE = {
    "a typed page": pictures.page,
    "a photographed page": lambda: pictures.as_taken(pictures.page()),
    "a page in dim light": lambda: pictures.as_taken(pictures.page(), 0.4),
    "a page held a little askew": lambda: pictures.page().rotate(3, fillcolor="white"),
    "a page slightly soft": lambda: pictures.blurred(pictures.page(), 2),
    "three lines of text": lambda: pictures.page(3),
    "nothing but a signature": lambda: pictures.as_taken(pictures.signed_sheet()),
    "a table": pictures.table,
    "a table lying": lambda: pictures.table().transpose(TURNED),
    "shelves": pictures.shelf,
    "shelves lying": lambda: pictures.shelf().transpose(TURNED),
    "a room": pictures.room,
    "a room in the evening": lambda: pictures.room(0.5),
    "a sharp sign before a soft background": pictures.behind_soft_background,
    "a stamp too small to tell": lambda: Image.new("L", (120, 120)),
}
WRONG = {
    "a dark room": (lambda: pictures.room(0.2), DARK),
    "a dark page": (lambda: pictures.as_taken(pictures.page(), 0.2), DARK),
    "a covered lens": (lambda: Image.new("RGB", (800, 600), (4, 4, 6)), DARK),
    "a bare wall": (pictures.wall, BLANK),
    "a bright wall": (lambda: pictures.wall(240), BLANK),
    "an empty sheet": (lambda: Image.new("L", (800, 1100), 255), BLANK),
    "a blurred page": (lambda: pictures.as_taken(pictures.blurred(pictures.page(), 6)), BLURRED),
    "blurred shelves": (lambda: pictures.as_taken(pictures.blurred(pictures.shelf(), 4)), BLURRED),
    "a blurred room": (lambda: pictures.as_taken(pictures.blurred(pictures.room(), 6)), BLURRED),
    "a page lying": (lambda: pictures.page().transpose(TURNED), SIDEWAYS),
    "a photographed page lying": (
        lambda: pictures.as_taken(pictures.page().transpose(TURNED)),
        SIDEWAYS,
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", FINE)
def test_a_good_picture_gets_no_hint(name):
    assert hints_of(FINE[name]()) == ()


@pytest.mark.slow
@pytest.mark.parametrize("name", WRONG)
def test_a_picture_of_no_use_gets_its_hint(name):
    make, hint = WRONG[name]
    assert hints_of(make()) == (hint,)


def seen(tmp_path, content: bytes) -> Looks:
    path, kept = tmp_path / "in", tmp_path / "out"
    path.write_bytes(content)
    facts = inspect(path, "x", kept)
    return looks.look_at(kept if facts.rewritten else path, facts, tmp_path / "small")


def scanned(*sheets: Image.Image) -> bytes:
    return samples.encoded(sheets[0], "PDF", save_all=True, append_images=sheets[1:])


def test_a_preview_of_a_photo_is_small_and_has_its_shape(tmp_path):
    told = seen(tmp_path, samples.encoded(pictures.shelf(), "JPEG"))
    with Image.open(tmp_path / "small") as small:
        assert (small.format, small.size) == ("WEBP", (320, 240))
    assert told == Looks((), 320, 240)
    assert (tmp_path / "small").stat().st_size <= 12 * 1024


def test_a_picture_that_packs_badly_becomes_smaller_still(tmp_path):
    noise = Image.merge("RGB", [Image.effect_noise((320, 320), 200) for _ in range(3)])
    told = seen(tmp_path, samples.encoded(noise, "PNG"))
    assert told.preview_width < 320
    assert (tmp_path / "small").stat().st_size <= 12 * 1024


def test_the_first_page_of_a_pdf_that_shows_something_is_shown(tmp_path):
    empty = Image.new("RGB", (620, 877), "white")
    told = seen(tmp_path, scanned(empty, pictures.page(20, (620, 877))))
    with Image.open(tmp_path / "small") as small:
        assert small.convert("L").getextrema()[0] < 128
    assert told == Looks((), 226, 320)


@pytest.mark.parametrize(("pages", "expected"), [(1, (BLANK,)), (5, (BLANK,)), (6, ())])
def test_a_pdf_is_blank_only_when_every_page_was_seen_to_be(tmp_path, pages, expected):
    assert seen(tmp_path, samples.pdf(pages)).hints == expected


def test_a_scan_that_could_not_be_drawn_is_not_called_blank(tmp_path):
    white = scanned(Image.new("RGB", (620, 877), "white"))
    assert seen(tmp_path, white).hints == ()


def test_a_scanned_page_lying_is_noticed(tmp_path):
    page = pictures.as_taken(pictures.page().transpose(TURNED))
    assert seen(tmp_path, scanned(page)).hints == (SIDEWAYS,)


def test_every_code_has_a_sentence_and_an_unknown_one_none():
    assert len(hints.sentences([DARK, BLURRED, BLANK, SIDEWAYS])) == 4
    assert hints.sentences(["from-a-later-version"]) == []
