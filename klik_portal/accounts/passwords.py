"""Password length by role: staff hold other people's papers."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from klik_portal.accounts.roles import STAFF

APPLICANT_MINIMUM = 8
STAFF_MINIMUM = 12


class LengthByRole:
    def validate(self, password: str, user: Any = None) -> None:
        minimum = STAFF_MINIMUM if user is not None and user.role in STAFF else APPLICANT_MINIMUM
        if len(password) < minimum:
            raise ValidationError(
                _("Kata sandi terlalu pendek. Pakai sedikitnya %(minimum)d karakter.")
                % {"minimum": minimum},
                code="password_too_short",
            )

    def get_help_text(self) -> str:
        return _("Sedikitnya 8 karakter; untuk petugas sedikitnya 12 karakter.")
