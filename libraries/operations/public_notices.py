"""Let everybody read an institution's contact, or take it back. Only the office does."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from klik_portal.accounts.models import User
from klik_portal.audit import operations as audit
from klik_portal.core.verdict import Conflict, Refused
from libraries.models import Library, PublicNotice
from libraries.operations.registry import tidy_phone

FIELDS = ("phone", "email", "website", "way")


@transaction.atomic
def keep(
    *, library: Library, version: int, facts: Mapping[str, str], by: User, at: datetime
) -> None:
    """`version` 0: the person saw none. All empty: nothing is public any more."""
    if not by.is_caseworker:
        raise Refused(_("Hanya petugas yang mengatur kontak untuk umum."))
    library = Library.objects.select_for_update(of=("self",)).get(pk=library.pk)
    wanted = {name: facts[name].strip() for name in FIELDS}
    wanted["phone"] = tidy_phone(wanted["phone"])
    _ensure_nobodys(library, wanted)
    kept = PublicNotice.objects.filter(library=library).first()
    before = {name: getattr(kept, name) if kept else "" for name in FIELDS}
    if wanted == before:
        return
    if (kept.version if kept else 0) != version:
        raise Conflict(theirs=_words(before), yours=_words(wanted))
    if any(wanted.values()):
        PublicNotice.objects.update_or_create(
            library=library,
            defaults={**wanted, "version": version + 1, "agreed_by": by, "agreed_at": at},
        )
    else:
        kept.delete()
    changed = [name for name in FIELDS if wanted[name] != before[name]]
    audit.record(
        kind="library", code=library.code, verb="public_notice_kept", actor=by, at=at,
        fields=changed,
    )  # fmt: skip


def _ensure_nobodys(library: Library, wanted: Mapping[str, str]) -> None:
    """A number or an address Klik knows as a person's is none of an institution."""
    people = [member.user for member in library.memberships.select_related("user")]
    phones = {library.contact_phone, *(person.phone for person in people)} - {"", None}
    mails = {library.contact_email, *(person.email for person in people)} - {"", None}
    reasons = []
    if wanted["phone"] in phones:
        reasons.append(_("Nomor ini tercatat sebagai nomor pengelola. Pakai nomor lembaga."))
    if wanted["email"].lower() in {mail.lower() for mail in mails}:
        reasons.append(_("Surel ini tercatat sebagai surel pengelola. Pakai surel lembaga."))
    if reasons:
        raise Refused(*reasons)


def _words(facts: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(str(PublicNotice._meta.get_field(name).verbose_name), facts[name]) for name in FIELDS]
