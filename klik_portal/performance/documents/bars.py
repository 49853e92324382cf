"""A bar chart on paper: achieved as bars, the target of each as a line across its own."""

from collections.abc import Sequence

from reportlab.lib.colors import HexColor
from reportlab.platypus import Flowable

from accreditation.documents import paper
from klik_portal.performance.shapes import YearFigure

GOLD = HexColor("#b7791f")
ROW, BAR, LEFT, RIGHT = 26.0, 14.0, 40.0, 150.0


class YearBars(Flowable):
    def __init__(self, figures: Sequence[YearFigure], said: Sequence[str]) -> None:
        """`said` stands to the right of each bar: nobody must measure it."""
        super().__init__()
        self.figures, self.said = figures, said
        self.width, self.height = paper.INNER, ROW * len(figures) + 6
        highest = max(max(f.result.achieved or 0, f.result.target or 0) for f in figures)
        self.scale = (self.width - LEFT - RIGHT) / float(max(highest, 1))

    def draw(self) -> None:
        for place, (figure, words) in enumerate(zip(self.figures, self.said, strict=True)):
            self._bar(self.height - ROW * (place + 1), figure, paper.safe(words))

    def _bar(self, bottom: float, figure: YearFigure, words: str) -> None:
        canvas, result = self.canv, figure.result
        canvas.setFont(paper.PLAIN, 9)
        canvas.setFillColor(paper.INK)
        canvas.drawString(0, bottom + 4, str(figure.year))
        canvas.drawString(self.width - RIGHT + 12, bottom + 4, words)
        canvas.setFillColor(paper.RIVER)
        canvas.rect(LEFT, bottom, float(result.achieved or 0) * self.scale, BAR, 0, 1)
        if result.target:
            goal = LEFT + float(result.target) * self.scale
            canvas.setStrokeColor(GOLD)
            canvas.setLineWidth(2)
            canvas.line(goal, bottom - 3, goal, bottom + BAR + 3)
