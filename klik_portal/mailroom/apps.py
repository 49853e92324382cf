from django.apps import AppConfig

from klik_portal.mailroom import message_texts
from klik_portal.notifications import texts


class MailroomConfig(AppConfig):
    """Where the office looks after its own words. Stands above `notifications`, which knows no forms."""

    name = "klik_portal.mailroom"
    label = "mailroom"

    def ready(self) -> None:
        texts.register(message_texts.ABOUT, message_texts.TEXTS)
