"""Doors of the schedule, for the library's people and for the office."""

from datetime import date, timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accreditation.models import Application
from accreditation.workflow import State
from klik_portal.core import clock
from klik_portal.core.verdict import Refused
from klik_portal.core.wording import parse_day
from klik_portal.office import queries as office
from scheduling import availability, calendar_feed, queries
from scheduling.forms.appointments import AppointmentForm, CancelForm, MoveForm, ResultForm
from scheduling.models import Appointment, Mode, TripStop
from scheduling.operations import appointments, booking, invitations, trip_stops


def appointment_list(request: HttpRequest) -> HttpResponse:
    now = clock.now()
    context = {
        "coming": queries.coming(user=request.user, now=now),
        "past": queries.past(user=request.user, now=now),
    }
    return render(request, "scheduling/appointment_list.html", context)


def calendar(request: HttpRequest) -> HttpResponse:
    first = _first_day(request.GET.get("mulai", ""))
    officer = "me" if request.GET.get("petugas") == "me" else ""
    step = timedelta(days=queries.CALENDAR_DAYS)
    context = {
        "days": queries.calendar(user=request.user, first=first, officer=officer),
        "first": first,
        "last": first + step - timedelta(days=1),
        "previous": (first - step).isoformat(),
        "next": (first + step).isoformat(),
        "officer": officer,
    }
    return render(request, "scheduling/calendar.html", context)


def _first_day(typed: str) -> date:
    """The Monday of the asked week, this week when the question makes no sense."""
    try:
        day = parse_day(typed)
    except ValueError:
        day = clock.today()
    if not 2000 < day.year < 2100:
        day = clock.today()
    return day - timedelta(days=day.weekday())


def _visible(request: HttpRequest, code: str) -> Appointment:
    return get_object_or_404(Appointment.objects.visible_to(request.user).with_case(), code=code)


def appointment_detail(request: HttpRequest, code: str) -> HttpResponse:
    appointment = _visible(request, code)
    local = clock.wita(appointment.starts_at)
    context = {
        "appointment": appointment,
        "library": appointment.application.library,
        "is_on_site": appointment.mode == Mode.ON_SITE,
        "may_change": request.user.is_caseworker and appointment.is_scheduled,
        "has_started": appointment.has_started(clock.now()),
        "warnings": availability.warnings(
            appointment.starts_at, appointment.ends_at, office.holidays_around(local.date())
        )
        if request.user.is_reader and appointment.is_scheduled
        else [],
    }
    return render(request, "scheduling/appointment_detail.html", context)


def appointment_calendar(request: HttpRequest, code: str) -> HttpResponse:
    """The appointment as a file that any calendar app opens."""
    appointment = _visible(request, code)
    text = calendar_feed.ics(invitations.invitation(appointment, clock.now()), "PUBLISH")
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
        "free": booking.next_free(
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
            messages.success(request, _("Jadwal dipindahkan. Semua sudah diberi tahu."))
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


def appointment_result(request: HttpRequest, code: str) -> HttpResponse:
    appointment = _open_for_office(request, code)
    form = ResultForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            appointments.record_result(
                appointment=appointment,
                attended=form.cleaned_data["attended"] == "yes",
                note=form.cleaned_data["note"],
                by=request.user,
                at=clock.now(),
            )
        except Refused as refusal:
            form.add_error(None, list(refusal.reasons))
        else:
            messages.success(request, _("Hasil pertemuan tersimpan."))
            return redirect(appointment.application)
    return _form_page(request, appointment, form, _("Catat hasil pertemuan"))


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
