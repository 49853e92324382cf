from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "klik_portal.notifications"
    label = "notifications"

    def ready(self) -> None:
        from klik_portal.notifications import message_texts, texts  # noqa: PLC0415 -- as others do

        texts.register(message_texts.ABOUT, [message_texts.SILENT])
