"""Everything an officer or coordinator keeps in order now and then, on one page.

The main menu holds the daily work only. Each place is shown to those its own route lets in.
"""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import resolve, reverse
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Place:
    label: str
    note: str
    name: str

    @property
    def url(self) -> str:
        return reverse(self.name)

    def admits(self, user: Any) -> bool:
        return resolve(self.url).func.audience.admits(user)


PLACES = {
    _("Orang"): (
        Place(
            _("Pengguna"),
            _("Akun petugas, koordinator, pimpinan, dan pengelola."),
            "people:user-list",
        ),
        Place(
            _("Permintaan menjadi pengelola"),
            _("Siapa yang mengaku mengelola perpustakaan; Anda mengonfirmasi."),
            "libraries:membership-queue",
        ),
        Place(
            _("Kode masuk"),
            _("Untuk orang yang tidak menerima kode lewat surel."),
            "people:hand-code",
        ),
    ),
    _("Data perpustakaan"): (
        Place(
            _("Impor dari Excel"),
            _("Banyak perpustakaan atau sertifikat sekaligus; diperiksa dulu, dapat dibatalkan."),
            "imports:list",
        ),
        Place(
            _("Wilayah"),
            _("Kecamatan, desa, dan batas di peta; juga untuk kabupaten lain."),
            "libraries:regions",
        ),
    ),
    _("Pemeriksaan dan perjalanan"): (
        Place(
            _("Radar masa berlaku"),
            _("Sertifikat yang habis atau akan habis, dan siapa yang sudah bergerak."),
            "accreditation:radar",
        ),
        Place(
            _("Instrumen"),
            _("Lembar penilaian menurut jenis perpustakaan."),
            "accreditation:instrument-list",
        ),
        Place(
            _("Alasan perbaikan"),
            _("Daftar pendek yang dipilih saat meminta perbaikan."),
            "accreditation:reason-list",
        ),
        Place(
            _("Peringkat dan masa berlaku"),
            _("Dari nilai berapa, dan berapa tahun sertifikatnya berlaku."),
            "accreditation:grade-rule-list",
        ),
        Place(
            _("Kalibrasi"),
            _("Seberapa sama petugas menilai."),
            "accreditation:calibration",
        ),
        Place(
            _("Tampilan tersimpan"),
            _("Saringan daftar perpustakaan dan antrean yang disimpan dengan nama."),
            "saved_views:view-list",
        ),
        Place(
            _("Jalur perjalanan"),
            _("Urutan kecamatan, lama jalan, dan peringatan musim."),
            "scheduling:route-list",
        ),
    ),
    _("Waktu"): (
        Place(
            _("Jam kerja petugas"),
            _("Jam mingguan, hari lain dari biasanya, dan cuti."),
            "scheduling:hours-list",
        ),
        Place(
            _("Hari libur"),
            _("Tidak ada konsultasi pada hari ini; batas waktu melewatinya."),
            "scheduling:holiday-list",
        ),
        Place(
            _("Aturan jadwal"),
            _("Lama konsultasi, jeda, dan berapa hari ke depan ditawarkan."),
            "scheduling:rules-edit",
        ),
        Place(
            _("Sambungan Zoom"),
            _("Rapat Zoom yang belum berhasil dibuat."),
            "scheduling:zoom-ledger",
        ),
        Place(
            _("Kalender saya"),
            _("Alamat untuk memasang jadwal Anda di HP."),
            "scheduling:feed-list",
        ),
    ),
    _("Pesan"): (
        Place(
            _("Pesan keluar"),
            _("Yang dikirim Klik, dan yang gagal."),
            "notifications:ledger",
        ),
        Place(
            _("Kirim ke banyak orang"),
            _("Satu kabar untuk pengelola yang Anda pilih; masih dapat ditarik dalam 60 detik."),
            "mailroom:bulk-new",
        ),
        Place(
            _("Teks pesan"),
            _("Kata-kata setiap pesan yang dikirim Klik."),
            "mailroom:text-list",
        ),
        Place(
            _("Pengingat"),
            _("Kapan siapa diingatkan, 14 hari ke depan, dan jejaknya."),
            "reminders:rule-list",
        ),
        Place(
            _("WhatsApp untuk dikirim"),
            _("Pesan untuk orang tanpa surel; Anda mengirimnya dari WhatsApp kantor."),
            "desks:by-hand",
        ),
        Place(
            _("Tidak terjangkau"),
            _("Perpustakaan yang tidak dapat dihubungi, dan sebabnya."),
            "desks:unreachable",
        ),
    ),
    _("Panduan, survei, surat, dan target"): (
        Place(
            _("Panduan"),
            _("Panduan, tanya jawab, contoh dokumen, dan praktik baik yang dibaca semua orang."),
            "guides:office-list",
        ),
        Place(
            _("Survei kepuasan"),
            _("Nilai dan saran dari perpustakaan; poster QR; hasil tahunan."),
            "satisfaction:results",
        ),
        Place(
            _("Perpustakaan yang mungkin kembar"),
            _("Dua data yang mungkin satu perpustakaan; periksa dan gabungkan."),
            "libraries:twins",
        ),
        Place(
            _("Titik layanan perpustakaan"),
            _("Buncu baca, gazebo baca, iKukar, TPBIS, dan kisah PLM per kecamatan."),
            "libraries:service-point-list",
        ),
        Place(
            _("Renstra dan target"),
            _("Target tiap tahun dan perubahannya."),
            "performance:plan-list",
        ),
        Place(
            _("Standar layanan"),
            _("Syarat, waktu, biaya, dan komponen lain yang diumumkan."),
            "desks:standard-edit",
        ),
        Place(
            _("Maklumat pelayanan"),
            _("Janji pelayanan dan penanda tangannya."),
            "desks:pledge-edit",
        ),
        Place(
            _("Surat: kop, penanda tangan, penomoran"),
            _("Dipakai di surat rekomendasi, surat tugas, daftar hadir, dan berita acara."),
            "scheduling:letterhead",
        ),
    ),
}


def manage(request: HttpRequest) -> HttpResponse:
    mine = {
        title: [place for place in places if place.admits(request.user)]
        for title, places in PLACES.items()
    }
    groups = [(title, places) for title, places in mine.items() if places]
    return render(request, "desks/manage.html", {"groups": groups})
