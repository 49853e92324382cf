"""How one gets from one kecamatan to another along the office's routes, and over how many days. Pure.

All minutes are estimates of the office; what people type into a trip goes before them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import groupby

from django.utils.translation import gettext as _

from scheduling.itinerary import Leg

BASE = ""  # where the office is: every route begins there
INSIDE = 30  # minutes from one library to another in the same kecamatan


@dataclass(frozen=True)
class Point:
    """A kecamatan on a route and the way to it from the point before."""

    code: str
    name: str
    mode: str
    minutes: int
    season_note: str = ""


Route = Sequence[Point]


@dataclass(frozen=True)
class _Step:
    """One edge of the map, in the direction in which it is travelled."""

    start: str
    goal: str
    mode: str
    minutes: int
    season_note: str


class Ways:
    """The map that the routes make together; travelled both ways."""

    def __init__(self, routes: Iterable[Route], base: str = "Tenggarong") -> None:
        self._names = {BASE: base}
        self._steps: dict[str, list[_Step]] = {}
        self._known: dict[tuple[str, str], tuple[Leg, ...]] = {}
        for route in routes:
            before = BASE
            for point in route:
                self._names[point.code] = point.name
                self._join(before, point)
                before = point.code

    def _join(self, before: str, point: Point) -> None:
        how = (point.mode, point.minutes, point.season_note)
        self._steps.setdefault(before, []).append(_Step(before, point.code, *how))
        self._steps.setdefault(point.code, []).append(_Step(point.code, before, *how))

    def legs(self, start: str, goal: str) -> tuple[Leg, ...]:
        """The quickest way, one leg for each change of vehicle; empty when no route leads there."""
        if (start, goal) not in self._known:
            self._known[start, goal] = self._looked_up(start, goal)
        return self._known[start, goal]

    def _looked_up(self, start: str, goal: str) -> tuple[Leg, ...]:
        if start == goal:
            return (self._inside(start),) if start else ()
        steps = self._quickest(start, goal)
        return tuple(self._leg(list(group)) for _mode, group in groupby(steps, lambda s: s.mode))

    def minutes(self, start: str, goal: str) -> int:
        """Travelling time; a way nobody knows counts as nothing, people type it in."""
        return sum(leg.minutes for leg in self.legs(start, goal))

    def knows(self, code: str) -> bool:
        return code in self._steps

    def detour(self, order: Sequence[str], code: str) -> int:
        """How many minutes of travelling one more stop costs at its best place."""
        index = self.best_place(order, code)
        return self._detour([BASE, *order, BASE], index, code)

    def best_place(self, order: Sequence[str], code: str) -> int:
        """Where among the stops one more costs the least travelling; of equals, on the way out."""
        stations = [BASE, *order, BASE]

        def cost(index: int) -> tuple[int, bool, int]:
            before, after = stations[index], stations[index + 1]
            far = self.minutes(BASE, code)
            is_return = self.minutes(BASE, before) > far
            is_early = after != BASE and self.minutes(BASE, after) < far
            return self._detour(stations, index, code), is_return or is_early, -index

        return min(range(len(order) + 1), key=cost)

    def _detour(self, stations: Sequence[str], index: int, code: str) -> int:
        before, after = stations[index], stations[index + 1]
        there_and_on = self.minutes(before, code) + self.minutes(code, after)
        return there_and_on - self.minutes(before, after)

    def _inside(self, code: str) -> Leg:
        where = self._names.get(code, "")
        return Leg("road", INSIDE, _("Di dalam Kec. %s") % where if where else "")

    def _quickest(self, start: str, goal: str) -> list[_Step]:
        heap: list[tuple[int, int, str, list[_Step]]] = [(0, 0, start, [])]
        done: set[str] = set()
        count = 0
        while heap:
            minutes, _order, place, steps = heappop(heap)
            if place == goal:
                return steps
            if place in done:
                continue
            done.add(place)
            for step in self._steps.get(place, ()):
                count += 1
                heappush(heap, (minutes + step.minutes, count, step.goal, [*steps, step]))
        return []

    def _leg(self, steps: list[_Step]) -> Leg:
        notes = dict.fromkeys(step.season_note for step in steps if step.season_note)
        return Leg(
            mode=steps[0].mode,
            minutes=max(5, sum(step.minutes for step in steps)),
            description=f"{self._names[steps[0].start]} - {self._names[steps[-1].goal]}",
            season_note=" ".join(notes)[:200],
        )


def proposed_days(efforts: Sequence[int], *, way_home: int, most: int) -> tuple[list[int], int]:
    """On which day each stop is reached, and the last day, so that no day holds more than `most` minutes.

    `efforts` are minutes of the way to a stop and the visit together. What is longer than a day by
    itself gets a day of its own.
    """
    days: list[int] = []
    day, used = 1, 0
    for effort in efforts:
        if used and used + effort > most:
            day, used = day + 1, 0
        days.append(day)
        used += effort
    if used and way_home and used + way_home > most:
        day += 1
    return days, day
