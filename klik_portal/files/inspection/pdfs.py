"""PDFs: parsed object by object, refused when they can do more than be read."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Stream
from pikepdf.settings import set_qpdf_limits

from .facts import DAMAGED, Inspection, Rejected, sentence

MAXIMUM_PAGES = 300
MAXIMUM_OBJECTS = 200_000
INFLATED_BYTES = 64 * 1024 * 1024
TAIL = 2048  # a whole PDF ends with %%EOF; a few programs add a line or two

LOCKED = sentence(
    "PDF ini terkunci atau berkata sandi. Simpan ulang tanpa kata sandi, atau foto halamannya."
)
ACTIVE = sentence(
    "PDF ini berisi perintah otomatis (skrip). Cetak ulang ke PDF, atau foto halamannya."
)
CARRIES_FILES = sentence(
    "PDF ini membawa berkas lain di dalamnya. Kirim berkas itu tersendiri, "
    "dan cetak ulang PDF ini tanpa lampiran."
)
FORM = sentence("PDF ini formulir interaktif (XFA). Cetak ulang ke PDF, atau foto halamannya.")
TOO_MANY_PAGES = sentence(
    "PDF ini %(pages)d halaman, paling banyak %(limit)d. Bagi menjadi beberapa PDF."
)
TOO_COMPLEX = sentence(
    "PDF ini tidak bisa diperiksa sampai tuntas. Cetak ulang ke PDF, atau foto halamannya."
)

# Everything that runs, sends, or opens something outside the document.
ACTIVE_ACTIONS = {
    "/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToE", "/GoToR",
    "/Rendition", "/RichMediaExecute", "/Movie", "/Sound",
}  # fmt: skip
CARRYING_ANNOTATIONS = {"/FileAttachment", "/RichMedia", "/Movie", "/Sound", "/Screen"}
UNREADABLE = (
    pikepdf.PdfError, ValueError, TypeError, KeyError, AttributeError, RuntimeError,
)  # fmt: skip
FILE_KEYS = ("/F", "/UF", "/DOS", "/Mac", "/Unix")

# Warnings after which objects may have stayed unseen; repaired offsets are none of them.
UNSEEN = re.compile(r"decod|filter|object stream|limit|nesting", re.IGNORECASE)

set_qpdf_limits(  # few bytes must not inflate to gigabytes; qpdf sets no bound of its own
    flate_max_memory=INFLATED_BYTES,
    run_length_max_memory=INFLATED_BYTES,
    png_max_memory=INFLATED_BYTES,
    tiff_max_memory=INFLATED_BYTES,
)


def inspect(path: Path) -> Inspection:
    _ensure_whole(path)
    try:
        with pikepdf.open(path, suppress_warnings=True) as pdf:
            if pdf.is_encrypted:
                raise Rejected(LOCKED)
            return Inspection("pdf", "application/pdf", "pdf", pages=_pages(pdf))
    except pikepdf.PasswordError as error:
        raise Rejected(LOCKED) from error
    except UNREADABLE as error:
        raise Rejected(DAMAGED) from error


def _ensure_whole(path: Path) -> None:
    """Small faults of scanner apps are repaired in reading; a dropped tail is a lost page."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - TAIL))
        if b"%%EOF" not in file.read():
            raise Rejected(DAMAGED)


def _pages(pdf: pikepdf.Pdf) -> int:
    pages = len(pdf.pages)
    if pages == 0:
        raise Rejected(DAMAGED)
    if pages > MAXIMUM_PAGES:
        raise Rejected(TOO_MANY_PAGES, pages=pages, limit=MAXIMUM_PAGES)
    if len(pdf.objects) > MAXIMUM_OBJECTS:
        raise Rejected(TOO_COMPLEX)
    _ensure_passive_catalogue(pdf.Root)
    for holder in _dictionaries(pdf):
        _ensure_passive(holder)
    if any(UNSEEN.search(str(warning)) for warning in pdf.get_warnings()):
        raise Rejected(TOO_COMPLEX)
    return pages


def _ensure_passive_catalogue(root: pikepdf.Object) -> None:
    names = root.get("/Names")
    if isinstance(names, Dictionary):
        if "/JavaScript" in names:
            raise Rejected(ACTIVE)
        if "/EmbeddedFiles" in names:
            raise Rejected(CARRIES_FILES)
    if "/Collection" in root:
        raise Rejected(CARRIES_FILES)
    form = root.get("/AcroForm")
    if isinstance(form, Dictionary) and "/XFA" in form:
        raise Rejected(FORM)


def _dictionaries(pdf: pikepdf.Pdf) -> Iterator[Dictionary | Stream]:
    """Every dictionary of the file, reachable or not: what a reader might repair counts too."""
    waiting: list[Any] = [pdf.trailer]
    for each in pdf.objects:
        waiting.append(each)
        while waiting:
            current = waiting.pop()
            if isinstance(current, (Dictionary, Stream)):
                yield current
                inner = [value for _, value in current.items()]
            elif isinstance(current, Array):
                inner = list(current)
            else:
                continue
            waiting += [
                x for x in inner if isinstance(x, (Dictionary, Array)) and not x.is_indirect
            ]


def _ensure_passive(holder: Dictionary | Stream) -> None:
    if _name(holder, "/S") in ACTIVE_ACTIONS or _acts_by_itself(holder.get("/AA")):
        raise Rejected(ACTIVE)
    if (
        _name(holder, "/Type") == "/EmbeddedFile"
        or _name(holder, "/Subtype") in CARRYING_ANNOTATIONS
    ):
        raise Rejected(CARRIES_FILES)
    embedded = holder.get("/EF")
    if isinstance(embedded, Dictionary) and any(key in embedded for key in FILE_KEYS):
        raise Rejected(CARRIES_FILES)


def _acts_by_itself(additional: Any) -> bool:
    """Additional actions; a font that happens to be called AA holds no action."""
    return isinstance(additional, Dictionary) and any(
        isinstance(action, Dictionary) and "/S" in action for _, action in additional.items()
    )


def _name(holder: Dictionary | Stream, key: str) -> str | None:
    value = holder.get(key)
    return str(value) if isinstance(value, pikepdf.Name) else None
