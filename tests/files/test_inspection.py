"""What a file really is, and the sentence for what we do not take."""

import pytest
from pikepdf import String
from PIL import Image

from klik_portal.files.inspection import images, pdfs, signatures
from klik_portal.files.inspection.content import inspect
from klik_portal.files.inspection.facts import DAMAGED, Inspection, Rejected

from . import samples


def looked_at(
    tmp_path, content: bytes, name: str = "berkas"
) -> tuple[Inspection, Image.Image | None]:
    path, rewritten = tmp_path / "in", tmp_path / "out"
    path.write_bytes(content)
    facts = inspect(path, "berkas", rewritten)
    assert rewritten.exists() == facts.rewritten
    if not facts.rewritten:
        return facts, None
    with Image.open(rewritten) as image:
        image.load()
        return facts, image


def refusal(tmp_path, content: bytes, name: str = "berkas") -> Rejected:
    path = tmp_path / "in"
    path.write_bytes(content)
    with pytest.raises(Rejected) as caught:
        inspect(path, name, tmp_path / "out")
    return caught.value


def upright_jpeg(width: int, height: int) -> Inspection:
    return Inspection("image", "image/jpeg", "jpg", width, height, rewritten=True)


@pytest.mark.parametrize(
    "content", [samples.jpeg(), samples.two_shots(), samples.png(), samples.webp(), samples.heic()]
)
def test_every_kind_of_photo_is_kept_as_jpeg(tmp_path, content):
    facts, image = looked_at(tmp_path, content)
    assert (facts, image.format, image.size) == (upright_jpeg(320, 200), "JPEG", (320, 200))


def test_a_phone_photo_is_turned_upright_and_tells_nothing_of_where_it_was_taken(tmp_path):
    facts, image = looked_at(tmp_path, samples.jpeg_from_a_phone())
    assert facts == upright_jpeg(200, 320)
    red, green, _ = image.getpixel((190, 10))  # the red corner has moved to the top right
    assert (red > 200, green < 60) == (True, True)
    assert dict(image.getexif()) == {}
    assert set(image.info) <= {
        "jfif",
        "jfif_version",
        "jfif_unit",
        "jfif_density",
        "progressive",
        "progression",
    }
    assert [
        word for word in (b"Rahasia", b"Siti", b"Exif") if word in (tmp_path / "out").read_bytes()
    ] == []


def test_a_colour_profile_does_not_travel_along(tmp_path):
    _, image = looked_at(tmp_path, samples.png(icc_profile=b"jejak perangkat"))
    assert "icc_profile" not in image.info


def test_a_large_photo_is_shrunk_to_the_longest_side(tmp_path):
    facts, _ = looked_at(tmp_path, samples.jpeg(5000, 2500))
    assert facts == upright_jpeg(2400, 1200)


def test_a_drawing_stays_png_on_white(tmp_path):
    facts, image = looked_at(tmp_path, samples.drawing())
    assert facts == Inspection("image", "image/png", "png", 60, 40, rewritten=True)
    assert (image.mode, image.getpixel((0, 0)), image.getpixel((15, 15))) == (
        "RGB",
        (255, 255, 255),
        (0, 0, 200),
    )


def test_a_16_bit_scan_keeps_its_greys(tmp_path):
    _, image = looked_at(tmp_path, samples.scan_in_16_bits())
    assert (image.getpixel((0, 0)), image.getpixel((9, 0))) == (128, 0)


def test_a_page_hidden_behind_a_photo_disappears(tmp_path):
    looked_at(tmp_path, samples.jpeg() + samples.HTML + samples.archive("x"))
    assert b"script" not in (tmp_path / "out").read_bytes()


def test_exactly_forty_megapixels_are_accepted(tmp_path):
    facts, _ = looked_at(tmp_path, samples.at_the_limit())
    assert (facts.width, facts.height) == (2400, 1500)


def test_a_picture_of_41_megapixels_is_refused_before_it_is_decoded(tmp_path):
    rejected = refusal(tmp_path, samples.bomb())
    assert (rejected.sentence, rejected.numbers) == (
        images.TOO_MANY_PIXELS,
        {"megapixels": 41, "limit": 40},
    )


@pytest.mark.parametrize(
    "make", [samples.jpeg, samples.png, samples.webp, samples.heic, samples.pdf]
)
@pytest.mark.parametrize("part", [0.2, 0.7])
def test_a_truncated_file_is_refused(tmp_path, make, part):
    content = make()
    assert refusal(tmp_path, content[: int(len(content) * part)]).sentence == DAMAGED


@pytest.mark.parametrize(
    "signature",
    [
        b"\xff\xd8\xff\xe0",
        b"\x89PNG\r\n\x1a\n",
        b"RIFF\x00\x00\x00\x00WEBP",
        b"\x00\x00\x00\x18ftypheic",
    ],
)
def test_a_signature_alone_is_no_photo(tmp_path, signature):
    assert refusal(tmp_path, signature + b"x" * 300).sentence == DAMAGED


