"""The first coordinator of a new installation; afterwards coordinators make accounts on screen."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email

from klik_portal.accounts.roles import STAFF
from klik_portal.core import clock
from klik_portal.core.verdict import Refused
from klik_portal.people import operations


class Command(BaseCommand):
    help = "Create an account for somebody of the office; they set a password by 'lupa kata sandi'."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--name", required=True)
        parser.add_argument("--role", required=True, choices=sorted(STAFF))

    def handle(self, *, email: str, name: str, role: str, **options: Any) -> None:
        try:
            validate_email(email)
            operations.create_staff(name=name, email=email, role=role, at=clock.now())
        except ValidationError:
            raise CommandError(f"{email!r} is no e-mail address.") from None
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(
            f"Created: {email}. They open /masuk/lupa/ and get a link to set their password."
        )
