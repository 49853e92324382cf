"""An address that opens a door by itself is not written down where many people read."""

import logging
import re
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver

from klik_portal.core.logs import SECRETS
from klik_portal.satisfaction import operations
from klik_portal.satisfaction.models import SurveyInvitation
from tests.factories.accreditation import MONDAY

pytestmark = pytest.mark.django_db
TOKEN = "Zx81-not-to-be-seen"
NGINX = Path(settings.BASE_DIR) / "deploy" / "nginx.conf"
# What stands in addresses for everybody and is no secret.
OPEN = {"code", "slug", "name", "year", "uidb36", "kind", "section"}


@pytest.fixture
def written():
    """What the installation's own handler writes."""
    handlers = logging.getLogger("django").handlers
    [handler] = [each for each in handlers if type(each) is logging.StreamHandler]
    stream = StringIO()
    before = handler.setStream(stream)
    yield stream.getvalue
    handler.setStream(before)


@pytest.fixture
def invitation(siti):
    return SurveyInvitation.objects.create(
        token_hash=operations.hashed(TOKEN), person=siti, service="visit", occasion="X",
        library_name="Enggelam", asked_at=MONDAY, expires_at=MONDAY.replace(year=2100),
    )  # fmt: skip


def test_a_mistake_in_a_form_behind_a_private_link_does_not_log_the_link(
    client, invitation, written
):
    assert client.post(f"/survei/undangan/{TOKEN}/", {"u1": "9"}).status_code == 422

    assert "/survei/undangan/***/" in written()
    assert TOKEN not in written()


def test_a_link_that_is_used_up_or_asked_for_in_a_wrong_way_is_not_logged_either(
    client, invitation, written
):
    client.put(f"/survei/undangan/{TOKEN}/")
    client.put(f"/kalender/{TOKEN}.ics")
    SurveyInvitation.objects.update(is_used=True)
    client.get(f"/survei/undangan/{TOKEN}/")

    assert written().count("***") == 3
    assert TOKEN not in written()


def test_other_addresses_are_logged_as_they_are(client, written):
    client.get("/panduan/tidak-ada/")

    assert "/panduan/tidak-ada/" in written()


def public_routes(patterns=None, before=""):
    for each in get_resolver().url_patterns if patterns is None else patterns:
        address = before + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from public_routes(each.url_patterns, address)
        elif isinstance(each, URLPattern):
            audience = getattr(each.callback, "audience", None)
            if audience and audience.public:
                yield address, set(each.pattern.converters)


def test_every_name_in_an_address_for_everybody_is_known_as_secret_or_open():
    names = set().union(*(names for _address, names in public_routes()))

    assert names <= {*SECRETS, *OPEN}


def test_the_server_in_front_masks_the_same_addresses():
    rule = re.search(r'"~(\^.+)" +"\$klik_door', NGINX.read_text())[1]
    masked = re.compile(rule.replace("(?<klik_door>", "(?P<klik_door>"))

    for address, names in public_routes():
        example = "/" + re.sub(r"<[^>]+>", TOKEN, address)
        found = masked.match(example)
        assert bool(found) == bool(names & {*SECRETS}), address
        assert not found or TOKEN not in found["klik_door"]
