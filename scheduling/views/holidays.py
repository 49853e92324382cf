"""Doors of the holidays. They stand here because the office's own app lies below every page."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from klik_portal.core import clock
from klik_portal.core.verdict import Refused
from klik_portal.core.wording import parse_day
from klik_portal.office import operations
from klik_portal.office.models import Holiday
from scheduling.forms.holidays import HolidayForm
from scheduling.models import Appointment


def holiday_list(request: HttpRequest) -> HttpResponse:
    year = _year(request.GET.get("tahun", ""))
    context = {
        "year": year,
        "years": range(year - 1, year + 2),
        "holidays": Holiday.objects.filter(day__year=year),
    }
    return render(request, "scheduling/holiday_list.html", context)


def holiday_new(request: HttpRequest) -> HttpResponse:
    form = HolidayForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        facts = {k: v for k, v in form.cleaned_data.items() if k != "version"}
        try:
            holiday = operations.add_holiday(by=request.user, at=clock.now(), **facts)
        except Refused as refusal:
            form.add_error(None, list(refusal.reasons))
        else:
            return _saved(request, holiday)
    return _form_page(request, form, _("Hari libur baru"))


def holiday_edit(request: HttpRequest, day: str) -> HttpResponse:
    holiday = _holiday(day)
    initial = {
        name: getattr(holiday, name) for name in ("day", "name", "kind", "is_estimate", "version")
    }
    form = HolidayForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        facts = {**form.cleaned_data, "version": form.cleaned_data["version"] or 0}
        try:
            changed = operations.change_holiday(
                holiday=holiday, by=request.user, at=clock.now(), **facts
            )
        except Refused as refusal:
            form.add_error(None, list(refusal.reasons))
        else:
            return _saved(request, changed)
    return _form_page(request, form, holiday.name, holiday)


def holiday_remove(request: HttpRequest, day: str) -> HttpResponse:
    holiday = _holiday(day)
    year = holiday.day.year
    operations.remove_holiday(holiday=holiday, by=request.user, at=clock.now())
    messages.success(request, _("Hari libur dihapus."))
    return redirect(f"{reverse('scheduling:holiday-list')}?tahun={year}")


def _holiday(typed: str) -> Holiday:
    try:
        day = parse_day(typed)
    except ValueError:
        raise Http404 from None
    return get_object_or_404(Holiday, day=day)


def _year(typed: str) -> int:
    """This year when the question makes no sense."""
    is_year = len(typed) == 4 and typed.isascii() and typed.isdigit()
    return int(typed) if is_year and 2000 < int(typed) < 2100 else clock.today().year


def _saved(request: HttpRequest, holiday: Holiday) -> HttpResponse:
    """What is booked on that day stays: somebody should look."""
    start, end = clock.day_bounds(holiday.day)
    booked = Appointment.objects.scheduled().filter(starts_at__gte=start, starts_at__lt=end)
    if count := booked.count():
        messages.warning(
            request, _("Tersimpan. Pada hari itu ada %d jadwal; lihat kalender kantor.") % count
        )
    else:
        messages.success(request, _("Hari libur tersimpan."))
    return redirect(f"{reverse('scheduling:holiday-list')}?tahun={holiday.day.year}")


def _form_page(
    request: HttpRequest, form: HolidayForm, title: str, holiday: Holiday | None = None
) -> HttpResponse:
    context = {"form": form, "title": title, "holiday": holiday}
    return render(
        request, "scheduling/holiday_form.html", context, status=422 if form.errors else 200
    )
