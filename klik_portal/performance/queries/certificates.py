"""The certificates behind the number of a year, all of them, for what is taken away on paper."""

from collections.abc import Iterator
from datetime import date

from accreditation.models import Outcome
from klik_portal.performance.queries import lists

TOGETHER = 1000


def of_year(*, year: int, today: date) -> Iterator[Outcome]:
    """One a library, in order of decision: the list on the page, without its pages."""
    rows = lists.accredited(lists.Wanted(measure="accredited", year=year, today=today))
    rows = rows.select_related("library__kecamatan", "library__desa")
    return rows.order_by("decided_on", "pk").iterator(TOGETHER)
