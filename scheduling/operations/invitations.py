"""Who hears what about an appointment: invitations for calendars, news of changes."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from accreditation import queries
from klik_portal.accounts.models import User
from klik_portal.core import wording
from klik_portal.notifications import texts
from klik_portal.notifications.models import Channel, MessageState, OutboxMessage
from klik_portal.notifications.operations import by_hand, outbox
from klik_portal.notifications.texts import Value
from libraries.models import Library
from scheduling import calendar_feed
from scheduling.message_texts import APPOINTMENT_BODY
from scheduling.models import Appointment, AppointmentState, Mode, TripStop, ZoomMeeting
from scheduling.operations import held_news

KIND = "appointment"
INVITATIONS = (
    "appointment.scheduled",
    "appointment.moved",
    "appointment.changed",
    "appointment.linked",
)
LINK_PATIENCE = timedelta(minutes=2)  # how long an invitation waits for Zoom's link
REMINDERS = ("reminder.talk", "reminder.visit")
QUESTIONS = ("readiness.d7", "readiness.d1")  # before a visit on a trip


def people_of(appointment: Appointment) -> list[User]:
    """The library's people, then the officer; a team on a trip has the trip in its calendars."""
    people = queries.applicants_of(appointment.application)
    if TripStop.objects.filter(appointment=appointment).exists():
        return people
    return [*people, appointment.officer]


def invite(
    *, appointment: Appointment, event: str, at: datetime, due_at: datetime | None = None
) -> None:
    """Invite, re-invite or uninvite everybody; the calendar file updates the same entry.

    Whoever was invited before and no longer belongs here is uninvited first. An invitation that
    still waits is replaced: who had not heard of the meeting yet is invited anew, or never hears of
    one that was cancelled; who knows it just so already hears nothing.
    """
    people = people_of(appointment)
    waited = _take_back_waiting(appointment, at)
    _uninvite(appointment, people, at)
    method = "CANCEL" if event == "cancelled" else "REQUEST"
    text = calendar_feed.ics(invitation(appointment, people), method)
    if _waits_for_link(appointment):
        due_at = at + LINK_PATIENCE
    for person in people:
        if person.pk in waited.unaware and event == "cancelled":
            continue
        if person.pk in waited.people and held_news.is_known(
            kind=KIND, code=appointment.code, person=person.pk, ics=text
        ):
            continue
        news = "scheduled" if person.pk in waited.unaware else event
        _send_invitation(person, appointment, news, text, method, at, due_at)


def _send_invitation(
    person: User, appointment: Appointment, news: str, ics: str, method: str, at: datetime,
    due_at: datetime | None,
) -> None:  # fmt: skip
    outbox.enqueue(
        recipient=person,
        event=f"appointment.{news}",
        dedupe=f"{appointment.code}:{news}:{appointment.sequence}",
        values=values_of(appointment) | {"tugas": _task_of(person, appointment)},
        at=at,
        due_at=due_at,
        link=appointment.get_absolute_url(),
        about_kind=KIND,
        about_code=appointment.code,
        calendar=outbox.Calendar(ics=ics, method=method),
    )


def _task_of(person: User, appointment: Appointment) -> str:
    is_made_by_zoom = ZoomMeeting.objects.filter(appointment=appointment).exists()
    if appointment.lacks_link and person == appointment.officer and not is_made_by_zoom:
        return _("tempel tautan Zoom di halaman jadwal ini.")
    return ""


def let_go(*, person: User, library: Library, at: datetime) -> None:
    """Somebody left a library: its coming appointments leave their calendar at once.

    The number after the present one stays unused: nobody else's calendar changes.
    """
    by_hand.take_back(
        messages=OutboxMessage.objects.filter(
            recipient=person, about_kind=KIND,
            about_code__in=Appointment.objects.filter(application__library=library).values("code"),
        ),
        why=_("Orangnya tidak lagi mengurus perpustakaan ini."),
        at=at,
    )  # fmt: skip
    coming = Appointment.objects.scheduled().filter(application__library=library, starts_at__gt=at)
    for appointment in coming.with_case().select_related("application__created_by"):
        if person in people_of(appointment):
            continue
        _take_back_waiting(appointment, at, [person.pk])
        if person in _holders(appointment):
            _send_away(person, appointment, appointment.sequence + 1, at)


def welcome(*, person: User, library: Library, at: datetime) -> None:
    """Somebody took a library over: its coming appointments enter their calendar as they stand."""
    coming = Appointment.objects.scheduled().filter(application__library=library, starts_at__gt=at)
    for appointment in coming.with_case().select_related("application__created_by"):
        people = people_of(appointment)
        if person in people and person not in _holders(appointment):
            text = calendar_feed.ics(invitation(appointment, people), "REQUEST")
            _send_invitation(person, appointment, "scheduled", text, "REQUEST", at, at)


