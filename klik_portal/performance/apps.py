from django.apps import AppConfig


class PerformanceConfig(AppConfig):
    name = "klik_portal.performance"
    label = "performance"
