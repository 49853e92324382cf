"""Wake a worker after commit. The database is the truth: a dead broker costs time, never work."""

from dataclasses import dataclass
from time import monotonic

import structlog
from celery import current_app
from django.db import transaction

REST = 30.0  # seconds without ringing after an unheard ring: a request waits for a dead broker once
EXPIRES = 60  # seconds after which an unheard ring means nothing: beat has rung since

log = structlog.get_logger("klik.doorbell")
_rest_until = 0.0


@dataclass(frozen=True)
class Ring:
    task: str

    def __call__(self) -> None:
        _send(self.task)


def ring(task: str) -> None:
    """Ask a worker to run the task once this transaction has committed; at most once each."""
    waiting = (entry[1] for entry in transaction.get_connection().run_on_commit)
    if Ring(task) not in waiting:
        transaction.on_commit(Ring(task))


def _send(task: str) -> None:
    global _rest_until
    if monotonic() < _rest_until:
        return
    try:
        current_app.send_task(task, ignore_result=True, retry=False, expires=EXPIRES)
    except (
        Exception
    ) as error:  # whatever a broker's client raises: the caller's work is already saved
        _rest_until = monotonic() + REST
        log.warning("doorbell unheard; the next sweep does the work", task=task, error=str(error))
