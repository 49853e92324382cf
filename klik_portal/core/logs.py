"""What never stands in a log: the secret part of an address that opens a door without signing in."""

import logging

SECRETS = ("token", "secret", "key")  # as the routes name it
INSTEAD = "***"


class WithoutSecrets(logging.Filter):
    """Django logs the address of each answer from 400 on, also of a form with a mistake in it."""

    def filter(self, record: logging.LogRecord) -> bool:
        secrets = _secrets_of(getattr(record, "request", None))
        if secrets and isinstance(record.args, tuple):
            record.args = tuple(_masked(part, secrets) for part in record.args)
        return True


def _secrets_of(request: object) -> list[str]:
    """Of a page for everybody: there the address is all that is asked for."""
    match = getattr(request, "resolver_match", None)
    audience = getattr(getattr(match, "func", None), "audience", None)
    if audience is None or not audience.public:
        return []
    return [match.kwargs[name] for name in SECRETS if match.kwargs.get(name)]


def _masked(part: object, secrets: list[str]) -> object:
    if not isinstance(part, str):
        return part
    for secret in secrets:
        part = part.replace(secret, INSTEAD)
    return part
