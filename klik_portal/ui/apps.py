from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "klik_portal.ui"
    label = "ui"
