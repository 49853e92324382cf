"""Before a boat leaves: ask each of a library's people whether the visit still suits, and hear the answer.

The link in the message works without signing in. Its token is kept as a hash, answers one question
about one visit, once, and dies when the visit begins or moves.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accreditation import queries
from accreditation.models import Application
from klik_portal.accounts.models import User
from klik_portal.audit import operations as audit
from klik_portal.core import wording
from klik_portal.core.tokens import hashed, new_token
from klik_portal.core.verdict import Refused
from klik_portal.notifications.operations import heartbeat, outbox
from klik_portal.office import working_days
from scheduling import trip_outlook
from scheduling.models import (
    Appointment,
    AppointmentState,
    ReadinessTap,
    Rung,
    StopState,
    TapAnswer,
    Trip,
    TripState,
    TripStop,
)
from scheduling.operations import invitations, trip_changes, trip_stops
from scheduling.trip_plan import TripPlan

JOB = "scheduling.ask_readiness"
KIND = "trip"
DAY, WEEK = timedelta(days=1), timedelta(days=7)
LATE = 2 * DAY  # with less than this left, the day-before question says it all
SUGGESTED = 3


def rung_of(left: timedelta) -> Rung | None:
    """Which question is due with so much time left before the visit."""
    if timedelta(0) < left <= DAY:
        return Rung.D1
    return Rung.D7 if LATE < left <= WEEK else None


@transaction.atomic
def ask_due(*, at: datetime) -> int:
    """Ask whatever is due and not asked yet; gives the number of new questions.

    Any number of beats ask once, a late beat still asks, and a moved visit is asked about anew.
    """
    stops = TripStop.objects.filter(
        trip__state=TripState.FIXED,
        state=StopState.PLANNED,
        appointment__state=AppointmentState.SCHEDULED,
        appointment__starts_at__gt=at,
        appointment__starts_at__lte=at + WEEK,
    ).select_related(
        "appointment", "trip", "application__created_by", "application__library__desa",
        "application__library__kecamatan",
    )  # fmt: skip
    asked = 0
    for stop in stops:
        rung = rung_of(stop.appointment.starts_at - at)
        due_at = working_days.outside_quiet_hours(at)
        if rung is None or due_at >= stop.appointment.starts_at:
            continue
        for person in queries.applicants_of(stop.application):
            asked += _ask(stop, person, rung, at, due_at)
    invitations.withdraw_past(at=at)
    heartbeat.beat(job=JOB, at=at, done=asked)
    return asked


def _ask(stop: TripStop, person: User, rung: Rung, at: datetime, due_at: datetime) -> bool:
    appointment = stop.appointment
    token = new_token()
    tap = ReadinessTap(
        token_hash=hashed(token), stop=stop, appointment=appointment, person=person, rung=rung,
        sequence=appointment.sequence, asked_at=at, expires_at=appointment.starts_at,
    )  # fmt: skip
    ReadinessTap.objects.bulk_create([tap], ignore_conflicts=True)
    if not ReadinessTap.objects.filter(token_hash=tap.token_hash).exists():
        return False  # another beat was there first
    library = stop.application.library
    outbox.enqueue(
        recipient=person,
        event=f"readiness.{rung}",
        dedupe=f"{appointment.code}:{appointment.sequence}:readiness.{rung}",
        values={
            "perpustakaan": library.name,
            "wilayah": library.place,
            "waktu": wording.moment(appointment.starts_at),
            "waktu_singkat": wording.short_moment(appointment.starts_at),
        },
        at=at,
        due_at=due_at,
        link=reverse("scheduling:tap", args=[token]),
        link_label=_("Jawab sekarang"),
        about_kind="appointment",
        about_code=appointment.code,
    )
    return True


def find(token: str) -> ReadinessTap | None:
    """The question behind a link; unknown tokens are nothing."""
    return (
        ReadinessTap.objects.filter(token_hash=hashed(token))
        .select_related(
            "stop__trip", "stop__application__library__desa",
            "stop__application__library__kecamatan", "appointment", "person",
        )
        .first()
    )  # fmt: skip


def why_closed(tap: ReadinessTap, at: datetime) -> str:
    """Why this question cannot be answered any more; empty while it can."""
    appointment: Appointment = tap.appointment
    if at >= tap.expires_at or appointment.has_started(at):
        return _("Waktu kunjungan sudah tiba, jadi tautan ini tidak berlaku lagi.")
    if not appointment.is_scheduled or tap.stop.state != StopState.PLANNED:
        return _("Kunjungan ini sudah tidak terjadwal.")
    if tap.sequence != appointment.sequence:
        return _("Jadwal kunjungan berubah. Pakai tautan pada pesan yang terbaru.")
    if tap.person not in queries.applicants_of(tap.stop.application):
        return _("Pertanyaan ini bukan lagi untuk Anda.")
    return ""


@transaction.atomic
def answer(*, tap: ReadinessTap, answer: str, note: str, at: datetime) -> ReadinessTap:
    """Once: what the person says before the visit. `tunda` frees the time and tells the team."""
    Application.objects.select_for_update(of=("self",)).get(pk=tap.stop.application_id)
    tap = (
        ReadinessTap.objects.select_for_update(of=("self",))
        .select_related(
            "stop__trip", "stop__application__library__desa",
            "stop__application__library__kecamatan", "appointment", "person",
        )
        .get(pk=tap.pk)
    )  # fmt: skip
    if tap.answered_at is not None:
        return tap  # a second tap on the same button changes nothing
    closed = why_closed(tap, at)
    if closed:
        raise Refused(closed)
    tap.answer, tap.note, tap.answered_at = TapAnswer(answer), note.strip(), at
    tap.save()
    audit.record(
        kind="appointment", code=tap.appointment.code, verb=f"tapped_{tap.answer}", actor=tap.person,
        at=at, note=tap.note,
    )  # fmt: skip
    if tap.answer == TapAnswer.POSTPONE:
        _postpone(tap, at)
    if tap.answer != TapAnswer.READY:
        _tell_the_team(tap, at)
    return tap


def _postpone(tap: ReadinessTap, at: datetime) -> None:
    reason = _("Ditunda oleh %(person)s%(note)s") % {
        "person": tap.person.display_name,
        "note": f": {tap.note}" if tap.note else ".",
    }
    trip_stops.postpone(stop=tap.stop, reason=reason, by=tap.person, at=at)


def _tell_the_team(tap: ReadinessTap, at: datetime) -> None:
    trip: Trip = tap.stop.trip
    library = tap.stop.application.library
    sentence = _('%(library)s menjawab "%(answer)s"%(note)s') % {
        "library": library.name,
        "answer": str(TapAnswer(tap.answer).label).lower(),
        "note": f": {tap.note}" if tap.note else ".",
    }
    trip_changes.note(trip, sentence, at)
    plan = TripPlan(Trip.objects.get(pk=trip.pk))
    values = {
        "perpustakaan": library.name,
        "waktu": wording.moment(tap.appointment.starts_at),
        "jawaban": TapAnswer(tap.answer).label,
        "kalimat": sentence,
    }
    if tap.answer == TapAnswer.POSTPONE:
        others = trip_outlook.suggestions(plan)[:SUGGESTED]
        values["searah"] = "; ".join(row.application.library.name for row in others)
    for member in plan.members:
        outbox.enqueue(
            recipient=member.officer,
            event=f"readiness.{tap.answer}",
            dedupe=f"{tap.token_hash}:answered",
            values=values,
            at=at,
            link=trip.get_absolute_url(),
            about_kind=KIND,
            about_code=trip.code,
        )
