"""What people are told while a request moves. Subjects start with what the reader should do."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from klik_portal.notifications.texts import MessageText, Placeholder

ABOUT = _("Permohonan")
APPLICANTS = _("Pengelola perpustakaan")
OFFICER = _("Petugas permohonan")

CODE = {"nomor": Placeholder(_("Nomor permohonan"), "KLK-2026-0042")}
CASE = CODE | {
    "perpustakaan": Placeholder(_("Nama perpustakaan"), "Perpustakaan Desa Muara Enggelam")
}
DUE = {"batas": Placeholder(_("Batas waktunya"), "Jumat, 4 Desember 2026 pukul 16.00 WITA")}
NOTE = {
    "catatan": Placeholder(_("Catatan petugas, boleh kosong"), "Foto ruang baca sangat membantu.")
}
REASON = {"alasan": Placeholder(_("Alasan yang ditulis"), "Perpustakaan ini di luar kabupaten.")}
STEP = {"langkah": Placeholder(_("Langkah berikutnya"), "Lengkapi berkas dan kirim permohonan.")}
MILESTONE = {
    "langkah": Placeholder(_("Langkah di SiPAPI"), "Rapat penetapan"),
    "tanggal": Placeholder(_("Tanggalnya"), "Senin, 23 November 2026"),
}

LETTER = {"nomor_surat": Placeholder(_("Nomor surat"), "12/DIARPUS/XI/2026")}
TRACKING = {
    "lacak": Placeholder(_("Alamat halaman lacak"), "https://klik.contoh.go.id/lacak/"),
    "kode_lacak": Placeholder(_("Kode lacak permohonan"), "K7PM-3XQD"),
}


def _moved_on(event: str, label: str, subject: str, sentence: str) -> MessageText:
    """A step that needs one sentence, and the officer's note when there is one."""
    body = format_lazy("{}\n{}", sentence, _("Catatan petugas: {catatan}"))
    return MessageText(event, label, APPLICANTS, subject, body, CASE | NOTE)


