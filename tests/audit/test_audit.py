from datetime import UTC, datetime

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError, InternalError

from klik_portal.audit import operations
from klik_portal.audit.models import AuditEvent

AT = datetime(2026, 11, 23, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def record(count: int = 1) -> None:
    for number in range(count):
        operations.record(
            kind="library", code="PRP-1", verb="changed", actor=None, at=AT, fields=[number]
        )


def test_an_honest_chain_verifies():
    record(3)

    assert operations.first_break() is None


@pytest.mark.parametrize(
    "statement", ["UPDATE audit_auditevent SET note = 'lain'", "DELETE FROM audit_auditevent"]
)
def test_the_database_itself_refuses_to_change_the_past(statement):
    record()

    with (
        pytest.raises((IntegrityError, InternalError)),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)

    assert AuditEvent.objects.get().note == ""


def test_a_row_slipped_in_behind_the_chain_is_found():
    record(2)
    AuditEvent.objects.create(
        sequence=3, at=AT, actor_name="x", verb="changed", subject_kind="library", subject_code="PRP-1",
        previous_hash="0" * 64, hash="0" * 64,
    )  # fmt: skip

    assert operations.first_break() == 3
