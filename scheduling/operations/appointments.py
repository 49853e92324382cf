"""Book, move, cancel and close appointments."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from accreditation.models import Application
from accreditation.workflow import State
from klik_portal.accounts.models import User
from klik_portal.audit import operations as audit
from klik_portal.core import wording
from klik_portal.core.numbering import next_number
from klik_portal.core.verdict import Conflict, Refused
from libraries.models import Library
from scheduling import availability, zoom
from scheduling.models import (
    Appointment,
    AppointmentState,
    Mode,
    ProposalState,
    TimeProposal,
    TripStop,
)
from scheduling.operations import (
    booking,
    invitations,
    next_steps,
    visit_results,
    zoom_meetings,
)

SERIES = "JDW"
PLACE = 240


@transaction.atomic
def schedule(
    *,
    application: Application,
    mode: str,
    officer: User,
    starts_at: datetime,
    length_minutes: int,
    by: User,
    at: datetime,
    join_url: str = "",
    place: str = "",
    agenda: str = "",
    is_offered: bool = False,
) -> Appointment:
    """Book an officer's time for a request in mentoring and invite both sides.

    `is_offered`: the library takes a time the office offered (`talks` and `proposals` have checked
    that); the Zoom link may follow. Raises SlotTaken with the next free times, Refused with the
    reason otherwise.
    """
    application = (
        Application.objects.select_for_update(of=("self",))
        .select_related("library__desa", "library__kecamatan")
        .get(pk=application.pk)
    )
    if not (by.is_caseworker or is_offered):
        raise Refused(_("Hanya petugas yang dapat membuat jadwal."))
    if application.state != State.MENTORING:
        raise Refused(_("Jadwal hanya dapat dibuat selama pendampingan."))
    ends_at = starts_at + timedelta(minutes=length_minutes)
    _check(
        mode=mode,
        officer=officer,
        starts_at=starts_at,
        ends_at=ends_at,
        lacks_link=not (join_url or is_offered),
        join_url=join_url,
        at=at,
    )
    booking.lock([officer])
    appointment = _create(
        application, mode, officer, (starts_at, ends_at), by, at,
        join_url=join_url, place=place.strip(), agenda=agenda.strip(),
    )  # fmt: skip
    booking.hold(appointment=appointment, at=at)
    _settle_wish(appointment, at)
    zoom_meetings.want(appointment=appointment, at=at)
    _tell(appointment, "scheduled", by, at)
    return appointment


@transaction.atomic
def move(
    *,
    appointment: Appointment,
    version: int,
    officer: User,
    starts_at: datetime,
    length_minutes: int,
    by: User,
    at: datetime,
    join_url: str = "",
    place: str = "",
    is_offered: bool = False,
) -> Appointment:
    """Give an appointment another time, officer, link or place; calendars hear of it.

    `is_offered`: the library moves to a time the office offered, as `talks` has checked.
    """
    appointment = _locked(appointment)
    _ensure_open(appointment, by, is_offered)
    _ensure_not_on_trip(appointment)
    if not appointment.application.is_open:
        raise Refused(_("Permohonan ini sudah selesai, jadi tidak dijadwalkan lagi."))
    if appointment.version != version:
        raise Conflict(
            theirs=[
                (_("Waktu"), wording.moment(appointment.starts_at)),
                (_("Petugas"), appointment.officer.display_name),
            ],
            yours=[(_("Waktu"), wording.moment(starts_at)), (_("Petugas"), officer.display_name)],
        )
    ends_at = starts_at + timedelta(minutes=length_minutes)
    _check(
        mode=appointment.mode,
        officer=officer,
        starts_at=starts_at,
        ends_at=ends_at,
        lacks_link=bool(appointment.join_url) and not join_url,
        join_url=join_url,
        at=at,
    )
    booking.lock([appointment.officer, officer])
    booking.release(appointment=appointment)
    before = (appointment.officer_id, appointment.starts_at, appointment.ends_at)
    appointment.officer, appointment.starts_at, appointment.ends_at = officer, starts_at, ends_at
    appointment.join_url = zoom_meetings.link_after_move(appointment=appointment, pasted=join_url)
    appointment.place = place.strip() or _usual_place(
        appointment.mode, appointment.application.library
    )
    _raise_sequence(appointment, at)
    appointment.save()
    booking.hold(appointment=appointment, at=at)
    invitations.withdraw_reminders(appointment, at)
    zoom_meetings.follow(appointment=appointment, at=at)
    is_moved = before != (officer.pk, starts_at, ends_at)
    _tell(appointment, "moved" if is_moved else "changed", by, at)
    return appointment


@transaction.atomic
def cancel(
    *, appointment: Appointment, reason: str, by: User, at: datetime, is_offered: bool = False
) -> Appointment:
    """Take the appointment out of everybody's calendar and free the time.

    `is_offered`: the library gives back a talk in time, as `talks` has checked.
    """
    appointment = _locked(appointment)
    _ensure_open(appointment, by, is_offered)
    _ensure_not_on_trip(appointment)
    if not reason.strip():
        raise Refused(_("Tulis alasannya; semua yang diundang akan membacanya."))
    _close(appointment, AppointmentState.CANCELLED, reason, by, at)
    invitations.invite(appointment=appointment, event="cancelled", at=at)
    next_steps.plan(application=appointment.application, by=by, at=at, tell=False)
    return appointment


def cancel_all_of(*, application: Application, by: User, at: datetime) -> None:
    """When a request closes, its coming appointments close with it."""
    for appointment in Appointment.objects.scheduled().filter(
        application=application, starts_at__gt=at
    ):
        appointment = _locked(appointment)
        _close(appointment, AppointmentState.CANCELLED, _("Permohonan sudah ditutup."), by, at)
        invitations.invite(appointment=appointment, event="cancelled", at=at)


@transaction.atomic
def record_result(
    *,
    appointment: Appointment,
    attended: bool,
    note: str,
    by: User,
    at: datetime,
    tell: bool = True,
) -> Appointment:
    """Say whether it took place, with a note; the next step follows from what was agreed."""
    appointment = _locked(appointment)
    _ensure_open(appointment, by)
    if not appointment.has_started(at):
        raise Refused(_("Hasil baru dapat dicatat setelah pertemuan dimulai."))
    if not attended and not note.strip():
        raise Refused(_("Tulis mengapa pertemuan tidak terlaksana."))
    _close(
        appointment,
        AppointmentState.ATTENDED if attended else AppointmentState.MISSED,
        note,
        by,
        at,
    )
    visit_results.record(appointment=appointment, by=by, at=at)
    next_steps.plan(application=appointment.application, by=by, at=at, tell=tell)
    return appointment


def book_on_trip(
    *,
    stop: TripStop,
    officer: User,
    starts_at: datetime,
    ends_at: datetime,
    by: User,
    at: datetime,
    tell_at: datetime,
) -> Appointment:
    """The visit of a stop: the trip holds the team's time, so it takes no quarter-hours of its own."""
    appointment = _create(stop.application, Mode.ON_SITE, officer, (starts_at, ends_at), by, at)
    stop.appointment = appointment
    stop.save(update_fields=["appointment"])
    _tell(appointment, "scheduled", by, at, tell_at)
    return appointment


