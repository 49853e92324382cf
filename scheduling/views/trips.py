"""Doors of trips: list, plan, change, fix, cancel, finish."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accreditation.models import Application
from accreditation.workflow import State
from klik_portal.core import clock
from klik_portal.core.verdict import Refused
from libraries import words as library_words
from libraries.models import Library
from scheduling import trip_outlook, trip_page
from scheduling.forms.trips import (
    BudgetForm,
    ReasonForm,
    SearchForm,
    StopForm,
    TeamForm,
    TripForm,
    WayHomeForm,
)
from scheduling.models import Trip, TripStop
from scheduling.operations import trip_stops, trips
from scheduling.trip_letter import TripLetter
from scheduling.trip_plan import TripPlan
from scheduling.views import posted

MOST_FOUND = 20


def trip_list(request: HttpRequest) -> HttpResponse:
    context = {"trips": trip_page.trips(user=request.user)}
    return render(request, "scheduling/trip_list.html", context)


def trip_detail(request: HttpRequest, code: str) -> HttpResponse:
    trip = _trip(request, code)
    page = trip_page.TripPage(trip, request.user, clock.now())
    context = {"trip": trip, "page": page, "plan": page.plan, "letter": TripLetter(page.plan)}
    return render(request, "scheduling/trip_detail.html", context)


def trip_new(request: HttpRequest) -> HttpResponse:
    form = TripForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            trip = trips.create(facts=form.facts(), by=request.user, at=clock.now())
        except Refused as refusal:
            form.add_error(None, list(refusal.reasons))
        else:
            messages.success(request, _("Rancangan dibuat. Tambahkan perpustakaannya."))
            return redirect(trip)
    return render(
        request, "scheduling/trip_form.html", {"form": form, "title": _("Perjalanan baru")},
        status=422 if form.errors else 200,
    )  # fmt: skip


def trip_edit(request: HttpRequest, code: str) -> HttpResponse:
    trip = _trip(request, code)
    form = TripForm(_posted(request), trip=trip)
    return _edited(
        request, trip, form, _("Ubah perjalanan"),
        lambda **how: trips.change_facts(facts=form.facts(), **how),
    )  # fmt: skip


def trip_team(request: HttpRequest, code: str) -> HttpResponse:
    trip = _trip(request, code)
    form = TeamForm(_posted(request), trip=trip)
    return _edited(
        request, trip, form, _("Tim"),
        lambda **how: trips.set_team(
            lead=form.cleaned_data["lead"], members=form.team(), **how
        ),
    )  # fmt: skip


def trip_budget(request: HttpRequest, code: str) -> HttpResponse:
    trip = _trip(request, code)
    form = BudgetForm(_posted(request), trip=trip, lines=list(trip.budget.all()))
    return _edited(
        request, trip, form, _("Biaya"),
        lambda **how: trips.set_budget(lines=form.lines(), **how),
    )  # fmt: skip


def trip_way_home(request: HttpRequest, code: str) -> HttpResponse:
    trip = _trip(request, code)
    form = WayHomeForm(_posted(request), trip=trip, legs=list(trip.legs.filter(stop=None)))
    return _edited(
        request, trip, form, _("Jalan pulang"),
        lambda **how: trip_stops.set_way_home(legs=form.wanted_legs(), **how),
    )  # fmt: skip


def stop_edit(request: HttpRequest, code: str, token: str) -> HttpResponse:
    trip, stop = _trip_and_stop(request, code, token)
    form = StopForm(_posted(request), trip=trip, stop=stop, legs=list(stop.legs.all()))

    def change(**how: Any) -> None:
        facts = {name: form.cleaned_data[name] for name in ("day", "visit_minutes", "note")}
        trip_stops.change(stop=stop, legs=form.wanted_legs(), **facts, **how)

    return _edited(request, trip, form, stop.application.library.name, change, stop=stop)


def trip_add(request: HttpRequest, code: str) -> HttpResponse:
    """Who waits on the way, and a search over every request in mentoring; one tap adds."""
    trip = _trip(request, code)
    if request.method == "POST":
        return _added(request, trip)
    form = SearchForm(request.GET)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    plan = TripPlan(trip)
    context = {
        "trip": trip,
        "form": form,
        "words": words,
        "suggestions": trip_outlook.suggestions(plan),
        "found": _search(request, plan, words) if words else [],
    }
    return render(request, "scheduling/trip_add.html", context)


def _added(request: HttpRequest, trip: Trip) -> HttpResponse:
    rows = Application.objects.visible_to(request.user).with_library()
    application = rows.filter(code__in=posted.chosen(request, "application")).first()
    if application is None:
        messages.error(request, _("Pilih perpustakaan dari daftar."))
        return redirect("scheduling:trip-add", trip.code)
    return _done(
        request, trip,
        lambda **how: trip_stops.add(application=application, **how),
        _("%s ditambahkan.") % application.library.name,
    )  # fmt: skip


def _search(request: HttpRequest, plan: TripPlan, words: str) -> list[Application]:
    rows = Application.objects.visible_to(request.user).with_library().filter(
        state=State.MENTORING
    )  # fmt: skip
    if library_words.asked_for(words):
        rows = rows.filter(library__in=Library.objects.search(words))
    on_it = [stop.application_id for stop in plan.stops]
    return list(rows.exclude(pk__in=on_it).order_by("library__name", "pk")[:MOST_FOUND])


def stop_move(request: HttpRequest, code: str, token: str) -> HttpResponse:
    trip, stop = _trip_and_stop(request, code, token)
    step = posted.step(request)
    return _done(
        request, trip, lambda **how: trip_stops.move(stop=stop, step=step, **how), _("Urutan tersimpan.")
    )  # fmt: skip


def stop_remove(request: HttpRequest, code: str, token: str) -> HttpResponse:
    trip, stop = _trip_and_stop(request, code, token)
    return _done(
        request, trip, lambda **how: trip_stops.remove(stop=stop, **how),
        _("%s dikeluarkan dari perjalanan.") % stop.application.library.name,
    )  # fmt: skip


def stop_postpone(request: HttpRequest, code: str, token: str) -> HttpResponse:
    trip, stop = _trip_and_stop(request, code, token)
    form = ReasonForm(_posted(request), version=trip.version, submit=_("Tunda kunjungan"))

    def postpone(*, trip: Trip, **how: Any) -> None:
        trip_stops.postpone(stop=stop, reason=form.cleaned_data["reason"], **how)

    return _edited(
        request, trip, form, _("Tunda kunjungan %s") % stop.application.library.name, postpone
    )


def stop_revisit(request: HttpRequest, code: str, token: str) -> HttpResponse:
    trip, stop = _trip_and_stop(request, code, token)
    return _done(
        request, trip, lambda **how: trip_stops.revisit(stop=stop, **how),
        _("%s kembali dikunjungi.") % stop.application.library.name,
    )  # fmt: skip


def trip_fix(request: HttpRequest, code: str) -> HttpResponse:
    trip = _trip(request, code)
    return _done(
        request, trip, lambda **how: trips.fix(**how),
        _("Perjalanan ditetapkan. Perpustakaan dan tim sudah diundang."),
    )  # fmt: skip


def trip_cancel(request: HttpRequest, code: str) -> HttpResponse:
    trip = _trip(request, code)
    form = ReasonForm(_posted(request), version=trip.version, submit=_("Batalkan perjalanan"))
    return _edited(
        request, trip, form, _("Batalkan perjalanan"),
        lambda **how: trips.cancel(reason=form.cleaned_data["reason"], **how),
    )  # fmt: skip


def trip_finish(request: HttpRequest, code: str) -> HttpResponse:
    trip = _trip(request, code)
    return _done(request, trip, lambda **how: trips.finish(**how), _("Perjalanan selesai."))


def _trip(request: HttpRequest, code: str) -> Trip:
    return get_object_or_404(Trip.objects.visible_to(request.user), code=code)


def _trip_and_stop(request: HttpRequest, code: str, token: str) -> tuple[Trip, TripStop]:
    trip = _trip(request, code)
    stops = TripStop.objects.select_related("trip", "application__library")
    return trip, get_object_or_404(stops, trip=trip, token=token)


def _posted(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _done(
    request: HttpRequest, trip: Trip, operation: Callable[..., Any], thanks: str
) -> HttpResponse:
    """A change by one button: refusals are told on the trip's page."""
    try:
        operation(trip=trip, version=posted.seen_version(request), by=request.user, at=clock.now())
    except Refused as refusal:
        messages.error(request, " ".join(refusal.reasons))
    else:
        messages.success(request, thanks)
    return redirect(trip)


def _edited(
    request: HttpRequest,
    trip: Trip,
    form: Any,
    title: str,
    operation: Callable[..., Any],
    stop: TripStop | None = None,
) -> HttpResponse:
    """A change by a form: refusals are told above it, and what was typed stays."""
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]
        try:
            operation(
                trip=trip,
                version=version,
                by=request.user,
                at=clock.now(),
            )
        except Refused as refusal:
            form.add_error(None, list(refusal.reasons))
        else:
            messages.success(request, _("Perubahan tersimpan."))
            return redirect(reverse("scheduling:trip-detail", args=[trip.code]))
    rows = hasattr(form, "rows")
    context = {"trip": trip, "form": form, "title": title, "stop": stop}
    return render(
        request, "scheduling/trip_rows.html" if rows else "scheduling/trip_form.html", context,
        status=422 if form.errors else 200,
    )  # fmt: skip
