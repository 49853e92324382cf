"""Who hears of many requests or libraries at once, in one query each. Reads only."""

from collections.abc import Iterable

from accreditation.models import Application
from klik_portal.accounts.models import User
from libraries.models import LibraryMembership


def applicants_of_each(applications: Iterable[Application]) -> dict[int, list[User]]:
    """As `queries.applicants_of`, by request; who left the library is not among them."""
    asked = list(applications)
    rows = _memberships(application.library_id for application in asked)
    return {a.pk: _confirmed(rows[a.library_id]) or _creator(a, rows[a.library_id]) for a in asked}


def members_of_each(library_ids: Iterable[int]) -> dict[int, list[User]]:
    """The confirmed people of each library."""
    return {library: _confirmed(rows) for library, rows in _memberships(library_ids).items()}


def _memberships(library_ids: Iterable[int]) -> dict[int, list[LibraryMembership]]:
    found: dict[int, list[LibraryMembership]] = {library: [] for library in library_ids}
    rows = LibraryMembership.objects.filter(library__in=found).select_related("user")
    for row in rows.order_by("user_id", "pk"):
        found[row.library_id].append(row)
    return found


def _confirmed(memberships: Iterable[LibraryMembership]) -> list[User]:
    return [m.user for m in memberships if m.is_confirmed and m.user.is_active]


def _creator(application: Application, memberships: list[LibraryMembership]) -> list[User]:
    creator = application.created_by
    theirs = [m for m in memberships if m.user_id == creator.pk]
    has_left = application.was_left_by_creator(theirs)
    return [creator] if creator.is_active and creator.is_applicant and not has_left else []
