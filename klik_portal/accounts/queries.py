"""Find a person by what they typed."""

from klik_portal.accounts import phones
from klik_portal.accounts.models import User


def by_login(login: str) -> User | None:
    """The active person with this e-mail address or phone number."""
    people = User.objects.active()
    if "@" in login:
        return people.filter(email=login.strip().lower()).first()
    try:
        return people.filter(phone=phones.normal_form(login)).first()
    except ValueError:
        return None
