from django.apps import AppConfig


class PerformanceConfig(AppConfig):
    name = "klik_portal.performance"
    label = "performance"

    def ready(self) -> None:
        """The sums follow what they count. The floors below know nothing of figures."""
        from klik_portal.performance import listening  # noqa: PLC0415 -- apps must be loaded

        listening.begin()
