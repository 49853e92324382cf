"""Doors of the schedule, for the library's people and for the office."""

from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accreditation import queries as requests
from accreditation.models import Application
from accreditation.workflow import State
from klik_portal.core import clock
from klik_portal.core.verdict import Refused, Verdict
from scheduling import (
    availability,
    calendar_feed,
    offers,
    policies,
    queries,
    visit_reading,
    zoom_page,
)
from scheduling.forms.appointments import AppointmentForm, CancelForm, MoveForm
from scheduling.models import Appointment, AppointmentState, BookingRules, Mode, Trip, TripStop
from scheduling.operations import appointments, invitations, reports, trip_stops


def appointment_list(request: HttpRequest) -> HttpResponse:
    now = clock.now()
    context = {
        "coming": queries.coming(user=request.user, now=now),
        "past": queries.past(user=request.user, now=now),
    }
    return render(request, "scheduling/appointment_list.html", context)


def _visible(request: HttpRequest, code: str) -> Appointment:
    return get_object_or_404(Appointment.objects.visible_to(request.user).with_case(), code=code)


def appointment_detail(request: HttpRequest, code: str) -> HttpResponse:
    appointment = get_object_or_404(
        Appointment.objects.visible_to(request.user).with_case().select_related("zoom"), code=code
    )
    now = clock.now()
    trip = _trip_of(appointment) if request.user.is_reader else None
    context = {
        **_visit_parts(request, appointment),
        "appointment": appointment,
        **zoom_page.parts(appointment=appointment, user=request.user, at=now),
        "library": appointment.application.library,
        "is_on_site": appointment.mode == Mode.ON_SITE,
        "may_change": request.user.is_caseworker and appointment.is_scheduled,
        "has_started": appointment.has_started(now),
        "warnings": _warnings(appointment, trip) if request.user.is_reader else [],
        "trip": trip,
        "own": _own_changes(request, appointment),
        "may_pick_again": _may_pick_again(request, appointment),
    }
    return render(request, "scheduling/appointment_detail.html", context)


def _trip_of(appointment: Appointment) -> Trip | None:
    if appointment.mode != Mode.ON_SITE:
        return None
    return Trip.objects.filter(stops__appointment=appointment).first()


def _warnings(appointment: Appointment, trip: Trip | None) -> list[str]:
    """A visit on a trip is warned about there; its own trip is no reason to stay at the office."""
    if not appointment.is_scheduled or trip:
        return []
    day, officer = clock.wita(appointment.starts_at).date(), appointment.officer
    time = offers.office_time(officers=[officer], first=day, last=day, with_slots=False)
    return availability.warnings(
        appointment.starts_at, appointment.ends_at, time.holidays, time.officers[officer.pk]
    )


def _own_changes(request: HttpRequest, appointment: Appointment) -> Verdict | None:
    """May the library change its talk itself? Nothing to say to the office, about a visit or what is over."""
    is_visit = appointment.mode == Mode.ON_SITE
    if not request.user.is_applicant or not appointment.is_scheduled or is_visit:
        return None
    return policies.may_rearrange(
        appointment=appointment,
        capacities=requests.capacities_of(user=request.user, application=appointment.application),
        rules=BookingRules.current(),
        at=clock.now(),
    )


def _may_pick_again(request: HttpRequest, appointment: Appointment) -> bool:
    """Whose talk fell through is led on to another time."""
    fell_through = appointment.state in (AppointmentState.CANCELLED, AppointmentState.MISSED)
    if not request.user.is_applicant or not fell_through or appointment.mode == Mode.ON_SITE:
        return False
    application = appointment.application
    capacities = requests.capacities_of(user=request.user, application=application)
    return bool(
        policies.may_ask_for_talk(application=application, capacities=capacities, at=clock.now())
    )


def _visit_parts(request: HttpRequest, appointment: Appointment) -> dict[str, object]:
    """What only a visit on site has: its report and whether one may be written."""
    if appointment.mode != Mode.ON_SITE:
        return {}
    reading = visit_reading.of_visit(appointment, on=clock.today())
    return {
        "reading": reading,
        "photos": reading.photos_for(request.user) if reading.is_finished else [],
        "may_report": request.user.is_caseworker and reports.may_report(appointment, clock.now()),
    }


