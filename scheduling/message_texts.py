"""What people are told about appointments, trips, visits, proposed times and agreed actions."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from klik_portal.notifications.texts import MessageText, Placeholder

BOTH = _("Pengelola perpustakaan dan petugas")
APPLICANTS = _("Pengelola perpustakaan")
OFFICER = _("Petugas permohonan")
TEAM = _("Tim perjalanan")

LIBRARY = {"perpustakaan": Placeholder(_("Nama perpustakaan"), "Perpustakaan Desa Muara Enggelam")}
CODE = {"nomor": Placeholder(_("Nomor permohonan"), "KLK-2026-0042")}
MODE = {"cara": Placeholder(_("Cara bertemu: Zoom, telepon atau kunjungan"), "Zoom")}
MOMENT = {"waktu": Placeholder(_("Hari dan jam"), "Kamis, 3 Desember 2026 pukul 09.00 WITA")}
ACTIONS = {
    "tindak_lanjut": Placeholder(
        _("Tindak lanjut, satu per baris"),
        ("1. Lengkapi buku induk. Perpustakaan, sampai Jumat, 18 Desember 2026.",
         "2. Kirim contoh SK. Petugas."),
    )
}  # fmt: skip

MEETING = (
    LIBRARY
    | CODE
    | MODE
    | MOMENT
    | {
        "menit": Placeholder(_("Lamanya dalam menit"), "60"),
        "petugas": Placeholder(_("Nama petugas"), "Budi"),
    }
)
APPOINTMENT = MEETING | {
    "tautan_zoom": Placeholder(_("Tautan Zoom; kosong bila bukan Zoom"), "https://zoom.us/j/123"),
    "tempat": Placeholder(_("Tempat, boleh kosong"), "Kantor Desa Muara Enggelam"),
    "bahasan": Placeholder(_("Yang dibahas, boleh kosong"), "Berkas komponen koleksi"),
    "alasan": Placeholder(_("Alasan bila batal"), "Listrik padam"),
}
APPOINTMENT_BODY = _(
    "{cara}: {perpustakaan} ({nomor})\n"
    "Waktu: {waktu}, {menit} menit.\n"
    "Petugas: {petugas}.\n"
    "Tautan Zoom: {tautan_zoom}\n"
    "Tempat: {tempat}\n"
    "Yang dibahas: {bahasan}\n"
    "Alasan: {alasan}"
)
TASK = {
    "tugas": Placeholder(
        _("Tugas petugas bila tautan belum ada"), "tempel tautan Zoom di halaman jadwal ini."
    )
}


def _invitation(event: str, label: str, subject: str) -> MessageText:
    body = format_lazy("{}\n{}", APPOINTMENT_BODY, _("Tugas Anda: {tugas}"))
    return MessageText(f"appointment.{event}", label, BOTH, subject, body, APPOINTMENT | TASK)


APPOINTMENTS = (
    _invitation("scheduled", _("Jadwal baru"), _("Catat tanggalnya: {cara} {waktu}")),
    _invitation("moved", _("Jadwal berubah"), _("Jadwal berubah: {cara} menjadi {waktu}")),
    _invitation("changed", _("Keterangan jadwal berubah"), _("Keterangan baru: {cara} {waktu}")),
    _invitation("linked", _("Tautan Zoom ada"), _("Tautan Zoom sudah ada: {cara} {waktu}")),
    _invitation("cancelled", _("Jadwal batal"), _("Batal: {cara} {waktu}")),
    MessageText(
        "appointment.uninvited",
        _("Jadwal diurus orang lain"),
        _("Orang yang tidak lagi diundang"),
        _("Tidak lagi untuk Anda: {cara}"),
        _(
            "{cara} dengan {perpustakaan} sekarang diurus orang lain.\n"
            "Jadwal itu dikeluarkan dari kalender Anda."
        ),
        MODE | LIBRARY,
    ),
    MessageText(
        "appointment.minutes",
        _("Notulen pertemuan"),
        APPLICANTS,
        _("Notulen {cara} {hari}"),
        _(
            "{cara}: {perpustakaan} ({nomor})\n"
            "Waktu: {waktu}, {menit} menit.\n"
            "Petugas: {petugas}.\n"
            "Notulen:\n"
            "{notulen}\n"
            "Tindak lanjut:\n"
            "{tindak_lanjut}"
        ),
        MEETING
        | ACTIONS
        | {
            "hari": Placeholder(_("Hari pertemuan"), "Kamis, 3 Desember 2026"),
            "notulen": Placeholder(
                _("Isi notulen, boleh beberapa baris"), ("Buku induk sudah diperiksa.",)
            ),
        },
    ),
    MessageText(
        "action.agreed",
        _("Tindak lanjut baru"),
        APPLICANTS,
        _("Tindak lanjut baru: permohonan {nomor}"),
        "{tindak_lanjut}",
        CODE | ACTIONS,
    ),
    MessageText(
        "action.done",
        _("Tindak lanjut selesai"),
        OFFICER,
        _("Selesai: tindak lanjut {nomor}"),
        _("{nama} menandai selesai: {tindak_lanjut}\n{catatan}"),
        CODE
        | {
            "nama": Placeholder(_("Siapa yang menyelesaikan"), "Siti"),
            "tindak_lanjut": Placeholder(_("Tindak lanjutnya"), "Lengkapi buku induk"),
            "catatan": Placeholder(_("Catatan, boleh kosong"), "Sudah sampai nomor 1.120."),
        },
    ),
)

PROPOSALS = (
    MessageText(
        "proposal.asked",
        _("Perpustakaan mengusulkan waktu"),
        OFFICER,
        _("Jawab usulan waktu: {perpustakaan}"),
        _("{perpustakaan} mengusulkan waktu konsultasi:\n- {waktu}\nYang dibahas: {bahasan}"),
        LIBRARY
        | {
            "waktu": Placeholder(_("Waktu yang diusulkan, satu per baris"), (MOMENT["waktu"].example,)),
            "bahasan": APPOINTMENT["bahasan"],
        },
    ),
    MessageText(
        "proposal.offered",
        _("Petugas menawarkan waktu lain"),
        APPLICANTS,
        _("Pilih waktu konsultasi: {perpustakaan}"),
        _(
            "Waktu yang Anda usulkan tidak dapat dipenuhi. Petugas menawarkan:\n"
            "- {waktu}\n"
            "{catatan}"
        ),
        LIBRARY
        | {
            "waktu": Placeholder(_("Waktu yang ditawarkan, satu per baris"), (MOMENT["waktu"].example,)),
            "catatan": Placeholder(_("Catatan petugas, boleh kosong"), "Pagi sinyal lebih baik."),
        },
    ),
)  # fmt: skip

WISH = (
    LIBRARY
    | CODE
    | {
        "pekan": Placeholder(_("Pekan yang cocok"), "7 sampai 11 Des 2026"),
        "kesiapan": Placeholder(_("Kesiapan perpustakaan"), "siap dikunjungi"),
    }
)
WISH_BODY = _(
    "Perpustakaan: {perpustakaan} ({nomor}).\nPekan yang cocok: {pekan}.\nKesiapan: {kesiapan}."
)
QUESTION = (
    LIBRARY
    | MOMENT
    | {
        "wilayah": Placeholder(_("Desa dan kecamatan"), "Desa Muara Enggelam, Kec. Muara Wis"),
        "waktu_singkat": Placeholder(_("Waktu, ditulis pendek"), "3 Des 2026, 09.00 WITA"),
    }
)
ANSWER = LIBRARY | MOMENT | {
    "jawaban": Placeholder(_("Jawaban yang dipilih"), "Tunda"),
    "kalimat": Placeholder(
        _("Jawaban lengkap dengan catatannya"),
        "Perpustakaan Desa Muara Enggelam menjawab \"tunda\": air sedang tinggi",
    ),
}  # fmt: skip


def _question(event: str, label: str) -> MessageText:
    return MessageText(
        event,
        label,
        APPLICANTS,
        _("Mohon jawab: siapkah kunjungan {waktu_singkat}?"),
        _(
            "{perpustakaan}, {wilayah}\n"
            "Waktu kunjungan: {waktu}.\n"
            "Ketuk tautan di bawah, lalu pilih: siap, sedang perbaikan, atau tunda.\n"
            "Tidak perlu masuk. Jawaban Anda menentukan apakah tim berangkat ke tempat Anda."
        ),
        QUESTION,
    )


VISITS = (
    MessageText(
        "visit_request.received",
        _("Permintaan kunjungan diterima"),
        APPLICANTS,
        _("Kami terima: permintaan kunjungan {nomor}"),
        format_lazy(
            "{}\n{}",
            WISH_BODY,
            _("Petugas menggabungkan kunjungan searah; undangannya menyusul lewat Klik dan surel."),
        ),
        WISH,
    ),
    MessageText(
        "visit_request.new",
        _("Perpustakaan meminta kunjungan"),
        OFFICER,
        _("{perpustakaan} meminta kunjungan"),
        WISH_BODY,
        WISH,
    ),
    _question("readiness.d7", _("Pertanyaan kesiapan, tujuh hari sebelumnya")),
    _question("readiness.d1", _("Pertanyaan kesiapan, sehari sebelumnya")),
    MessageText(
        "readiness.works",
        _("Jawaban: sedang perbaikan"),
        TEAM,
        _("{jawaban}: {perpustakaan}"),
        _("{kalimat}\nKunjungan: {waktu}."),
        ANSWER,
    ),
    MessageText(
        "readiness.postpone",
        _("Jawaban: tunda"),
        TEAM,
        _("{jawaban}: {perpustakaan}"),
        _("{kalimat}\nKunjungan: {waktu}.\nSearah dan sudah siap: {searah}."),
        ANSWER
        | {
            "searah": Placeholder(
                _("Perpustakaan lain yang searah, boleh kosong"), "TBM Sungai Mariam"
            )
        },
    ),
    MessageText(
        "visit.reported",
        _("Laporan kunjungan selesai"),
        APPLICANTS,
        _("Laporan kunjungan {perpustakaan} siap dibaca"),
        _(
            "Petugas sudah menyelesaikan laporan dan berita acara kunjungan.\n"
            "Tindak lanjut yang disepakati:\n"
            "{tindak_lanjut}\n"
            "Baca dan unduh di halaman jadwal kunjungan."
        ),
        LIBRARY | ACTIONS,
    ),
)

TRIP = {
    "judul": Placeholder(_("Judul perjalanan"), "Muara Wis dan sekitarnya"),
    "nomor": Placeholder(_("Nomor perjalanan"), "PJL-2026-0003"),
    "berangkat": Placeholder(_("Hari pertama, ditulis pendek"), "3 Des 2026"),
    "maksud": Placeholder(_("Maksud perjalanan, boleh kosong"), "Pembinaan perpustakaan desa"),
    "kendaraan": Placeholder(_("Kendaraan, boleh kosong"), "Perahu ces"),
    "kunjungan": Placeholder(
        _("Kunjungan, satu per baris"),
        ("Kamis, 3 Desember 2026 pukul 09.00 WITA: Perpustakaan Desa Muara Enggelam",),
    ),
    "alasan": Placeholder(_("Alasan bila batal, boleh kosong"), "Air terlalu tinggi."),
}
TRIP_BODY = _("{judul} ({nomor})\nMaksud: {maksud}\nKendaraan: {kendaraan}\n{kunjungan}")


def _trip(event: str, label: str, subject: str) -> MessageText:
    body = format_lazy("{}\n{}", TRIP_BODY, "{alasan}")
    return MessageText(f"trip.{event}", label, TEAM, subject, body, TRIP)


TRIPS = (
    _trip("fixed", _("Perjalanan ditetapkan"), _("Perjalanan dinas: {judul}, {berangkat}")),
    _trip("moved", _("Perjalanan berubah"), _("Perjalanan berubah: {judul}, {berangkat}")),
    _trip("cancelled", _("Perjalanan batal"), _("Batal: perjalanan {judul}, {berangkat}")),
)

BY_SUBJECT_MATTER = (
    (_("Jadwal dan pertemuan"), APPOINTMENTS),
    (_("Usulan waktu"), PROPOSALS),
    (_("Kunjungan"), VISITS),
    (_("Perjalanan dinas"), TRIPS),
)
