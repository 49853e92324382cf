"""One stylesheet for the browser out of many small ones for the reader.

A staticfiles finder for the project's own static folder. It offers the virtual file `klik.css`:
the parts in static/css, in cascade order, without comments and idle blanks. The parts themselves
are not published; everything else in the folder is.
"""

import os
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import FileSystemFinder
from django.core.files.base import ContentFile
from django.core.files.storage import Storage

NAME = "klik.css"
PARTS_FOLDER = "css/"
SOURCE = Path(settings.BASE_DIR) / "static" / "css"


def parts() -> list[Path]:
    """Tokens, base, layout, components by name, print last."""
    head = [SOURCE / name for name in ("tokens.css", "base.css", "layout.css")]
    return [*head, *sorted((SOURCE / "components").glob("*.css")), SOURCE / "print.css"]


def minified(css: str) -> str:
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.S)
    css = re.sub(r"\s+", " ", css)
    return re.sub(r"\s*([{};,>])\s*", r"\1", css).replace(": ", ":").replace(";}", "}").strip()


def text() -> str:
    return "\n".join(minified(part.read_text(encoding="utf-8")) for part in parts())


@lru_cache(maxsize=1)
def _built(newest: float) -> Path:
    """Put in place in one stroke: several processes may build it at the same time."""
    target = Path(settings.DATA_DIR) / NAME
    draft = target.with_name(f"{NAME}.{os.getpid()}")
    draft.write_text(text(), encoding="utf-8")
    return draft.replace(target)


def built() -> Path:
    """The file on disk, made anew when a part has changed."""
    return _built(max(part.stat().st_mtime for part in parts()))


class OneFile(Storage):
    prefix = ""

    def path(self, name: str) -> str:
        return str(built())

    def _open(self, name: str, mode: str = "rb") -> ContentFile:
        return ContentFile(built().read_bytes(), name=name)

    def exists(self, name: str) -> bool:
        return name == NAME

    def get_modified_time(self, name: str) -> datetime:
        return datetime.fromtimestamp(built().stat().st_mtime, tz=UTC)


class StylesheetFinder(FileSystemFinder):
    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        if path.startswith(PARTS_FOLDER):
            return [] if find_all else None
        if path == NAME:
            return [str(built())] if find_all else str(built())
        return super().find(path, find_all=find_all, **kwargs)

    def list(self, ignore_patterns: list[str] | None) -> Iterator[tuple[str, Storage]]:
        yield NAME, OneFile()
        for path, storage in super().list(ignore_patterns or []):
            if not path.startswith(PARTS_FOLDER):
                yield path, storage
