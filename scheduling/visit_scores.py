"""What a visited library's answers are worth: by its own account and as the office found. Reads only.

The office's figure takes the library's answer wherever no officer judged, so that a half-checked
sheet is not mistaken for a bad library. Both are estimates: only Perpusnas judges.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from accreditation import assessment
from accreditation.models import Application, ItemReview
from scheduling.models import VisitReport


@dataclass(frozen=True)
class ComponentScores:
    code: str
    name: str
    weight: Decimal
    library: Decimal | None
    office: Decimal | None

    @property
    def label(self) -> str:
        return f"{self.code}. {self.name}"


@dataclass(frozen=True)
class Scores:
    """`library` is empty while nothing was answered, `office` while no indicator was judged."""

    components: Sequence[ComponentScores]
    library: Decimal | None
    office: Decimal | None
    judged_count: int
    indicator_count: int

    @property
    def frozen(self) -> list[dict[str, str | None]]:
        """The components as a report keeps them."""
        return [
            {
                "code": part.code, "name": part.name, "weight": str(part.weight),
                "library": _text(part.library), "office": _text(part.office),
            }
            for part in self.components
        ]  # fmt: skip


def of_application(application: Application, *, on: date) -> Scores | None:
    """None where the library's type has no instrument."""
    mine = assessment.of_application(application, on=on, with_options=False)
    if mine is None:
        return None
    judged = {
        review.indicator_id: review.option
        for review in ItemReview.objects.filter(
            application=application, option__isnull=False
        ).select_related("option")
    }
    given = {item.indicator.pk: item.chosen for item in mine.items if item.is_answered}
    theirs = [
        assessment.Section(
            section.component,
            tuple(
                assessment.Item(item.indicator, judged.get(item.indicator.pk, item.chosen))
                for item in section.items
            ),
        )
        for section in mine.sections
    ]
    found = assessment.Assessment(mine.edition, theirs, on)
    judged_count = sum(item.indicator.pk in judged for item in mine.items)
    return Scores(
        [
            ComponentScores(
                own.component.code, own.component.name, own.component.weight,
                own.score if given else None, other.score if judged_count else None,
            )
            for own, other in zip(mine.sections, found.sections, strict=True)
        ],
        mine.score if given else None,
        found.score if judged_count else None,
        judged_count,
        len(mine.items),
    )  # fmt: skip


def of_report(report: VisitReport) -> Scores | None:
    """As they were when the report was finished."""
    if report.indicator_count is None:
        return None
    return Scores(
        [
            ComponentScores(
                part["code"], part["name"], Decimal(part["weight"]),
                _decimal(part["library"]), _decimal(part["office"]),
            )
            for part in report.component_scores
        ],
        report.library_score,
        report.office_score,
        report.judged_count or 0,
        report.indicator_count,
    )  # fmt: skip


def _text(value: Decimal | None) -> str | None:
    return None if value is None else str(value)


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
