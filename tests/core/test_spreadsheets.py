"""Excel in, Excel out: text stays text, and what is no spreadsheet is said in one sentence."""

import zipfile
from io import BytesIO

import pytest

from klik_portal.core import spreadsheets
from klik_portal.core.spreadsheets import UnreadableSpreadsheet

HOSTILE = ("=1+1", "+62812", "-5", "@sum", "\t=cmd", "＝1+1", '=HYPERLINK("http://x")')


def packed(**parts: bytes) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return out.getvalue()


def test_what_is_written_comes_back():
    rows = [
        {"nama": "Perpustakaan Desa", "jumlah": "1000"},
        {"nama": "Ibu Siti & Co", "jumlah": ""},
    ]

    data = spreadsheets.write(title="Uji", columns=["nama", "jumlah"], rows=rows)

    assert spreadsheets.read(data) == rows


def test_text_that_looks_like_a_formula_stays_text():
    data = spreadsheets.write(
        title="Uji", columns=["isi"], rows=[{"isi": text} for text in HOSTILE]
    )

    with zipfile.ZipFile(BytesIO(data)) as book:
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")
    assert [row["isi"] for row in spreadsheets.read(data)] == [text.strip() for text in HOSTILE]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"bukan excel",
        b"PK\x03\x04rusak",
        packed(**{"hal.txt": b"x"}),
        b"\xd0\xcf\x11\xe0" + b"\x00" * 600,
    ],
    ids=["nothing", "text", "half a zip", "another zip", "an old document"],
)
def test_what_is_no_spreadsheet_is_said_so(data):
    with pytest.raises(UnreadableSpreadsheet, match="Excel"):
        spreadsheets.read(data)


def test_a_zip_that_would_flood_the_memory_is_not_opened():
    bomb = packed(**{"xl/worksheets/sheet1.xml": b"0" * (61 * 1024 * 1024)})
    assert len(bomb) < 100_000

    with pytest.raises(UnreadableSpreadsheet, match="terlalu besar"):
        spreadsheets.read(bomb)


def test_more_rows_than_anybody_types_are_refused():
    data = spreadsheets.write(
        title="Uji", columns=["a"], rows=({"a": str(n)} for n in range(spreadsheets.MOST_ROWS + 1))
    )

    with pytest.raises(UnreadableSpreadsheet, match="Paling banyak"):
        spreadsheets.read(data)
