from django.apps import AppConfig

from klik_portal.notifications import attachments, texts
from klik_portal.performance import message_texts


class PerformanceConfig(AppConfig):
    name = "klik_portal.performance"
    label = "performance"

    def ready(self) -> None:
        """The sums follow what they count, and the heads get their monthly mail."""
        from klik_portal.performance import listening  # noqa: PLC0415 -- apps must be loaded
        from klik_portal.performance.queries import monthly  # noqa: PLC0415 -- as above
        from klik_portal.reminders import subjects  # noqa: PLC0415 -- as above

        listening.begin()
        texts.register(message_texts.ABOUT, message_texts.TEXTS)
        attachments.register(monthly.ATTACHED, monthly.opened)
        subjects.register_news(monthly.NEWS)
