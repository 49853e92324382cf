"""Who hears what of a hand-over."""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse

from klik_portal.accounts.models import User
from klik_portal.notifications.operations import outbox
from libraries.models import CustodyHandover

KIND = "handover"


def tell_offered(handover: CustodyHandover, at: datetime) -> None:
    _tell([handover.successor], handover, at, event="custody.offered", reason=handover.reason)


def tell_accepted(handover: CustodyHandover, at: datetime) -> None:
    for officer in User.objects.caseworkers():
        outbox.enqueue(
            recipient=officer, event="custody.accepted", dedupe=f"custody.accepted:{handover.token}",
            values=_who(handover), at=at, link=handover.get_absolute_url(), about_kind=KIND,
            about_code=handover.token, channels=("in_app",),
        )  # fmt: skip


def tell_declined(handover: CustodyHandover, at: datetime) -> None:
    _tell([handover.started_by], handover, at, event="custody.declined")


def tell_refused(handover: CustodyHandover, at: datetime) -> None:
    people = [handover.giver.user, handover.successor]
    _tell(people, handover, at, event="custody.refused", reason=handover.decision_note)


def tell_cancelled(handover: CustodyHandover, by: User, at: datetime) -> None:
    people = [person for person in (handover.giver.user, handover.successor) if person != by]
    _tell(people, handover, at, event="custody.cancelled")


def tell_done(handover: CustodyHandover, pending: list[str], at: datetime) -> None:
    outbox.enqueue(
        recipient=handover.successor, event="custody.done", dedupe=f"custody.done:{handover.token}",
        values=_who(handover) | {"menunggu": pending}, at=at,
        link=reverse("libraries:library-detail", args=[handover.library.code]),
        about_kind=KIND, about_code=handover.token,
    )  # fmt: skip
    outbox.enqueue(
        recipient=handover.giver.user, event="custody.left", dedupe=f"custody.left:{handover.token}",
        values=_who(handover), at=at, link=reverse("libraries:my-libraries"), about_kind=KIND,
        about_code=handover.token,
    )  # fmt: skip


def _who(handover: CustodyHandover) -> dict[str, str]:
    return {
        "perpustakaan": handover.library.name,
        "pengelola": handover.giver.user.display_name,
        "penerus": handover.successor_name,
    }


def _tell(
    people: Iterable[User], handover: CustodyHandover, at: datetime, *, event: str, reason: str = ""
) -> None:
    for person in people:
        outbox.enqueue(
            recipient=person, event=event, dedupe=f"{event}:{handover.token}",
            values=_who(handover) | ({"alasan": reason} if reason else {}), at=at,
            link=handover.get_absolute_url(), about_kind=KIND, about_code=handover.token,
        )  # fmt: skip
