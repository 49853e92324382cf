from django.apps import AppConfig

from klik_portal.notifications import message_texts, texts


class NotificationsConfig(AppConfig):
    name = "klik_portal.notifications"
    label = "notifications"

    def ready(self) -> None:
        texts.register(message_texts.ABOUT, message_texts.TEXTS)
