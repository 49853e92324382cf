"""The columns of a sheet of libraries: for reading it, for its template and for the export. Data.

A further fact of a library is one more line here; its rules stand in the form.
"""

from django.utils.translation import gettext_lazy as _

from klik_portal.imports.kinds import Column
from libraries.models import Internet, LibraryType, Power, TravelBy


def _labels(choices: type) -> tuple[str, ...]:
    return tuple(str(label) for label in choices.labels)


def columns() -> tuple[Column, ...]:
    return (
        Column("code", "Kode Klik", _("Kosongkan untuk perpustakaan baru. Kode dari unduhan Klik membuat baris ini memperbarui perpustakaan itu."), ("kode", "kode perpustakaan"), width=15),
        Column("name", "Nama perpustakaan", _("Wajib untuk perpustakaan baru."), ("nama", "perpustakaan", "nama perpus", "nama lembaga perpustakaan"), width=40, example="Perpustakaan Desa Muara Enggelam"),
        Column("type", "Jenis", _("Pilih dari daftar."), ("jenis perpustakaan", "tipe", "kategori", "subjenis"), width=28, choices=_labels(LibraryType), example=str(LibraryType.VILLAGE.label)),
        Column("desa", "Desa/kelurahan", _("Nama atau kode wilayah. Lihat lembar Desa."), ("desa", "kelurahan", "desa kelurahan", "nama desa", "kode desa"), width=24, example="Muara Enggelam"),
        Column("kecamatan", "Kecamatan", _("Boleh kosong bila nama desanya hanya satu."), ("nama kecamatan", "kec"), width=20, example="Muara Wis"),
        Column("address", "Alamat", "", ("alamat lengkap", "jalan"), width=32),
        Column("parent_body", "Lembaga induk", _("Misalnya Pemerintah Desa, sekolah, atau masjid."), ("instansi induk", "lembaga", "instansi"), width=30),
        Column("npp", "NPP", _("Nomor Pokok Perpustakaan. Satu nomor untuk satu perpustakaan."), ("nomor pokok perpustakaan", "no npp", "nomor npp"), width=20),
        Column("head_name", "Kepala perpustakaan", "", ("nama kepala perpustakaan", "kepala"), width=24),
        Column("contact_name", "Nama kontak", "", ("kontak", "pengelola", "nama pengelola", "narahubung", "contact person"), width=24),
        Column("contact_phone", "Nomor HP/WhatsApp", _("Seperti 0812 3456 7890."), ("hp", "no hp", "nomor hp", "telepon", "no telp", "no telepon", "wa", "no wa", "whatsapp", "nomor whatsapp", "no hp wa"), width=20),
        Column("contact_email", "Surel", _("Seperti nama@contoh.id."), ("email", "e-mail", "alamat email", "alamat surel"), width=28),
        Column("website", "Situs atau media sosial", _("Seperti https://contoh.id."), ("situs", "website", "web", "alamat web", "media sosial"), width=28),
        Column("decree_number", "Nomor SK pendirian", "", ("sk pendirian", "no sk", "nomor sk", "no sk pendirian"), width=22),
        Column("decree_date", "Tanggal SK pendirian", _("Seperti 24-11-2024."), ("tanggal sk", "tgl sk", "tgl sk pendirian"), width=18),
        Column("opening_hours", "Jam buka", _("Misalnya Senin sampai Jumat 08.00-14.00."), ("jam layanan", "jam operasional", "hari dan jam buka"), width=28),
        Column("room_size", "Luas ruang (m2)", _("Angka bulat."), ("luas", "luas ruang", "luas m2", "luas gedung"), width=14),
        Column("title_count", "Jumlah judul", _("Angka bulat."), ("judul", "jumlah judul buku", "koleksi judul", "jml judul"), width=14),
        Column("copy_count", "Jumlah eksemplar", _("Angka bulat."), ("eksemplar", "jumlah buku", "koleksi eksemplar", "jml eksemplar"), width=16),
        Column("staff_count", "Jumlah pengelola", _("Angka bulat."), ("jumlah tenaga", "jumlah petugas", "tenaga", "jml pengelola"), width=16),
        Column("internet", "Internet", _("Pilih dari daftar."), ("jaringan internet",), width=18, choices=_labels(Internet)),
        Column("power", "Listrik", _("Pilih dari daftar."), ("sumber listrik",), width=24, choices=_labels(Power)),
        Column("travel_by", "Jalur ke sana", _("Pilih dari daftar."), ("jalur", "akses"), width=24, choices=_labels(TravelBy)),
        Column("travel_hours", "Lama perjalanan (jam)", _("Dari kantor, sekali jalan. Seperti 2,5."), ("lama perjalanan", "waktu tempuh", "jarak tempuh jam"), width=18),
        Column("season_note", "Musim yang sulit", "", ("catatan musim",), width=28),
        Column("way_to_get_there", "Petunjuk jalan", "", ("cara ke sana", "rute"), width=36),
        Column("location", "Titik lokasi", _("Lintang dan bujur seperti di peta HP: -0.41234, 116.98765."), ("koordinat", "lokasi", "titik koordinat", "lat long"), width=26),
    )  # fmt: skip


