"""What a request must contain, and what is still missing from it. Pure.

A draft keeps exactly what was typed; here it is read, and every missing or odd part becomes one
sentence. Saving never fails on these, submitting does.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from klik_portal.core.wording import parse_day


class Slot(TextChoices):
    """The papers every request brings along."""

    REQUEST_LETTER = "request_letter", gettext_lazy("Surat permohonan")
    FOUNDING_DECREE = "founding_decree", gettext_lazy("SK pendirian perpustakaan")
    PHOTOS = "photos", gettext_lazy("Foto ruang dan koleksi")


SLOT_HINTS = {
    Slot.REQUEST_LETTER: gettext_lazy(
        "Ditandatangani dan distempel kepala desa, kepala sekolah, atau ketua pengurus."
    ),
    Slot.FOUNDING_DECREE: gettext_lazy(
        "Surat keputusan yang mendirikan perpustakaan, semua halaman."
    ),
    Slot.PHOTOS: gettext_lazy("Sedikitnya dua foto: ruang baca dan rak buku dari depan."),
}
MINIMUM_FILES = {Slot.REQUEST_LETTER: 1, Slot.FOUNDING_DECREE: 1, Slot.PHOTOS: 2}
MAXIMUM_FILES = {Slot.REQUEST_LETTER: 5, Slot.FOUNDING_DECREE: 10, Slot.PHOTOS: 12}

DETAILS = "details"  # the correction item that unlocks the typed answers
OTHER = "other"
INDICATOR = "indicator"  # the correction item for one indicator of the self-assessment
MAX_COUNT = 10_000_000
EARLIEST_YEAR = 1945


class Unreadable(Exception):
    """The typed text cannot be understood; carries the sentence for the person."""


def read_text(typed: str, today: date) -> str:
    return typed


def read_phone(typed: str, today: date) -> str:
    digits = re.sub(r"\D", "", typed)
    if not 9 <= len(digits) <= 15:
        raise Unreadable(_("Nomor HP terdiri dari 9 sampai 15 angka, misalnya 0812 3456 7890."))
    return typed


def read_count(typed: str, today: date) -> int:
    digits = re.sub(r"[.\s]", "", typed)
    if not re.fullmatch(r"[0-9]+", digits):
        raise Unreadable(_("Tulis dengan angka saja, misalnya 1.250."))
    if int(digits) > MAX_COUNT:
        raise Unreadable(_("Jumlah ini terlalu besar. Mohon periksa lagi."))
    return int(digits)


def read_date(typed: str, today: date) -> date:
    """A day that has come."""
    try:
        day = parse_day(typed)
    except ValueError:
        raise Unreadable(_("Tanggal tidak dikenal. Tulis seperti 24-11-2026.")) from None
    if day > today:
        raise Unreadable(_("Tanggal tidak boleh di masa depan."))
    if day.year < EARLIEST_YEAR:
        raise Unreadable(_("Tahun terlalu lama. Mohon periksa lagi."))
    return day


@dataclass(frozen=True)
class Question:
    """One thing to type. `section` groups questions on the page."""

    key: str
    label: str
    section: str
    read: Callable[[str, date], Any] = read_text
    hint: str = ""
    is_required: bool = True
    is_long: bool = False
    input_type: str = "text"
    autocomplete: str = ""


CONTACT, PARENT, LIBRARY, HELP = (
    gettext_lazy("Yang dapat dihubungi"),
    gettext_lazy("Lembaga induk dan surat"),
    gettext_lazy("Keadaan perpustakaan"),
    gettext_lazy("Bantuan yang diharapkan"),
)
QUESTIONS = (
    Question("contact_name", gettext_lazy("Nama lengkap"), CONTACT, autocomplete="name"),
    Question(
        "contact_position",
        gettext_lazy("Jabatan"),
        CONTACT,
        hint=gettext_lazy("Misalnya: pengelola perpustakaan, guru, kaur umum."),
    ),
    Question(
        "contact_phone",
        gettext_lazy("Nomor HP/WhatsApp"),
        CONTACT,
        read_phone,
        input_type="tel",
        autocomplete="tel",
    ),
    Question(
        "parent_head_name",
        gettext_lazy("Nama kepala desa, kepala sekolah, atau ketua pengurus"),
        PARENT,
    ),
    Question(
        "letter_number",
        gettext_lazy("Nomor surat permohonan"),
        PARENT,
        is_required=False,
        hint=gettext_lazy("Kosongkan bila suratnya tidak bernomor."),
    ),
    Question(
        "letter_date",
        gettext_lazy("Tanggal surat permohonan"),
        PARENT,
        read_date,
        hint=gettext_lazy("Misalnya 24-11-2026."),
    ),
    Question("decree_number", gettext_lazy("Nomor SK pendirian"), PARENT, is_required=False),
    Question(
        "title_count",
        gettext_lazy("Jumlah judul buku"),
        LIBRARY,
        read_count,
        hint=gettext_lazy(
            "Hitung judul, bukan eksemplar. Perkiraan boleh; syarat umum sekitar 1.000 judul."
        ),
        input_type="numeric",
    ),
    Question(
        "staff_count",
        gettext_lazy("Jumlah orang yang mengelola"),
        LIBRARY,
        read_count,
        input_type="numeric",
    ),
    Question(
        "library_head_name",
        gettext_lazy("Nama kepala perpustakaan"),
        LIBRARY,
        is_required=False,
        hint=gettext_lazy("Ditanyakan SiPAPI; boleh menyusul."),
    ),
    Question(
        "staff_names",
        gettext_lazy("Nama orang yang mengelola"),
        LIBRARY,
        is_required=False,
        hint=gettext_lazy("Pisahkan dengan koma; boleh menyusul."),
    ),
    Question(
        "help_wanted",
        gettext_lazy("Bantuan yang diharapkan"),
        HELP,
        hint=gettext_lazy("Satu atau dua kalimat sudah cukup."),
        is_long=True,
    ),
)
QUESTION_BY_KEY = {question.key: question for question in QUESTIONS}


def item_label(item: str) -> str:
    """What a correction is about, unless it is about an indicator: that names itself."""
    if item in Slot.values:
        return str(Slot(item).label)
    return {DETAILS: _("Isian permohonan"), OTHER: _("Hal lain")}[item]


@dataclass(frozen=True)
class Problem:
    """Something missing or odd: `item` is a question's key or a slot."""

    item: str
    sentence: str


