"""Two names of one library are found alike, two libraries of one village are not."""

import pytest

from libraries.likeness import are_alike, likeness, words_of


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Perpustakaan Desa Muara Enggelam", "perpustakaan MUARA ENGGELAM"),
        ("Perpustakaan Desa Muara Enggelam", "Perpustakaan Desa Muara Engelam"),
        ("Perpustakaan Masjid Nurul Huda", "Taman Baca Nurul Huda"),
        ("Perpustakaan Masjid Nurul Huda", "Perpus Mesjid Nuurul Huda"),
        ("Perpustakaan Al-Ikhlas", "Pojok Baca Al Ikhlas"),
        ("SDN 008 Kembang Janggut", "SD Negeri 8 Kembang Janggut"),
        ("Musala Baitur Rahman", "Mushola Baiturrahman Tabang"),
        ("TBM Ceria", "Taman Bacaan Masyarakat Céria"),
        ("Perpustakaan Desa", "Perpustakaan  desa"),
    ],
)
def test_two_spellings_of_one_library_are_alike(one, other):
    assert are_alike(one, other)
    assert likeness(one, other) == likeness(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("SDN 008 Kembang Janggut", "SDN 035 Kembang Janggut"),
        ("Perpustakaan Desa Kembang Janggut", "SDN 008 Kembang Janggut"),
        ("Perpustakaan Masjid Nurul Huda", "Perpustakaan Masjid Al-Ikhlas"),
        ("Perpustakaan SD Contoh Kembang Janggut", "Perpustakaan Masjid Contoh Kembang Janggut"),
        ("Perpustakaan SD Contoh Kembang Janggut", "Perpustakaan SMP Contoh Kembang Janggut"),
        ("MAN 1 Tenggarong", "MTsN 1 Tenggarong"),
        ("Taman Baca Ceria", "Perpustakaan Masjid Nurul Huda"),
    ],
)
def test_two_libraries_of_one_village_are_not(one, other):
    assert not are_alike(one, other, place="Kembang Janggut")
    assert likeness(one, other, place="Kembang Janggut") == likeness(other, one, place="Kembang Janggut")  # fmt: skip


@pytest.mark.parametrize("odd", ["", "   ", "!!!", "ﷺ", "a", "0000"])
def test_a_name_without_words_breaks_nothing(odd):
    assert 0 <= likeness(odd, "Perpustakaan Desa") <= 1
    assert likeness(odd, odd) == 1


def test_one_spelling_of_schools_numbers_and_accents():
    assert words_of("SDN 008 Céria") == words_of("sd 8 ceria")
