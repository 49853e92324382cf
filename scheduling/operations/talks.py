"""What a library does itself about its talks: take an offered time, change it, give it back."""

from collections.abc import Callable, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accreditation import queries as requests
from accreditation.models import Application
from klik_portal.accounts.models import User
from klik_portal.core.verdict import Refused, Verdict
from scheduling import offers, policies
from scheduling.models import Appointment, BookingRules, Mode
from scheduling.offers import Offer
from scheduling.operations import appointments, booking


@transaction.atomic
def book(
    *,
    application: Application,
    mode: str,
    starts_at: datetime,
    agenda: str,
    by: User,
    at: datetime,
) -> Appointment:
    """Take an offered start; which officer comes is decided here, never posted.

    Raises SlotTaken with the next offered starts when somebody was faster.
    """
    application = locked(application)
    ensure_may_ask(application, by, at)
    ensure_talk(mode)
    lock_office()
    rules = BookingRules.current()
    found = offers.offered(application=application, rules=rules, at=at)

    def attempt(officer: User) -> Appointment:
        return appointments.schedule(
            application=application,
            mode=mode,
            officer=officer,
            starts_at=starts_at,
            length_minutes=rules.talk_minutes,
            agenda=agenda,
            by=by,
            at=at,
            is_offered=True,
        )

    return _first_free(found, starts_at, attempt)


@transaction.atomic
def move(
    *, appointment: Appointment, version: int, starts_at: datetime, by: User, at: datetime
) -> Appointment:
    """Change to another offered start, with the same officer when that officer is free."""
    appointment = _changeable(appointment, by, at)
    lock_office()
    found = offers.offered(
        application=appointment.application,
        rules=BookingRules.current(),
        at=at,
        besides=appointment,
    )

    def attempt(officer: User) -> Appointment:
        return appointments.move(
            appointment=appointment,
            version=version,
            officer=officer,
            starts_at=starts_at,
            length_minutes=appointment.minutes,
            join_url=appointment.join_url,
            place=appointment.place,
            by=by,
            at=at,
            is_offered=True,
        )

    return _first_free(found, starts_at, attempt)


@transaction.atomic
def cancel(*, appointment: Appointment, reason: str, by: User, at: datetime) -> Appointment:
    """Give the time back, with a reason the officer reads."""
    appointment = _changeable(appointment, by, at)
    return appointments.cancel(
        appointment=appointment, reason=reason, by=by, at=at, is_offered=True
    )


def locked(application: Application) -> Application:
    """The request first, then officers: the order in which every change takes its locks."""
    rows = Application.objects.select_for_update(of=("self",))
    return rows.select_related("library", "assigned_to").get(pk=application.pk)


def lock_office() -> None:
    """From here on the offers stay true until the change is made, limits and pauses included."""
    booking.lock(User.objects.caseworkers())


def ensure_may_ask(application: Application, by: User, at: datetime) -> None:
    capacities = requests.capacities_of(user=by, application=application)
    _ensure(policies.may_ask_for_talk(application=application, capacities=capacities, at=at))


def ensure_talk(mode: str) -> None:
    if mode not in (Mode.ZOOM, Mode.PHONE):
        raise Refused(_("Pilih Zoom atau telepon."))


def _changeable(appointment: Appointment, by: User, at: datetime) -> Appointment:
    application = locked(appointment.application)
    appointment = Appointment.objects.with_case().get(pk=appointment.pk)
    _ensure(
        policies.may_rearrange(
            appointment=appointment,
            capacities=requests.capacities_of(user=by, application=application),
            rules=BookingRules.current(),
            at=at,
        )
    )
    return appointment


def _ensure(verdict: Verdict) -> None:
    if not verdict:
        raise Refused(*verdict.reasons)


def _first_free(
    found: Sequence[Offer], wanted: datetime, attempt: Callable[[User], Appointment]
) -> Appointment:
    officers = next((offer.officers for offer in found if offer.start == wanted), ())
    for officer in officers:
        try:
            return attempt(officer)
        except booking.SlotTaken:
            continue
    rest = [offer for offer in found if offer.start != wanted]
    raise booking.SlotTaken(
        offers.soonest(rest, wanted), _("Waktu itu baru saja terisi atau tidak ditawarkan lagi.")
    )
