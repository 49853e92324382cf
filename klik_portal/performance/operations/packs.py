"""Take the evidence of a year away, for awards and the regional innovation index."""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from klik_portal.accounts.models import User
from klik_portal.accounts.roles import Role
from klik_portal.audit import operations as audit
from klik_portal.core import clock
from klik_portal.core.verdict import Refused
from klik_portal.office.queries import office
from klik_portal.performance import figures
from klik_portal.performance.documents import evidence_pack
from klik_portal.performance.operations import reports


def may_take(user: User) -> bool:
    return user.role in (Role.COORDINATOR, Role.HEAD)


@transaction.atomic
def take(*, year: int, by: User, at: datetime) -> Iterator[bytes]:
    """Figures are read here; lists and files follow piece by piece, while they are being sent."""
    if not may_take(by):
        raise Refused(_("Hanya koordinator dan pimpinan yang mengunduh paket bukti."))
    told = figures.of_year(year=year, today=clock.wita(at).date())
    papers = {
        f"laporan-kinerja-{year}.pdf": reports.paper_of(told, with_photos=True),
        f"laporan-kinerja-{year}.xlsx": reports.workbook_of(told),
    }
    audit.record(kind="plan", code=str(year), verb="pack_taken", actor=by, at=at, year=year)
    return evidence_pack.pieces(told, papers=papers, office=office(), at=at)
