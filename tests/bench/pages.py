"""What is asked, by whom, and what it may cost."""

from dataclasses import dataclass

LIBRARIES, REQUESTS = "libraries", "requests"  # what a page must not get slower with


@dataclass(frozen=True)
class Page:
    name: str
    who: str
    path: str
    least_share: float = 0.0  # of the floor's requests per second, at 8 connections
    grows_with: str = REQUESTS  # its first size is the first one of this scale
    most_growth: float = 1.2
    full_from: int = 0  # libraries: below, its list is too short to compare with
    most_queries: int = 8


def _search(name: str, words: str, full_from: int = 0) -> Page:
    path = f"/perpustakaan/?q={words}"
    return Page(f"search: {name}", "", path, 0.0, LIBRARIES, 1.3, full_from)


FLOOR = Page("floor", "petugas", "/bench/floor/")
PAGES = (
    Page("front", "", "/", 0.8),
    Page("directory", "", "/perpustakaan/", 0.8, LIBRARIES, 1.3),
    Page("directory: type", "", "/perpustakaan/?jenis=village", 0.0, LIBRARIES, 1.3),
    Page("directory: kecamatan", "", "/perpustakaan/?kecamatan=64.02.06&jenis=village", 0.0, LIBRARIES, 1.3, 20_000),
    _search("rare word", "wanatirta"),
    _search("common word", "perpustakaan"),
    _search("begins a name", "taman+baca"),
    _search("two words", "perpustakaan+desa"),
    _search("two words swapped", "desa+perpustakaan"),
    _search("two less common", "mahakam+ilmu", 20_000),
    _search("common and rare", "desa+wanatirta"),
    _search("NPP with dots", "6402.062.D.1000001"),
    _search("no match", "zzqq+xxyy"),
    _search("typo", "wanatrta"),
    _search("word and type", "perpustakaan&jenis=worship"),
    _search("word and kecamatan", "pelita&kecamatan=64.02.06", 20_000),
    Page("library", "", "/perpustakaan/{library}/", 0.8, LIBRARIES, 1.3),
    Page("registry", "petugas", "/petugas/perpustakaan/", 0.6, LIBRARIES, 1.3),
    Page("registry: filtered", "petugas", "/petugas/perpustakaan/?sertifikat=valid&npp=tidak", 0.0, LIBRARIES, 1.3),
    Page("registry: library", "petugas", "/petugas/perpustakaan/{library}/", 0.0, LIBRARIES, 1.3),
    Page("achievements", "", "/capaian/?tahun=2025", 0.0),
    Page("home", "pengelola", "/beranda/", 0.6),
    Page("case (keeper)", "pengelola", "/permohonan/{case}/", 0.6, most_queries=9),
    Page("details form", "pengelola", "/permohonan/{case}/isian/", 0.6),
    Page("queue", "petugas", "/petugas/antrean/?giliran=officer", 0.6),
    Page("case (officer)", "petugas", "/permohonan/{case}/", 0.6, most_queries=12),
    Page("dashboard", "pimpinan", "/kinerja/?tahun=2025"),
    Page("figure list", "pimpinan", "/kinerja/daftar/?tahun=2025"),
)  # fmt: skip
REPORTS = {"XLSX": "/kinerja/laporan/2025/excel/", "PDF": "/kinerja/laporan/2025/pdf/"}
MOST_REPORT_SECONDS = 10
