"""Keep Zoom as the appointments wish it: one row per talk, settled by a worker.

The appointment is the wish, the row tells how far Zoom is. A claim is a lease; the calls are made
outside any transaction. A meeting carries the appointment's code in its topic and is looked up before
it is created, so a worker killed between the call and its note leaves no second meeting behind.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.db import connection, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from accreditation.models import Application
from klik_portal.accounts.models import User
from klik_portal.audit import operations as audit
from klik_portal.core import clock, doorbell
from klik_portal.core.verdict import Refused
from klik_portal.notifications.operations import heartbeat
from scheduling import zoom
from scheduling.models import Appointment, AppointmentState, Mode, SyncState, ZoomMeeting
from scheduling.operations import invitations

JOB = "scheduling.sync_zoom"
LEASE = timedelta(minutes=2)
PATIENCE = timedelta(seconds=120)  # well within the task's time limit
MAX_ATTEMPTS = 5
BACK_OFF = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15), timedelta(hours=1))

log = structlog.get_logger("klik.zoom")


class Overtaken(Exception):
    """Another worker holds this row now."""


@dataclass
class SyncReport:
    settled: int = 0
    retried: int = 0
    parked: int = 0


@dataclass(frozen=True)
class Done:
    """What Zoom has now: a meeting with its host and, when it is a new one, its link."""

    meeting_id: str = ""
    host: str = ""
    join_url: str = ""


# What the schedule's own operations call, inside their transactions.


def want(*, appointment: Appointment, at: datetime) -> None:
    """A talk was booked: let Klik make its meeting, unless somebody pasted a link."""
    if appointment.mode != Mode.ZOOM or appointment.join_url or not zoom.is_configured():
        return
    ZoomMeeting.objects.create(appointment=appointment, due_at=at)
    doorbell.ring(JOB)


def link_after_move(*, appointment: Appointment, pasted: str) -> str:
    """Which link a moved talk carries: Zoom's own one stays, unless its host changes.

    A pasted one counts while Zoom has made none; Klik then takes back whatever it began.
    """
    row = ZoomMeeting.objects.filter(appointment=appointment).first()
    if row is None or not row.meeting_id:
        return pasted
    if zoom.hosts_are_officers() and row.host and row.host != appointment.officer.email:
        return ""
    return appointment.join_url


def follow(*, appointment: Appointment, at: datetime) -> None:
    """The appointment changed: Zoom is to hear of it. A worker at it right now looks again itself."""
    rows = ZoomMeeting.objects.filter(appointment=appointment).exclude(state=SyncState.WORKING)
    if rows.update(state=SyncState.DUE, due_at=at, attempts=0, last_error=""):
        doorbell.ring(JOB)


@transaction.atomic
def try_again(*, appointment: Appointment, by: User, at: datetime) -> None:
    """A person looked: five new tries, starting now."""
    if not by.is_caseworker:
        raise Refused(_("Hanya petugas yang dapat menyambungkan Zoom."))
    changed = ZoomMeeting.objects.filter(
        appointment=appointment, state__in=(SyncState.PARKED, SyncState.DUE)
    ).update(state=SyncState.DUE, due_at=at, attempts=0)
    if not changed:
        raise Refused(_("Zoom untuk jadwal ini tidak sedang bermasalah."))
    audit.record(kind="appointment", code=appointment.code, verb="zoom_retried", actor=by, at=at)
    doorbell.ring(JOB)


# The worker's side.


def sync_due(*, at: datetime, limit: int = 100) -> SyncReport:
    """Settle what is due, one row after the other, until nothing is left or time is up."""
    tick = clock.running(at)
    report = SyncReport()
    if zoom.is_configured():
        with zoom.Client() as client:
            for _number in range(limit):
                row = _claim(tick()) if tick() < at + PATIENCE else None
                if row is None:
                    break
                _settle_one(row, client, tick, report)
    failed = report.parked + report.retried
    heartbeat.beat(job=JOB, at=tick(), done=report.settled, failed=failed)
    return report


@transaction.atomic
def _claim(now: datetime) -> ZoomMeeting | None:
    waiting = ZoomMeeting.objects.claimable(now)
    if connection.features.has_select_for_update_skip_locked:
        waiting = waiting.select_for_update(skip_locked=True, of=("self",))
    row = waiting.first()
    if row is None:
        return None
    ZoomMeeting.objects.filter(pk=row.pk).update(
        state=SyncState.WORKING, lease_until=now + LEASE, attempts=F("attempts") + 1
    )
    return ZoomMeeting.objects.select_related(
        "appointment__officer", "appointment__application__library"
    ).get(pk=row.pk)


def _settle_one(
    row: ZoomMeeting, client: zoom.Client, tick: clock.Clock, report: SyncReport
) -> None:
    if row.attempts > MAX_ATTEMPTS:  # its worker died each time
        _park(row, row.last_error or _("Tidak selesai setelah lima kali dicoba."), report)
        return
    try:
        done = _bring_about(row, client, tick)
        _note(row, done, tick())
    except Overtaken:
        log.warning("appointment was taken over by another worker", code=row.appointment.code)
    except zoom.ZoomTrouble as trouble:
        _try_later(row, trouble, tick(), report)
    except Exception as error:
        # One odd answer must hold up nobody else's meeting; the stack goes to the log.
        log.exception("zoom could not be settled", code=row.appointment.code)
        _try_later(row, zoom.TryLater(type(error).__name__), tick(), report)
    else:
        report.settled += 1


def _bring_about(row: ZoomMeeting, client: zoom.Client, tick: clock.Clock) -> Done:
    """Make Zoom as the appointment wishes it, and say what is there afterwards."""
    appointment = row.appointment
    has_other_link = bool(appointment.join_url) and not row.meeting_id
    if appointment.state == AppointmentState.CANCELLED or has_other_link:
        _remove(row, client, tick)
        return Done()
    if not appointment.is_scheduled or appointment.ends_at <= tick():
        return Done(row.meeting_id, row.host)
    host = _host_of(appointment)
    if row.meeting_id and row.host == host:
        try:
            client.update(meeting_id=row.meeting_id, wish=wish_of(appointment))
        except zoom.Gone:  # somebody deleted it in Zoom
            return _create(row, host, client, tick)
        return Done(row.meeting_id, host)
    if row.meeting_id:
        client.delete(meeting_id=row.meeting_id)
    return _create(row, host, client, tick)


def _host_of(appointment: Appointment) -> str:
    if not zoom.hosts_are_officers():
        return settings.ZOOM_HOST
    if not appointment.officer.email:
        raise zoom.Rejected(_("Petugas belum punya surel, jadi akun Zoom-nya tidak dikenal."))
    return appointment.officer.email


def wish_of(appointment: Appointment) -> zoom.Wish:
    """The topic ends with a key: by it the meeting is found again."""
    return zoom.Wish(
        topic=f"{appointment.application.library.name} {_key(appointment)}",
        starts_at=appointment.starts_at,
        minutes=appointment.minutes,
        agenda=appointment.agenda,
    )


def _key(appointment: Appointment) -> str:
    """The code alone would be the same in another installation on the same Zoom account."""
    return f"[{urlsplit(settings.BASE_URL).hostname or 'klik'} {appointment.code}]"


def _found(appointment: Appointment, host: str, client: zoom.Client) -> list[zoom.Meeting]:
    """By the key; meetings from before it named the installation by their whole topic."""
    key = _key(appointment)
    old_topic = f"{appointment.application.library.name} [{appointment.code}]"
    return [
        meeting
        for meeting in client.upcoming(host=host)
        if meeting.topic.endswith(key) or meeting.topic == old_topic
    ]


def _create(row: ZoomMeeting, host: str, client: zoom.Client, tick: clock.Clock) -> Done:
    """Unless a worker that died before noting it has created it already."""
    wish = wish_of(row.appointment)
    there = _found(row.appointment, host, client)
    _hold(row, tick)
    if there:
        meeting, *copies = there
        client.update(meeting_id=meeting.meeting_id, wish=wish)
        for copy in copies:
            client.delete(meeting_id=copy.meeting_id)
    else:
        meeting = client.create(host=host, wish=wish)
    return Done(meeting.meeting_id, host, meeting.join_url)


def _remove(row: ZoomMeeting, client: zoom.Client, tick: clock.Clock) -> None:
    """Also what a worker created that died before noting it."""
    if row.meeting_id:
        client.delete(meeting_id=row.meeting_id)
    elif row.removed_at is None and _may_have_a_meeting(row.appointment):
        for meeting in _found(row.appointment, _host_of(row.appointment), client):
            _hold(row, tick)
            client.delete(meeting_id=meeting.meeting_id)


def _may_have_a_meeting(appointment: Appointment) -> bool:
    return not zoom.hosts_are_officers() or bool(appointment.officer.email)


def _hold(row: ZoomMeeting, tick: clock.Clock) -> None:
    """Renew the lease right before a call that must not happen twice."""
    _mark(row, lease_until=tick() + LEASE)


@transaction.atomic
def _note(row: ZoomMeeting, done: Done, at: datetime) -> None:
    """Write down what Zoom has; when the appointment changed meanwhile, the row is due again."""
    seen = row.appointment
    Application.objects.select_for_update(of=("self",)).get(pk=seen.application_id)
    appointment = Appointment.objects.select_for_update(of=("self",)).with_case().get(pk=seen.pk)
    is_current = appointment.sequence == seen.sequence
    if appointment.join_url not in ("", seen.join_url):  # somebody pasted one meanwhile
        done = Done()
    if done.join_url and done.join_url != appointment.join_url and appointment.is_scheduled:
        _give_link(appointment, done.join_url, at)
    _mark(
        row,
        meeting_id=done.meeting_id,
        host=done.host,
        settled_sequence=appointment.sequence if is_current else seen.sequence,
        state=SyncState.SETTLED if is_current else SyncState.DUE,
        due_at=at,
        lease_until=None,
        attempts=0,
        last_error="",
        removed_at=None if done.meeting_id or not is_current else at,
    )


def _give_link(appointment: Appointment, join_url: str, at: datetime) -> None:
    """People hear of the link; nobody's open form grows old because of it."""
    appointment.join_url = join_url
    appointment.sequence += 1
    appointment.changed_at = at
    appointment.save(update_fields=["join_url", "sequence", "changed_at"])
    audit.record(
        kind="appointment", code=appointment.code, verb="zoom_linked", actor=None, at=at,
        application=appointment.application.code,
    )  # fmt: skip
    invitations.invite(appointment=appointment, event="linked", at=at)


