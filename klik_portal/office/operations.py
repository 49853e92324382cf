"""Change what the agency says of itself."""

from datetime import datetime
from hashlib import sha256

from django.db import transaction
from django.utils.translation import gettext as _

from klik_portal.accounts.models import User
from klik_portal.audit import operations as audit
from klik_portal.core.verdict import Conflict, Refused
from klik_portal.office.models import Office

LETTERHEAD_FIELDS = (
    "agency_name", "regency_name", "address", "phone", "email", "letterhead", "letter_place",
    "signer_name", "signer_post", "signer_rank",
)  # fmt: skip


def letterhead_mark(office: Office) -> str:
    """Names what the letterhead says now: the office's row has no version, its words are one."""
    told = "\0".join(str(getattr(office, name)) for name in LETTERHEAD_FIELDS)
    return sha256(told.encode()).hexdigest()[:16]


@transaction.atomic
def keep_letterhead(*, typed: dict[str, str], seen: str, by: User, at: datetime) -> Office:
    """Keep names, contacts and signer of the letters. `seen` is the mark of what the person saw."""
    if not by.is_coordinator:
        raise Refused(_("Hanya koordinator yang mengubah kop surat."))
    office = Office.objects.select_for_update().get(pk=1)
    wanted = {name: typed[name] for name in LETTERHEAD_FIELDS}
    changed = {name: text for name, text in wanted.items() if getattr(office, name) != text}
    if not changed:
        return office
    if letterhead_mark(office) != seen:
        labels = {name: str(Office._meta.get_field(name).verbose_name) for name in changed}
        raise Conflict(
            theirs=[(labels[name], getattr(office, name)) for name in changed],
            yours=[(labels[name], text) for name, text in changed.items()],
        )
    for name, text in changed.items():
        setattr(office, name, text)
    office.save(update_fields=[*changed])
    audit.record(
        kind="office", code="kop-surat", verb="letterhead_changed", actor=by, at=at,
        changed=sorted(changed),
    )  # fmt: skip
    return office
