"""A letter to many that still waits for its minute."""

from typing import Any

from klik_portal.mailroom.models import BulkSend
from klik_portal.notifications.operations import outbox
from tests.factories.accreditation import MONDAY


def a_letter(by: Any) -> BulkSend:
    letter = BulkSend.objects.create(
        subject="Kabar", body="Isi.", people_count=1, made_by=by, made_at=MONDAY,
        due_at=MONDAY + BulkSend.HOLD,
    )  # fmt: skip
    [row] = outbox.enqueue(
        recipient=by, event="bulk.message", dedupe=f"bulk:{letter.token}", at=MONDAY,
        due_at=letter.due_at, values={"judul": "Kabar", "isi": ["Isi."]}, channels=("email",),
        about_kind="bulk", about_code=letter.token,
    )  # fmt: skip
    letter.first_message_id = letter.last_message_id = row.pk
    letter.save()
    return letter
