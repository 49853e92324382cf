from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "klik_portal.files"
    label = "files"
