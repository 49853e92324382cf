"""An installation of a wished size, seeded and served; its database is gone afterwards."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from tests import moulds
from tests.installation import _web
from tests.services import ROOT, _free_port

PREPARE = """
from django.core.management import call_command as run
run("migrate", verbosity=0)
run("createcachetable")
run("collectstatic", interactive=False, verbosity=0)
"""


@dataclass
class Place:
    libraries: int
    requests: int
    env: dict[str, str]
    told: dict  # sessions, codes and query counts, from `inside`

    @property
    def url(self) -> str:
        return self.env["KLIK_BASE_URL"]

    @property
    def size(self) -> str:
        return f"{self.libraries:,} / {self.requests:,}"


@contextmanager
def empty_database(folder: Path) -> Iterator[str]:
    """On the server of KLIK_DATABASE_URL, else a file of SQLite in the folder."""
    if not moulds.server():
        yield f"sqlite:///{folder / 'bench.sqlite3'}"
        return
    name = f"klik_bench_{os.getpid()}_{_free_port()}"
    moulds.create_database(name)
    try:
        yield urlunsplit(urlsplit(moulds.server())._replace(path=f"/{name}"))
    finally:
        moulds.drop_database(name)


@contextmanager
def served(libraries: int, requests: int) -> Iterator[Place]:
    with (
        tempfile.TemporaryDirectory(prefix="klik-bench-") as name,
        empty_database(Path(name)) as database,
    ):
        env = _environment(Path(name), database)
        started = time.monotonic()
        python(env, "manage.py", "shell", "-v", "0", "-c", PREPARE)
        seeding = python(env, "-m", "tests.bench.seed", str(libraries), str(requests))
        told = json.loads(python(env, "-m", "tests.bench.inside", "look").splitlines()[-1])
        place = Place(libraries, requests, env, told)
        print(f"{place.size} seeded in {time.monotonic() - started:.0f} s: {seeding.strip()}", flush=True)  # fmt: skip
        with _web(env):
            yield place


def _environment(folder: Path, database: str) -> dict[str, str]:
    return {key: value for key, value in os.environ.items() if not key.startswith("KLIK_")} | {
        "DJANGO_SETTINGS_MODULE": "tests.bench.settings",
        "KLIK_DATA_DIR": str(folder / "data"),
        "KLIK_DATABASE_URL": database,
        "KLIK_BASE_URL": f"http://127.0.0.1:{_free_port()}",
        "KLIK_DEMO": "0",
        "KLIK_LOG_LEVEL": "ERROR",
    }


def python(env: dict[str, str], *command: str) -> str:
    done = subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(done.stderr)
    return done.stdout
