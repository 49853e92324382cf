"""The first bytes of a file tell its kind; what we do not take gets the most helpful sentence."""

import re
import zipfile
from pathlib import Path

from .facts import DAMAGED, Rejected, sentence

JPEG, PNG, WEBP, HEIF, PDF = "JPEG", "PNG", "WEBP", "HEIF", "PDF"

HEAD = 4096
HEIF_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"mif1", b"heif"}

EMPTY = sentence("Berkas ini kosong (0 bita). Pilih berkasnya sekali lagi, lalu kirim ulang.")
WORD = sentence("Berkas Word belum bisa diterima. Simpan sebagai PDF, atau foto halamannya.")
EXCEL = sentence("Berkas Excel belum bisa diterima. Simpan sebagai PDF, atau foto lembarnya.")
SLIDES = sentence("Berkas PowerPoint belum bisa diterima. Simpan sebagai PDF.")
OFFICE = sentence("Berkas Office belum bisa diterima. Simpan sebagai PDF, atau foto halamannya.")
ARCHIVE = sentence(
    "Berkas arsip (ZIP, RAR) belum bisa diterima. Buka arsipnya, "
    "lalu kirim isinya satu per satu sebagai foto atau PDF."
)
PICTURE = sentence(
    "Gambar jenis ini belum bisa diterima. Simpan sebagai JPG atau PNG, lalu kirim ulang."
)
GIF = sentence("Gambar GIF belum bisa diterima. Kirim foto JPG atau PNG.")
SVG = sentence("Gambar SVG tidak diterima. Simpan sebagai PNG atau PDF, lalu kirim ulang.")
HTML = sentence("Halaman web (HTML) tidak diterima. Cetak halamannya ke PDF, lalu kirim PDF itu.")
TEXT = sentence("Berkas teks belum bisa diterima. Simpan sebagai PDF, atau foto halamannya.")
MOVIE = sentence("Video dan suara belum bisa diterima. Kirim foto (JPG, PNG, HEIC) atau PDF.")
PROGRAM = sentence("Berkas program tidak diterima. Kirim foto (JPG, PNG, HEIC) atau PDF.")
UNKNOWN = sentence("Jenis berkas ini tidak dikenali. Kirim foto (JPG, PNG, HEIC) atau PDF.")
TWO_IN_ONE = sentence(
    "PDF ini tercampur dengan berkas lain. Buka PDF-nya, cetak ulang ke PDF, lalu kirim hasilnya."
)

REFUSED = (
    (rb"GIF8[79]a", GIF),
    (rb"BM|II\*\x00|MM\x00\*|.{4}ftypavi[fs]|\x00\x00\x01\x00|8BPS", PICTURE),
    (rb"\{\\rtf", WORD),
    (rb"Rar!|7z\xbc\xaf|\x1f\x8b|BZh|\xfd7zXZ", ARCHIVE),
    (rb"MZ|\x7fELF|#!|\xca\xfe\xba\xbe", PROGRAM),
    (rb".{4}ftyp|RIFF....(AVI |WAVE)|ID3|OggS|fLaC|\x1aE\xdf\xa3", MOVIE),
    (rb"(?i)\s*(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)?(<!doctype svg[^>]*>\s*)?<svg", SVG),
    (rb"(?i)\s*(<!--.*?-->\s*)?<(!doctype|html|head|body|script|\?xml|\?php)", HTML),
)
OFFICE_SENTENCES = {"word": WORD, "xl": EXCEL, "ppt": SLIDES}


def kind_of(path: Path, name: str) -> str:
    """One of the five kinds we take; anything else is refused."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    if not head:
        raise Rejected(EMPTY)
    if head.startswith(b"\xff\xd8\xff"):
        return JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return WEBP
    if head[4:8] == b"ftyp" and head[8:12] in HEIF_BRANDS:
        return HEIF
    if head.startswith(b"%PDF-"):
        return _only_pdf(path)
    raise Rejected(_why_not(path, head, name))


def _only_pdf(path: Path) -> str:
    """A PDF that is a ZIP as well is read as one thing here and as another elsewhere."""
    if zipfile.is_zipfile(path):
        raise Rejected(TWO_IN_ONE)
    return PDF


def _why_not(path: Path, head: bytes, name: str) -> str:
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _in_zip(path)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _old_office(name)
    for pattern, answer in REFUSED:
        if re.match(pattern, head, re.DOTALL):
            return answer
    if b"%PDF-" in head:
        return TWO_IN_ONE
    return TEXT if _reads_as_text(head) else UNKNOWN


def _in_zip(path: Path) -> str:
    """Office files are archives whose folders say for which program."""
    try:
        with zipfile.ZipFile(path) as archive:
            folders = {entry.partition("/")[0] for entry in archive.namelist()}
    except (zipfile.BadZipFile, ValueError, OSError):
        return DAMAGED
    for folder, answer in OFFICE_SENTENCES.items():
        if folder in folders:
            return answer
    return OFFICE if "mimetype" in folders else ARCHIVE


def _old_office(name: str) -> str:
    extension = name.lower().rpartition(".")[2]
    return {"doc": WORD, "xls": EXCEL, "ppt": SLIDES}.get(extension, OFFICE)


def _reads_as_text(head: bytes) -> bool:
    return b"\x00" not in head and all(byte >= 32 or byte in b"\t\n\r\f" for byte in head)
