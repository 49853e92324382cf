"""What happened to one subject, oldest first."""

from django.db.models import QuerySet

from klik_portal.audit.models import AuditEvent


def events_of(*, kind: str, code: str) -> QuerySet[AuditEvent]:
    return AuditEvent.objects.filter(subject_kind=kind, subject_code=code).order_by("sequence")
