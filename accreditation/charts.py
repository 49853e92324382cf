"""Readiness over time as coordinates; the template draws them as inline SVG."""

from collections.abc import Sequence
from dataclasses import dataclass

from accreditation.models import ReadinessRecord
from accreditation.scoring import Threshold

WIDTH, HEIGHT = 360, 170
LEFT, RIGHT, TOP, BOTTOM = 14, 322, 14, 140


@dataclass(frozen=True)
class Point:
    record: ReadinessRecord
    x: int
    y: int


@dataclass(frozen=True)
class Goal:
    grade: str
    y: int


@dataclass(frozen=True)
class ReadinessLine:
    points: list[Point]
    goals: list[Goal]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = RIGHT
    baseline: int = BOTTOM

    @property
    def path(self) -> str:
        return "M" + "L".join(f"{point.x} {point.y}" for point in self.points)

    @property
    def first(self) -> Point:
        return self.points[0]

    @property
    def last(self) -> Point:
        return self.points[-1]


def readiness_line(
    history: Sequence[ReadinessRecord], thresholds: Sequence[Threshold]
) -> ReadinessLine | None:
    """Days from left to right, 0 to 100 from the bottom up; nothing to draw before the second day."""
    if len(history) < 2:
        return None
    begin, days = history[0].day, (history[-1].day - history[0].day).days
    points = [
        Point(
            record,
            LEFT + round((RIGHT - LEFT) * (record.day - begin).days / days),
            _height(float(record.estimated_score)),
        )
        for record in history
    ]
    return ReadinessLine(points, [Goal(t.grade, _height(float(t.from_score))) for t in thresholds])


def _height(score: float) -> int:
    return BOTTOM - round((BOTTOM - TOP) * score / 100)
