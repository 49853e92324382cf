"""Two requests in mentoring, and a Zoom of one's own."""

from collections.abc import Iterator
from typing import Any

import pytest
from pytest_httpserver import HTTPServer

from accreditation.models import Application
from accreditation.workflow import State
from scheduling import zoom
from tests.factories.accreditation import ApplicationFactory
from tests.fake_zoom import FakeZoom, server


@pytest.fixture(scope="session")
def zoom_server() -> Iterator[HTTPServer]:
    with server() as running:
        yield running


@pytest.fixture
def fake(settings: Any, zoom_server: HTTPServer) -> Iterator[FakeZoom]:
    """A Zoom on this machine that nobody has used yet, with Klik set up to use it."""
    zoom._tokens.clear()
    fake = FakeZoom(zoom_server)
    fake.answer()
    for name, value in fake.settings.items():
        setattr(settings, name, value)
    yield fake
    zoom_server.clear()
    zoom._tokens.clear()


@pytest.fixture
def mentored(enggelam, siti, budi) -> Application:
    return ApplicationFactory(
        library=enggelam, state=State.MENTORING, created_by=siti, assigned_to=budi
    )


@pytest.fixture
def jokos(tabang, joko) -> Application:
    return ApplicationFactory(library=tabang, state=State.MENTORING, created_by=joko)
