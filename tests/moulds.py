"""Klik set up once in a test run; every installation of a story begins as a copy of it."""

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

from tests.services import ROOT

SET_UP = """
from django.core.management import call_command as run
run("migrate", verbosity=0)
run("createcachetable")
run("collectstatic", interactive=False, verbosity=0)
run("load_regions")
run("load_holidays")
run("load_instruments")
run("load_correction_reasons")
run("load_routes")
run("load_guides")
run("load_reminder_rules")
"""
SEED = 'from django.core.management import call_command as run\nrun("seed_demo")'


class Moulds:
    """Shared by all processes of one test run; whoever leaves last takes the databases away."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "moulds"
        self.folder.mkdir(exist_ok=True)
        self._present = (self.folder / "present").open("w")
        fcntl.flock(self._present, fcntl.LOCK_SH)

    def leave(self) -> None:
        try:
            fcntl.flock(self._present, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return  # somebody still copies
        for kind in ("plain", "demo"):
            if server() and (self.folder / kind).exists():
                drop_database(self._database(kind))
        shutil.rmtree(self.folder)

    def pour(self, folder: Path, *, demo: bool, database: str) -> str:
        """A copy in this folder, on PostgreSQL with a database of this name; the address of its database."""
        return self._copy(self._ready("demo" if demo else "plain"), folder, database)

    def _ready(self, kind: str) -> str:
        place = self.folder / kind
        with (self.folder / f"{kind}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not (place / "ready").exists():
                shutil.rmtree(place, ignore_errors=True)  # of a process that was stopped half way
                place.mkdir()
                self._make(kind, place)
                (place / "ready").touch()
        return kind

    def _make(self, kind: str, place: Path) -> None:
        if kind == "demo":
            url = self._copy(self._ready("plain"), place, self._database(kind))
            _python(SEED, place, url)
            return
        (place / "data").mkdir()
        if server():
            create_database(self._database(kind))
        _python(SET_UP, place, _address(place, self._database(kind)))

    def _copy(self, kind: str, folder: Path, database: str) -> str:
        shutil.copytree(self.folder / kind / "data", folder / "data")
        if server():
            create_database(database, like=self._database(kind))
        return _address(folder, database)

    def _database(self, kind: str) -> str:
        run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))[:12]
        return f"klik_mould_{run}_{kind}"


_of_this_run: Moulds | None = None


@contextmanager
def shared(folder: Path) -> Iterator[None]:
    """While this process tells stories."""
    global _of_this_run
    _of_this_run = Moulds(folder)
    try:
        yield
    finally:
        _of_this_run.leave()


def of_this_run() -> Moulds:
    assert _of_this_run, "stories live in tests/journeys"
    return _of_this_run


def server() -> str:
    """The PostgreSQL server of this run, or nothing on SQLite."""
    url = os.environ.get("KLIK_DATABASE_URL", "")
    return url if url.startswith("postgres") else ""


def create_database(name: str, *, like: str = "template1") -> None:
    drop_database(name)
    with psycopg.connect(server(), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{like}"')


def drop_database(name: str) -> None:
    with psycopg.connect(server(), autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _address(folder: Path, database: str) -> str:
    if server():
        return urlunsplit(urlsplit(server())._replace(path=f"/{database}"))
    return f"sqlite:///{folder / 'data' / 'klik.sqlite3'}"


def _python(code: str, folder: Path, database_url: str) -> None:
    kept = {key: value for key, value in os.environ.items() if not key.startswith("KLIK_")}
    env = kept | {
        "DJANGO_SETTINGS_MODULE": "klik_portal.settings",
        "KLIK_DATA_DIR": str(folder / "data"),
        "KLIK_DATABASE_URL": database_url,
        "KLIK_DEMO": "1",
        "KLIK_EMAIL_URL": "memorymail://",
        "KLIK_LOG_LEVEL": "WARNING",
    }
    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "-v", "0", "-c", code],
        cwd=ROOT, env=env, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
