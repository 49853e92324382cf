"""What happened to one subject, oldest first."""

from django.db.models import QuerySet

from klik_portal.audit.models import AuditEvent


def events_of(*, kind: str, code: str) -> QuerySet[AuditEvent]:
    return AuditEvent.objects.filter(subject_kind=kind, subject_code=code).order_by("sequence")


def last_event() -> AuditEvent | None:
    """What was recorded last, about anything: nothing that is recorded has changed since."""
    return AuditEvent.objects.order_by("-sequence").first()
