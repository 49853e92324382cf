"""One consistent copy of database and files, and the way back, on any database Klik runs on.

A snapshot is a folder:

    manifest.json                    when, with which migrations, and the sha256 and size of every part
    rows/<app>.<model>.jsonl.gz      one row per line, as Django's serialisers write them
    files/ab/cd/abcd...              the blobs those rows name

Sessions, cached figures and rate limits are not part of it: people sign in again. Content types and
permissions belong to the code and are made by its migrations.
"""

import gzip
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from gzip import GzipFile
from io import TextIOWrapper
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core import serializers
from django.core.management.color import no_style
from django.core.serializers.json import DjangoJSONEncoder
from django.db import DEFAULT_DB_ALIAS, connection, connections, models, transaction
from django.db.migrations.recorder import MigrationRecorder

from klik_portal.accounts.models import User
from klik_portal.core import clock
from klik_portal.files import store
from klik_portal.files.queries import known_digests

MANIFEST = "manifest.json"
LEFT_OUT = {"contenttypes", "auth", "sessions", "admin"}
READER = "snapshot"
BATCH = 500


class Exact(DjangoJSONEncoder):
    """Moments to the microsecond: the audit trail's hashes are made of them."""

    def default(self, o: Any) -> Any:
        return o.isoformat() if isinstance(o, datetime) else super().default(o)


class SnapshotRefused(Exception):
    """Why a snapshot cannot be written or read back; nothing was changed."""


def folders() -> list[Path]:
    """Finished snapshots, oldest first."""
    return sorted(path.parent for path in settings.BACKUP_DIR.glob(f"*/{MANIFEST}"))


def write(*, at: datetime) -> Path:
    """A new folder in BACKUP_DIR. It gets its name only when it is complete."""
    settings.BACKUP_DIR.mkdir(parents=True, exist_ok=True, mode=0o700)
    name = f"{clock.wita(at):%Y-%m-%d-%H%M%S-%f}"
    draft, finished = settings.BACKUP_DIR / f".{name}.part", settings.BACKUP_DIR / name
    if finished.exists():
        raise SnapshotRefused(f"{finished} is there already.")
    shutil.rmtree(draft, ignore_errors=True)
    (draft / "rows").mkdir(parents=True, mode=0o700)
    with _one_moment() as alias:
        counts = {
            model._meta.label: _dump(model, alias, draft / "rows") for model in _models_in_order()
        }
        migrations = _migrations(alias)
        digests = sorted(known_digests(alias))
    for digest in digests:
        _copy_blob(digest, draft / "files")
    parts = {
        path.relative_to(draft).as_posix(): {
            "sha256": store.digest_of(path),
            "size": path.stat().st_size,
        }
        for path in sorted(draft.rglob("*"))
        if path.is_file()
    }
    told = {"made_at": at.isoformat(), "migrations": migrations, "rows": counts, "parts": parts}
    (draft / MANIFEST).write_text(json.dumps(told, indent=1))
    draft.rename(finished)
    return finished


def forget_old(keep: int) -> list[Path]:
    """Remove all but the newest `keep` snapshots; gives back what went."""
    gone = folders()[:-keep]
    for folder in gone:
        shutil.rmtree(folder)
    return gone


