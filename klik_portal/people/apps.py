from django.apps import AppConfig

from klik_portal.notifications import texts
from klik_portal.people import message_texts


class PeopleConfig(AppConfig):
    name = "klik_portal.people"
    label = "people"

    def ready(self) -> None:
        texts.register(message_texts.ABOUT, message_texts.TEXTS)
