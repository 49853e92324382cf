"""The certificates behind the number of a year, all of them, for what is taken away on paper."""

from collections.abc import Iterator
from datetime import date

from accreditation.models import Outcome
from klik_portal.core.quarters import quarter_end
from klik_portal.performance.monthly import MOST_NAMED, Newly
from klik_portal.performance.queries import behind

TOGETHER = 1000
TOLD = (  # of tens of thousands of rows: reading all that is known of a library costs more than writing it
    "grade", "certificate_number", "decided_on", "valid_until", "library__code", "library__name",
    "library__type", "library__npp", "library__kecamatan__name", "library__desa__name", "library__desa__kind",
    "replaced_by__grade", "replaced_by__certificate_number", "replaced_by__valid_until",
)  # fmt: skip


def of_year(*, year: int, today: date, quarter: int = 0) -> Iterator[Outcome]:
    """One a library, in order of decision; with a quarter, from January to its end."""
    rows = behind.accredited(behind.Wanted(measure="accredited", year=year, today=today))
    rows = rows.filter(decided_on__lte=quarter_end(year, quarter))
    rows = rows.select_related(None)
    rows = rows.select_related("library__kecamatan", "library__desa", "replaced_by").only(*TOLD)
    return rows.order_by("decided_on", "pk").iterator(TOGETHER)


def of_days(first: date, last: date) -> Newly:
    """The libraries that count from one of these days on, by name; the days lie in one year."""
    rows = behind.accredited(behind.Wanted(measure="accredited", year=first.year, today=last))
    rows = rows.filter(decided_on__range=(first, last))
    names = rows.order_by("decided_on", "pk").values_list("library__name", flat=True)
    return Newly(rows.count(), list(names[:MOST_NAMED]))
