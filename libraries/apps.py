from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from klik_portal.notifications import texts
from klik_portal.saved_views import places
from libraries import message_texts, search_index


class LibrariesConfig(AppConfig):
    name = "libraries"

    def ready(self) -> None:
        """Its texts, the filters of its list that may be kept, its imports, and its search indexes."""
        from klik_portal.imports import kinds  # noqa: PLC0415 -- apps must be loaded
        from libraries import (  # noqa: PLC0415 -- apps must be loaded
            forms,
            importing,
            movers,
            own_movers,
        )

        texts.register(message_texts.ABOUT, message_texts.TEXTS)
        places.register(
            places.Place(
                "registry",
                _("Perpustakaan"),
                "libraries:registry",
                forms.RegistrySearch.tidied,
            )
        )
        post_migrate.connect(search_index.ensure, sender=self)
        kinds.register(importing.KIND)
        movers.register(*own_movers.MOVERS)
