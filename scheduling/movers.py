"""How calendar addresses move when two rows of one library become one. Meetings hang on the requests."""

from django.utils.translation import gettext_lazy

from libraries.models import Library
from libraries.movers import Merge, Mover
from scheduling.models import Appointment, CalendarFeed, Mode


def _visits(library: Library) -> int:
    return Appointment.objects.filter(application__library=library, mode=Mode.ON_SITE).count()


def _talks(library: Library) -> int:
    return (
        Appointment.objects.filter(application__library=library).exclude(mode=Mode.ON_SITE).count()
    )


def _move(merge: Merge) -> None:
    """Who has a live address for both keeps the one of the library that stays."""
    theirs = merge.stays.calendar_feeds.live().values("user")
    merge.gone.calendar_feeds.live().filter(user__in=theirs).update(revoked_at=merge.at)
    merge.gone.calendar_feeds.update(library=merge.stays)


MOVERS = (
    Mover(
        CalendarFeed, _move,
        more=((gettext_lazy("Kunjungan"), _visits), (gettext_lazy("Konsultasi"), _talks)),
    ),
)  # fmt: skip
