"""Give a year's figures to the public: a deliberate act, with its day."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from klik_portal.accounts.models import User
from klik_portal.audit import operations as audit
from klik_portal.core import clock
from klik_portal.core.verdict import Refused
from klik_portal.performance import figures
from klik_portal.performance.models import Release
from klik_portal.performance.operations.plans import ensure_coordinator
from klik_portal.performance.shapes import Figures


@transaction.atomic
def release(*, year: int, note: str, by: User, at: datetime, with_answers: bool = False) -> Release:
    """What the public sees of the year from now on, however the certificates change later.

    How many first answers came in time is told only when that is asked for.
    """
    ensure_coordinator(by)
    today = clock.wita(at).date()
    if year > today.year:
        raise Refused(_("Tahun %d belum berjalan.") % year)
    told = figures.of_year(year=year, today=today)
    released = Release.objects.create(
        year=year,
        figures=as_told(told, with_answers),
        note=note.strip(),
        released_by=by,
        released_at=at,
    )
    audit.record(
        kind="plan", code=str(year), verb="figures_released", actor=by, at=at, note=note.strip(),
        year=year, achieved=int(told.result.achieved or 0),
    )  # fmt: skip
    return released


def as_told(told: Figures, with_answers: bool = False) -> dict:
    """Institutions only: no person is in any figure."""
    target = told.result.target
    return {
        "name": told.headline.name,
        "rule": told.headline.rule,
        "plan": told.plan.title if told.plan else "",
        "achieved": int(told.result.achieved or 0),
        "target": None if target is None else str(target),
        "groups": [[group.code, group.label, group.achieved] for group in told.groups],
        "answers": [told.answers.answered, told.answers.in_time] if with_answers else None,
        "areas": [[area.code, area.label, area.achieved] for area in told.areas],
    }
