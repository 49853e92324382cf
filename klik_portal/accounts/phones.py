"""One way to write a phone number: 0812..., 62812... and +62 812-... are all +62812... Pure."""

import phonenumbers


def normal_form(typed: str) -> str:
    """The number in E.164; raises ValueError when it is no number that can exist."""
    digits = typed.strip()
    if digits.startswith("62"):
        digits = f"+{digits}"
    try:
        number = phonenumbers.parse(digits, "ID")
    except phonenumbers.NumberParseException as error:
        raise ValueError(f"no number: {typed!r}") from error
    if phonenumbers.is_alpha_number(digits) or not phonenumbers.is_valid_number(number):
        raise ValueError(f"no number: {typed!r}")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
