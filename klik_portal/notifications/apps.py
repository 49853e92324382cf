from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "klik_portal.notifications"
    label = "notifications"
