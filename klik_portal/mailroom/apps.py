from django.apps import AppConfig


class MailroomConfig(AppConfig):
    """Where the office looks after its own words. Stands above `notifications`, which knows no forms."""

    name = "klik_portal.mailroom"
    label = "mailroom"
