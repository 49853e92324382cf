from django.apps import AppConfig

from klik_portal.notifications import texts
from libraries import message_texts


class LibrariesConfig(AppConfig):
    name = "libraries"

    def ready(self) -> None:
        texts.register(message_texts.ABOUT, message_texts.TEXTS)