TEXTS = (
    MessageText(
        "application.received",
        _("Permohonan diterima"),
        APPLICANTS,
        _("Kami terima: permohonan {nomor}"),
        _(
            "Permohonan {perpustakaan} kami terima pada {waktu}.\n"
            "Petugas memberi tanggapan pertama paling lambat {batas}.\n"
            "Anda tidak perlu melakukan apa-apa sekarang. Simpan nomor ini: {nomor}.\n"
            "Pantau tanpa masuk akun di {lacak} dengan nomor itu dan kode lacak {kode_lacak}."
        ),
        CASE
        | DUE
        | TRACKING
        | {"waktu": Placeholder(_("Waktu diterima"), "Kamis, 3 Desember 2026 pukul 21.10 WITA")},
    ),
    MessageText(
        "application.to_answer",
        _("Permohonan baru menunggu tanggapan"),
        OFFICER,
        _("Tanggapi permohonan {nomor}: {perpustakaan}"),
        _("Batas tanggapan: {batas}."),
        CASE | DUE,
    ),
    MessageText(
        "application.returned",
        _("Permohonan dikembalikan untuk diperbaiki"),
        APPLICANTS,
        _("Perbaiki {jumlah} hal pada permohonan {nomor}"),
        _(
            "Petugas sudah memeriksa permohonan {perpustakaan}.\n"
            "Yang perlu diperbaiki:\n"
            "- {perbaikan}\n"
            "Batas waktu: {batas}. Setelah selesai, kirim ulang lewat Klik."
        ),
        CASE
        | {
            "jumlah": Placeholder(_("Banyaknya hal yang diperbaiki"), "2"),
            "perbaikan": Placeholder(
                _("Hal yang diperbaiki, satu per baris"),
                ("SK pendirian: unggah halaman tanda tangan.", "Foto: tampilkan papan nama."),
            ),
            "batas": Placeholder(_("Batas waktu perbaikan"), "Jumat, 4 Desember 2026"),
        },
    ),
    MessageText(
        "application.accepted",
        _("Berkas diterima, pendampingan dimulai"),
        APPLICANTS,
        _("Berkas diterima: pendampingan {nomor} dimulai"),
        _(
            "Berkas {perpustakaan} sudah lengkap dan diterima.\n"
            "Pilih waktu konsultasi dengan petugas, lewat Zoom atau telepon, paling lambat {batas}.\n"
            "Catatan petugas: {catatan}"
        ),
        CASE | DUE | NOTE,
    ),
    MessageText(
        "application.declined",
        _("Permohonan ditolak"),
        APPLICANTS,
        _("Permohonan {nomor} tidak dapat dilanjutkan"),
        _(
            "Petugas tidak dapat melanjutkan permohonan {perpustakaan}.\n"
            "Alasan: {alasan}\n"
            "Anda dapat bertanya kepada petugas atau mengajukan permohonan baru."
        ),
        CASE | REASON,
    ),
    MessageText(
        "application.withdrawn",
        _("Permohonan dibatalkan pemohon"),
        OFFICER,
        _("Dibatalkan pemohon: {nomor} {perpustakaan}"),
        _("Alasan: {alasan}"),
        CASE | REASON,
    ),
    _moved_on(
        "application.ready",
        _("Siap diusulkan"),
        _("Siap diusulkan: permohonan {nomor}"),
        _("{perpustakaan} dinyatakan siap diusulkan ke Perpusnas."),
    ),
    _moved_on(
        "application.mentoring",
        _("Pendampingan dilanjutkan"),
        _("Pendampingan dilanjutkan: permohonan {nomor}"),
        _("{perpustakaan} masih didampingi sebelum diusulkan."),
    ),
    _moved_on(
        "application.proposed",
        _("Sudah diusulkan ke Perpusnas"),
        _("Sudah diusulkan ke Perpusnas: {nomor}"),
        _("{perpustakaan} sudah diusulkan. Kami kabari begitu ada hasil."),
    ),
    _moved_on(
        "application.not_accredited",
        _("Hasil: belum terakreditasi"),
        _("Hasil penilaian: permohonan {nomor}"),
        _("{perpustakaan} belum terakreditasi kali ini."),
    ),
    _moved_on(
        "application.reopened",
        _("Permohonan dibuka kembali"),
        _("Dibuka kembali: permohonan {nomor}"),
        _("Permohonan {perpustakaan} dibuka kembali oleh petugas."),
    ),
    MessageText(
        "application.accredited",
        _("Hasil: terakreditasi"),
        APPLICANTS,
        _("Selamat: {perpustakaan} terakreditasi {peringkat}"),
        _(
            "Nomor sertifikat: {sertifikat}.\n"
            "Ditetapkan {tanggal}, berlaku sampai {berlaku_sampai}."
        ),
        {
            "perpustakaan": CASE["perpustakaan"],
            "peringkat": Placeholder(_("Peringkat"), "B"),
            "sertifikat": Placeholder(_("Nomor sertifikat"), "00123/LAP.PT/XI.2026"),
            "tanggal": Placeholder(_("Tanggal penetapan"), "Senin, 30 November 2026"),
            "berlaku_sampai": Placeholder(_("Akhir masa berlaku"), "Jumat, 30 November 2030"),
        },
    ),
    MessageText(
        "application.assigned",
        _("Permohonan ditugaskan"),
        _("Petugas yang ditugaskan"),
        _("Tangani permohonan {nomor}: {perpustakaan}"),
        _("{penugas} menugaskan permohonan ini kepada Anda."),
        CASE | {"penugas": Placeholder(_("Siapa yang menugaskan"), "Rina")},
    ),
    MessageText(
        "application.next_step",
        _("Langkah berikutnya ditetapkan"),
        APPLICANTS,
        _("Langkah Anda berikutnya: permohonan {nomor}"),
        _("{langkah}\nPaling lambat {batas}."),
        CODE | STEP | DUE,
    ),
    MessageText(
        "application.assisted",
        _("Petugas mulai mengisi untuk perpustakaan"),
        APPLICANTS,
        _("Periksa permohonan {nomor}: diisi petugas untuk Anda"),
        _(
            "{petugas} mengisi permohonan {perpustakaan} atas permintaan Anda.\n"
            "Anda dapat melihat dan melengkapinya. Ketik kode konfirmasi yang diberikan petugas.\n"
            "Tidak merasa meminta? Beri tahu kantor."
        ),
        CASE | {"petugas": Placeholder(_("Petugas yang mengisi"), "Budi")},
    ),
    MessageText(
        "application.library_confirmed",
        _("Perpustakaan mengonfirmasi permohonan yang diisi petugas"),
        OFFICER,
        _("Sudah dikonfirmasi: {nomor} {perpustakaan}"),
        _("{perpustakaan} mengetik kode konfirmasi untuk permohonan {nomor}."),
        CASE,
    ),
    MessageText(
        "application.confirmed_by_code",
        _("Kode konfirmasi diketik untuk permohonan yang diisi petugas"),
        APPLICANTS,
        _("Permohonan {nomor} dikonfirmasi dengan kode"),
        _(
            "Kode konfirmasi untuk permohonan {nomor} sudah diketik atas nama {perpustakaan}.\n"
            "Bukan Anda atau rekan Anda? Segera beri tahu kantor."
        ),
        CASE,
    ),
    MessageText(
        "question.asked",
        _("Pertanyaan baru di kotak tanya"),
        _("Semua petugas"),
        _("Jawab pertanyaan baru"),
        _("Ada pertanyaan baru di kotak tanya. Yang paling mendesak ada di atas."),
        {},
    ),
    MessageText(
        "question.answered",
        _("Pertanyaan dijawab"),
        _("Penanya"),
        _("Jawaban untuk pertanyaan Anda"),
        _(
            "Anda bertanya: {pertanyaan}\n{jawaban}\nMasih ada yang kurang jelas? Tanya lagi lewat Klik."
        ),
        {
            "pertanyaan": Placeholder(_("Awal pertanyaannya"), "Apakah majalah dihitung?"),
            "jawaban": Placeholder(
                _("Jawaban petugas, baris demi baris"), ("Ya, sebagai terbitan berseri.",)
            ),
        },
    ),
    MessageText(
        "application.to_read",
        _("Pesan baru dari petugas"),
        APPLICANTS,
        _("Baca pesan baru: permohonan {nomor}"),
        _("Petugas menulis pesan tentang permohonan {perpustakaan}."),
        CASE,
    ),
    MessageText(
        "application.asked",
        _("Pesan baru dari perpustakaan"),
        OFFICER,
        _("Baca pesan baru: permohonan {nomor}"),
        _("{perpustakaan} menulis pesan kepada petugas."),
        CASE,
    ),
    MessageText(
        "application.milestone",
        _("Kabar dari SiPAPI"),
        APPLICANTS,
        _("Kabar SiPAPI untuk {nomor}: {langkah}"),
        _("{perpustakaan}: {langkah}, {tanggal}.\nCatatan petugas: {catatan}"),
        CASE | MILESTONE | NOTE,
    ),
    MessageText(
        "application.milestone_told",
        _("Perpustakaan mencatat langkah SiPAPI"),
        OFFICER,
        _("{perpustakaan} mencatat: {langkah}"),
        _("Permohonan {nomor}, tanggal {tanggal}.\nCatatan: {catatan}"),
        CASE | MILESTONE | NOTE,
    ),
    MessageText(
        "application.recommended",
        _("Surat rekomendasi terbit"),
        APPLICANTS,
        _("Unduh surat rekomendasi: {perpustakaan}"),
        _(
            "Surat rekomendasi nomor {nomor_surat} untuk {perpustakaan} sudah terbit.\n"
            "Unduh di halaman permohonan {nomor}. Siapa pun dapat memeriksa keasliannya di {periksa}"
        ),
        CASE
        | LETTER
        | {
            "periksa": Placeholder(
                _("Alamat pemeriksaan surat"),
                "https://klik.contoh.go.id/periksa/78NRX9KEJEFXX7GKJWW310C8WN/",
            )
        },
    ),
    MessageText(
        "application.recommendation_revoked",
        _("Surat rekomendasi dicabut"),
        APPLICANTS,
        _("Jangan pakai lagi surat rekomendasi {nomor_surat}"),
        _(
            "Surat rekomendasi nomor {nomor_surat} untuk {perpustakaan} dicabut.\n"
            "Alasan: {alasan}\n"
            "Bila surat itu sudah Anda serahkan, beri tahu penerimanya."
        ),
        CASE | LETTER | REASON,
    ),
    _moved_on(
        "application.appeal_refused",
        _("Banding tidak mengubah hasil"),
        _("Banding {nomor}: hasil tetap"),
        _("Banding {perpustakaan} selesai. Hasil sebelumnya tetap berlaku."),
    ),
)
