"""Background jobs say that they ran; a silent one is seen by people."""

from datetime import datetime

from klik_portal.notifications.models import Heartbeat


def beat(*, job: str, at: datetime, done: int = 0, failed: int = 0, note: str = "") -> None:
    """A run with a `note` met trouble as a whole: it counts as run, not as well."""
    told = {"last_run_at": at, "done": done, "failed": failed, "note": note[:300]}
    if not note:
        told["last_ok_at"] = at
    Heartbeat.objects.update_or_create(job=job, defaults=told)
