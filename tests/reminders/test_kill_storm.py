"""Over twenty kills of worker, beat and broker while 500 reminders come due and 200 requests are sent."""

import os
import shutil
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from django.db import connection

from tests.reminders.storm import (
    Storm,
    celery,
    children_of,
    kept_alive,
    redis_server,
    turn_to_noon,
)
from tests.services import ROOT, _free_port, child_environment, doorbell, smtp_sink, wait_until

pytestmark = [pytest.mark.service, pytest.mark.django_db(transaction=True)]

ROUNDS = 7  # of three kills each


@pytest.fixture
def noon(tmp_path, settings):
    settings.CLOCK_FILE = turn_to_noon(tmp_path / "clock")
    return settings.CLOCK_FILE


@pytest.mark.skipif(not shutil.which("redis-server"), reason="no redis-server on this machine")
def test_worker_beat_and_redis_are_killed_again_and_again(tmp_path, noon):
    redis, redis_url = redis_server(tmp_path)
    with smtp_sink(delay=0.02) as sink:
        env = child_environment(
            tmp_path / "data", smtp=sink, redis_url=redis_url, KLIK_OUTBOX_LEASE_SECONDS="5",
            KLIK_CLOCK_FILE=noon, KLIK_LOG_LEVEL="WARNING",
        )  # fmt: skip
        worker = celery(env, "worker", "-l", "WARNING", "-c", "2", "--without-mingle")
        beat = celery(env, "beat", "--schedule", str(tmp_path / "beat"), "--pidfile", "")
        with kept_alive(redis, worker, beat), doorbell(env) as ring:
            storm = Storm(sink, ring)
            storm.prepare()
            with storm.requests_being_sent():
                storm.rage([one.kill for _ in range(ROUNDS) for one in (worker, redis, beat)])
            assert storm.settle(), worker.log.read_text()[-3000:]
        storm.assert_nothing_lost_or_doubled(worker_kills=ROUNDS)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="the embedded mode is SQLite's")
def test_the_embedded_mode_stands_the_same_storm(tmp_path, noon):
    with smtp_sink(delay=0.02) as sink:
        env = child_environment(
            tmp_path / "data", smtp=sink, KLIK_OUTBOX_LEASE_SECONDS="5", KLIK_CLOCK_FILE=noon,
            KLIK_LOG_LEVEL="WARNING", KLIK_DEMO="0", PORT=str(_free_port()),
        )  # fmt: skip
        with embedded(env, tmp_path / "serve.log") as served, doorbell(env) as ring:
            storm = Storm(sink, ring)
            storm.prepare()
            with storm.requests_being_sent():
                storm.rage(
                    [
                        lambda name=name: kill_child(served, name)
                        for _ in range(ROUNDS)
                        for name in ("worker", "beat", "web")
                    ]
                )
            assert storm.settle(), (tmp_path / "serve.log").read_text()[-3000:]
        storm.assert_nothing_lost_or_doubled(worker_kills=ROUNDS)


class embedded:  # noqa: N801 -- reads like what it is
    """`manage.py serve` with its supervisor; stopped as Ctrl-C would."""

    def __init__(self, env: dict[str, str], log: Path) -> None:
        self.env, self.log = env, log

    def __enter__(self) -> subprocess.Popen:
        with self.log.open("ab") as out:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "serve"], cwd=ROOT, env=self.env, stdout=out, stderr=out,
                start_new_session=True,
            )  # fmt: skip
        assert wait_until(lambda: len(children_of(self.process)) == 3, seconds=120), (
            self.log.read_text()
        )
        return self.process

    def __exit__(self, *_failure: object) -> None:
        self.process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(timeout=30)
        for pid in children_of(self.process).values():
            with suppress(ProcessLookupError):
                os.killpg(pid, signal.SIGKILL)
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(timeout=10)


def kill_child(supervisor: subprocess.Popen, name: str) -> None:
    """The supervisor may just be starting it again: then there is something to kill soon."""
    assert wait_until(lambda: name in children_of(supervisor), seconds=60)
    os.killpg(children_of(supervisor)[name], signal.SIGKILL)
