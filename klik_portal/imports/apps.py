from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "klik_portal.imports"
    label = "imports"