def appointment_calendar(request: HttpRequest, code: str) -> HttpResponse:
    """The appointment as a file that any calendar app opens."""
    appointment = _visible(request, code)
    text = calendar_feed.ics(invitations.invitation(appointment), "PUBLISH")
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{appointment.code}.ics"'
    return response


def appointment_new(request: HttpRequest, code: str) -> HttpResponse:
    application = get_object_or_404(
        Application.objects.visible_to(request.user).with_library(),
        code=code,
        state=State.MENTORING,
    )
    initial = {"officer": request.user.pk}
    form = AppointmentForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            appointment = appointments.schedule(
                application=application,
                mode=form.cleaned_data["mode"],
                agenda=form.cleaned_data["agenda"],
                by=request.user,
                at=clock.now(),
                **form.booking(),
            )
        except Refused as refusal:
            form.add_error(None, list(refusal.reasons))
        else:
            messages.success(request, _("Jadwal tersimpan. Undangan sudah dikirim."))
            return redirect(appointment)
    now = clock.now()
    context = {
        "application": application,
        "form": form,
        "busy": queries.busy_times(officer=request.user, now=now),
        "free": offers.next_free(
            officer=request.user, earliest=now + timedelta(hours=1), length=timedelta(hours=1)
        ),
    }
    return render(
        request, "scheduling/appointment_new.html", context, status=422 if form.errors else 200
    )


def appointment_move(request: HttpRequest, code: str) -> HttpResponse:
    appointment = _open_for_office(request, code)
    if request.method == "GET" and (stop := _stop_of(appointment)):
        context = {"appointment": appointment, "stop": stop}
        return render(request, "scheduling/appointment_on_trip.html", context)
    form = MoveForm(request.POST if request.method == "POST" else None, appointment=appointment)
    if request.method == "POST" and form.is_valid():
        try:
            appointments.move(
                appointment=appointment,
                version=form.cleaned_data["version"],
                by=request.user,
                at=clock.now(),
                **form.booking(),
            )
        except Refused as refusal:
            form.add_error(None, list(refusal.reasons))
        else:
            messages.success(request, _("Perubahan tersimpan. Semua sudah diberi tahu."))
            return redirect(appointment)
    return _form_page(request, appointment, form, _("Pindahkan jadwal"))


def appointment_cancel(request: HttpRequest, code: str) -> HttpResponse:
    appointment = _open_for_office(request, code)
    form = CancelForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            _cancel(appointment, form.cleaned_data["reason"], request)
        except Refused as refusal:
            form.add_error(None, list(refusal.reasons))
        else:
            messages.success(request, _("Jadwal dibatalkan. Semua sudah diberi tahu."))
            return redirect(appointment)
    return _form_page(request, appointment, form, _("Batalkan jadwal"))


def _cancel(appointment: Appointment, reason: str, request: HttpRequest) -> None:
    """One visit of a trip is put off; everything else is cancelled."""
    stop = _stop_of(appointment)
    if stop:
        trip_stops.postpone(stop=stop, reason=reason, by=request.user, at=clock.now())
    else:
        appointments.cancel(appointment=appointment, reason=reason, by=request.user, at=clock.now())


def _stop_of(appointment: Appointment) -> TripStop | None:
    return TripStop.objects.filter(appointment=appointment).select_related("trip").first()


def _open_for_office(request: HttpRequest, code: str) -> Appointment:
    appointment = _visible(request, code)
    if request.method == "GET" and not appointment.is_scheduled:
        raise Http404
    return appointment


def _form_page(
    request: HttpRequest, appointment: Appointment, form: object, title: str
) -> HttpResponse:
    context = {"appointment": appointment, "form": form, "title": title}
    return render(
        request, "scheduling/appointment_form.html", context, status=422 if form.errors else 200
    )
