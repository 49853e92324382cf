"""Take back certificates that came with a sheet. Only such as nobody has worked on since."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accreditation.models import Outcome
from klik_portal.accounts.models import User
from klik_portal.audit import operations as audit
from klik_portal.core.pointing import pointing_at
from klik_portal.core.verdict import Refused


@transaction.atomic
def take_back(*, tokens: Sequence[str], source: str, by: User, at: datetime) -> list[str]:
    """Why each was left, or nothing."""
    if not by.is_caseworker:
        raise Refused(_("Hanya petugas yang dapat membatalkan sertifikat."))
    rows = Outcome.objects.select_for_update(of=("self",)).select_related("library")
    there = {outcome.token: outcome for outcome in rows.filter(token__in=tokens)}
    used = pointing_at(Outcome, (outcome.pk for outcome in there.values()))
    told = []
    for token in tokens:
        outcome = there.get(token)
        if outcome is None:
            told.append(_("Sertifikat ini sudah tidak ada."))
        elif outcome.version != 1 or outcome.pk in used or outcome.scan_id:
            told.append(_("Sertifikat ini sudah diperbaiki atau dipakai sesudah impor."))
        else:
            _remove(outcome, source, by, at)
            told.append("")
    return told


def _remove(outcome: Outcome, source: str, by: User, at: datetime) -> None:
    number = outcome.certificate_number
    outcome.delete()
    audit.record(
        kind="library", code=outcome.library.code, verb="outcome_taken_back", actor=by, at=at,
        certificate_number=number, sheet=source,
    )  # fmt: skip
