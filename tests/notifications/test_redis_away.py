"""Redis is away: pages and submits go on, nobody waits, and what was written leaves when it is back."""

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

import pytest
from celery import Celery
from django.conf import settings

from accreditation.models import Application
from klik_portal.core import clock, doorbell
from klik_portal.notifications.models import OutboxMessage
from klik_portal.notifications.operations import delivery
from tests.factories.accreditation import COMPLETE_DETAILS, ApplicationFactory, add_papers
from tests.notifications.test_kill_storm import unsent, write_mails
from tests.services import _free_port, celery_worker, child_environment, smtp_sink, wait_until

LONGEST_WAIT = 3.0
PAGES = ("/beranda/", "/permohonan/", "/jadwal/", "/pesan/", "/akun/")
DESKS = ("/petugas/antrean/", "/petugas/pesan/", "/petugas/pesan/whatsapp/", "/petugas/jadwal/")


@pytest.fixture
def redis_away(monkeypatch) -> Iterator[None]:
    """Celery set up as in production, at an address where nobody listens."""
    app = Celery("away", broker=f"redis://127.0.0.1:{_free_port()}/0", set_as_current=False)
    app.conf.broker_transport_options = {
        "max_retries": 1, "interval_start": 0, "interval_max": 0.2, "socket_connect_timeout": 2,
        "socket_timeout": 5,
    }  # fmt: skip
    app.conf.broker_connection_timeout = settings.CELERY_BROKER_CONNECTION_TIMEOUT
    monkeypatch.setattr(doorbell, "current_app", app)
    monkeypatch.setattr(doorbell, "_rest_until", 0.0)
    yield
    app.close()


def timed(ask) -> object:
    started = time.monotonic()
    response = ask()
    assert time.monotonic() - started < LONGEST_WAIT
    return response


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_every_page_and_submit_works_and_the_backlog_leaves_afterwards(
    redis_away, enggelam, siti, budi, client_of, sink
):
    draft = ApplicationFactory(library=enggelam, created_by=siti, details=COMPLETE_DETAILS)
    add_papers(draft)
    keeper, officer = client_of(siti), client_of(budi)
    for client, path in [(keeper, path) for path in PAGES] + [(officer, path) for path in DESKS]:
        client.get(path)  # templates are read from disk once, whatever Redis does
        assert timed(partial(client.get, path)).status_code == 200

    case = f"/permohonan/{draft.code}/"
    assert timed(lambda: keeper.post(f"{case}kirim/", {"agreed": "on"})).status_code == 302
    answered = timed(lambda: officer.post(f"{case}langkah/accept/", {"note": ""}))

    assert answered.status_code == 302
    draft = Application.objects.get(pk=draft.pk)
    assert (draft.state, doorbell._rest_until > 0) == ("mentoring", True)
    waiting = OutboxMessage.objects.filter(channel="email", state="queued").count()
    assert waiting >= 2
    assert delivery.deliver_due(now=clock.now()).sent == waiting == len(sink.mails)


@contextmanager
def redis_on(port: int) -> Iterator[None]:
    command = ["redis-server", "--port", str(port), "--save", "", "--bind", "127.0.0.1"]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        server.kill()
        server.wait(timeout=10)


@pytest.mark.service
@pytest.mark.django_db(transaction=True)
def test_a_worker_that_was_there_before_redis_drains_the_backlog(tmp_path):
    port = _free_port()
    with smtp_sink() as sink:
        env = child_environment(
            tmp_path / "data", smtp=sink, redis_url=f"redis://127.0.0.1:{port}/0"
        )
        with celery_worker(env, beat=True) as worker:
            write_mails(20)
            assert not wait_until(lambda: unsent() < 20, seconds=5)
            with redis_on(port):
                assert wait_until(lambda: unsent() == 0, seconds=90, every=0.5), (
                    worker.log.read_text()[-3000:]
                )
    assert len(sink.mails) == 20
