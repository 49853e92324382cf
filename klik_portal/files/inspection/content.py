"""One file, one answer."""

from pathlib import Path

from . import images, pdfs
from .facts import Inspection
from .signatures import PDF, kind_of


def inspect(path: Path, name: str, rewritten: Path) -> Inspection:
    """Look at the file at `path`, sent as `name`; a photo is written anew to `rewritten`."""
    kind = kind_of(path, name)
    if kind == PDF:
        return pdfs.inspect(path)
    return images.inspect(path, kind, rewritten)
