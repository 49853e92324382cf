"""File names as people typed them, made harmless. Pure."""

import re
import unicodedata

LONGEST = 120
NAMELESS = "berkas"


def clean_name(name: str) -> str:
    """The last part of a path, at most 120 long, without characters that control or mislead."""
    base = re.split(r"[\\/]", unicodedata.normalize("NFC", name))[-1]
    # Category C: control, format (right-to-left overrides), surrogate, private, unassigned.
    visible = (c for c in base if c.isspace() or unicodedata.category(c)[0] != "C")
    tidy = " ".join("".join(visible).split()).strip(". ")
    if len(tidy) <= LONGEST:
        return tidy or NAMELESS
    stem, dot, extension = tidy.rpartition(".")
    if not dot or len(extension) > 10:
        return tidy[:LONGEST]
    return stem[: LONGEST - len(extension) - 1] + dot + extension


def with_extension(name: str, extension: str) -> str:
    """The name with the extension of what is really inside: foto.heic was kept as foto.jpg."""
    stem, dot, old = name.rpartition(".")
    if not dot or not stem or len(old) > 10:
        stem = name
    return f"{stem}.{extension}"
