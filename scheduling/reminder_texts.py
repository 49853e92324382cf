"""The words of the reminders about meetings and agreements."""

from collections.abc import Iterator, Mapping

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from klik_portal.notifications.texts import MessageText, Placeholder
from klik_portal.reminders import words
from scheduling.message_texts import APPOINTMENT, APPOINTMENT_BODY, CODE, LIBRARY

ABOUT = words.ABOUT
PEOPLE = _("Pengelola perpustakaan")
OFFICE = _("Petugas, lalu koordinator dan pimpinan")
AFTERWARDS = _("Sudah berlangsung? Catat hasilnya di halaman jadwal ini.")
ACTION = {
    **CODE,
    **LIBRARY,
    "kesepakatan": Placeholder(_("Apa yang disepakati"), "Lengkapi buku induk"),
    "pelaku": Placeholder(_("Siapa yang mengerjakan; boleh kosong"), "Siti"),
    "batas": Placeholder(_("Batas waktu"), "Jumat, 27 November 2026"),
}


def _text(
    event: str, label: str, subject: str, body: str, placeholders: Mapping[str, Placeholder]
) -> MessageText:
    audience = OFFICE if event.endswith(".office") else PEOPLE
    return words.text(event, label, audience, subject=subject, body=body, placeholders=placeholders)


def _of_meetings(kind: str, label: str) -> Iterator[MessageText]:
    yield _text(kind, label, _("Bersiap: {cara} {kapan}"), APPOINTMENT_BODY, APPOINTMENT)
    yield _text(
        f"{kind}.office",
        format_lazy("{}, {}", label, _("untuk dinas")),
        _("{cara} dengan {perpustakaan}: {kapan}"),
        format_lazy("{}\n{}", APPOINTMENT_BODY, AFTERWARDS),
        APPOINTMENT,
    )


def _of_actions(kind: str, label: str) -> Iterator[MessageText]:
    body = _("{kesepakatan}\nYang mengerjakan: {pelaku}.\nBatas: {batas}.")
    yield _text(kind, label, _("Selesaikan yang disepakati: {kesepakatan}, {kapan}"), body, ACTION)
    yield _text(
        f"{kind}.office",
        format_lazy("{}, {}", label, _("untuk dinas")),
        _("Tindak lanjuti {nomor}: {kesepakatan}, {kapan}"),
        _(
            "{kesepakatan}\nYang mengerjakan: {pelaku}.\nBatas: {batas}.\nPerpustakaan: {perpustakaan}."
        ),
        ACTION,
    )


TEXTS = (
    *_of_meetings("talk", _("Konsultasi Zoom dan telepon")),
    *_of_meetings("visit", _("Kunjungan")),
    *_of_actions("action", _("Kesepakatan untuk perpustakaan")),
    *_of_actions("task", _("Kesepakatan untuk dinas")),
)
