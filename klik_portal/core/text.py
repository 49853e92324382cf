"""What may be inside typed text."""

import re

# C0 controls except tab, LF and CR, plus DEL: never typed by a person, refused by PostgreSQL (NUL).
CONTROL_BYTES = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
# Embeddings, overrides and isolates of the reading direction. Phones paste them around numbers; they
# make text read other than it is stored.
TURNING_MARKS = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
LINE_BREAKS = re.compile(r"\s*[\t\r\n\x85\u2028\u2029]\s*")


def has_control_bytes(text: str) -> bool:
    return bool(CONTROL_BYTES.search(text))


def without_control_bytes(text: str) -> str:
    return CONTROL_BYTES.sub("", text)


def without_turning_marks(text: str) -> str:
    return TURNING_MARKS.sub("", text)


def in_one_line(text: str) -> str:
    """For names and titles: a break would end a mail header or a row of a list."""
    return LINE_BREAKS.sub(" ", without_turning_marks(text)).strip()


# A mobile number with the blanks, dots and dashes people put in, and an address of e-mail.
PERSONAL_CONTACTS = re.compile(
    r"(?<![\d+])(?:\+?62|0)[ .-]?8(?:[ .-]?\d){7,12}(?!\d)|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
)


def without_contacts(text: str) -> str:
    """For free text on public pages: people put a phone number where a street belongs."""
    return PERSONAL_CONTACTS.sub("…", text).strip(" ,;:/()")
