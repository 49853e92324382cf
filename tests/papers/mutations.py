"""Codes that look like a paper's code and are not: what typing, copying and attackers make of one."""

from collections.abc import Iterator
from itertools import islice
from random import Random

from klik_portal.papers import codes

OTHER = "UÜОІαß０１ı ſ٣_.,;:/\\'\"<>%&#?=+*|~^\x00\x1f\x7f\u200b\u202e\u2028\ufeff\U0001f4da"
LOOKALIKES = {
    "8": "B",
    "B": "8",
    "5": "S",
    "S": "5",
    "2": "Z",
    "Z": "2",
    "6": "G",
    "G": "6",
    "V": "U",
}
ENDS = ("%00", "%20%00", "\x00", "..", "/", "?", "'--", "%", "%zz", "\n", "=", "\u0130", "️")


def mutations(code: str, count: int) -> Iterator[str]:
    """So many different ones, none of them the code under its documented tolerance."""
    dice, seen = Random(20261125), set()
    ways = (_one_letter, _two_swapped, _shorter, _longer, _lookalike, _strange, _percent, _many)
    endless = (ways[turn % len(ways)](code, dice) for turn in iter(int, 1) for turn in range(8))
    fresh = (each for each in endless if _fresh(each, code, seen))
    return islice(fresh, count)


def _fresh(each: str, code: str, seen: set[str]) -> bool:
    plain = each.upper().replace(" ", "").replace("-", "")
    if each in seen or (each.isascii() and plain.translate(codes.SAME) == code):
        return False
    seen.add(each)
    return True


def _one_letter(code: str, dice: Random) -> str:
    place = dice.randrange(len(code))
    return code[:place] + dice.choice(codes.LETTERS) + code[place + 1 :]


def _two_swapped(code: str, dice: Random) -> str:
    letters = list(code)
    one, other = dice.sample(range(len(code)), 2)
    letters[one], letters[other] = letters[other], letters[one]
    return "".join(letters)


def _shorter(code: str, dice: Random) -> str:
    start, end = sorted(dice.sample(range(len(code)), 2))
    return dice.choice((code[:end], code[start:], code[:start] + code[end:], code[:-1]))


def _longer(code: str, dice: Random) -> str:
    more = "".join(dice.choices(codes.LETTERS, k=dice.randrange(1, 40)))
    return dice.choice((code + more, more + code, code[:9] + more + code[9:], code * 2))


def _lookalike(code: str, dice: Random) -> str:
    place = dice.randrange(len(code))
    changed = LOOKALIKES.get(code[place], dice.choice(OTHER))
    return code[:place] + changed + code[place + 1 :]


def _strange(code: str, dice: Random) -> str:
    place = dice.randrange(len(code) + 1)
    return code[:place] + dice.choice(OTHER) + code[place + dice.randrange(2) :]


def _percent(code: str, dice: Random) -> str:
    place = dice.randrange(len(code))
    coded = f"%{ord(code[place]):02x}"
    return dice.choice(
        (code[:place] + coded + code[place + 1 :], code + dice.choice(ENDS) * dice.randrange(1, 9))
    )


def _many(code: str, dice: Random) -> str:
    return "".join(dice.choice((letter, dice.choice(codes.LETTERS))) for letter in code).swapcase()
