from django.apps import AppConfig


class GuidesConfig(AppConfig):
    name = "klik_portal.guides"
    label = "guides"
