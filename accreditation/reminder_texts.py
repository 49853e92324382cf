"""The words of the reminders about requests and certificates."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from klik_portal.notifications.texts import MessageText, Placeholder
from klik_portal.reminders import words

ABOUT = words.ABOUT
PEOPLE = _("Pengelola perpustakaan")
OFFICE = _("Petugas, lalu koordinator dan pimpinan")
REQUEST = {
    "nomor": Placeholder(_("Nomor permohonan"), "KLK-2026-0042"),
    "perpustakaan": Placeholder(_("Nama perpustakaan"), "Perpustakaan Desa Muara Enggelam"),
    "sejak": Placeholder(_("Sejak kapan giliran ini"), "Senin, 23 November 2026"),
    "batas": Placeholder(_("Batas waktu"), "Jumat, 27 November 2026 pukul 16.00 WITA"),
    "langkah": Placeholder(_("Langkah berikutnya"), "Lengkapi isian dan berkas, lalu kirim."),
}
CERTIFICATE = {
    "perpustakaan": Placeholder(_("Nama perpustakaan"), "Perpustakaan Desa Muara Enggelam"),
    "peringkat": Placeholder(_("Peringkat"), "B"),
    "sertifikat": Placeholder(_("Nomor sertifikat"), "00123/PNRI/2026"),
    "berlaku_sampai": Placeholder(_("Hari terakhir berlaku"), "Rabu, 25 November 2026"),
}


def _text(
    event: str,
    label: str,
    subject: str,
    body: str,
    placeholders: Mapping[str, Placeholder] = REQUEST,
) -> MessageText:
    audience = OFFICE if event.endswith(".office") else PEOPLE
    return words.text(event, label, audience, subject=subject, body=body, placeholders=placeholders)


TEXTS = (
    _text(
        "draft",
        _("Draf lama tidak disentuh"),
        _("Lanjutkan permohonan {nomor}"),
        _(
            "Permohonan {perpustakaan} belum dikirim. Terakhir diisi: {kapan}.\n"
            "Langkah berikutnya: {langkah}\n"
            "Butuh bantuan? Hubungi petugas; semua isian Anda tersimpan."
        ),
    ),
    _text(
        "draft.office",
        _("Draf lama tidak disentuh, untuk dinas"),
        _("Draf belum dikirim: {perpustakaan}"),
        _("Permohonan {nomor} belum dikirim. Terakhir diisi: {kapan}."),
    ),
    _text(
        "correction",
        _("Batas perbaikan"),
        _("Perbaiki permohonan {nomor}: batas {kapan}"),
        _(
            "Perbaikan untuk {perpustakaan} ditunggu sampai {batas}.\n"
            "Buka daftar perbaikan, jawab satu per satu, lalu kirim ulang.\n"
            "Butuh waktu lebih? Hubungi petugas."
        ),
    ),
    _text(
        "correction.office",
        _("Perbaikan belum kembali"),
        _("Tanyakan perbaikan {nomor}: {perpustakaan}"),
        _("Batas perbaikan: {batas} ({kapan}). Pemohon belum mengirim ulang."),
    ),
    _text(
        "answer",
        _("Tanggapan pertama ditunggu"),
        _("Permohonan {nomor} menunggu tanggapan dinas"),
        _("Dinas menanggapi permohonan {perpustakaan} paling lambat {batas}."),
    ),
    _text(
        "answer.office",
        _("Tanggapan pertama, untuk dinas"),
        _("Tanggapi permohonan {nomor}: batas {kapan}"),
        _("{perpustakaan} menunggu tanggapan. Batas: {batas}."),
    ),
    _text(
        "step",
        _("Langkah dinas ditunggu"),
        _("Permohonan {nomor} menunggu langkah dinas"),
        _("Langkah berikutnya untuk {perpustakaan}: {langkah}\nBatas: {batas}."),
    ),
    _text(
        "step.office",
        _("Langkah dinas, untuk dinas"),
        _("Lanjutkan permohonan {nomor}: batas {kapan}"),
        _("Langkah berikutnya untuk {perpustakaan}: {langkah}\nBatas: {batas}."),
    ),
    _text(
        "news",
        _("Belum ada kabar dari Perpusnas"),
        _("Permohonan {nomor} menunggu kabar Perpusnas"),
        _(
            "Kabar terakhir untuk {perpustakaan}: {kapan}. Petugas menanyakan kabar ke Perpusnas.\n"
            "Sudah ada kabar di SiPAPI Anda? Catat tanggalnya di halaman permohonan."
        ),
    ),
    _text(
        "news.office",
        _("Belum ada kabar dari Perpusnas, untuk dinas"),
        _("Tanyakan kabar {nomor}: {perpustakaan}"),
        _(
            "Kabar terakhir dari Perpusnas: {kapan}.\n"
            "Tanyakan, lalu catat tanggalnya di halaman permohonan."
        ),
    ),
    _text(
        "turn",
        _("Permohonan menunggu pemohon"),
        _("Lanjutkan permohonan {nomor}"),
        _(
            "Permohonan {perpustakaan} menunggu Anda sejak {sejak}.\n"
            "Langkah berikutnya: {langkah}\n"
            "Butuh bantuan? Hubungi petugas; semua isian Anda tersimpan."
        ),
    ),
    _text(
        "turn.office",
        _("Permohonan menunggu pemohon, untuk dinas"),
        _("Hubungi pemohon {nomor}: {perpustakaan}"),
        _("Permohonan menunggu pemohon sejak {sejak}.\nLangkah berikutnya: {langkah}"),
    ),
    _text(
        "certificate",
        _("Masa berlaku sertifikat"),
        _("Siapkan akreditasi lagi: sertifikat berlaku sampai {berlaku_sampai}"),
        _(
            "Sertifikat {perpustakaan} ({peringkat}, nomor {sertifikat}) berlaku sampai {berlaku_sampai}: {kapan}.\n"
            "Mulai perpanjangan di Klik; isian dan bukti yang lalu sudah terisi."
        ),
        CERTIFICATE,
    ),
    _text(
        "certificate.office",
        _("Masa berlaku sertifikat, untuk dinas"),
        _("Ajak akreditasi lagi: {perpustakaan}, berlaku sampai {berlaku_sampai}"),
        _("Sertifikat {peringkat} nomor {sertifikat} berlaku sampai {berlaku_sampai}: {kapan}."),
        CERTIFICATE,
    ),
    MessageText(
        "certificate.remind",
        _("Masa berlaku sertifikat, diingatkan petugas"),
        PEOPLE,
        _("Siapkan akreditasi lagi: sertifikat berlaku sampai {berlaku_sampai}"),
        _(
            "Sertifikat {perpustakaan} ({peringkat}, nomor {sertifikat}) berlaku sampai {berlaku_sampai}: {kapan}.\n"
            "Mulai perpanjangan di Klik; isian dan bukti yang lalu sudah terisi. Butuh bantuan? Hubungi petugas."
        ),
        CERTIFICATE | {"kapan": Placeholder(_("Seberapa jauh dari sekarang"), "30 hari lagi")},
    ),
)
