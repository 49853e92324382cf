"""What a head is told of a month: the answer, what is ahead, what changed. Pure: figures in, sentences out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from klik_portal.core import wording
from klik_portal.performance.shapes import Figures

MOST_NAMED = 5


@dataclass(frozen=True)
class Newly:
    """The libraries accredited in the month."""

    count: int
    names: Sequence[str]


def kept(told: Figures) -> dict[str, Any]:
    """What the next month is held against."""
    return {
        "indicators": [
            {"code": one.code, "name": one.name, "achieved": one.result.achieved_label}
            for one in told.indicators
        ],
        "running": sum(stage.count for stage in told.stages),
    }


def short_answer(told: Figures) -> str:
    result = told.result
    if not result.target:
        return f"{result.achieved_label}, {result.words}"
    return _("%(achieved)s dari %(target)s, %(words)s") % {
        "achieved": result.achieved_label,
        "target": result.target_label,
        "words": result.words,
    }


def answer(told: Figures) -> str:
    result, percent = told.result, ""
    if result.percent is not None:
        percent = f" ({result.percent_label})"
        if result.capped_label != result.percent_label:
            percent = _(" (%(raw)s, dibatasi %(capped)s)") % {
                "raw": result.percent_label,
                "capped": result.capped_label,
            }
    return f"{told.headline.name} {told.year}: {short_answer(told)}{percent}."


def ahead(told: Figures) -> str:
    """Only a running year has something ahead of it."""
    said = []
    if told.pace and told.pace.needed:
        said.append(_("Perlu %s per bulan sampai akhir tahun.") % told.pace.needed_label)
    forecast = told.forecast
    if forecast and forecast.running and forecast.is_told:
        said.append(
            _("Perkiraan akhir tahun sekitar %(middle)s (antara %(low)s dan %(high)s).")
            % {
                "middle": wording.number(forecast.middle),
                "low": wording.number(forecast.low),
                "high": wording.number(forecast.high),
            }
        )
    return " ".join(said)


def changes(before: dict[str, Any] | None, told: Figures, newly: Newly) -> list[str]:
    """The libraries first, then every indicator that moved since the report before."""
    return [_new_ones(newly), *(_moved(before, kept(told)) if before else ())]


def _new_ones(newly: Newly) -> str:
    if not newly.count:
        return _("Tidak ada perpustakaan yang baru terakreditasi.")
    names = "; ".join(newly.names[:MOST_NAMED])
    if newly.count > MOST_NAMED:
        names += _("; dan %d lagi") % (newly.count - MOST_NAMED)
    return _("Baru terakreditasi %(count)s: %(names)s.") % {
        "count": wording.number(newly.count),
        "names": names,
    }


def _moved(before: dict[str, Any], now: dict[str, Any]) -> list[str]:
    then = {row["code"]: row["achieved"] for row in before["indicators"]}
    lines = [
        _from_to(f"{row['code']} {row['name']}", then[row["code"]], row["achieved"])
        for row in now["indicators"]
        if row["code"] in then and then[row["code"]] != row["achieved"]
    ]
    if before["running"] != now["running"]:
        numbers = (wording.number(before["running"]), wording.number(now["running"]))
        lines.append(_from_to(_("Permohonan yang sedang berjalan"), *numbers))
    return lines or [_("Angka indikator lainnya sama.")]


def _from_to(what: str, then: str, now: str) -> str:
    nothing = _("belum ada")
    return _("%(what)s: %(then)s menjadi %(now)s.") % {
        "what": what,
        "then": then or nothing,
        "now": now or nothing,
    }


def month_before(day: date) -> date:
    """The first day of the month that has ended last."""
    return date(day.year - (day.month == 1), (day.month - 2) % 12 + 1, 1)


def month_end(month: date) -> date:
    following = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    return date.fromordinal(following.toordinal() - 1)
