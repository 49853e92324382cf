"""A whole Klik of its own: database, web server, worker and beat as child processes, mail to a sink."""

import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import urlsplit

from django.utils import timezone

from tests import moulds
from tests.services import (
    ROOT,
    SmtpSink,
    _free_port,
    celery_worker,
    doorbell,
    smtp_sink,
    wait_until,
)


@dataclass
class Installation:
    url: str
    env: dict[str, str]
    smtp: SmtpSink
    _ring: object = None

    def run(self, code: str) -> str:
        """Python inside this installation."""
        done = subprocess.run(
            [sys.executable, "manage.py", "shell", "-v", "0", "-c", code],
            cwd=ROOT, env=self.env, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def ring(self, task: str) -> None:
        self._ring(task)

    def turn_clock_to(self, moment: datetime) -> None:
        """From now on every process of this installation believes it is this moment."""
        clock = Path(self.env["KLIK_CLOCK_FILE"])
        fresh = clock.with_suffix(".new")
        fresh.write_text(str(int((moment - timezone.now()).total_seconds())))
        fresh.replace(clock)  # at once: nobody ever reads half a number

    def now(self) -> datetime:
        return timezone.now() + timedelta(
            seconds=int(Path(self.env["KLIK_CLOCK_FILE"]).read_text())
        )

    def wait_for_mail(self, to: str, words: str, seconds: float = 30) -> EmailMessage:
        """The newest mail to this address whose subject contains the words."""

        def fitting() -> list[EmailMessage]:
            return [m for m in self.smtp.mails if m["To"] == to and words in m["Subject"]]

        assert wait_until(lambda: bool(fitting()), seconds=seconds), (
            f"no mail {words!r} to {to}; there are {[m['Subject'] for m in self.smtp.mails if m['To'] == to]}\n"
            + (Path(self.env["KLIK_DATA_DIR"]) / "worker.log").read_text()[-4000:]
        )
        return fitting()[-1]


@contextmanager
def installation(folder: Path, *, demo: bool = False) -> Iterator[Installation]:
    """Runs on SQLite, or on the server of KLIK_DATABASE_URL (a database of its own) and KLIK_REDIS_URL."""
    with smtp_sink() as smtp, _database(folder, demo) as database_url:
        env = _environment(folder, database_url, smtp, demo)
        place = Installation(env["KLIK_BASE_URL"], env, smtp)
        with _web(env), celery_worker(env, beat=True), doorbell(env) as ring:
            place._ring = ring
            yield place


def _environment(folder: Path, database_url: str, smtp: SmtpSink, demo: bool) -> dict[str, str]:
    clock = folder / "clock"
    clock.write_text("0")
    kept = {key: value for key, value in os.environ.items() if not key.startswith("KLIK_")}
    return kept | {
        "DJANGO_SETTINGS_MODULE": "klik_portal.settings",
        "KLIK_DATA_DIR": str(folder / "data"),
        "KLIK_DATABASE_URL": database_url,
        "KLIK_REDIS_URL": os.environ.get("KLIK_REDIS_URL", ""),
        "KLIK_EMAIL_URL": smtp.url,
        "KLIK_BASE_URL": f"http://127.0.0.1:{_free_port()}",
        "KLIK_DEMO": "1" if demo else "0",
        "KLIK_CLOCK_FILE": str(clock),
        "KLIK_LOG_LEVEL": "WARNING",
    }


@contextmanager
def _database(folder: Path, demo: bool) -> Iterator[str]:
    name = f"klik_rehearsal_{os.getpid()}_{_free_port()}"
    try:
        yield moulds.of_this_run().pour(folder, demo=demo, database=name)
    finally:
        if moulds.server():
            moulds.drop_database(name)


@contextmanager
def _web(env: dict[str, str]) -> Iterator[None]:
    port = str(urlsplit(env["KLIK_BASE_URL"]).port)
    command = [
        str(Path(sys.executable).with_name("granian")), "--interface", "wsgi", "klik_portal.wsgi:application",
        "--host", "127.0.0.1", "--port", port, "--blocking-threads", "16",
    ]  # fmt: skip
    log = Path(env["KLIK_DATA_DIR"]) / "web.log"
    with log.open("ab") as out:
        process = subprocess.Popen(
            command, cwd=ROOT, env=env, stdout=out, stderr=out, start_new_session=True
        )
    try:
        assert wait_until(lambda: _answers(env["KLIK_BASE_URL"]), seconds=30), log.read_text()
        yield
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(timeout=10)


def _answers(url: str) -> bool:
    try:
        return urllib.request.urlopen(f"{url}/healthz", timeout=2).status == 200
    except (urllib.error.URLError, OSError):
        return False
