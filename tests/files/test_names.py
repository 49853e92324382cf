"""File names as people typed them, made harmless."""

import pytest

from klik_portal.files.names import clean_name, with_extension


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("SK Pendirian.pdf", "SK Pendirian.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\Siti\\foto.jpg", "foto.jpg"),
        ("foto\x00.jpg\r\n", "foto.jpg"),
        ("surat\u202efdp.exe", "suratfdp.exe"),
        ("surat \t  desa.pdf", "surat desa.pdf"),
        ("perpustakaan ꦥꦸꦱ꧀ꦠꦏ.png", "perpustakaan ꦥꦸꦱ꧀ꦠꦏ.png"),
        ("..", "berkas"),
        ("", "berkas"),
        ("a" * 300 + ".jpeg", "a" * 115 + ".jpeg"),
        ("a" * 300, "a" * 120),
    ],
)
def test_a_name_keeps_what_is_readable_and_nothing_else(typed, kept):
    assert clean_name(typed) == kept


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("foto.heic", "foto.jpg"),
        ("foto", "foto.jpg"),
        ("SK No. 12 tahun 2026", "SK No. 12 tahun 2026.jpg"),
        (".htaccess", ".htaccess.jpg"),
    ],
)
def test_a_download_ends_in_what_it_really_is(name, shown):
    assert with_extension(name, "jpg") == shown
