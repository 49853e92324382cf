"""How fast messages leave: two workers on the ledger beside a plain sending loop of the same run.

Both send to the same SMTP server on this machine, each in processes of its own, in turns.
"""

import os
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from tests.bench.place import empty_database
from tests.services import ROOT, SmtpSink, smtp_sink

MAILS, ROUNDS, WORKERS = 500, 3, 2
LEAST_SHARE = 0.5
SETUP = "import django; django.setup()\n"
GO = "import sys; print('ready', flush=True); sys.stdin.readline()\n"
MIGRATE = """
from django.core.management import call_command
call_command("migrate", verbosity=0)
from klik_portal.accounts.models import User
User.objects.create_user("penerima@contoh.id")
"""
FILL = """
import sys
from klik_portal.accounts.models import User
from klik_portal.core import clock
from klik_portal.notifications.models import OutboxMessage
from klik_portal.notifications.operations import outbox
person, now, series = User.objects.get(), clock.now(), sys.argv[1]
OutboxMessage.objects.bulk_create(
    OutboxMessage(
        dedupe_key=f"{series}:{n}", event="bench", channel="email", recipient=person, link="/beranda/",
        to_address=person.email, message_id=outbox.message_id(f"{series}:{n}"), subject=f"Kabar {n}",
        body_text="Permohonan Anda kami terima.\\nPetugas menanggapi dalam satu hari kerja.",
        link_label="Buka di Klik", due_at=now, created_at=now)
    for n in range(int(sys.argv[2])))
"""
RELAY = """
from klik_portal.core import clock
from klik_portal.notifications.operations import delivery
while delivery.deliver_due(now=clock.now()).has_more:
    pass
"""
PLAIN = """
import smtplib
from email.message import EmailMessage
with smtplib.SMTP("127.0.0.1", int(sys.argv[1])) as link:
    for n in range(int(sys.argv[2])):
        mail = EmailMessage()
        mail["Subject"], mail["From"], mail["To"] = f"Kabar {n}", "klik@localhost", "penerima@contoh.id"
        mail["Message-ID"] = f"<{n}@klik>"
        mail.set_content("Permohonan Anda kami terima.\\nPetugas menanggapi dalam satu hari kerja.")
        mail.add_alternative("<p>Permohonan Anda kami terima.</p>", subtype="html")
        link.send_message(mail)
"""


@dataclass
class RelayFigure:
    """Mails a second, median of the rounds; the share is the median of the rounds' shares."""

    workers: int
    mails: int
    relay_per_second: float
    plain_per_second: float
    share_of_plain: float

    @property
    def missed(self) -> list[str]:
        if self.share_of_plain >= LEAST_SHARE:
            return []
        return [f"relay: {self.share_of_plain:.2f} of a plain loop, wanted {LEAST_SHARE:.2f}"]


def measured() -> RelayFigure:
    relays, plains = [], []
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="klik-relay-")))
        env = _environment(folder, stack.enter_context(empty_database(folder)))
        sink = stack.enter_context(smtp_sink())
        env["KLIK_EMAIL_URL"] = sink.url
        _run(env, SETUP + MIGRATE)
        for number in range(ROUNDS):
            plains.append(_speed(env, [(GO + PLAIN, str(sink.port), str(MAILS))], sink))
            _run(env, SETUP + FILL, f"round{number}", str(MAILS))
            relays.append(_speed(env, [(SETUP + GO + RELAY,)] * WORKERS, sink))
    shares = [relay / plain for relay, plain in zip(relays, plains, strict=True)]
    return RelayFigure(
        WORKERS, MAILS, round(median(relays), 1), round(median(plains), 1), round(median(shares), 2)
    )


def _environment(folder: Path, database: str) -> dict[str, str]:
    return {key: value for key, value in os.environ.items() if not key.startswith("KLIK_")} | {
        "DJANGO_SETTINGS_MODULE": "klik_portal.settings",
        "KLIK_DATA_DIR": str(folder / "data"),
        "KLIK_DATABASE_URL": database,
        "KLIK_DEMO": "0",
        "KLIK_LOG_LEVEL": "ERROR",
    }


def _run(env: dict[str, str], code: str, *arguments: str) -> None:
    command = [sys.executable, "-c", code, *arguments]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(done.stderr)


def _speed(env: dict[str, str], programs: list[tuple[str, ...]], sink: SmtpSink) -> float:
    """Start all, wait until each is ready, let them go; every mail must have arrived."""
    before = len(sink.mails)
    running = [
        subprocess.Popen(
            [sys.executable, "-c", *program], cwd=ROOT, env=env, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, text=True,
        )
        for program in programs
    ]  # fmt: skip
    for process in running:
        process.stdout.readline()
    begun = time.perf_counter()
    for process in running:
        process.stdin.write("go\n")
        process.stdin.flush()
    for process in running:
        if process.wait():
            sys.exit("a sender failed")
    seconds = time.perf_counter() - begun
    if len(sink.mails) - before != MAILS:
        sys.exit(f"{len(sink.mails) - before} of {MAILS} mails arrived")
    return MAILS / seconds


def told(figure: RelayFigure) -> str:
    return (
        f"relay: {figure.relay_per_second:.0f} mails/s with {figure.workers} workers, plain loop "
        f"{figure.plain_per_second:.0f} mails/s, share {figure.share_of_plain:.2f}"
    )


if __name__ == "__main__":
    figure = measured()
    print(told(figure))
    sys.exit(bool(figure.missed))
