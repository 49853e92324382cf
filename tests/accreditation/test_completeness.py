"""What a request must contain, without a database."""

from datetime import date

import pytest

from accreditation.completeness import QUESTION_BY_KEY, Slot, Unreadable, answer, problems_of
from tests.factories.accreditation import COMPLETE_DETAILS

TODAY = date(2026, 11, 24)
ENOUGH_FILES = {Slot.REQUEST_LETTER: 1, Slot.FOUNDING_DECREE: 1, Slot.PHOTOS: 2}


def sentences(details=COMPLETE_DETAILS, files=ENOUGH_FILES):
    return [problem.sentence for problem in problems_of(details, files, TODAY)]


def test_a_complete_request_has_no_problems():
    assert sentences() == []


def test_an_empty_draft_names_everything_that_is_missing():
    assert sentences({}, {}) == [
        "Nama lengkap belum diisi.",
        "Jabatan belum diisi.",
        "Nomor HP/WhatsApp belum diisi.",
        "Nama kepala desa, kepala sekolah, atau ketua pengurus belum diisi.",
        "Tanggal surat permohonan belum diisi.",
        "Jumlah judul buku belum diisi.",
        "Jumlah orang yang mengelola belum diisi.",
        "Bantuan yang diharapkan belum diisi.",
        "Surat permohonan belum ada.",
        "SK pendirian perpustakaan belum ada.",
        "Foto ruang dan koleksi belum ada.",
    ]


def test_one_photo_is_not_enough():
    assert sentences(files={**ENOUGH_FILES, Slot.PHOTOS: 1}) == [
        "Foto ruang dan koleksi: tambah 1 lagi."
    ]


@pytest.mark.parametrize(
    ("key", "typed", "sentence"),
    [
        ("letter_date", "31-02-2026", "Tanggal tidak dikenal. Tulis seperti 24-11-2026."),
        ("letter_date", "25-11-2026", "Tanggal tidak boleh di masa depan."),
        ("letter_date", "01-01-1900", "Tahun terlalu lama. Mohon periksa lagi."),
        ("title_count", "seribu", "Tulis dengan angka saja, misalnya 1.250."),
        ("title_count", "99.999.999.999", "Jumlah ini terlalu besar. Mohon periksa lagi."),
        ("title_count", "-5", "Tulis dengan angka saja, misalnya 1.250."),
        ("title_count", "١٢٣", "Tulis dengan angka saja, misalnya 1.250."),
        (
            "contact_phone",
            "12",
            "Nomor HP terdiri dari 9 sampai 15 angka, misalnya 0812 3456 7890.",
        ),
    ],
)
def test_an_answer_that_cannot_be_read_gets_one_clear_sentence_that_names_it(key, typed, sentence):
    label = QUESTION_BY_KEY[key].label

    assert sentences({**COMPLETE_DETAILS, key: typed}) == [f"{label}: {sentence}"]


@pytest.mark.parametrize(
    ("key", "typed", "value"),
    [
        ("title_count", "1.250", 1250),
        ("letter_date", "3 November 2026", date(2026, 11, 3)),
        ("letter_number", "", None),
    ],
)
def test_answers_are_read_as_people_write_them(key, typed, value):
    assert answer(QUESTION_BY_KEY[key], {key: typed}, TODAY) == value


def test_a_required_answer_of_blanks_is_missing():
    with pytest.raises(Unreadable) as refusal:
        answer(QUESTION_BY_KEY["contact_name"], {"contact_name": "   "}, TODAY)

    assert str(refusal.value) == "Nama lengkap belum diisi."
