from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "klik_portal.accounts"
    label = "accounts"
