"""Real neighbours for tests: an SMTP server that keeps its mail, workers that can be killed."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from urllib.parse import quote

from aiosmtpd.controller import Controller
from celery import Celery
from django.db import connection

ROOT = Path(__file__).resolve().parent.parent


@dataclass
class SmtpSink:
    """Answers as told; keeps every accepted mail in order of arrival."""

    delay: float = 0.0
    port: int = 0
    mails: list[EmailMessage] = field(default_factory=list)
    connections: int = 0
    rcpt_answer: Callable[[str], str] = lambda address: "250 OK"
    data_answer: Callable[[EmailMessage], str] = lambda mail: "250 OK"

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    @property
    def message_ids(self) -> list[str]:
        return [mail["Message-ID"] for mail in self.mails]

    async def handle_EHLO(
        self, server: Any, session: Any, envelope: Any, hostname: str, responses: list
    ) -> list:
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        answer = self.rcpt_answer(address)
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        mail = message_from_bytes(envelope.content, policy=policy.default)
        answer = self.data_answer(mail)
        if answer.startswith("250"):
            self.mails.append(mail)
        time.sleep(
            self.delay
        )  # between keeping the mail and saying so: where a killed sender hurts
        return answer


@contextmanager
def smtp_sink(delay: float = 0.0) -> Iterator[SmtpSink]:
    sink = SmtpSink(delay=delay)
    controller = Controller(sink, hostname="127.0.0.1", port=_free_port())
    controller.start()
    sink.port = controller.port
    try:
        yield sink
    finally:
        controller.stop()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_database_url() -> str:
    """The address of the database this test runs on, for child processes."""
    told = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{told['NAME']}"
    user = quote(told["USER"]) + (f":{quote(told['PASSWORD'])}" if told["PASSWORD"] else "")
    return f"postgres://{user}@{told['HOST']}:{told['PORT'] or 5432}/{told['NAME']}"


test_database_url.__test__ = False  # not a test, whatever its name begins with


def child_environment(
    data_dir: Path, *, smtp: SmtpSink, redis_url: str = "", **more: str
) -> dict[str, str]:
    """What a child process needs to be a part of this installation; a data folder of its own."""
    return (
        os.environ
        | {
            "DJANGO_SETTINGS_MODULE": "klik_portal.settings",
            "KLIK_DATA_DIR": str(data_dir),
            "KLIK_DATABASE_URL": test_database_url(),
            "KLIK_EMAIL_URL": smtp.url,
            "KLIK_REDIS_URL": redis_url,
            "KLIK_LOG_LEVEL": "INFO",
        }
        | more
    )


@dataclass
class Worker:
    process: subprocess.Popen
    log: Path

    def kill(self) -> None:
        """As a power cut would: the whole process group, at once."""
        _kill_group(self.process)

    def stop(self) -> None:
        """As a deployment would: asked to end, given time for it."""
        self.process.terminate()
        try:
            self.process.wait(timeout=90)  # a busy machine takes its time
        finally:
            _kill_group(self.process)


@contextmanager
def celery_worker(
    env: dict[str, str], *, beat: bool = False, concurrency: int = 1
) -> Iterator[Worker]:
    """A real `celery worker` (with `-B` when asked); its process group never outlives the test."""
    data_dir = Path(env["KLIK_DATA_DIR"])
    data_dir.mkdir(parents=True, exist_ok=True)
    command = [
        sys.executable,
        "-m",
        "celery",
        "-A",
        "klik_portal",
        "worker",
        "-l",
        "INFO",
        "-c",
        str(concurrency),
    ]
    command += ["--without-mingle", "--without-gossip"]
    if beat:
        command += ["-B", "-s", str(data_dir / "beat")]
    log = data_dir / "worker.log"
    with log.open("ab") as out:
        process = subprocess.Popen(
            command, cwd=ROOT, env=env, stdout=out, stderr=out, start_new_session=True
        )
    worker = Worker(process, log)
    try:
        yield worker
    finally:
        worker.kill()


def _kill_group(process: subprocess.Popen) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(timeout=10)


@contextmanager
def doorbell(env: dict[str, str]) -> Iterator[Callable[[str], None]]:
    """Ring tasks at the broker of the children, as the web process or beat would."""
    if env["KLIK_REDIS_URL"]:
        app = Celery("ringer", broker=env["KLIK_REDIS_URL"], set_as_current=False)
    else:
        queue = Path(env["KLIK_DATA_DIR"]) / "queue"
        for folder in ("messages", "control"):
            (queue / folder).mkdir(parents=True, exist_ok=True)
        app = Celery("ringer", broker="filesystem://", set_as_current=False)
        app.conf.broker_transport_options = {
            "data_folder_in": str(queue / "messages"),
            "data_folder_out": str(queue / "messages"),
            "control_folder": str(queue / "control"),
        }
    try:
        yield lambda task: app.send_task(task, ignore_result=True, retry=False, expires=60) and None
    finally:
        app.close()


def wait_until(truth: Callable[[], bool], *, seconds: float, every: float = 0.05) -> bool:
    """True as soon as it is so; False when it never was."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if truth():
            return True
        time.sleep(every)
    return truth()
