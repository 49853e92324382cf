"""A backup holds everything of one moment; a restore gives it back exactly, or changes nothing."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from django.db import connection

ROOT = Path(__file__).resolve().parents[2]
pytestmark = [pytest.mark.service, pytest.mark.slow, pytest.mark.django_db]


class Installation:
    """One Klik in a folder of its own, driven by its commands."""

    def __init__(self, folder: Path, database_url: str = "", demo: str = "0") -> None:
        kept = {key: value for key, value in os.environ.items() if not key.startswith("KLIK_")}
        self.folder = folder
        self.env = kept | {
            "DJANGO_SETTINGS_MODULE": "klik_portal.settings", "KLIK_DATA_DIR": str(folder), "KLIK_DEMO": demo,
        }  # fmt: skip
        if database_url:
            self.env["KLIK_DATABASE_URL"] = database_url

    def attempt(self, *command: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=ROOT, env=self.env, capture_output=True, text=True, check=False,
        )  # fmt: skip

    def manage(self, *command: str) -> str:
        done = self.attempt(*command)
        assert done.returncode == 0, done.stderr[-2000:]
        return done.stdout.strip()

    def backup(self) -> Path:
        return Path(self.manage("backup").splitlines()[0].removeprefix("Written: "))


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    place = Installation(tmp_path_factory.mktemp("source"), demo="1")
    place.manage("prepare")
    return place


@pytest.fixture(scope="module")
def snapshot(source: Installation) -> Path:
    return source.backup()


@pytest.fixture(scope="module")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """Migrated once, on the database these tests run on; each test gets a copy."""
    with _a_database() as url:
        place = Installation(tmp_path_factory.mktemp("blank"), url)
        place.manage("migrate", "-v", "0")
        yield place


@pytest.fixture
def empty(blank: Installation, tmp_path: Path) -> Iterator[Installation]:
    """Migrated and unused."""
    shutil.copytree(blank.folder, tmp_path, dirs_exist_ok=True)
    with _a_database(like=blank.env.get("KLIK_DATABASE_URL", "")) as url:
        yield Installation(tmp_path, url)


@contextmanager
def _a_database(like: str = "") -> Iterator[str]:
    """On PostgreSQL the address of a new one; on SQLite it is a file in the folder of the installation."""
    if connection.vendor == "sqlite":
        yield ""
        return
    name, template = f"klik_restore_{uuid4().hex[:8]}", like.rpartition("/")[2] or "template1"
    facts = connection.settings_dict
    server = {key: facts[key.upper()] or None for key in ("host", "port", "user", "password")}
    with psycopg.connect(dbname="postgres", autocommit=True, **server) as admin:
        admin.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        try:
            yield f"postgres://{server['user']}:{server['password'] or ''}@{server['host']}:{server['port'] or 5432}/{name}"
        finally:
            admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


def rows_of(folder: Path) -> dict[str, str]:
    parts = json.loads((folder / "manifest.json").read_text())["parts"]
    return {name: told["sha256"] for name, told in parts.items()}


def test_what_is_restored_is_what_was_saved_to_the_last_byte(source, snapshot, empty):
    empty.manage("restore", str(snapshot))

    assert rows_of(empty.backup()) == rows_of(snapshot)
    assert "intact" in empty.manage("verify_audit")
    empty.manage("verify_files")


def test_new_rows_after_a_restore_get_numbers_of_their_own(snapshot, empty):
    empty.manage("restore", str(snapshot))

    empty.manage("create_staff", "baru@contoh.id", "--name", "Petugas Baru", "--role", "officer")


def test_a_restore_into_a_used_installation_is_refused(snapshot, empty):
    empty.manage("create_staff", "ada@contoh.id", "--name", "Sudah Ada", "--role", "officer")

    refused = empty.attempt("restore", str(snapshot))

    assert refused.returncode == 1
    assert "already has accounts" in refused.stderr


@pytest.mark.parametrize("part", ["rows", "files"])
def test_a_damaged_snapshot_changes_nothing(source, empty, part):
    folder = source.backup()
    victim = next(path for path in sorted((folder / part).rglob("*")) if path.is_file())
    damaged = bytearray(victim.read_bytes())
    damaged[len(damaged) // 2] ^= 1
    victim.unlink()  # a hard link: the original stays whole
    victim.write_bytes(damaged)

    refused = empty.attempt("restore", str(folder))

    assert refused.returncode == 1
    assert "is not what was written" in refused.stderr
    assert json.loads((empty.backup() / "manifest.json").read_text())["rows"]["accounts.User"] == 0


def test_a_snapshot_of_another_version_is_refused(source, empty):
    folder = source.backup()
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["migrations"].append("libraries.9999_future")
    (folder / "manifest.json").write_text(json.dumps(manifest))

    refused = empty.attempt("restore", str(folder))

    assert refused.returncode == 1
    assert "another version" in refused.stderr


def test_a_backup_refuses_when_a_stored_file_is_damaged(tmp_path, snapshot, empty):
    empty.manage("restore", str(snapshot))
    blob = next(path for path in (empty.folder / "files").glob("??/??/*"))
    blob.chmod(0o600)
    blob.write_bytes(b"something else")

    refused = empty.attempt("backup")

    assert refused.returncode == 1
    assert "damaged" in refused.stderr


def test_only_the_newest_snapshots_stay(source):
    first = source.backup()
    source.manage("backup", "--keep", "1")

    assert not first.exists()
    assert len(list((source.folder / "backups").glob("*/manifest.json"))) == 1
