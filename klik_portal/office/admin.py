"""The agency's own data, changed by the office's IT person; every change is on record."""

from typing import Any

from django.contrib import admin
from django.forms import Form
from django.http import HttpRequest

from klik_portal.audit import operations as audit
from klik_portal.core import clock
from klik_portal.office.models import GradeRule, Holiday, Office


class RecordedAdmin(admin.ModelAdmin):
    def save_model(self, request: HttpRequest, obj: Any, form: Form, change: bool) -> None:
        super().save_model(request, obj, form, change)
        self._record(request, obj, "changed" if change else "created", sorted(form.changed_data))

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        self._record(request, obj, "removed", [])
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        for obj in queryset:
            self.delete_model(request, obj)

    def _record(self, request: HttpRequest, obj: Any, verb: str, fields: list[str]) -> None:
        audit.record(
            kind=obj._meta.model_name, code=str(obj.pk), verb=verb, actor=request.user, at=clock.now(), fields=fields,
        )  # fmt: skip


@admin.register(Office)
class OfficeAdmin(RecordedAdmin):
    list_display = ("agency_name", "regency_name")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Holiday)
class HolidayAdmin(RecordedAdmin):
    list_display = ("day", "name", "kind", "is_estimate")
    list_filter = ("kind", "is_estimate")
    ordering = ("-day",)
    exclude = ("version",)


@admin.register(GradeRule)
class GradeRuleAdmin(RecordedAdmin):
    list_display = ("grade", "from_score", "valid_years", "effective_on")
    exclude = ("version",)
