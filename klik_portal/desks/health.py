"""Is this installation ready to serve, and are its background jobs alive? No personal data."""

import shutil
from datetime import datetime, timedelta
from tempfile import NamedTemporaryFile

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse

from klik_portal.core import clock
from klik_portal.desks import snapshot
from klik_portal.notifications import queries as notifications

SMALLEST_FREE = 500 * 1024 * 1024
LATEST_DELIVERY = timedelta(minutes=15)
OLDEST_BACKUP = timedelta(days=2)


def ready(request: HttpRequest) -> JsonResponse:
    """200 when everything needed works, else 503; an old backup is told but does not stop service."""
    now = clock.now()
    needed = {"database": _database(), "file_store": _file_store(), "free_space": _free_space()}
    if needed["database"] == "ok":
        needed["outbox"] = _outbox(now)
        needed["beat"] = _beat(now)
    answer = {**needed, "backup": _backup(now)}
    status = 200 if all(value == "ok" for value in needed.values()) else 503
    return JsonResponse(answer, status=status)


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return "unreachable"
    return "ok"


def _file_store() -> str:
    try:
        settings.FILE_STORE.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=settings.FILE_STORE):
            return "ok"
    except OSError:
        return "not writable"


def _free_space() -> str:
    return (
        "ok"
        if shutil.disk_usage(settings.DATA_DIR).free > SMALLEST_FREE
        else "less than 500 MB left"
    )


def _outbox(now: datetime) -> str:
    health = notifications.outbox_health(now)
    if health.is_silent:
        return "the worker is silent"
    if health.oldest_due and now - health.oldest_due > LATEST_DELIVERY:
        return "messages wait for more than 15 minutes"
    return "ok"


def _beat(now: datetime) -> str:
    """Beat alone rings the reminder ladder: silence there is beat's, or the worker's."""
    return "silent" if notifications.ladder_pulse(now).is_silent else "ok"


def _backup(now: datetime) -> str:
    backups = snapshot.folders()
    if not backups:
        return "none yet"
    age = now.timestamp() - (backups[-1] / snapshot.MANIFEST).stat().st_mtime
    return "ok" if age < OLDEST_BACKUP.total_seconds() else "older than two days"