def verify(folder: Path) -> dict[str, Any]:
    """The manifest of a snapshot whose every part is there, unchanged, and which lacks nothing."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text())
    except (OSError, ValueError) as error:
        raise SnapshotRefused(f"{folder} holds no readable {MANIFEST}: {error}") from error
    for name, told in manifest["parts"].items():
        path = folder / name
        if not path.is_file():
            raise SnapshotRefused(f"{name} is missing.")
        if path.stat().st_size != told["size"] or store.digest_of(path) != told["sha256"]:
            raise SnapshotRefused(f"{name} is not what was written.")
    return manifest


def restore(folder: Path) -> dict[str, int]:
    """Fill a freshly migrated, unused installation from a snapshot; gives rows per model.

    Everything is verified first, and the rows arrive in one transaction: all of them or none.
    """
    manifest = verify(folder)
    if manifest["migrations"] != _migrations(DEFAULT_DB_ALIAS):
        raise SnapshotRefused(
            "The snapshot was made by another version of Klik. Install that version, migrate, "
            "restore, and update afterwards."
        )
    if User.objects.exists():
        raise SnapshotRefused("This installation already has accounts: restore into an empty one.")
    for path in sorted((folder / "files").glob("??/??/*")):
        _take_in_blob(path)
    with transaction.atomic():
        for model in reversed(_models_in_order()):
            model._base_manager.all()._raw_delete(DEFAULT_DB_ALIAS)
        counts = {
            label: _load(folder / "rows" / f"{label.lower()}.jsonl.gz")
            for label in manifest["rows"]
        }
        if counts != manifest["rows"]:
            raise SnapshotRefused("Some rows did not arrive.")
        _reset_numbering()
    return counts


def _models_in_order() -> list[type[models.Model]]:
    """Every table of Klik, those others point to first."""
    groups = [(config, None) for config in apps.get_app_configs() if config.label not in LEFT_OUT]
    return [
        model
        for model in serializers.sort_dependencies(groups, allow_cycles=True)
        if model._meta.managed and not model._meta.proxy
    ]


@contextmanager
def _one_moment() -> Iterator[str]:
    """A second connection that sees the database as it is now, without holding up those who write."""
    connections.databases[READER] = _reader_settings()
    try:
        with transaction.atomic(using=READER):
            if connection.vendor == "postgresql":
                with connections[READER].cursor() as cursor:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield READER
    finally:
        connections[READER].close()
        del connections[READER]
        del connections.databases[READER]


def _reader_settings() -> dict[str, Any]:
    told = {**connection.settings_dict, "CONN_MAX_AGE": 0}
    if connection.vendor == "sqlite":
        # A deferred transaction in WAL mode reads one moment and blocks nobody.
        told["OPTIONS"] = {**told["OPTIONS"], "transaction_mode": "DEFERRED"}
    return told


def _dump(model: type[models.Model], alias: str, folder: Path) -> int:
    rows = model._base_manager.using(alias).order_by("pk")
    count = 0

    with (
        (folder / f"{model._meta.label_lower}.jsonl.gz").open("wb") as file,
        GzipFile("", "wb", fileobj=file, mtime=0) as packed,  # same rows, same bytes
        TextIOWrapper(packed, encoding="utf-8") as out,
    ):

        def counted() -> Iterator[models.Model]:
            nonlocal count
            for row in rows.iterator(chunk_size=BATCH):
                count += 1
                yield row

        serializers.serialize("jsonl", counted(), stream=out, cls=Exact, sort_keys=True)
    return count


def _load(path: Path) -> int:
    count = 0
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for row in serializers.deserialize("jsonl", lines):
            row.save(force_insert=True)
            count += 1
    return count


def _migrations(alias: str) -> list[str]:
    return sorted(
        f"{app}.{name}" for app, name in MigrationRecorder(connections[alias]).applied_migrations()
    )


def _copy_blob(digest: str, folder: Path) -> None:
    source = store.path_of(digest)
    if not source.is_file() or store.digest_of(source) != digest:
        raise SnapshotRefused(f"The stored file {digest} is missing or damaged: run verify_files.")
    target = folder / digest[:2] / digest[2:4] / digest
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(source, target)  # blobs never change, so a second name on the same disk is enough
    except OSError:
        shutil.copy2(source, target)


def _take_in_blob(path: Path) -> None:
    if store.path_of(path.name).is_file():
        return
    with store.workplace() as directory:
        shutil.copy(path, directory / path.name)
        store.keep(directory / path.name, path.name)


def _reset_numbering() -> None:
    """The next row of each table gets a number of its own."""
    statements = connection.ops.sequence_reset_sql(no_style(), _models_in_order())
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
