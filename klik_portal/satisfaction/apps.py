from django.apps import AppConfig

from klik_portal.notifications import texts
from klik_portal.satisfaction import message_texts


class SatisfactionConfig(AppConfig):
    name = "klik_portal.satisfaction"
    label = "satisfaction"

    def ready(self) -> None:
        texts.register(message_texts.ABOUT, message_texts.TEXTS)