def test_a_good_pdf_is_kept_as_it_is_with_its_page_count(tmp_path):
    facts, _ = looked_at(tmp_path, samples.pdf(pages=2))
    assert facts == Inspection("pdf", "application/pdf", "pdf", pages=2)


def test_a_careless_scanner_is_forgiven(tmp_path):
    facts, _ = looked_at(tmp_path, samples.pdf_of_a_careless_scanner())
    assert facts.pages == 2


def test_a_grey_photo_does_not_swell_to_a_png(tmp_path):
    facts, image = looked_at(tmp_path, samples.encoded(samples.photo().convert("L"), "JPEG"))
    assert (facts, image.mode) == (upright_jpeg(320, 200), "L")


def test_links_and_an_opening_page_are_no_reason_to_refuse(tmp_path):
    facts, _ = looked_at(tmp_path, samples.everyday_pdf())
    assert facts.pages == 1


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (samples.locked_pdf(), pdfs.LOCKED),
        (samples.locked_pdf(user=""), pdfs.LOCKED),
        (samples.scripted_pdf(), pdfs.ACTIVE),
        (samples.chained_pdf(), pdfs.ACTIVE),
        (samples.opening("JavaScript", JS=String("app.alert(1)")), pdfs.ACTIVE),
        (samples.opening("Launch", F=String("cmd.exe")), pdfs.ACTIVE),
        (samples.opening("GoToR", F=String(r"\\host\share")), pdfs.ACTIVE),
        (samples.self_acting_page(), pdfs.ACTIVE),
        (samples.swelling_pdf(), pdfs.TOO_COMPLEX),
        (samples.pdf_with_attachment(), pdfs.CARRIES_FILES),
        (samples.pdf_with_pinned_file(), pdfs.CARRIES_FILES),
        (samples.portfolio(), pdfs.CARRIES_FILES),
        (samples.form_pdf(), pdfs.FORM),
        (samples.pdf(pages=0), DAMAGED),
        (b"%PDF-1.7\nbukan pdf\n%%EOF", DAMAGED),
        (samples.pdf() + samples.archive("x"), signatures.TWO_IN_ONE),
        (samples.HTML + samples.pdf(), signatures.HTML),
        (b"sampah\n" + samples.pdf(), signatures.TWO_IN_ONE),
    ],
)
def test_a_pdf_that_does_more_than_being_read_is_refused(tmp_path, content, sentence):
    assert refusal(tmp_path, content).sentence == sentence


def test_a_pdf_of_more_than_300_pages_is_refused(tmp_path):
    rejected = refusal(tmp_path, samples.pdf(pages=301))
    assert (rejected.sentence, rejected.numbers) == (
        pdfs.TOO_MANY_PAGES,
        {"pages": 301, "limit": 300},
    )


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("kosong.pdf", b"", signatures.EMPTY),
        ("surat.docx", samples.docx(), signatures.WORD),
        ("surat.pdf", samples.docx(), signatures.WORD),
        ("data.xlsx", samples.archive("xl/workbook.xml"), signatures.EXCEL),
        ("paparan.pptx", samples.archive("ppt/presentation.xml"), signatures.SLIDES),
        ("surat.odt", samples.archive("mimetype"), signatures.OFFICE),
        ("foto.zip", samples.archive("foto.jpg"), signatures.ARCHIVE),
        ("rusak.zip", b"PK\x03\x04rusak", DAMAGED),
        ("surat.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500, signatures.WORD),
        ("data.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500, signatures.EXCEL),
        ("surat.rtf", b"{\\rtf1 halo}", signatures.WORD),
        ("gambar.jpg", samples.SVG, signatures.SVG),
        ("surat.pdf", samples.HTML, signatures.HTML),
        ("foto.jpg", b"<?php system($_GET[0]); ?>", signatures.HTML),
        ("lucu.gif", samples.gif(), signatures.GIF),
        ("lama.bmp", samples.encoded(samples.photo(), "BMP"), signatures.PICTURE),
        ("pindai.tif", samples.encoded(samples.photo(), "TIFF"), signatures.PICTURE),
        ("catatan.txt", b"Halo, ini daftar buku.\r\n", signatures.TEXT),
        ("pasang.exe", b"MZ\x90\x00" + b"\0" * 100, signatures.PROGRAM),
        ("arsip.rar", b"Rar!\x1a\x07\x01\x00", signatures.ARCHIVE),
        ("film.mp4", b"\x00\x00\x00\x18ftypmp42" + b"\0" * 100, signatures.MOVIE),
        ("entah.jpg", b"\x01\x02\x03\x04" * 20, signatures.UNKNOWN),
    ],
)
def test_anything_else_is_refused_with_what_to_send_instead(tmp_path, name, content, sentence):
    assert refusal(tmp_path, content, name).sentence == sentence
