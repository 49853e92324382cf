from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "klik_portal.core"
    label = "core"

    def ready(self) -> None:
        from klik_portal.core import checks  # noqa: F401, PLC0415 -- registers the system checks
