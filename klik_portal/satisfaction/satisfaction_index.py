"""From tallies of answers to the index of satisfaction (IKM) and its grade. Pure.

IKM is the mean of the nine element means, each weighing one ninth, times 25. Grades go by the
lower bounds of Permenpan RB 14/2017: A from 88.31, B from 76.61, C from 65.00, D from 25.00. We
count exactly and round once, half up, to two decimals; the grade belongs to the rounded figure,
so that no figure falls into the gaps which the printed bounds leave.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from django.utils.translation import gettext_lazy as _

from klik_portal.satisfaction.elements import ELEMENTS, KEYS, Element

CENT = Decimal("0.01")
GRADES = (
    (Decimal("88.31"), "A", _("Sangat baik")),
    (Decimal("76.61"), "B", _("Baik")),
    (Decimal("65.00"), "C", _("Kurang baik")),
    (Decimal("25.00"), "D", _("Tidak baik")),
)


@dataclass(frozen=True)
class Tally:
    """How many people answered, and the sum of their answers per element."""

    count: int
    sums: Mapping[str, int]

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.count + other.count, {key: self.sums[key] + other.sums[key] for key in KEYS}
        )


NOBODY = Tally(0, dict.fromkeys(KEYS, 0))


@dataclass(frozen=True)
class ElementMean:
    element: Element
    mean: Decimal  # 1.00 to 4.00

    @property
    def score(self) -> Decimal:
        """On the scale of the index, 25 to 100."""
        return self.mean * 25


@dataclass(frozen=True)
class Index:
    """The result of a period; without answers there is no figure."""

    tally: Tally

    @property
    def count(self) -> int:
        return self.tally.count

    @property
    def value(self) -> Decimal | None:
        if not self.count:
            return None
        total = sum(self.tally.sums[key] for key in KEYS)
        return _rounded(Fraction(total * 25, self.count * len(KEYS)))

    @property
    def grade(self) -> str:
        return next((grade for bound, grade, _label in GRADES if self._is_from(bound)), "")

    @property
    def words(self) -> str:
        return next((str(label) for bound, _grade, label in GRADES if self._is_from(bound)), "")

    def _is_from(self, bound: Decimal) -> bool:
        return self.value is not None and self.value >= bound

    @property
    def elements(self) -> list[ElementMean]:
        if not self.count:
            return []
        return [
            ElementMean(e, _rounded(Fraction(self.tally.sums[e.key], self.count))) for e in ELEMENTS
        ]

    @property
    def weakest(self) -> ElementMean | None:
        """Where to begin: the element with the lowest mean, the first of several."""
        return min(self.elements, key=lambda row: row.mean, default=None)


def _rounded(value: Fraction) -> Decimal:
    """Half up to two decimals, from an exact fraction."""
    cents = (value * 200 + 1) // 2
    return (Decimal(cents) / 100).quantize(CENT, rounding=ROUND_HALF_UP)