def _try_later(
    row: ZoomMeeting, trouble: zoom.ZoomTrouble, now: datetime, report: SyncReport
) -> None:
    wait = getattr(trouble, "after", None)
    if wait is not None:  # Zoom named a time: waiting for it is no failed try
        attempts = row.attempts - 1
    elif row.attempts >= MAX_ATTEMPTS:
        _park(row, str(trouble), report)
        return
    else:
        attempts, wait = row.attempts, BACK_OFF[row.attempts - 1]
    report.retried += 1
    _let_go(row, state=SyncState.DUE, due_at=now + wait, attempts=attempts, error=str(trouble))


def _park(row: ZoomMeeting, error: str, report: SyncReport) -> None:
    report.parked += 1
    _let_go(row, state=SyncState.PARKED, error=error)


def _let_go(row: ZoomMeeting, *, error: str, **changes: object) -> None:
    try:
        _mark(row, lease_until=None, last_error=error[:300], **changes)
    except Overtaken:
        log.warning("appointment was taken over by another worker", code=row.appointment.code)


def _mark(row: ZoomMeeting, **changes: object) -> None:
    """Only while the lease is still ours; raises Overtaken."""
    ours = ZoomMeeting.objects.filter(
        pk=row.pk, state=SyncState.WORKING, lease_until=row.lease_until
    )
    if not ours.update(**changes):
        raise Overtaken
    for name, value in changes.items():
        setattr(row, name, value)


def start_url(*, appointment: Appointment, patience: float) -> str:
    """A fresh address for the host alone; raises ZoomTrouble when Zoom does not answer in time."""
    row = ZoomMeeting.objects.filter(appointment=appointment).first()
    if row is None or not row.meeting_id or not zoom.is_configured():
        raise zoom.Gone(_("Rapat ini tidak dibuat oleh Klik."))
    with zoom.Client(patience=patience) as client:
        return client.start_url(meeting_id=row.meeting_id)
