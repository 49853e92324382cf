"""A library changed hands: its running request names the new keeper where it named the old one."""

from datetime import datetime

from accreditation.models import Application
from accreditation.workflow import CLOSED
from klik_portal.accounts.models import User
from klik_portal.audit import operations as audit
from libraries.models import Library


def follow(
    *, library: Library, giver: User, successor: User, position: str, by: User, at: datetime
) -> None:
    """In the transaction of the hand-over."""
    running = library.applications.select_for_update(of=("self",)).exclude(state__in=CLOSED)
    for application in running:
        if application.details.get("contact_name", "") != giver.name:
            continue
        new = {"contact_name": successor.name, "contact_phone": successor.phone or "", "contact_position": position}  # fmt: skip
        kept = {key: text for key, text in application.details.items() if key not in new}
        _save(application, kept | {key: text for key, text in new.items() if text})
        audit.record(
            kind="application", code=application.code, verb="contact_moved", actor=by, at=at,
            successor=successor.display_name,
        )  # fmt: skip


def _save(application: Application, details: dict[str, str]) -> None:
    application.details = details
    application.version += 1
    application.save(update_fields=["details", "version"])
