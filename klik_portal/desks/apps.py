from django.apps import AppConfig


class DesksConfig(AppConfig):
    name = "klik_portal.desks"
    label = "desks"
