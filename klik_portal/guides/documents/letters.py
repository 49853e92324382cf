"""The letters that come with Klik, drawn from the texts in `data/documents`."""

from functools import cache
from pathlib import Path

from klik_portal.guides.documents.word import word_file

FOLDER = Path(__file__).resolve().parents[1] / "data" / "documents"
EXTENSION = ".docx"


@cache
def names() -> frozenset[str]:
    """As they are asked for: sk-pendirian-perpustakaan-desa.docx"""
    return frozenset(f"{path.stem}{EXTENSION}" for path in FOLDER.glob("*.txt"))


@cache
def drawn(name: str) -> bytes:
    """The Word file; the first line of the text is its title. KeyError for a name nobody knows."""
    if name not in names():
        raise KeyError(name)
    text = (FOLDER / f"{name.removesuffix(EXTENSION)}.txt").read_text(encoding="utf-8")
    title, body = text.split("\n", 1)
    return word_file(title=title.strip(), text=body)
