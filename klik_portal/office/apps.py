from django.apps import AppConfig


class OfficeConfig(AppConfig):
    name = "klik_portal.office"
    label = "office"
