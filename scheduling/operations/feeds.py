"""Private calendar addresses: make, renew, take back, and what stands behind one."""

from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from klik_portal.accounts.models import User
from klik_portal.audit import operations as audit
from klik_portal.core.verdict import Refused
from libraries.models import Library, LibraryMembership
from scheduling import calendar_feed, queries
from scheduling.models import CalendarFeed, Trip
from scheduling.operations import invitations

KIND = "calendar_feed"


@transaction.atomic
def make(*, library: Library | None, by: User, at: datetime) -> CalendarFeed:
    """An address for a library's appointments, without one for an officer's own; one of each only."""
    User.objects.select_for_update(no_key=True).get(pk=by.pk)  # two taps make one address
    if library is None and not by.is_caseworker:
        raise Refused(_("Pilih perpustakaan yang Anda kelola; kalender sendiri untuk petugas."))
    if library and not LibraryMembership.objects.confirmed().filter(user=by, library=library):
        raise Refused(_("Kalender ini untuk pengelola perpustakaan yang sudah dikonfirmasi."))
    there = CalendarFeed.objects.live().filter(user=by, library=library).first()
    return there or _made(library, by, at)


@transaction.atomic
def renew(*, feed: CalendarFeed, by: User, at: datetime) -> CalendarFeed:
    """A new address; whoever knows the old one reads nothing any more."""
    revoke(feed=feed, by=by, at=at)
    return _made(feed.library, by, at)


@transaction.atomic
def revoke(*, feed: CalendarFeed, by: User, at: datetime) -> None:
    changed = CalendarFeed.objects.live().filter(pk=feed.pk, user=by).update(revoked_at=at)
    if not changed:
        raise Refused(_("Alamat kalender ini sudah tidak berlaku."))
    _record(feed, "revoked", by, at)


def text(*, feed: CalendarFeed, at: datetime) -> str:
    """What a calendar app reads: the same bytes until a fact changes."""
    name = f"Klik: {feed.library.name}" if feed.library else f"Klik: {feed.user.display_name}"
    events = [
        *(_trip(trip) for trip in queries.feed_trips(feed, now=at)),
        *(invitations.invitation(one) for one in queries.feed_appointments(feed, now=at)),
    ]
    host = urlsplit(settings.BASE_URL).hostname or "klik"
    return calendar_feed.feed(events, uid=f"kalender-{feed.pk}@{host}", name=name)


def _trip(trip: Trip) -> calendar_feed.Invitation:
    return calendar_feed.Invitation(
        uid=trip.uid,
        sequence=trip.sequence,
        summary=_("Perjalanan: %s") % trip.title,
        description=trip.purpose,
        location=trip.base,
        url=f"{settings.BASE_URL}{reverse('scheduling:calendar')}?mulai={trip.first_on}",
        starts_at=trip.first_on,
        ends_at=trip.last_on,
        stamped_at=trip.changed_at,
        organizer=settings.DEFAULT_FROM_EMAIL,
    )


def _made(library: Library | None, by: User, at: datetime) -> CalendarFeed:
    feed = CalendarFeed.objects.create(user=by, library=library, made_at=at)
    _record(feed, "made", by, at)
    return feed


def _record(feed: CalendarFeed, verb: str, by: User, at: datetime) -> None:
    """Without the address itself: who reads the audit trail must not read the calendar."""
    code = feed.library.code if feed.library else str(by.public_id)
    audit.record(kind=KIND, code=code, verb=verb, actor=by, at=at)
