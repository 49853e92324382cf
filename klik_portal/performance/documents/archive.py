"""A ZIP that is handed on while it is written: nothing of it is kept but the list of what is in it."""

import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from klik_portal.core.clock import wita
from klik_portal.files.store import CHUNK


@dataclass(frozen=True)
class Packed:
    """One file as it lies in the ZIP."""

    name: str
    title: str
    size: int
    sha256: str


class _Through:
    """What `zipfile` writes to. It cannot seek, so the archive is written front to back."""

    def __init__(self) -> None:
        self.waiting: list[bytes] = []

    def write(self, content: bytes) -> int:
        self.waiting.append(bytes(content))
        return len(content)

    def flush(self) -> None:
        """Nothing to do: whoever reads takes all that waits."""

    def taken(self) -> Iterator[bytes]:
        waiting, self.waiting = self.waiting, []
        yield from waiting


class Archive:
    """Add files with `yield from`; each is hashed on its way."""

    def __init__(self, at: datetime) -> None:
        self.packed: list[Packed] = []
        self.missing: list[str] = []
        self._moment = wita(at).timetuple()[:6]
        self._out = _Through()
        self._zip = zipfile.ZipFile(self._out, "w", zipfile.ZIP_STORED)

    def file(self, name: str, title: str, path: Path) -> Iterator[bytes]:
        """A file of the store as it is; one that is lost is named, the rest goes on."""
        try:
            source = path.open("rb")
        except OSError:
            self.missing.append(name)
            return
        with source:
            yield from self.add(name, title, iter(lambda: source.read(CHUNK), b""))

    def add(
        self, name: str, title: str, content: Iterable[bytes], *, is_text: bool = False
    ) -> Iterator[bytes]:
        told, size = sha256(), 0
        entry = zipfile.ZipInfo(name, self._moment)
        entry.compress_type = zipfile.ZIP_DEFLATED if is_text else zipfile.ZIP_STORED
        with self._zip.open(entry, "w") as target:
            for chunk in content:
                target.write(chunk)
                told.update(chunk)
                size += len(chunk)
                yield from self._out.taken()
        self.packed.append(Packed(name, title, size, told.hexdigest()))
        yield from self._out.taken()

    def finished(self) -> Iterator[bytes]:
        self._zip.close()
        yield from self._out.taken()
