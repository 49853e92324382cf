"""The record of who did what, for looking up."""

from django.contrib import admin

from klik_portal.audit.models import AuditEvent
from klik_portal.core.admin import ReadOnlyAdmin


@admin.register(AuditEvent)
class AuditEventAdmin(ReadOnlyAdmin):
    list_display = ("sequence", "at", "actor_name", "verb", "subject_kind", "subject_code")
    list_filter = ("subject_kind",)
    search_fields = ("=subject_code",)
    ordering = ("-sequence",)
