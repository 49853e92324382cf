"""Pages for anybody: what Klik is, how it goes, promises."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from klik_portal.core import clock
from klik_portal.office.queries import office
from klik_portal.performance.queries import public as performance


def front(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return redirect("desks:home")
    return render(
        request, "desks/front.html", {"best": performance.public_headline(today=clock.today())}
    )


def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "desks/privacy.html", {"office": office()})
