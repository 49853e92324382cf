"""What Klik gives away as open data: the sets, their fields and their rows. No person is in any of them.

Field names are Indonesian and stay: a field may be added at the end, none is renamed or removed. Rows
come in order of a key that never changes, so pages neither lose nor repeat a row.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.urls import reverse

from accreditation.models import Outcome
from klik_portal.core import clock
from libraries.coverage import Coverage, coverage
from libraries.models import Library, LibraryType
from libraries.public_facts import PublicFacts
from libraries.standing import StandingState

TYPES = {
    LibraryType.VILLAGE: "desa_kelurahan",
    LibraryType.PRIMARY_SCHOOL: "sd_mi",
    LibraryType.JUNIOR_SCHOOL: "smp_mts",
    LibraryType.SENIOR_SCHOOL: "sma_smk_ma",
    LibraryType.WORSHIP: "rumah_ibadah",
    LibraryType.KECAMATAN: "kecamatan",
    LibraryType.SPECIAL: "khusus_lain",
}
STATES = {
    StandingState.VALID: "terakreditasi",
    StandingState.EXPIRED: "berakhir",
    StandingState.NONE: "belum",
}
TEXT, NUMBER, DAY, ADDRESS, TRUTH = "teks", "angka", "tanggal", "alamat web", "ya/tidak"


@dataclass(frozen=True)
class Field:
    name: str
    kind: str
    meaning: str
    of: Callable[[Any], Any]


@dataclass(frozen=True)
class OpenSet:
    name: str
    title: str
    about: str
    key: str  # the field pages are counted by
    fields: tuple[Field, ...]
    rows_after: Callable[[str, int], Sequence[Any]]

    def page(self, after: str, size: int) -> tuple[list[dict[str, Any]], str]:
        """At most `size` rows beyond a key, and the key to go on from; none at the end."""
        found = self.rows_after(after, size + 1)
        rows = [self.told(row) for row in found[:size]]
        return rows, str(rows[-1][self.key]) if len(found) > size else ""

    def told(self, row: Any) -> dict[str, Any]:
        return {field.name: _plain(field.of(row)) for field in self.fields}

    def every(self, at_once: int = 1000) -> Iterator[list[dict[str, Any]]]:
        """All rows, page by page: memory stays flat however many there are."""
        rows, after = self.page("", at_once)
        while rows:
            yield rows
            if not after:
                return
            rows, after = self.page(after, at_once)


def _plain(value: Any) -> Any:
    """As JSON says it; what is not known is null."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    if value is None or isinstance(value, bool | int):
        return value
    return str(value) or None


# --- libraries -------------------------------------------------------------------------------------


def _libraries(after: str, most: int) -> list[PublicFacts]:
    rows = Library.objects.verified().filter(code__gt=after).order_by("code")
    return [PublicFacts(row) for row in rows.with_region().with_certificates()[:most]]


def _page_of(code: str) -> str:
    return settings.BASE_URL + reverse("libraries:library-public", args=[code])


