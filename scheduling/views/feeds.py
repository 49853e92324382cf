"""Doors of private calendars: the page to make and take back addresses, and what an app reads."""

from collections.abc import Callable
from hashlib import sha256

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from klik_portal.core import clock
from klik_portal.core.text import without_control_bytes
from klik_portal.core.verdict import Refused
from libraries.models import LibraryMembership
from scheduling import queries
from scheduling.models import CalendarFeed
from scheduling.operations import feeds


def read(request: HttpRequest, token: str) -> HttpResponse:
    """What a calendar app reads again and again; who knows the address needs nothing else."""
    feed = queries.readable_feed(token)
    if feed is None:
        raise Http404
    body = feeds.text(feed=feed, at=clock.now()).encode()
    etag = f'"{sha256(body).hexdigest()[:32]}"'
    response = get_conditional_response(
        request,
        etag=etag,
        response=HttpResponse(body, content_type="text/calendar; charset=utf-8"),
    )
    response["ETag"] = etag
    response["Cache-Control"] = "private, max-age=300"
    response["Content-Disposition"] = 'inline; filename="klik.ics"'
    response["X-Content-Type-Options"] = "nosniff"
    response["X-Robots-Tag"] = "noindex"
    return response


@never_cache
def feed_list(request: HttpRequest) -> HttpResponse:
    context = {"rows": queries.feeds_of(user=request.user), "base": settings.BASE_URL}
    return render(request, "scheduling/feed_list.html", context)


def feed_make(request: HttpRequest) -> HttpResponse:
    """For one of the person's own libraries; an officer names none."""
    mine = LibraryMembership.objects.confirmed().filter(user=request.user)
    code = without_control_bytes(request.POST.get("library", ""))
    row = mine.filter(library__code=code).first()
    library = row.library if row else None
    return _done(
        request,
        lambda: feeds.make(library=library, by=request.user, at=clock.now()),
        _("Alamat kalender dibuat. Salin ke aplikasi kalender Anda."),
    )


def feed_renew(request: HttpRequest, token: str) -> HttpResponse:
    feed = _own(request, token)
    return _done(
        request,
        lambda: feeds.renew(feed=feed, by=request.user, at=clock.now()),
        _("Alamat diganti. Yang lama tidak berlaku lagi."),
    )


def feed_revoke(request: HttpRequest, token: str) -> HttpResponse:
    feed = _own(request, token)
    return _done(
        request,
        lambda: feeds.revoke(feed=feed, by=request.user, at=clock.now()),
        _("Alamat dicabut. Kalender itu tidak lagi dapat dibaca."),
    )


def _own(request: HttpRequest, token: str) -> CalendarFeed:
    rows = CalendarFeed.objects.live().select_related("library")
    return get_object_or_404(rows, user=request.user, token=token)


def _done(request: HttpRequest, act: Callable[[], object], sentence: str) -> HttpResponse:
    try:
        act()
    except Refused as refusal:
        messages.error(request, " ".join(refusal.reasons))
    else:
        messages.success(request, sentence)
    return redirect(reverse("scheduling:feed-list"))
