"""Write the service standard and the pledge anew. Each saving is a version; nothing is overwritten."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from klik_portal.accounts.models import User
from klik_portal.audit import operations as audit
from klik_portal.core import clock, wording
from klik_portal.core.verdict import Conflict, Refused
from klik_portal.office.models import Office, ServicePledge, ServiceStandard
from klik_portal.office.queries import pledge_in_force, standard_in_force
from klik_portal.office.service_parts import PARTS, told

SUBJECT = "standar-layanan"


@transaction.atomic
def keep_standard(
    *, parts: dict[str, str], decree: str, seen: int, by: User, at: datetime
) -> ServiceStandard:
    """`seen` is the number of the version the person began with."""
    current = _turn(by, standard_in_force)
    wanted = {part.key: parts.get(part.key, "").strip() for part in PARTS}
    if (wanted, decree) == (current.parts, current.decree):
        return current
    if current.number != seen:
        raise Conflict(theirs=current.told(), yours=told(wanted))
    kept = ServiceStandard.objects.create(
        number=seen + 1, parts=wanted, decree=decree, kept_by=by, kept_at=at
    )
    audit.record(
        kind="office", code=SUBJECT, verb="standard_kept", actor=by, at=at, number=kept.number
    )
    return kept


@transaction.atomic
def keep_pledge(
    *, text: str, signer_name: str, signer_post: str, signed_on: date | None, seen: int, by: User, at: datetime
) -> ServicePledge:  # fmt: skip
    """Who signed must be told together with the day."""
    current = _turn(by, pledge_in_force)
    if bool(signer_name) != bool(signed_on):
        raise Refused(_("Isi nama penanda tangan dan tanggalnya, atau kosongkan keduanya."))
    if signed_on and signed_on > clock.wita(at).date():
        raise Refused(_("Tanggal tanda tangan belum tiba."))
    wanted = {"text": text, "signer_name": signer_name, "signer_post": signer_post, "signed_on": signed_on}  # fmt: skip
    if all(getattr(current, name) == value for name, value in wanted.items()):
        return current
    if current.number != seen:
        raise Conflict(theirs=_words(current), yours=_words(ServicePledge(number=0, **wanted)))
    kept = ServicePledge.objects.create(number=seen + 1, kept_by=by, kept_at=at, **wanted)
    audit.record(
        kind="office", code=SUBJECT, verb="pledge_kept", actor=by, at=at, number=kept.number
    )
    return kept


def _turn(by: User, newest: Any) -> Any:
    """One at a time: the office's row is the lock."""
    if not by.is_coordinator:
        raise Refused(_("Hanya koordinator yang mengubah standar dan maklumat pelayanan."))
    Office.objects.select_for_update().get(pk=1)
    return newest()


def _words(pledge: ServicePledge) -> list[tuple[str, str]]:
    signed = f"{pledge.signer_name}, {wording.day(pledge.signed_on)}" if pledge.signed_on else ""
    rows = ((_("Isi maklumat"), pledge.text), (_("Penanda tangan"), signed))
    return [(label, words) for label, words in rows if words]
