"""One effect per form: a replayed form answers with the redirect of its first sending.

Each changing form carries a random `_once` key. The key row and the view's effect are written in
one transaction, so a second copy waits for the first, finds its reply and changes nothing. The
key is bound to what was typed: going back, changing a word and sending again is a new sending.
A form that came back with errors keeps no reply.
"""

from collections.abc import Callable
from contextlib import nullcontext
from hashlib import sha256
from secrets import token_urlsafe
from threading import Lock

from django.db import IntegrityError, connection, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from klik_portal.core import clock
from klik_portal.core.models import FormReply

FIELD = "_once"
# SQLite has one writer at a time and makes the others look again and again, without a queue; under
# a rush somebody would look in vain until the time is up. So the threads of a process queue here.
_turn = Lock()


def new_key() -> str:
    return token_urlsafe(16)


def once(request: HttpRequest, view: Callable[[], HttpResponse]) -> HttpResponse:
    """Answer with the view, unless this very form has been answered before."""
    if request.method != "POST" or not request.user.is_authenticated or not request.POST.get(FIELD):
        return view()
    key = digest_of(request)
    try:
        with _turn if connection.vendor == "sqlite" else nullcontext(), transaction.atomic():
            reply = FormReply.objects.create(
                key=key, user=request.user, path=request.path[:300], created_at=clock.now()
            )
            response = view()
            if isinstance(response, HttpResponseRedirect):
                reply.location = response.url
                reply.save(update_fields=["location"])
            else:
                reply.delete()
            return response
    except IntegrityError:
        first = FormReply.objects.filter(key=key, user=request.user).first()
        if first is None:
            raise
        return HttpResponseRedirect(first.location)


def digest_of(request: HttpRequest) -> str:
    """Names the form key, the address and everything typed or attached."""
    told = sha256(request.path.encode())
    for name in sorted(request.POST):
        if name == "csrfmiddlewaretoken":
            continue
        told.update(repr((name, request.POST.getlist(name))).encode("utf-8", "surrogatepass"))
    for name in sorted(request.FILES):
        told.update(repr([(name, f.name, f.size) for f in request.FILES.getlist(name)]).encode())
    return told.hexdigest()
