"""Handing a file out: exact headers, on record, 404 when the bytes are gone."""

import pytest
from csp.middleware import CSPMiddleware
from django.core.signals import request_finished
from django.db import close_old_connections
from django.http import Http404, HttpRequest
from django.middleware.gzip import GZipMiddleware
from django.test import RequestFactory

from klik_portal.audit.queries import events_of
from klik_portal.files.serving import file_response

from . import samples
from .conftest import AT


@pytest.fixture(autouse=True)
def database_stays_open():
    """Closing a response ends a request, which would close the connection under the test."""
    request_finished.disconnect(close_old_connections)
    yield
    request_finished.connect(close_old_connections)


HARMLESS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cache-Control": "private, no-store",
}


def test_a_pdf_is_always_a_download(receive, siti):
    stored = receive(samples.pdf(), "SK.pdf")
    response = file_response(stored=stored, viewer=siti, at=AT, inline=True)
    assert dict(response.headers) == {
        "Content-Type": "application/pdf",
        "Content-Length": str(stored.size),
        "Content-Disposition": 'attachment; filename="SK.pdf"',
        **HARMLESS,
    }
    assert response.getvalue() == samples.pdf()
    response.close()


@pytest.mark.parametrize(("inline", "disposition"), [(True, "inline"), (False, "attachment")])
def test_a_photo_may_be_shown_in_the_page_when_asked(receive, siti, inline, disposition):
    stored = receive(samples.heic(), "rak buku désa.heic")
    response = file_response(stored=stored, viewer=siti, at=AT, inline=inline)
    assert dict(response.headers) == {
        "Content-Type": "image/jpeg",
        "Content-Length": str(stored.size),
        "Content-Disposition": f"{disposition}; filename*=utf-8''rak%20buku%20d%C3%A9sa.jpg",
        **HARMLESS,
    }
    response.close()


def test_middleware_leaves_the_policy_and_the_length_alone(receive, siti):
    stored = receive(samples.pdf())
    request = RequestFactory().get("/", headers={"accept-encoding": "gzip"})

    def view(request: HttpRequest):
        return file_response(stored=stored, viewer=siti, at=AT)

    response = CSPMiddleware(GZipMiddleware(view))(request)
    assert response["Content-Security-Policy"] == HARMLESS["Content-Security-Policy"]
    assert response["Content-Length"] == str(stored.size)
    assert response.headers.get("Content-Encoding") is None
    response.close()


def test_each_viewing_is_on_record(receive, siti):
    stored = receive(samples.jpeg())
    file_response(stored=stored, viewer=siti, at=AT).close()
    event = events_of(kind="file", code=stored.token).last()
    assert (event.verb, event.actor_id, event.at) == ("file.viewed", siti.pk, AT)


def test_a_file_gone_from_the_disk_is_not_found_and_not_on_record(receive, siti):
    stored = receive(samples.jpeg())
    stored.path.unlink()
    with pytest.raises(Http404):
        file_response(stored=stored, viewer=siti, at=AT)
    assert [event.verb for event in events_of(kind="file", code=stored.token)] == ["file.received"]