LIBRARIES = OpenSet(
    "perpustakaan", "Perpustakaan", "Semua perpustakaan yang sudah dikonfirmasi petugas.", "kode",
    (
        Field("kode", TEXT, "Nomor perpustakaan di Klik; tidak pernah berubah.", lambda f: f.code),
        Field("nama", TEXT, "Nama perpustakaan.", lambda f: f.name),
        Field("jenis", TEXT, f"Satu dari: {', '.join(TYPES.values())}.", lambda f: TYPES[LibraryType(f.library.type)]),
        Field("kode_kecamatan", TEXT, "Kode wilayah Kemendagri.", lambda f: f.library.kecamatan_id),
        Field("kecamatan", TEXT, "Nama kecamatan.", lambda f: f.library.kecamatan.name),
        Field("kode_desa", TEXT, "Kode wilayah Kemendagri.", lambda f: f.library.desa_id),
        Field("desa", TEXT, "Nama desa atau kelurahan.", lambda f: f.library.desa.name),
        Field("lembaga_induk", TEXT, "Pemerintah desa, sekolah, atau rumah ibadah yang memilikinya.", lambda f: f.parent_body),
        Field("alamat", TEXT, "Alamat lembaga.", lambda f: f.address),
        Field("npp", TEXT, "Nomor Pokok Perpustakaan dari Perpusnas.", lambda f: f.library.npp),
        Field("jumlah_judul", NUMBER, "Banyaknya judul buku.", lambda f: f.library.title_count),
        Field("jumlah_eksemplar", NUMBER, "Banyaknya eksemplar buku.", lambda f: f.library.copy_count),
        Field("jam_buka", TEXT, "Jam buka menurut pengelola.", lambda f: f.opening_hours),
        Field("lintang", NUMBER, "Derajat desimal WGS84, dibulatkan ke kira-kira 100 meter.", lambda f: f.latitude),
        Field("bujur", NUMBER, "Derajat desimal WGS84, dibulatkan ke kira-kira 100 meter.", lambda f: f.longitude),
        Field("status_akreditasi", TEXT, f"Hari ini: {', '.join(STATES.values())}.", lambda f: STATES[f.standing.state]),
        Field("peringkat", TEXT, "A, B, atau C dari sertifikat yang berlaku, atau yang terakhir.", lambda f: f.standing.grade),
        Field("tanggal_penetapan", DAY, "Tanggal sertifikat itu ditetapkan.", lambda f: f.standing.decided_on),
        Field("berlaku_sampai", DAY, "Hari terakhir sertifikat itu berlaku.", lambda f: f.standing.valid_until),
        Field("halaman", ADDRESS, "Halaman perpustakaan di Klik.", lambda f: _page_of(f.code)),
    ),
    _libraries,
)  # fmt: skip

# --- certificates ----------------------------------------------------------------------------------


def _outcomes(after: str, most: int) -> list[Outcome]:
    rows = Outcome.objects.filter(
        certificate_number__gt=after, library__verified_at__isnull=False
    ).order_by("certificate_number")
    return list(rows.select_related("library__kecamatan")[:most])


OUTCOMES = OpenSet(
    "akreditasi", "Akreditasi", "Semua sertifikat akreditasi yang tercatat, juga yang sudah berakhir.", "nomor_sertifikat",
    (
        Field("nomor_sertifikat", TEXT, "Nomor pada sertifikat Perpusnas.", lambda o: o.certificate_number),
        Field("kode_perpustakaan", TEXT, "Sama dengan kode di data perpustakaan.", lambda o: o.library.code),
        Field("nama_perpustakaan", TEXT, "Nama perpustakaan hari ini.", lambda o: PublicFacts(o.library).name),
        Field("jenis", TEXT, "Seperti di data perpustakaan.", lambda o: TYPES[LibraryType(o.library.type)]),
        Field("kode_kecamatan", TEXT, "Kode wilayah Kemendagri.", lambda o: o.library.kecamatan_id),
        Field("kecamatan", TEXT, "Nama kecamatan.", lambda o: o.library.kecamatan.name),
        Field("peringkat", TEXT, "A, B, atau C.", lambda o: o.grade),
        Field("tanggal_penetapan", DAY, "Tanggal sertifikat ditetapkan.", lambda o: o.decided_on),
        Field("berlaku_sampai", DAY, "Hari terakhir sertifikat berlaku.", lambda o: o.valid_until),
        Field("masih_berlaku", TRUTH, "Berlaku hari ini.", lambda o: o.decided_on <= clock.today() <= o.valid_until),
    ),
    _outcomes,
)  # fmt: skip

# --- regions ---------------------------------------------------------------------------------------


def _regions(after: str, most: int) -> list[Coverage]:
    rows = sorted(coverage(), key=lambda row: row.code)
    return [row for row in rows if row.code > after][:most]


REGIONS = OpenSet(
    "wilayah", "Wilayah", "Setiap kecamatan, juga yang belum punya perpustakaan.", "kode_kecamatan",
    (
        Field("kode_kecamatan", TEXT, "Kode wilayah Kemendagri.", lambda r: r.code),
        Field("kecamatan", TEXT, "Nama kecamatan.", lambda r: r.name),
        Field("perpustakaan", NUMBER, "Perpustakaan yang terdaftar.", lambda r: r.known),
        Field("terakreditasi", NUMBER, "Perpustakaan dengan sertifikat yang berlaku hari ini.", lambda r: r.valid),
    ),
    _regions,
)  # fmt: skip

SETS = {each.name: each for each in (LIBRARIES, OUTCOMES, REGIONS)}
