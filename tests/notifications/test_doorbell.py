"""A broker that is away costs a request a moment, once, and never its work."""

import os
import subprocess
import sys
import time

import pytest
from celery import Celery

from klik_portal.core import doorbell
from klik_portal.notifications.models import OutboxMessage
from tests.services import ROOT


@pytest.fixture
def dead_broker(monkeypatch):
    """Celery with the settings of production, and nobody listening at the address."""
    app = Celery("dead", broker="redis://127.0.0.1:1/0", set_as_current=False)
    app.conf.broker_transport_options = {"max_retries": 1, "interval_start": 0, "interval_max": 0.2}
    monkeypatch.setattr(doorbell, "current_app", app)
    monkeypatch.setattr(doorbell, "_rest_until", 0.0)
    yield app
    app.close()


@pytest.mark.django_db(transaction=True)
def test_a_dead_broker_breaks_nothing_and_is_not_asked_again_at_once(dead_broker, wati, enqueue):
    started = time.monotonic()
    enqueue(wati, "a")
    first = time.monotonic() - started
    assert doorbell._rest_until > started
    started = time.monotonic()
    enqueue(wati, "b")
    assert (first < 3, time.monotonic() - started < 0.2) == (True, True)
    assert OutboxMessage.objects.filter(state="queued").count() == 2


@pytest.mark.django_db(transaction=True)
def test_a_ring_reaches_the_broker_after_commit(wati, enqueue, monkeypatch):
    app = Celery("alive", broker="memory://", set_as_current=False)
    monkeypatch.setattr(doorbell, "current_app", app)
    monkeypatch.setattr(doorbell, "_rest_until", 0.0)
    with app.connection_for_read() as connection:
        queue = connection.SimpleQueue("celery")
        queue.clear()
        enqueue(wati)
        message = queue.get(timeout=2)
        assert message.headers["task"] == "notifications.deliver_due"
        message.ack()
        queue.close()
    app.close()


def test_production_settings_bound_the_wait_for_a_broker(tmp_path):
    """Without max_retries the client waits for ever, whatever `retry` says."""
    told = (
        "from django.conf import settings;"
        "print(settings.CELERY_BROKER_TRANSPORT_OPTIONS['max_retries'])"
    )
    env = os.environ | {
        "DJANGO_SETTINGS_MODULE": "klik_portal.settings",
        "KLIK_DATA_DIR": str(tmp_path),
        "KLIK_REDIS_URL": "redis://127.0.0.1:1/0",
    }
    shell = [sys.executable, "-c", told]
    result = subprocess.run(shell, env=env, cwd=ROOT, capture_output=True, text=True, check=True)
    assert result.stdout == "1\n"
