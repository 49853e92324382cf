"""Register a library and keep its facts."""

from collections.abc import Mapping
from copy import copy
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import phonenumbers
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from klik_portal.accounts.models import User
from klik_portal.audit import operations as audit
from klik_portal.core import wording
from klik_portal.core.numbering import next_number
from klik_portal.core.verdict import Conflict, Refused
from libraries import npp as npp_rules
from libraries import policies
from libraries.models import Library, MemberKind
from libraries.operations import memberships
from libraries.operations.locking import lock

SERIES = "PRP"
FIELDS = (
    "name", "type", "desa", "address", "parent_body", "npp", "contact_name", "contact_phone", "contact_email",
    "way_to_get_there", "title_count", "head_name", "decree_number", "decree_date", "opening_hours", "room_size",
    "copy_count", "staff_count", "internet", "power", "website", "travel_by", "travel_hours", "season_note",
    "latitude", "longitude",
)  # fmt: skip


@transaction.atomic
def register(*, facts: Mapping[str, Any], position: str = "", by: User, at: datetime) -> Library:
    """Add a library; what `facts` leaves out is unknown. Applicants become its keeper, waiting for an officer; officers confirm at once."""
    library = Library(code=next_number(series=SERIES, at=at), registered_by=by, registered_at=at)
    if by.is_caseworker:
        library.verified_by, library.verified_at = by, at
    put(library, facts)
    _save(library, force_insert=True)
    audit.record(
        kind="library", code=library.code, verb="registered", actor=by, at=at, name=library.name
    )
    if by.is_applicant:
        memberships.claim(library=library, kind=MemberKind.KEEPER, position=position, by=by, at=at)
    return library


@transaction.atomic
def update(
    *, library: Library, version: int, facts: Mapping[str, Any], by: User, at: datetime
) -> Library:
    """Change the facts that are given. Raises Conflict when somebody else was faster, Refused when not allowed."""
    library = lock(library.pk)
    verdict = policies.may_edit(library=library, user=by)
    if not verdict:
        raise Refused(*verdict.reasons)
    before = {field: getattr(library, field) for field in FIELDS}
    if library.version != version:
        raise _conflict(library, facts)
    put(library, facts)
    changed = [field for field in FIELDS if getattr(library, field) != before[field]]
    if not changed:
        return library
    library.version += 1
    _save(library)
    audit.record(kind="library", code=library.code, verb="changed", actor=by, at=at, fields=changed)
    return library


def put(library: Library, facts: Mapping[str, Any]) -> None:
    """The facts in one spelling, and what follows from them: for a form as for a row of a sheet."""
    for field, value in facts.items():
        if field not in FIELDS:
            raise ValueError(field)
        setattr(library, field, value)
    library.npp = npp_rules.tidy(library.npp)
    library.contact_phone = tidy_phone(library.contact_phone)
    library.kecamatan = library.desa.kecamatan
    library.refresh_search_text()


def tidy_phone(typed: str) -> str:
    """0812... as +62812... where it is a number; anything else stays as it was typed."""
    try:
        number = phonenumbers.parse(typed, "ID")
    except phonenumbers.NumberParseException:
        return typed
    if not phonenumbers.is_possible_number(number):
        return typed
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _save(library: Library, **how: bool) -> None:
    try:
        with transaction.atomic():
            library.save(**how)
    except IntegrityError:
        if not Library.objects.exclude(pk=library.pk).filter(npp=library.npp or None).exists():
            raise
        raise Refused(
            _("NPP ini sudah dipakai perpustakaan lain. Mohon periksa lagi atau hubungi petugas.")
        ) from None


def _conflict(library: Library, facts: Mapping[str, Any]) -> Conflict:
    wanted = copy(library)
    put(wanted, facts)
    differing = [field for field in FIELDS if getattr(library, field) != getattr(wanted, field)]
    labels = {field: str(Library._meta.get_field(field).verbose_name) for field in differing}
    return Conflict(
        theirs=[(labels[field], shown(library, field)) for field in differing],
        yours=[(labels[field], shown(wanted, field)) for field in differing],
    )


def shown(library: Library, field: str) -> str:
    """In the words of the page: a choice by its label, a day and a number as people write them here."""
    value = getattr(library, f"get_{field}_display", lambda: getattr(library, field))()
    if isinstance(value, date):
        return wording.short_day(value)
    if isinstance(value, Decimal):
        return str(value).replace(".", ",")
    return "" if value is None else str(value)
