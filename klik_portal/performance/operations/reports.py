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
from klik_portal.performance.queries import certificates, photos
from klik_portal.performance.shapes import Figures

MOST_PHOTOS = 24  # of a report that must still fit into a mail


@transaction.atomic
def take_workbook(*, year: int, by: User, at: datetime) -> bytes:
    """Figures and list are read in one transaction."""
    today = clock.wita(at).date()
    content = workbook_of(figures.of_year(year=year, today=today))
    _tell(year, "workbook_taken", by, at)
    return content


def workbook_of(told: Figures) -> bytes:
    listed = certificates.of_year(year=told.year, today=told.today)
    return workbook.write(told, certificates=listed)


@transaction.atomic
def take_paper(*, year: int, by: User, at: datetime, with_photos: bool = False) -> bytes:
    """The same figures as pages to sign."""
    told = figures.of_year(year=year, today=clock.wita(at).date())
    content = paper_of(told, with_photos=with_photos)
    _tell(year, "report_taken", by, at)
    return content


def paper_of(told: Figures, *, with_photos: bool = False) -> bytes:
    pages = BytesIO()
    annual_report.write(
        pages,
        told,
        office=office(),
        narrative=Narrative.objects.filter(year=told.year).first(),
        certificates=certificates.of_year(year=told.year, today=told.today),
        photos=photos.with_consent(told.year)[:MOST_PHOTOS] if with_photos else (),
    )
    return pages.getvalue()


def _tell(year: int, verb: str, by: User, at: datetime) -> None:
    audit.record(kind="plan", code=str(year), verb=verb, actor=by, at=at, year=year)
