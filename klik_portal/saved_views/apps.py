from django.apps import AppConfig


class SavedViewsConfig(AppConfig):
    name = "klik_portal.saved_views"
    label = "saved_views"
