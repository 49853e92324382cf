from django.apps import AppConfig
from django.db.models.signals import post_migrate

from klik_portal.notifications import texts
from libraries import message_texts, search_index


class LibrariesConfig(AppConfig):
    name = "libraries"

    def ready(self) -> None:
        from klik_portal.imports import kinds  # noqa: PLC0415 -- apps must be loaded
        from libraries import importing  # noqa: PLC0415 -- apps must be loaded

        texts.register(message_texts.ABOUT, message_texts.TEXTS)
        post_migrate.connect(search_index.ensure, sender=self)
        kinds.register(importing.KIND)