# What an export tells besides, and an import passes over.
TOLD = ("Terkonfirmasi", "Peringkat akreditasi", "Sertifikat berlaku sampai")
NEEDS = (("name", "type", "desa"), ("code",))

TROUBLES = {
    "name_missing": _("Nama kosong"),
    "name_long": _("Nama terlalu panjang"),
    "type_missing": _("Jenis kosong"),
    "type_unknown": _("Jenis tidak dikenal"),
    "desa_missing": _("Desa kosong"),
    "desa_unknown": _("Desa tidak dikenal"),
    "desa_ambiguous": _("Desa ada di beberapa kecamatan"),
    "kecamatan_unknown": _("Kecamatan tidak dikenal"),
    "kecamatan_mismatch": _("Kecamatan tidak sesuai desa"),
    "npp_long": _("NPP terlalu panjang"),
    "npp_twice": _("NPP dipakai dua kali di lembar ini"),
    "npp_taken": _("NPP milik perpustakaan lain"),
    "number_bad": _("Bukan angka, atau di luar batas"),
    "mail_bad": _("Surel tidak benar"),
    "phone_bad": _("Nomor HP tidak benar"),
    "date_bad": _("Tanggal tidak benar"),
    "web_bad": _("Alamat web tidak benar"),
    "location_bad": _("Titik lokasi tidak terbaca"),
    "choice_unknown": _("Pilihan tidak dikenal"),
    "text_long": _("Teks terlalu panjang"),
    "unreadable": _("Ada huruf yang tidak terbaca"),
    "twice": _("Perpustakaan yang sama dua kali di lembar ini"),
    "code_unknown": _("Kode Klik tidak dikenal"),
    "unexpected": _("Tidak dapat diproses"),
}

# What a form's complaint about a field is called, by the code of the complaint; "" is for any other.
KINDS_OF = {
    "name": {"required": "name_missing", "max_length": "name_long"},
    "type": {"required": "type_missing", "": "type_unknown"},
    "desa": {"": "desa_missing"},
    "npp": {"": "npp_long"},
    "contact_email": {"": "mail_bad"},
    "contact_phone": {"": "phone_bad"},
    "decree_date": {"": "date_bad"},
    "website": {"": "web_bad"},
    "location": {"": "location_bad"},
    "internet": {"": "choice_unknown"},
    "power": {"": "choice_unknown"},
    "travel_by": {"": "choice_unknown"},
    "title_count": {"": "number_bad"},
    "room_size": {"": "number_bad"},
    "copy_count": {"": "number_bad"},
    "staff_count": {"": "number_bad"},
    "travel_hours": {"": "number_bad"},
}


def trouble_of(field: str, code: str | None) -> str:
    kinds = KINDS_OF.get(field, {})
    return kinds.get(code or "") or kinds.get("") or "text_long"


# How offices write the types; a label or code of Klik is known anyway.
TYPE_NAMES = {
    LibraryType.VILLAGE: ("desa", "kelurahan", "perpusdes", "perpustakaan desa", "perpustakaan kelurahan", "umum desa"),
    LibraryType.PRIMARY_SCHOOL: ("sd", "mi", "sd mi", "sekolah dasar", "perpustakaan sd", "perpustakaan sekolah dasar"),
    LibraryType.JUNIOR_SCHOOL: ("smp", "mts", "smp mts", "perpustakaan smp"),
    LibraryType.SENIOR_SCHOOL: ("sma", "smk", "ma", "sma smk ma", "sma ma", "perpustakaan sma", "perpustakaan smk"),
    LibraryType.WORSHIP: ("masjid", "gereja", "pura", "vihara", "rumah ibadah", "perpustakaan masjid", "perpustakaan gereja"),
    LibraryType.KECAMATAN: ("kecamatan", "perpustakaan kecamatan", "perpuscam"),
    LibraryType.SPECIAL: ("khusus", "lain", "lainnya", "perpustakaan khusus", "tbm", "taman baca"),
}  # fmt: skip
