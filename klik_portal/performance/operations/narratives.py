"""Keep the words around the figures of a year."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from klik_portal.accounts.models import User
from klik_portal.audit import operations as audit
from klik_portal.core.verdict import Conflict, Refused
from klik_portal.performance.models import Narrative
from klik_portal.performance.models.narrative import PARTS, label_of
from klik_portal.performance.operations.plans import ensure_coordinator


@transaction.atomic
def write(*, year: int, parts: dict[str, str], version: int, by: User, at: datetime) -> Narrative:
    """Version 0 is a year nobody has written about yet."""
    ensure_coordinator(by)
    current = Narrative.objects.select_for_update().filter(year=year).first()
    if (current.version if current else 0) != version:
        raise _conflict(current, parts)
    narrative = current or Narrative(year=year, version=0)
    for name in PARTS:
        setattr(narrative, name, parts[name].strip())
    narrative.version += 1
    narrative.changed_by, narrative.changed_at = by, at
    try:
        with transaction.atomic():
            narrative.save()
    except IntegrityError:
        raise Refused(_("Orang lain baru saja menulisnya. Kirim sekali lagi.")) from None
    audit.record(
        kind="plan", code=str(year), verb="narrative_written", actor=by, at=at, year=year,
        **{name: getattr(narrative, name) for name in PARTS},
    )  # fmt: skip
    return narrative


def _conflict(current: Narrative | None, parts: dict[str, str]) -> Conflict:
    kept = {name: getattr(current, name) if current else "" for name in PARTS}
    names = [name for name in PARTS if kept[name] != parts[name].strip()]
    return Conflict(
        theirs=[(label_of(name), kept[name]) for name in names],
        yours=[(label_of(name), parts[name]) for name in names],
    )
