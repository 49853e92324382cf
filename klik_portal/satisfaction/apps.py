from django.apps import AppConfig

from klik_portal.notifications import texts
from klik_portal.satisfaction import message_texts, reminder_texts


class SatisfactionConfig(AppConfig):
    name = "klik_portal.satisfaction"
    label = "satisfaction"

    def ready(self) -> None:
        """Its texts, and what it reminds of."""
        from klik_portal.reminders import subjects  # noqa: PLC0415 -- apps must be loaded
        from klik_portal.satisfaction import reminders  # noqa: PLC0415 -- apps must be loaded

        texts.register(message_texts.ABOUT, message_texts.TEXTS)
        texts.register(reminder_texts.ABOUT, reminder_texts.TEXTS)
        subjects.register(reminders.SUBJECTS)
