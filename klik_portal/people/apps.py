from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "klik_portal.people"
    label = "people"
