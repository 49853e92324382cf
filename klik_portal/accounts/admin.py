"""Accounts to look up; they are made and changed on the coordinator's screens, with a record."""

from django.contrib import admin

from klik_portal.accounts.models import User
from klik_portal.core.admin import ReadOnlyAdmin


@admin.register(User)
class UserAdmin(ReadOnlyAdmin):
    list_display = ("display_name", "email", "phone", "role", "is_active", "last_login")
    list_filter = ("role", "is_active")
    search_fields = ("name", "email", "phone")
    fields = ("name", "email", "phone", "role", "is_active", "joined_at", "last_login")
