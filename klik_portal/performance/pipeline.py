"""The way through the office: what stands where, how long it takes, what will come of it."""

from collections import Counter
from datetime import date

from accreditation.workflow import State, Turn
from klik_portal.performance.counting import NOW
from klik_portal.performance.forecast import Forecast, chance
from klik_portal.performance.queries.counts import Counts
from klik_portal.performance.shapes import AnswerFigure, StageFigure

STAGES = (State.SUBMITTED, State.RETURNED, State.MENTORING, State.READY, State.PROPOSED)


def stages(counts: Counts, year: int) -> list[StageFigure]:
    return [_stage(counts, year, state) for state in STAGES]


def _stage(counts: Counts, year: int, state: State) -> StageFigure:
    turns = counts.split(NOW, "turn", "running")
    days = _of(counts.split(year, "days", "stays"), state)
    return StageFigure(
        code=state.value,
        label=str(state.label),
        count=counts.split(NOW, "state", "running")[state],
        with_applicant=turns[f"{state.value}:{Turn.APPLICANT.value}"],
        with_office=turns[f"{state.value}:{Turn.OFFICER.value}"],
        with_perpusnas=turns[f"{state.value}:{Turn.PERPUSNAS.value}"],
        median_days=median({int(key): count for key, count in days.items()}),
        left_count=sum(days.values()),
    )


def _of(keyed: Counter[str], state: State) -> dict[str, int]:
    """What belongs to one state among keys like 'mentoring:012'."""
    start = f"{state.value}:"
    return {key.removeprefix(start): n for key, n in keyed.items() if key.startswith(start)}


def median(histogram: dict[int, int]) -> int | None:
    """The middle one; of two middle ones the smaller."""
    left = (sum(histogram.values()) + 1) // 2
    for value in sorted(histogram):
        left -= histogram[value]
        if left <= 0:
            return value
    return None


def answers(counts: Counts, year: int) -> AnswerFigure:
    hours = counts.split(year, "hours", "answers")
    return AnswerFigure(
        answered=counts.in_year("answers", year),
        in_time=counts.in_year("in_time", year),
        median_hours=median({int(key): count for key, count in hours.items()}),
    )


def forecast(counts: Counts, *, year: int, today: date) -> Forecast | None:
    """Only the running year has a future."""
    if year != today.year:
        return None
    days_left = (date(year, 12, 31) - today).days
    running = counts.split(NOW, "state", "running")
    fates = counts.split(NOW, "fate", "fates")
    return Forecast(
        achieved=counts.in_year("accredited", year),
        chances=tuple(
            chance(state.value, str(state.label), running[state], _of(fates, state), days_left)
            for state in STAGES
        ),
    )
