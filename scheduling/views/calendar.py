"""The office's calendar: a month, a week or a list."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from klik_portal.accounts.models import User
from klik_portal.core import clock, wording
from klik_portal.core.wording import parse_day
from scheduling.models import TimeProposal
from scheduling.office_calendar import OfficeCalendar, Period, Shape

ME = "me"


def calendar(request: HttpRequest) -> HttpResponse:
    officers = list(User.objects.caseworkers().order_by("name", "pk"))
    wanted = request.GET.get("petugas", "")
    officer = _officer(wanted, officers, request.user)
    period = Period(_shape(request.GET.get("tampilan", "")), _day(request.GET.get("mulai", "")))
    found = OfficeCalendar(period, user=request.user, officer=officer)
    context = {
        "calendar": found,
        "period": period,
        "officers": officers,
        "officer": officer,
        "chosen": wanted if officer else "",
        "today": clock.today(),
        "weekdays": wording.DAYS,
        "waiting": TimeProposal.objects.waiting().count() if request.user.is_caseworker else 0,
    }
    return render(request, "scheduling/calendar.html", context)


def _shape(typed: str) -> Shape:
    return Shape(typed) if typed in list(Shape) else Shape.WEEK


def _officer(typed: str, officers: list[User], user: User) -> User | None:
    """Everybody when the question makes no sense."""
    wanted = str(user.public_id) if typed == ME else typed
    return next((officer for officer in officers if str(officer.public_id) == wanted), None)


def _day(typed: str) -> date:
    """The asked day, today when the question makes no sense."""
    try:
        day = parse_day(typed)
    except ValueError:
        return clock.today()
    return day if 2000 < day.year < 2100 else clock.today()
