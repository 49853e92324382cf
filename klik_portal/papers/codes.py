"""The code on a paper: 128 random bits in 26 letters and digits that a person can type. Pure.

Crockford's alphabet: no I, L, O, U. What is taken for the same code is written down here and nowhere
else: small letters, spaces and dashes anywhere, O typed for 0, I or L typed for 1. Nothing more: any
other letter makes another code.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from secrets import randbits

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 26
BITS = 128
NOBODY = "0" * LENGTH  # belongs to no paper: what cannot be a code is looked up as this one
LONGEST_TYPED = 80  # a code with a space after every letter, and some to spare
SAME = str.maketrans("OIL", "011", " -")


def new_code() -> str:
    return written(randbits(BITS))


def written(number: int) -> str:
    letters = ""
    for _place in range(LENGTH):
        number, rest = divmod(number, len(LETTERS))
        letters = LETTERS[rest] + letters
    return letters


def read(typed: str) -> str:
    """The code as it is kept, or NOBODY."""
    if len(typed) > LONGEST_TYPED or not typed.isascii():
        return NOBODY
    bare = typed.upper().translate(SAME)
    is_code = len(bare) == LENGTH and all(letter in LETTERS for letter in bare)
    return bare if is_code and value_of(bare) < 1 << BITS else NOBODY


def value_of(code: str) -> int:
    value = 0
    for letter in code:
        value = value * len(LETTERS) + LETTERS.index(letter)
    return value


def grouped(code: str) -> str:
    """K7PM3-XQD2A-0B1C2-D3E4F-5G6H7J, as printed below the QR"""
    parts = [code[start : start + 5] for start in range(0, 20, 5)]
    return "-".join([*parts, code[20:]])


def of_token(token: str) -> str:
    """The same 128 bits that name a row inside Klik, as a code; NOBODY for another kind of name."""
    try:
        raw = urlsafe_b64decode(f"{token}==")
    except (Error, ValueError):
        return NOBODY
    return written(int.from_bytes(raw)) if len(raw) == BITS // 8 else NOBODY


def token_of(code: str) -> str:
    """And back; `code` as `read` gave it."""
    return urlsafe_b64encode(value_of(code).to_bytes(BITS // 8)).rstrip(b"=").decode()
