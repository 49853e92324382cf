"""Target versus achieved: percentages, the verbal scale and the pace still needed. Pure."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from klik_portal.core import wording

# Lower bounds of the scale used in LKjIP with Permendagri 86/2017; gaps such as 90.5 fall to the lower band.
SCALE = (
    (Decimal(91), gettext_lazy("Sangat tinggi")),
    (Decimal(76), gettext_lazy("Tinggi")),
    (Decimal(66), gettext_lazy("Sedang")),
    (Decimal(51), gettext_lazy("Rendah")),
    (Decimal(0), gettext_lazy("Sangat rendah")),
)
CAP = Decimal(100)
TENTH = Decimal("0.1")


@dataclass(frozen=True)
class Achievement:
    """How much of a target was reached. Without a value or a target (None or 0) there is no percentage.

    Where lower is better: (2 x target - achieved) / target, never below 0.
    """

    achieved: Decimal | int | None
    target: Decimal | int | None
    higher_is_better: bool = True
    decimals: int = 0

    @property
    def percent(self) -> Decimal | None:
        """Raw, to one decimal: 10 of 3 is 333.3."""
        if not self.target or self.achieved is None:
            return None
        achieved, target = Decimal(self.achieved), Decimal(self.target)
        reached = achieved if self.higher_is_better else max(Decimal(0), 2 * target - achieved)
        return (reached * 100 / target).quantize(TENTH, rounding=ROUND_HALF_UP)

    @property
    def capped_percent(self) -> Decimal | None:
        return None if self.percent is None else min(self.percent, CAP)

    @property
    def achieved_label(self) -> str:
        return "" if self.achieved is None else number_label(self.achieved, self.decimals)

    @property
    def target_label(self) -> str:
        return "" if self.target is None else number_label(self.target, self.decimals)

    @property
    def percent_label(self) -> str:
        return "" if self.percent is None else f"{wording.decimal(self.percent, 1)} %"

    @property
    def capped_label(self) -> str:
        if self.capped_percent is None:
            return ""
        return f"{wording.decimal(self.capped_percent, 0 if self.capped_percent == CAP else 1)} %"

    @property
    def scale(self) -> str:
        if self.percent is None:
            return ""
        return next(str(label) for bound, label in SCALE if self.percent >= bound)

    @property
    def difference(self) -> Decimal:
        """Above zero: better than the target."""
        more = Decimal(self.achieved or 0) - Decimal(self.target or 0)
        return more if self.higher_is_better else -more

    @property
    def is_reached(self) -> bool:
        return bool(self.target) and self.achieved is not None and self.difference >= 0

    @property
    def tone(self) -> str:
        if self.percent is None:
            return "plain"
        return "good" if self.is_reached else "warn" if self.percent >= Decimal(51) else "bad"

    @property
    def words(self) -> str:
        """The answer first: 'di atas target'."""
        if not self.target:
            return _("belum ada target")
        if self.achieved is None:
            return _("belum ada angka")
        if self.difference == 0:
            return _("tepat target")
        if self.difference > 0:
            return _("di atas target") if self.higher_is_better else _("lebih baik dari target")
        missing = number_label(-self.difference, self.decimals)
        if self.higher_is_better:
            return _("kurang %s dari target") % missing
        return _("%s di atas batas") % missing


def number_label(value: Decimal | int, decimals: int) -> str:
    return wording.decimal(Decimal(value), decimals)


def required_per_month(achievement: Achievement, months_left: int) -> Decimal | None:
    """How much a month would still reach the target; None when reached or over."""
    if achievement.is_reached or not achievement.target or months_left <= 0:
        return None
    missing = Decimal(achievement.target) - Decimal(achievement.achieved or 0)
    return (missing / months_left).quantize(TENTH, rounding=ROUND_HALF_UP)
