"""A visit's report as its pages and its paper show it. Reads only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import groupby

from django.db.models import Subquery

from accreditation.models import Component
from klik_portal.accounts.models import User
from klik_portal.papers import queries as papers
from klik_portal.papers.models import IssuedPaper, PaperKind
from scheduling import visit_scores
from scheduling.models import Appointment, Finding, VisitPhoto, VisitReport
from scheduling.visit_scores import Scores


@dataclass(frozen=True)
class FindingGroup:
    component: Component | None
    findings: Sequence[Finding]


class VisitReading:
    """Report, findings, photos and scores; findings and photos are fetched once, when asked for."""

    def __init__(self, appointment: Appointment, report: VisitReport | None, on: date) -> None:
        self.appointment, self.report, self.on = appointment, report, on

    @property
    def is_finished(self) -> bool:
        return self.report is not None and self.report.is_finished

    @cached_property
    def findings(self) -> list[Finding]:
        if self.report is None:
            return []
        return list(self.report.findings.select_related("component", "indicator"))

    @property
    def groups(self) -> list[FindingGroup]:
        """What is about the visit as a whole comes first."""
        return [
            FindingGroup(component, tuple(rows))
            for component, rows in groupby(self.findings, key=lambda finding: finding.component)
        ]

    @cached_property
    def photos(self) -> list[VisitPhoto]:
        if self.report is None:
            return []
        return list(self.report.photos.select_related("file", "component"))

    def photos_for(self, user: User) -> list[VisitPhoto]:
        """The library's people see those on which everybody agreed to be seen."""
        return [photo for photo in self.photos if user.is_reader or photo.has_consent]

    @cached_property
    def paper(self) -> IssuedPaper | None:
        """The minutes as they were issued; none while they are a draft."""
        if not self.is_finished:
            return None
        return papers.current(PaperKind.MINUTES, "appointment", self.appointment.code)

    @cached_property
    def scores(self) -> Scores | None:
        """Frozen in a finished report, as they are now before."""
        if self.report is not None and self.report.is_finished:
            return visit_scores.of_report(self.report)
        return visit_scores.of_application(self.appointment.application, on=self.on)


def of_visit(appointment: Appointment, *, on: date) -> VisitReading:
    issued = papers.of_subject("appointment", appointment.code, PaperKind.MINUTES)
    report = (
        VisitReport.objects.select_related("finished_by", "scan", "scan_by")
        .annotate(paper_code=Subquery(issued.filter(is_current=True).values("code")[:1]))
        .filter(appointment=appointment)
        .first()
    )
    return VisitReading(appointment, report, on)


def readable_by(reading: VisitReading, user: User) -> bool:
    """Staff read drafts too, the library's people what is finished."""
    return reading.report is not None and (user.is_reader or reading.is_finished)
