"""What people are told about the files of a request: how they look, and who else shows them."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from accreditation import queries
from accreditation.models import Application
from accreditation.policies import LIBRARY_PEOPLE
from accreditation.tickets import AttachedFile
from accreditation.workflow import Capacity
from klik_portal.files import hints

MOST_NAMED = 3  # libraries by name


def attach(
    rows: Iterable[AttachedFile], *, application: Application, capacities: frozenset[Capacity]
) -> list[AttachedFile]:
    """The rows with their hints. Officers learn which library has the same file, others only that."""
    rows = list(rows)
    sharing = _sharing(rows, application)
    for row in rows:
        row.application = application
        row.hints = (*hints.sentences(row.file.hints), *_shared(sharing[row.pk], capacities))
    return rows


def _sharing(rows: list[AttachedFile], application: Application) -> dict[int, list[str]]:
    """The names of other libraries by row."""
    if not rows:
        return {}
    found = queries.libraries_sharing(
        [row.file for row in rows], with_other_than=application.library
    )
    return {
        row.pk: sorted(
            {
                name
                for kept, sent, name in found
                if kept == row.file.sha256 or sent == row.file.original_sha256
            }
        )
        for row in rows
    }


def _shared(libraries: list[str], capacities: frozenset[Capacity]) -> list[str]:
    if not libraries:
        return []
    if capacities & LIBRARY_PEOPLE or not capacities:
        return [str(hints.SHARED)]
    return [str(hints.SHARED_WITH) % {"libraries": _listed(libraries)}]


def _listed(names: list[str]) -> str:
    shown = ", ".join(names[:MOST_NAMED])
    if len(names) <= MOST_NAMED:
        return shown
    return _("%(shown)s, dan %(more)d lainnya") % {
        "shown": shown,
        "more": len(names) - MOST_NAMED,
    }
