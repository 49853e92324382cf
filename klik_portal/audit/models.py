"""The append-only record. Rows have no foreign keys, so nothing they tell of is held back by them.

Database triggers (migration 0002) refuse UPDATE and DELETE; each row carries the hash of the one
before, so that a row changed behind the database's back is found by `manage.py verify_audit`.
"""

from django.db import models

from klik_portal.audit.sentences import sentence_for


class AuditHead(models.Model):
    """The hash the next event continues from; its one row is locked while an event is written."""

    last_hash = models.CharField(max_length=64)
    count = models.PositiveBigIntegerField(default=0)


class AuditEvent(models.Model):
    sequence = models.PositiveBigIntegerField(unique=True)
    at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=160)
    verb = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=40)
    subject_code = models.CharField(max_length=60)
    note = models.TextField(blank=True)
    payload = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        indexes = (
            models.Index(
                fields=["subject_kind", "subject_code", "sequence"], name="audit_by_subject"
            ),
        )

    @property
    def sentence(self) -> str:
        return sentence_for(self.verb, self.payload)
