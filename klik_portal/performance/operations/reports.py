"""Take a year's report away: each time is put on record."""

from datetime import datetime

from django.db import transaction

from klik_portal.accounts.models import User
from klik_portal.audit import operations as audit
from klik_portal.core import clock
from klik_portal.performance import figures
from klik_portal.performance.documents import workbook
from klik_portal.performance.queries import certificates


@transaction.atomic
def take_workbook(*, year: int, by: User, at: datetime) -> bytes:
    """Figures and list are read in one transaction."""
    today = clock.wita(at).date()
    told = figures.of_year(year=year, today=today)
    content = workbook.write(told, certificates=certificates.of_year(year=year, today=today))
    _tell(year, "workbook_taken", by, at)
    return content


def _tell(year: int, verb: str, by: User, at: datetime) -> None:
    audit.record(kind="plan", code=str(year), verb=verb, actor=by, at=at, year=year)
