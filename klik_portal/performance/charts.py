"""Numbers as coordinates: the year chart and the district map, drawn by templates as inline SVG."""

from dataclasses import dataclass

from klik_portal.performance.shapes import PartFigure, StageFigure, YearFigure
from libraries import district_map as ground
from libraries.district_map import Shape

BAR, STEP, LEFT, TOP, BOTTOM = 34, 56, 18, 30, 200
LABEL = 26  # room above a bar for its figure; a target line inside it lifts the figure above itself


@dataclass(frozen=True)
class YearBar:
    year: int
    achieved: int
    target: str
    x: int
    y: int
    height: int
    middle: int
    goal_y: int | None
    goal_from: int
    goal_to: int
    label_y: int


@dataclass(frozen=True)
class YearChart:
    bars: list[YearBar]
    width: int
    baseline: int
    bar: int = BAR


def year_chart(figures: list[YearFigure]) -> YearChart:
    """Bars for achieved and a line for the target, scaled to the highest of both."""
    highest = max([1, *(max(f.result.achieved or 0, f.result.target or 0) for f in figures)])
    scale = (BOTTOM - TOP) / float(highest)
    bars = [_bar(index, figure, scale) for index, figure in enumerate(figures)]
    return YearChart(bars, LEFT + STEP * len(figures), BOTTOM)


def _bar(index: int, figure: YearFigure, scale: float) -> YearBar:
    x = LEFT + STEP * index
    achieved, target = int(figure.result.achieved or 0), figure.result.target
    height = round(achieved * scale)
    top = BOTTOM - height
    goal_y = BOTTOM - round(float(target) * scale) if target else None
    is_crossed = goal_y is not None and top - LABEL < goal_y <= top
    return YearBar(
        year=figure.year, achieved=achieved, target=figure.result.target_label, x=x, y=top, height=height,
        middle=x + BAR // 2, goal_y=goal_y, goal_from=x - 8, goal_to=x + BAR + 8, label_y=(goal_y if is_crossed else top) - 8,
    )  # fmt: skip


@dataclass(frozen=True)
class MapArea:
    name: str
    code: str
    achieved: int
    css: str
    shape: Shape


@dataclass(frozen=True)
class DistrictMap:
    areas: list[MapArea]
    width: int
    height: int


def district_map(figures: list[PartFigure]) -> DistrictMap:
    """Each kecamatan coloured and, where there is something, numbered."""
    outlines = ground.outlines()
    areas = [
        MapArea(
            f.label,
            f.code,
            f.achieved,
            _css(f.achieved),
            outlines.shapes[f.code],
        )
        for f in figures
        if f.code in outlines.shapes
    ]
    return DistrictMap(areas, ground.WIDTH, outlines.height)


def _css(achieved: int) -> str:
    if achieved == 0:
        return "none"
    return "few" if achieved == 1 else "some" if achieved <= 3 else "many"


@dataclass(frozen=True)
class FunnelBar:
    code: str
    label: str
    count: int
    y: int
    width: int


ROW, FUNNEL = 34, 320  # a bar starts where the longest label ends, at 172


def funnel(stages: list[StageFigure]) -> list[FunnelBar]:
    """What stands in each state now, one bar below the other."""
    most = max([1, *(stage.count for stage in stages)])
    return [
        FunnelBar(
            stage.code, stage.label, stage.count, index * ROW, round(stage.count * FUNNEL / most)
        )
        for index, stage in enumerate(stages)
    ]
