"""What a recorded verb says to a reader. The page tells what it is about, so "Diubah" is enough.

`{name}` stands for that fact of the event's payload. A test finds every verb the code records, so a
new one without a sentence fails; an old row whose verb is gone still reads as something.
"""

from collections.abc import Mapping

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

SENTENCES = {
    # anything
    "created": _("Dibuat"),
    "changed": _("Data diubah"),
    "removed": _("Dihapus"),
    "kept": _("Disimpan"),
    "published": _("Diterbitkan"),
    "restored": _("Versi lama dipakai lagi"),
    "loaded": _("Panduan bawaan dimuat"),
    "made": _("Alamat kalender dibuat"),
    "revoked": _("Alamat kalender dicabut"),
    "file.received": _("Berkas diterima"),
    "file.viewed": _("Berkas dibuka"),
    "sent_again": _("Pesan dikirim ulang"),
    "sent_by_hand": _("WhatsApp untuk {person} dikirim petugas"),
    "not_on_whatsapp": _("Nomor {person} tidak ada di WhatsApp"),
    "reminder_changed": _("Aturan pengingat diubah"),
    "reminder_retried": _("Pengingat yang diparkir dicoba lagi"),
    "target_set": _("Target ditetapkan"),
    "text_changed": _("Teks pesan diubah"),
    "text_restored": _("Teks pesan lama dipakai lagi"),
    "text_sampled": _("Contoh pesan dikirim ke diri sendiri"),
    "year_locked": _("Tahun {year} dikunci"),
    "year_unlocked": _("Kunci tahun {year} dibuka"),
    "indicator_added": _("Indikator {indicator} ditambahkan"),
    "indicator_changed": _("Indikator {indicator} diubah"),
    "value_entered": _("Angka indikator {indicator} diisi"),
    "letterhead_changed": _("Kop surat diubah"),
    "retired": _("Alasan disimpan di arsip"),
    "offered_again": _("Alasan dipakai lagi"),
    "exported": _("Daftar diunduh"),
    # people
    "activated": _("Akun diaktifkan"),
    "deactivated": _("Akun dinonaktifkan"),
    "role_changed": _("Peran diganti"),
    "contact_corrected": _("Kontak {person} dibetulkan petugas"),
    "code_handed": _("Kode masuk diberikan petugas"),
    # libraries
    "registered": _("Perpustakaan didaftarkan"),
    "claimed": _("Meminta menjadi pengelola"),
    "member_confirmed": _("Pengelola dikonfirmasi: {member}"),
    "member_refused": _("Permintaan pengelola tidak dikonfirmasi: {member}"),
    "member_ended": _("Keanggotaan diakhiri: {member}"),
    # requests
    "started": _("Permohonan dimulai"),
    "drafted": _("Draf disimpan"),
    "submit": _("Permohonan dikirim"),
    "resubmit": _("Perbaikan dikirim"),
    "discard": _("Draf dibuang"),
    "withdraw": _("Permohonan dibatalkan pemohon"),
    "accept": _("Berkas diterima, pendampingan dimulai"),
    "return": _("Dikembalikan untuk perbaikan"),
    "decline": _("Permohonan ditolak"),
    "mark_ready": _("Dinyatakan siap diusulkan"),
    "mentor_again": _("Kembali ke pendampingan"),
    "propose": _("Diusulkan ke Perpusnas"),
    "record_accredited": _("Hasil tercatat: terakreditasi"),
    "record_not_accredited": _("Hasil tercatat: belum terakreditasi"),
    "reopen": _("Dibuka kembali"),
    "outcome_recorded": _("Hasil akreditasi dicatat"),
    "outcome_corrected": _("Sertifikat diperbaiki"),
    "assigned": _("Petugas ditunjuk"),
    "planned": _("Langkah berikutnya ditulis"),
    "assessed": _("Penilaian mandiri disimpan"),
    "edition_changed": _("Pindah ke lembar penilaian lain"),
    "document_added": _("Berkas ditambahkan"),
    "document_removed": _("Berkas dihapus"),
    "evidence_added": _("Bukti ditambahkan"),
    "evidence_removed": _("Bukti dihapus"),
    "message_sent": _("Pesan dikirim"),
    "internal_note_written": _("Catatan internal ditulis"),
    "confirmation_code_made": _("Kode persetujuan dibuat"),
    "library_confirmed": _("Perpustakaan menyetujui dengan kode"),
    "correction_answered": _("Catatan perbaikan dijawab"),
    "plan_adopted": _("Rencana perbaikan disusun dari pelatih"),
    "plan_saved": _("Rencana perbaikan disimpan"),
    "plan_downloaded": _("Rencana perbaikan diunduh"),
    "bundle_asked": _("Bundel SiPAPI diminta"),
    "bundle_built": _("Bundel SiPAPI selesai"),
    "second_look_asked": _("Penilaian kedua diminta"),
    "second_look_taken": _("Penilaian kedua diambil"),
    "second_look_finished": _("Penilaian kedua selesai"),
    # instruments
    "instrument_drafted": _("Lembar dimasukkan sebagai draf"),
    "instrument_changed": _("Lembar diubah"),
    "instrument_discarded": _("Draf lembar dibuang"),
    "instrument_published": _("Lembar diterbitkan"),
    # appointments and what was agreed there
    "scheduled": _("Dijadwalkan"),
    "moved": _("Waktu dipindah"),
    "attended": _("Terlaksana"),
    "missed": _("Tidak terlaksana"),
    "cancelled": _("Dibatalkan"),
    "proposed": _("Waktu diusulkan"),
    "offered": _("Waktu lain ditawarkan"),
    "withdrawn": _("Ditarik"),
    "tapped_ready": _("Menjawab: siap dikunjungi"),
    "tapped_works": _("Menjawab: sedang perbaikan, tetap boleh datang"),
    "tapped_postpone": _("Menjawab: tunda kunjungan"),
    "zoom_linked": _("Tautan Zoom dibuat"),
    "zoom_retried": _("Sambungan Zoom dicoba lagi"),
    "agreed": _("Tindak lanjut disepakati"),
    "action_changed": _("Tindak lanjut diubah"),
    "action_done": _("Tindak lanjut selesai"),
    "action_dropped": _("Tindak lanjut tidak jadi"),
    # officers' hours
    "week_saved": _("Jam kerja mingguan disimpan"),
    "exception_saved": _("Jam kerja satu hari diubah"),
    "exception_dropped": _("Perubahan jam satu hari dihapus"),
    "leave_saved": _("Tidak masuk kerja dicatat"),
    "leave_dropped": _("Catatan tidak masuk kerja dihapus"),
    # visits and trips
    "visit_asked": _("Kunjungan diminta"),
    "visit_changed": _("Permintaan kunjungan diubah"),
    "visit_withdrawn": _("Permintaan kunjungan ditarik"),
    "fixed": _("Perjalanan ditetapkan, undangan dikirim"),
    "done": _("Perjalanan selesai"),
    "team": _("Tim diubah"),
    "budget": _("Biaya diubah"),
    "way_home": _("Jalan pulang diubah"),
    "stop_added": _("Perpustakaan ditambahkan"),
    "stop_changed": _("Perhentian diubah"),
    "stop_moved": _("Urutan perhentian diubah"),
    "stop_removed": _("Perhentian dihapus"),
    "stop_revisited": _("Perhentian dikunjungi lagi"),
    "letter_kept": _("Surat tugas disimpan, nomor {number}"),
    "letter_downloaded": _("Surat tugas diunduh"),
    "itinerary_downloaded": _("Jadwal perjalanan diunduh"),
    "attendance_downloaded": _("Daftar hadir diunduh"),
    "pack_downloaded": _("Paket kunjungan diunduh"),
    "report_saved": _("Laporan kunjungan disimpan"),
    "report_finished": _("Laporan kunjungan selesai"),
    "photo_added": _("Foto kunjungan ditambahkan"),
    "photo_removed": _("Foto kunjungan dihapus"),
    "scan_attached": _("Pindaian berita acara disimpan"),
    "minutes_downloaded": _("Berita acara diunduh"),
}


class _Facts(dict):
    def __missing__(self, name: str) -> str:
        return "–"


def sentence_for(verb: str, facts: Mapping[str, object]) -> str:
    told = SENTENCES.get(verb)
    return str(told).format_map(_Facts(facts)) if told else gettext("Perubahan lain dicatat")
