"""Public names that cannot be guessed and say nothing."""

from secrets import token_urlsafe


def new_token() -> str:
    """128 random bits, 22 characters."""
    return token_urlsafe(16)
