"""Sheets nobody should open, refused with a sentence; nothing is left behind."""

import zipfile
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from klik_portal.core.verdict import Refused
from klik_portal.files import sheets
from klik_portal.files.sheets import LARGEST
from tests.factories.import_sheets import xlsx

HOSTILE = {
    "a bomb": ("terlalu besar", lambda: _zip({"xl/worksheets/sheet1.xml": b"0" * (101 * 1024 * 1024)})),
    "a zip that is no workbook": ("rusak", lambda: _zip({"a.txt": b"a"})),
    "a torn workbook": ("rusak", lambda: xlsx([["Nama"]]).read()[:900]),
    "an old or locked workbook": ("kata sandi", lambda: b"\xd0\xcf\x11\xe0" + b"0" * 900),
    "a program": ("bukan Excel", lambda: b"\x7fELF" + bytes(range(256)) * 9),
    "a photo": ("bukan Excel", lambda: b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(900)),
    "too many columns": ("100 kolom", lambda: (";".join(["a"] * 101) + "\n").encode()),
    "too many rows": ("20.000 baris".replace(".", ""), lambda: b"a;b\n" * 20_100),
    "too large": ("lebih dari", lambda: b"a" * (LARGEST + 1)),
    "a far corner": ("sampai selesai", lambda: _far_corner()),
}  # fmt: skip


def _zip(parts: dict[str, bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return out.getvalue()


def _far_corner() -> bytes:
    """Two cells, as far from each other as Excel allows: a table of seventeen thousand million."""
    import xlsxwriter

    out = BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet()
    sheet.write(0, 0, "a")
    sheet.write(1_048_575, 16_383, "z")
    book.close()
    return out.getvalue()


@pytest.mark.parametrize("name", HOSTILE)
def test_it_is_refused_in_a_sentence(name, file_store):
    said, content = HOSTILE[name]

    with (
        pytest.raises(Refused, match=said),
        sheets.opened(SimpleUploadedFile("lembar.xlsx", content())),
    ):
        pass

    assert list((file_store / "tmp").iterdir()) == []


def test_a_formula_is_what_it_showed_and_a_hidden_sheet_is_not_read(file_store):
    import xlsxwriter

    out = BytesIO()
    book = xlsxwriter.Workbook(out)
    page, hidden = book.add_worksheet(), book.add_worksheet()
    page.write(0, 0, "Nama")
    page.write_formula(2, 1, '=HYPERLINK("http://contoh.id","x")', None, "Klik")
    hidden.write(0, 0, "rahasia")
    hidden.hide()
    book.close()

    with sheets.opened(SimpleUploadedFile("a.xlsx", out.getvalue())) as sheet:
        assert list(sheet.lines()) == [(1, ["Nama"]), (3, ["", "Klik"])]
