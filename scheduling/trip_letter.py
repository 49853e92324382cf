"""The surat tugas of a trip as it was issued, and whether the trip has moved on since. Reads only."""

from functools import cached_property

from klik_portal.office.queries import office
from klik_portal.papers import queries as papers
from klik_portal.papers.models import IssuedPaper, PaperKind
from scheduling.documents import assignment_letter
from scheduling.trip_plan import TripPlan


class TripLetter:
    """No query while no number was typed."""

    def __init__(self, plan: TripPlan) -> None:
        self.plan = plan

    @cached_property
    def issued(self) -> IssuedPaper | None:
        if not self.plan.trip.letter_number:
            return None
        return papers.current(PaperKind.ASSIGNMENT, assignment_letter.KIND, self.plan.trip.code)

    @cached_property
    def is_changed(self) -> bool:
        """Would a letter of today say something else?"""
        sheet = assignment_letter.sheet
        return bool(self.issued) and not sheet(self.plan, office()).is_printed_as(self.issued)
