"""Public names that cannot be guessed and say nothing."""

from hashlib import sha256
from secrets import token_urlsafe


def new_token() -> str:
    """128 random bits, 22 characters."""
    return token_urlsafe(16)


def hashed(secret: str) -> str:
    """What is kept of a secret that somebody else holds: enough to know it again, no more."""
    return sha256(secret.encode()).hexdigest()
