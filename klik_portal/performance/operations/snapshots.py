"""Freeze a quarter: what was reported stays, whatever is put right later."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from klik_portal.accounts.models import User
from klik_portal.audit import operations as audit
from klik_portal.core import clock
from klik_portal.core.quarters import quarter_end
from klik_portal.core.verdict import Refused
from klik_portal.performance.models import Snapshot
from klik_portal.performance.models.snapshot import fingerprint
from klik_portal.performance.operations.plans import ensure_coordinator
from klik_portal.performance.queries import snapshots


@transaction.atomic
def freeze(*, year: int, quarter: int, note: str, by: User, at: datetime) -> Snapshot:
    """A quarter may be frozen again after corrections; the earlier snapshot stays beside it."""
    ensure_coordinator(by)
    today = clock.wita(at).date()
    if quarter_end(year, quarter) >= today:
        raise Refused(_("Triwulan ini belum berakhir."))
    figures = snapshots.quarter_now(year=year, quarter=quarter, today=today)
    if not figures["indicators"]:
        raise Refused(_("Belum ada rencana dengan indikator. Buat rencananya dulu."))
    digest = fingerprint(figures)
    newest = Snapshot.objects.filter(year=year, quarter=quarter).first()
    if newest and newest.sha256 == digest:
        raise Refused(_("Angkanya masih sama dengan yang sudah dibekukan."))
    kept = Snapshot.objects.create(
        year=year, quarter=quarter, figures=figures, sha256=digest, note=note.strip(), frozen_by=by, frozen_at=at,
    )  # fmt: skip
    audit.record(
        kind="plan", code=str(year), verb="quarter_frozen", actor=by, at=at, note=note.strip(),
        year=year, quarter=quarter, sha256=digest,
    )  # fmt: skip
    return kept
