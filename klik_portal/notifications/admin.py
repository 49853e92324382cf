"""The ledger of messages, for looking up; text and link stay with the person they are for."""

from django.contrib import admin

from klik_portal.core.admin import ReadOnlyAdmin
from klik_portal.notifications.models import OutboxMessage


@admin.register(OutboxMessage)
class OutboxMessageAdmin(ReadOnlyAdmin):
    list_display = ("event", "channel", "state", "due_at", "attempts", "last_error")
    list_filter = ("state", "channel")
    fields = (
        "event", "channel", "state", "due_at", "lease_until", "attempts", "last_error", "message_id",
    )  # fmt: skip
    ordering = ("-pk",)