def answer(question: Question, details: Mapping[str, str], today: date) -> Any:
    """The answer as a value. Raises Unreadable with the sentence for the person."""
    typed = str(details.get(question.key, "")).strip()
    if not typed:
        if question.is_required:
            raise Unreadable(_("%(label)s belum diisi.") % {"label": question.label})
        return None
    return question.read(typed, today)


def detail_problems(details: Mapping[str, str], today: date) -> list[Problem]:
    problems = []
    for question in QUESTIONS:
        try:
            answer(question, details, today)
        except Unreadable as unreadable:
            sentence = str(unreadable)
            if str(
                details.get(question.key, "")
            ).strip():  # a list needs to say which answer is meant
                sentence = f"{question.label}: {sentence}"
            problems.append(Problem(question.key, sentence))
    return problems


def document_problems(file_counts: Mapping[str, int]) -> list[Problem]:
    problems = []
    for slot, minimum in MINIMUM_FILES.items():
        count = file_counts.get(slot, 0)
        if count == 0:
            problems.append(Problem(slot, _("%(slot)s belum ada.") % {"slot": slot.label}))
        elif count < minimum:
            problems.append(
                Problem(
                    slot,
                    _("%(slot)s: tambah %(more)d lagi.")
                    % {"slot": slot.label, "more": minimum - count},
                )
            )
    return problems


def problems_of(
    details: Mapping[str, str], file_counts: Mapping[str, int], today: date
) -> list[Problem]:
    """Everything that still stands between this draft and its submission, in page order."""
    return [*detail_problems(details, today), *document_problems(file_counts)]
