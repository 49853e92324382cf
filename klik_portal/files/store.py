"""The content-addressed store: files named by the sha256 of their bytes, ab/cd/abcd...

A blob never changes once it is there. Work in progress lives in `tmp` on the same volume, so that
the last step is one atomic rename.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings

CHUNK = 1024 * 1024
WORKING = "tmp"


def root() -> Path:
    return Path(settings.FILE_STORE)


def path_of(digest: str) -> Path:
    return root() / digest[:2] / digest[2:4] / digest


@contextmanager
def workplace() -> Iterator[Path]:
    """A directory for one upload; gone afterwards, whatever happened."""
    parent = root() / WORKING
    parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with TemporaryDirectory(dir=parent) as directory:
        yield Path(directory)


def part_of(token: str) -> Path:
    """Where a file that arrives in pieces grows."""
    parent = root() / WORKING
    parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    return parent / f"{token}.part"


def write_at(path: Path, offset: int, content: bytes) -> None:
    """Put a piece in its place and see it safely on the disk."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
    try:
        written = 0
        while written < len(content):
            written += os.pwrite(handle, content[written:], offset + written)
        os.fsync(handle)
    finally:
        os.close(handle)


def read_at(path: Path, offset: int, length: int) -> bytes:
    """What lies there; shorter where the file ends, nothing where there is none."""
    try:
        with path.open("rb") as file:
            file.seek(offset)
            return file.read(length)
    except FileNotFoundError:
        return b""


def digest_of(path: Path) -> str:
    told = sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            told.update(chunk)
    return told.hexdigest()


def keep(source: Path, digest: str) -> None:
    """Move finished bytes to their place and see them safely on the disk.

    A blob that is there already is replaced by the same bytes: harmless, and it heals a bad copy.
    """
    target = path_of(digest)
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    source.chmod(0o400)
    flush(source)
    source.replace(target)
    for directory in (target.parent, target.parent.parent, root()):
        flush(directory)


def flush(path: Path) -> None:
    """fsync a file or a directory."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def blobs() -> Iterator[Path]:
    """Everything kept, in no order; work in progress is not."""
    return (path for path in root().glob("??/??/*") if path.is_file())


def work_in_progress() -> int:
    """What lies in `tmp`: uploads running now, or left behind by a killed process."""
    return sum(1 for _ in (root() / WORKING).glob("*"))
