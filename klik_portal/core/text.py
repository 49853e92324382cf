"""What may be inside typed text."""

import re

# C0 controls except tab, LF and CR, plus DEL: never typed by a person, refused by PostgreSQL (NUL).
CONTROL_BYTES = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def has_control_bytes(text: str) -> bool:
    return bool(CONTROL_BYTES.search(text))


def without_control_bytes(text: str) -> str:
    return CONTROL_BYTES.sub("", text)