def move_with_trip(
    *,
    appointment: Appointment,
    officer: User,
    starts_at: datetime,
    ends_at: datetime,
    by: User,
    at: datetime,
    tell_at: datetime,
) -> None:
    """Its trip gives the visit another time or lead; the caller has locked the request."""
    appointment.officer, appointment.starts_at, appointment.ends_at = officer, starts_at, ends_at
    _raise_sequence(appointment, at)
    appointment.save()
    invitations.withdraw_reminders(appointment, at)
    _tell(appointment, "moved", by, at, tell_at)


def cancel_with_trip(*, appointment: Appointment, reason: str, by: User, at: datetime) -> None:
    """The trip does not come by; the caller has locked the request."""
    _close(appointment, AppointmentState.CANCELLED, reason, by, at)
    invitations.invite(appointment=appointment, event="cancelled", at=at)
    next_steps.plan(application=appointment.application, by=by, at=at, tell=False)


def _ensure_not_on_trip(appointment: Appointment) -> None:
    stop = TripStop.objects.filter(appointment=appointment).select_related("trip").first()
    if stop is not None:
        raise Refused(
            _("Kunjungan ini bagian dari perjalanan %s; ubah lewat perjalanan itu.")
            % stop.trip.code
        )


def _check(
    *,
    mode: str,
    officer: User,
    starts_at: datetime,
    ends_at: datetime,
    lacks_link: bool,
    join_url: str,
    at: datetime,
) -> None:
    found = availability.objections(starts_at, ends_at, at)
    if not officer.is_caseworker or not officer.is_active:
        found.append(_("Orang ini tidak sedang bertugas sebagai petugas."))
    if mode == Mode.ZOOM and lacks_link and not zoom.is_configured():
        found.append(_("Tempel tautan Zoom, supaya pemohon bisa bergabung."))
    if objection := zoom.link_objection(join_url):
        found.append(objection)
    if found:
        raise Refused(*found)


