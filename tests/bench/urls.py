"""All of Klik and the floor: session, sign-in, one SELECT of 25 rows, 25 rows of template."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accreditation.models import Application
from klik_portal.accounts.audiences import signed_in
from klik_portal.core.routing import route
from klik_portal.urls import urlpatterns as klik


def floor(request: HttpRequest) -> HttpResponse:
    rows = Application.objects.in_office().select_related("library").order_by("due_at", "pk")[:25]
    return render(request, "bench/floor.html", {"rows": rows})


urlpatterns = [route("bench/floor/", floor, audience=signed_in, name="bench-floor"), *klik]
