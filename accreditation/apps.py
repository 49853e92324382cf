from django.apps import AppConfig

from accreditation import message_texts
from klik_portal.notifications import texts


class AccreditationConfig(AppConfig):
    name = "accreditation"

    def ready(self) -> None:
        texts.register(message_texts.ABOUT, message_texts.TEXTS)
