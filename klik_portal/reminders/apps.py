from django.apps import AppConfig


class RemindersConfig(AppConfig):
    name = "klik_portal.reminders"
    label = "reminders"

    def ready(self) -> None:
        """A reminder that waits in the outbox is asked again whether it is still needed."""
        from klik_portal.notifications import stopping, texts  # noqa: PLC0415 -- apps must be loaded
        from klik_portal.reminders import words  # noqa: PLC0415 -- apps must be loaded
        from klik_portal.reminders.operations import notes  # noqa: PLC0415 -- apps must be loaded

        stopping.register("reminder.", notes.is_over)
        texts.register(words.ABOUT, [words.DIGEST])
