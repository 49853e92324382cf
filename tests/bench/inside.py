"""Looked at from inside the installation: sessions, queries a page needs, reports with their memory."""

import json
import sys
import time
from resource import RUSAGE_SELF, getrusage

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from accreditation.models import Application  # noqa: E402
from klik_portal.accounts.models import User  # noqa: E402
from libraries.models import Library  # noqa: E402
from tests.bench.pages import FLOOR, PAGES, REPORTS  # noqa: E402
from tests.bench.seed import CASE, MEASURED  # noqa: E402

settings.ALLOWED_HOSTS = ["*"]


def look() -> dict:
    """Who is signed in, what the pages are about, and what each costs in queries."""
    told = {
        "sessions": {u.email.partition("@")[0]: _session(u) for u in User.objects.exclude(email=None)},
        "case": Application.objects.get(code=CASE).code,
        "library": Library.objects.get(name=MEASURED).code,
    }  # fmt: skip
    told["queries"] = {page.name: _queries(page, told) for page in (FLOOR, *PAGES)}
    return told


def reports() -> dict:
    """Seconds and megabytes of each report, by somebody who asks for it like anybody else."""
    client = _client("pimpinan")
    client.get("/kinerja/laporan/2025/")
    told = {}
    for name, path in REPORTS.items():
        before, begun = _peak(), time.perf_counter()
        answer = client.get(path)
        size = sum(len(part) for part in answer)
        if answer.status_code != 200:
            sys.exit(f"{path}: {answer.status_code}")
        told[name] = {
            "seconds": round(time.perf_counter() - begun, 2),
            "kilobytes": size // 1024,
            "peak_megabytes": _peak(),
            "more_megabytes": _peak() - before,
        }
    return told


def _session(user: User) -> str:
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return session.session_key


def _client(who: str) -> Client:
    client = Client()
    if who:
        client.force_login(User.objects.get(email=f"{who}@bench.id"))
    return client


def _queries(page: object, told: dict) -> int:
    client, path = _client(page.who), page.path.format(**told)
    client.get(path)  # what a process keeps for a while is kept
    with CaptureQueriesContext(connection) as queries:
        client.get(path)
    return len(queries)


def _peak() -> int:
    return getrusage(RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    print(json.dumps(reports() if sys.argv[1] == "reports" else look()))