def _usual_place(mode: str, library: Library) -> str:
    """Where to go or whom to call when nobody said otherwise."""
    if mode == Mode.ON_SITE:
        return f"{library.name}, {library.address or library.place}"[:PLACE]
    return library.contact_phone if mode == Mode.PHONE else ""


def _close(
    appointment: Appointment, state: AppointmentState, note: str, by: User, at: datetime
) -> None:
    appointment.state = state
    appointment.closed_by, appointment.closed_at, appointment.closing_note = by, at, note.strip()
    _raise_sequence(appointment, at)
    appointment.save()
    if not appointment.has_started(at):
        booking.release(appointment=appointment)
    invitations.withdraw_reminders(appointment, at)
    zoom_meetings.follow(appointment=appointment, at=at)
    audit.record(
        kind="appointment", code=appointment.code, verb=state, actor=by, at=at, note=note,
        application=appointment.application.code,
    )  # fmt: skip


def _raise_sequence(appointment: Appointment, at: datetime) -> None:
    appointment.sequence += 1
    appointment.version += 1
    appointment.changed_at = at


def _create(
    application: Application,
    mode: str,
    officer: User,
    times: tuple[datetime, datetime],
    by: User,
    at: datetime,
    *,
    place: str = "",
    **more: str,
) -> Appointment:
    return Appointment.objects.create(
        code=next_number(series=SERIES, at=at), application=application, mode=mode, officer=officer,
        starts_at=times[0], ends_at=times[1], place=place or _usual_place(mode, application.library),
        created_by=by, created_at=at, changed_at=at, **more,
    )  # fmt: skip


def _tell(
    appointment: Appointment, verb: str, by: User, at: datetime, tell_at: datetime | None = None
) -> None:
    audit.record(
        kind="appointment", code=appointment.code, verb=verb, actor=by, at=at,
        application=appointment.application.code, starts_at=appointment.starts_at.isoformat(),
        officer=appointment.officer.display_name,
    )  # fmt: skip
    invitations.invite(appointment=appointment, event=verb, at=at, due_at=tell_at)
    next_steps.plan(application=appointment.application, by=by, at=at)


def _settle_wish(appointment: Appointment, at: datetime) -> None:
    """A booked talk answers the library's open wish for a time, whoever booked it."""
    if appointment.mode != Mode.ON_SITE:
        TimeProposal.objects.open().filter(application=appointment.application).update(
            state=ProposalState.BOOKED,
            appointment=appointment,
            answered_at=at,
            version=F("version") + 1,
        )


def _ensure_open(appointment: Appointment, by: User, is_offered: bool = False) -> None:
    if not (by.is_caseworker or is_offered):
        raise Refused(_("Hanya petugas yang dapat mengubah jadwal."))
    if not appointment.is_scheduled:
        raise Refused(_("Jadwal ini sudah selesai atau dibatalkan."))


def _locked(appointment: Appointment) -> Appointment:
    """Locks the request first, as every other operation does, so that two of them cannot deadlock."""
    Application.objects.select_for_update(of=("self",)).get(pk=appointment.application_id)
    return Appointment.objects.select_for_update(of=("self",)).with_case().get(pk=appointment.pk)