def _uninvite(appointment: Appointment, people: Sequence[User], at: datetime) -> None:
    """Take the entry out of the calendars of former officers and former members of the library."""
    for person in _holders(appointment):
        if person not in people:
            _send_away(person, appointment, appointment.sequence, at)


def _send_away(person: User, appointment: Appointment, sequence: int, at: datetime) -> None:
    """Without link and place: they are no longer this person's business."""
    out = replace(
        invitation(appointment, [person]),
        sequence=sequence,
        stamped_at=at,
        is_cancelled=True,
        description="",
        location="",
        url="",
    )
    outbox.enqueue(
        recipient=person,
        event="appointment.uninvited",
        dedupe=f"{appointment.code}:uninvited:{sequence}",
        values={
            "cara": appointment.get_mode_display(),
            "perpustakaan": appointment.application.library.name,
        },
        at=at,
        about_kind=KIND,
        about_code=appointment.code,
        calendar=outbox.Calendar(ics=calendar_feed.ics(out, "CANCEL"), method="CANCEL"),
    )


def _holders(appointment: Appointment) -> list[User]:
    """Whose calendar shows this appointment: the last they heard of it was an invitation."""
    heard = OutboxMessage.objects.filter(
        about_kind=KIND, about_code=appointment.code, channel=Channel.EMAIL
    ).exclude(Q(calendar_method="") | Q(state=MessageState.CANCELLED))
    last = {
        m.recipient: m.calendar_method for m in heard.select_related("recipient").order_by("pk")
    }
    return [person for person, method in last.items() if method == "REQUEST"]


def _waits_for_link(appointment: Appointment) -> bool:
    """Zoom is making a link right now; a row that a person must look at holds up nobody."""
    if appointment.join_url or not appointment.is_scheduled or appointment.mode != Mode.ZOOM:
        return False
    return ZoomMeeting.objects.filter(appointment=appointment).exclude(state="parked").exists()


def _take_back_waiting(
    appointment: Appointment, at: datetime, people: Sequence[int] | None = None
) -> held_news.TakenBack:
    return held_news.take_back(
        kind=KIND, code=appointment.code, events=INVITATIONS, first=INVITATIONS[0], at=at, people=people
    )  # fmt: skip


def withdraw_reminders(appointment: Appointment, at: datetime) -> None:
    outbox.cancel(
        about_kind=KIND, about_code=appointment.code, events=(*REMINDERS, *QUESTIONS), at=at
    )


def meeting(appointment: Appointment) -> dict[str, Value]:
    """Which meeting a message is about."""
    return {
        "cara": appointment.get_mode_display(),
        "perpustakaan": appointment.application.library.name,
        "nomor": appointment.application.code,
        "waktu": wording.moment(appointment.starts_at),
        "menit": appointment.minutes,
        "petugas": appointment.officer.display_name,
    }


def values_of(appointment: Appointment) -> dict[str, Value]:
    is_online = appointment.mode == Mode.ZOOM and appointment.is_scheduled
    is_off = appointment.state == AppointmentState.CANCELLED
    return meeting(appointment) | {
        "tautan_zoom": (appointment.join_url or _("menyusul.")) if is_online else "",
        "tempat": appointment.place,
        "bahasan": appointment.agenda,
        "alasan": appointment.closing_note if is_off else "",
    }


def facts(appointment: Appointment) -> Sequence[str]:
    """What calendars say: the words Klik ships, so that the office's own do not change entries."""
    return texts.lines_of(str(APPOINTMENT_BODY), texts.plain(values_of(appointment)))


def invitation(appointment: Appointment, people: Sequence[User] = ()) -> calendar_feed.Invitation:
    library = appointment.application.library
    return calendar_feed.Invitation(
        uid=appointment.uid,
        sequence=appointment.sequence,
        summary=f"{appointment.get_mode_display()}: {library.name}",
        description="\n".join(facts(appointment)),
        location=appointment.place
        or (appointment.join_url if appointment.mode == Mode.ZOOM else ""),
        url=settings.BASE_URL + appointment.get_absolute_url(),
        starts_at=appointment.starts_at,
        ends_at=appointment.ends_at,
        stamped_at=appointment.changed_at,
        organizer=settings.DEFAULT_FROM_EMAIL,
        attendees=tuple(person.email for person in people if person.email),
        is_cancelled=appointment.state == AppointmentState.CANCELLED,
    )


def withdraw_past(*, at: datetime) -> int:
    """An officer need not invite or remind by WhatsApp of a meeting that has begun."""
    begun = Appointment.objects.filter(starts_at__lte=at, code=OuterRef("about_code"))
    waiting = OutboxMessage.objects.filter(
        Exists(begun), about_kind=KIND, state=MessageState.WAITING,
        event__in=(*INVITATIONS, *REMINDERS, *QUESTIONS),
    )  # fmt: skip
    return by_hand.take_back(messages=waiting, why=_("Waktunya sudah lewat."), at=at)
