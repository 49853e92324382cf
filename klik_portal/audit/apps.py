from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "klik_portal.audit"
    label = "audit"
