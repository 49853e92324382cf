"""make bench: how fast, how heavy, how many queries, and does it stay so when the data grows?

Seeds a small and a large database, starts a server for each on a free port and asks each page over
kept-alive connections with a real session, at 1 and at 8 connections. Every figure is shown beside
the floor view of the same run: compare ratios, not milliseconds. Exits 1 when a budget is missed.
"""

import argparse
import gzip
import http.client
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit

from tests.bench import relay
from tests.installation import _database, _web
from tests.services import ROOT, _free_port

SMALL = 1000
ROUNDS = 3
PREPARE = """
from django.core.management import call_command as run
run("migrate", verbosity=0)
run("createcachetable")
run("collectstatic", interactive=False, verbosity=0)
"""
SESSIONS = """
import json
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection, reset_queries
from django.test import Client
from django.conf import settings
from klik_portal.accounts.models import User
from accreditation.models import Application
from libraries.models import Library
settings.ALLOWED_HOSTS = ["*"]
told = {"sessions": {}, "queries": {}}
for user in User.objects.exclude(email=None):
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    told["sessions"][user.email.partition("@")[0]] = session.session_key
case = Application.objects.get(code="KLK-2020-0000000")
told["case"], told["library"] = case.code, Library.objects.order_by("-pk").first().code
print(json.dumps(told))
"""


@dataclass(frozen=True)
class Page:
    name: str
    who: str
    path: str
    least_share: float  # of the floor's requests per second, at 8 connections
    must_not_grow: bool = True


FLOOR = Page("floor", "petugas", "/bench/floor/", 0.0, must_not_grow=False)
PAGES = (
    Page("front", "", "/", 0.8),
    Page("directory", "", "/perpustakaan/", 0.8),
    Page("search", "", "/perpustakaan/?q=mahakam", 0.0),
    Page("library", "", "/perpustakaan/{library}/", 0.8),
    Page("achievements", "", "/capaian/?tahun=2025", 0.0),
    Page("home", "pengelola", "/beranda/", 0.6),
    Page("case (keeper)", "pengelola", "/permohonan/{case}/", 0.6),
    Page("details form", "pengelola", "/permohonan/{case}/isian/", 0.6),
    Page("queue", "petugas", "/petugas/antrean/?giliran=officer", 0.6),
    Page("case (officer)", "petugas", "/permohonan/{case}/", 0.6),
    Page("registry", "petugas", "/petugas/perpustakaan/", 0.6),
    Page("dashboard", "pimpinan", "/kinerja/?tahun=2025", 0.0),
    Page("figure list", "pimpinan", "/kinerja/daftar/?tahun=2025", 0.0),
)
LARGEST_GROWTH = 1.2


@dataclass
class Figure:
    page: str
    size: str
    milliseconds: float  # median of the rounds' medians, one connection
    per_second: float  # eight connections, median of the rounds
    share_of_floor: float
    kilobytes: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--libraries", type=int, default=20_000)
    parser.add_argument("--applications", type=int, default=100_000)
    parser.add_argument(
        "--seconds", type=float, default=1.0, help="per page, connections and round"
    )
    parser.add_argument("--json", type=Path, default=Path("test-results/bench.json"))
    wanted = parser.parse_args()
    figures: list[Figure] = []
    with ExitStack() as stack:
        small = stack.enter_context(_served("small", SMALL, SMALL))
        large = stack.enter_context(_served("large", wanted.libraries, wanted.applications))
        for place in (small, large):
            figures += _measured(place, wanted.seconds)
    sending = relay.measured()
    missed = _missed(figures) + sending.missed
    _print(figures, missed, wanted, relay.told(sending))
    wanted.json.parent.mkdir(parents=True, exist_ok=True)
    wanted.json.write_text(
        json.dumps(
            {
                "figures": [asdict(f) for f in figures],
                "relay": asdict(sending),
                "missed": missed,
            },
            indent=1,
        )
    )
    sys.exit(1 if missed else 0)


@dataclass
class Place:
    size: str
    url: str
    told: dict


