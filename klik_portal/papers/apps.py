from django.apps import AppConfig


class PapersConfig(AppConfig):
    name = "klik_portal.papers"
    label = "papers"
