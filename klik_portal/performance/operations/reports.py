"""Take a year's report away: each time is put on record."""

from datetime import datetime
from io import BytesIO

from django.db import transaction

from klik_portal.accounts.models import User
from klik_portal.audit import operations as audit
from klik_portal.core import clock
from klik_portal.office.queries import office
from klik_portal.performance import figures
from klik_portal.performance.documents import annual_report, workbook
from klik_portal.performance.models import Narrative
from klik_portal.performance.queries import certificates
from klik_portal.performance.shapes import Figures


@transaction.atomic
def take_workbook(*, year: int, by: User, at: datetime) -> bytes:
    """Figures and list are read in one transaction."""
    today = clock.wita(at).date()
    told = figures.of_year(year=year, today=today)
    content = workbook.write(told, certificates=certificates.of_year(year=year, today=today))
    _tell(year, "workbook_taken", by, at)
    return content


@transaction.atomic
def take_paper(*, year: int, by: User, at: datetime) -> bytes:
    """The same figures as pages to sign."""
    content = paper_of(figures.of_year(year=year, today=clock.wita(at).date()))
    _tell(year, "report_taken", by, at)
    return content


def paper_of(told: Figures) -> bytes:
    pages = BytesIO()
    annual_report.write(
        pages,
        told,
        office=office(),
        narrative=Narrative.objects.filter(year=told.year).first(),
        certificates=certificates.of_year(year=told.year, today=told.today),
    )
    return pages.getvalue()


def _tell(year: int, verb: str, by: User, at: datetime) -> None:
    audit.record(kind="plan", code=str(year), verb=verb, actor=by, at=at, year=year)