@contextmanager
def _served(size: str, libraries: int, applications: int) -> Iterator[Place]:
    with (
        tempfile.TemporaryDirectory(prefix="klik-bench-") as folder,
        _database(Path(folder)) as database,
    ):
        env = {key: value for key, value in os.environ.items() if not key.startswith("KLIK_")} | {
            "DJANGO_SETTINGS_MODULE": "tests.bench.settings",
            "KLIK_DATA_DIR": str(Path(folder) / "data"),
            "KLIK_DATABASE_URL": database,
            "KLIK_BASE_URL": f"http://127.0.0.1:{_free_port()}",
            "KLIK_DEMO": "0",
            "KLIK_LOG_LEVEL": "ERROR",
        }
        started = time.monotonic()
        _python(env, "manage.py", "shell", "-v", "0", "-c", PREPARE)
        _python(env, "-m", "tests.bench.seed", str(libraries), str(applications))
        told = json.loads(
            _python(env, "manage.py", "shell", "-v", "0", "-c", SESSIONS).splitlines()[-1]
        )
        print(
            f"{size}: {libraries} libraries, {applications} requests seeded in {time.monotonic() - started:.0f} s"
        )
        with _web(env):
            yield Place(size, env["KLIK_BASE_URL"], told)


def _python(env: dict[str, str], *command: str) -> str:
    done = subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(done.stderr)
    return done.stdout


def _measured(place: Place, seconds: float) -> list[Figure]:
    floors: list[float] = []
    rounds: dict[str, list[tuple[float, float]]] = {}
    weights: dict[str, int] = {}
    for _round in range(ROUNDS):
        for page in (FLOOR, *PAGES):
            latencies, weight = _ask(place, page, 1, seconds)
            many, _weight = _ask(place, page, 8, seconds)
            rounds.setdefault(page.name, []).append((median(latencies), len(many) / seconds))
            weights[page.name] = weight
    floors = [speed for _latency, speed in rounds[FLOOR.name]]
    return [
        Figure(
            page=page.name,
            size=place.size,
            milliseconds=round(median(latency for latency, _ in rounds[page.name]) * 1000, 2),
            per_second=round(median(speed for _, speed in rounds[page.name]), 1),
            share_of_floor=round(
                median(s / f for (_, s), f in zip(rounds[page.name], floors, strict=True)), 2
            ),
            kilobytes=round(weights[page.name] / 1024, 1),
        )
        for page in (FLOOR, *PAGES)
    ]


def _ask(place: Place, page: Page, connections: int, seconds: float) -> tuple[list[float], int]:
    """Ask again and again for so long; each thread keeps its connection."""
    latencies: list[float] = []
    weight = [0]
    host = urlsplit(place.url).netloc
    headers = {"Accept-Encoding": "gzip"}
    if page.who:
        headers["Cookie"] = f"sessionid={place.told['sessions'][page.who]}"
    path = page.path.format(case=place.told["case"], library=place.told["library"])

    def ask() -> None:
        link = http.client.HTTPConnection(host, timeout=60)
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            begun = time.perf_counter()
            link.request("GET", path, headers=headers)
            answer = link.getresponse()
            body = answer.read()
            if answer.status != 200:
                raise SystemExit(f"{path}: {answer.status} {gzip.decompress(body)[:500]!r}")
            latencies.append(time.perf_counter() - begun)
            weight[0] = len(body)
        link.close()

    threads = [threading.Thread(target=ask) for _ in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return latencies, weight[0]


def _missed(figures: list[Figure]) -> list[str]:
    at = {(figure.page, figure.size): figure for figure in figures}
    missed = []
    for page in PAGES:
        small, large = at[page.name, "small"], at[page.name, "large"]
        if large.share_of_floor < page.least_share:
            missed.append(
                f"{page.name}: {large.share_of_floor:.2f} of the floor, wanted {page.least_share:.2f}"
            )
        growth = large.milliseconds / small.milliseconds
        if page.must_not_grow and growth > LARGEST_GROWTH:
            missed.append(
                f"{page.name}: {growth:.2f}x slower on the large database, allowed {LARGEST_GROWTH:.2f}x"
            )
    return missed


def _print(
    figures: list[Figure], missed: list[str], wanted: argparse.Namespace, sending: str
) -> None:
    at = {(figure.page, figure.size): figure for figure in figures}
    print(
        f"\nlarge = {wanted.libraries} libraries, {wanted.applications} requests; small = {SMALL} of each"
    )
    print(
        f"{'page':16}{'p50 small':>11}{'p50 large':>11}{'growth':>8}{'req/s x8':>10}{'of floor':>10}{'KB':>7}"
    )
    for page in (FLOOR, *PAGES):
        small, large = at[page.name, "small"], at[page.name, "large"]
        print(
            f"{page.name:16}{small.milliseconds:9.2f}ms{large.milliseconds:9.2f}ms"
            f"{large.milliseconds / small.milliseconds:7.2f}x{large.per_second:10.1f}{large.share_of_floor:10.2f}{large.kilobytes:7.1f}"
        )
    print(sending)
    for sentence in missed:
        print(f"MISSED  {sentence}")
    print("All budgets held." if not missed else f"{len(missed)} budgets missed.")


if __name__ == "__main__":
    main()
