"""Example of a certificate that runs out within the year, and the renewal its keeper has begun."""

from datetime import datetime, timedelta

from accreditation.models import Application, ApplicationKind, Outcome
from accreditation.operations import renewals
from accreditation.workflow import FACTS, State
from klik_portal.accounts.models import User
from klik_portal.core import clock
from klik_portal.notifications.models import OutboxMessage
from libraries.models import Library, LibraryType


def soonest(now: datetime) -> Outcome:
    """The village library whose certificate ends next, with nothing under way."""
    rows = Outcome.objects.latest().filter(
        valid_until__gt=clock.wita(now).date(),
        library__type=LibraryType.VILLAGE,
        library__applications=None,
    )
    return rows.select_related("library").order_by("valid_until", "pk")[0]


def renew(submitted: Application, outcome: Outcome, keeper: User, now: datetime) -> Application:
    """What was sent long ago led to the certificate; now it is said again."""
    _close(submitted, outcome)
    library: Library = outcome.library
    return renewals.begin(library=library, by=keeper, at=now - timedelta(days=1))


def _close(submitted: Application, outcome: Outcome) -> None:
    ended = clock.at_wita(outcome.decided_on, 10)
    Application.objects.filter(pk=submitted.pk).update(
        kind=ApplicationKind.NEW, state=State.ACCREDITED, turn=FACTS[State.ACCREDITED].turn, turn_since=ended, due_at=None,
        closed_at=ended, created_at=ended - timedelta(days=90),
        submitted_at=ended - timedelta(days=80), first_submitted_at=ended - timedelta(days=80),
    )  # fmt: skip
    OutboxMessage.objects.filter(about_kind="application", about_code=submitted.code).delete()
    outcome.application = Application.objects.get(pk=submitted.pk)
    outcome.save()
