"""What officers write for each other stays among them: no page of the library shows it."""

import pytest
from django.urls import reverse

from accreditation.models import InternalNote
from accreditation.operations import internal_notes
from klik_portal.audit.models import AuditEvent
from klik_portal.core.verdict import Refused
from klik_portal.notifications.models import OutboxMessage
from tests.factories.accreditation import MONDAY, ApplicationFactory
from tests.house import test_authorisation as house

pytestmark = pytest.mark.django_db
world, cast = house.world, house.cast
SECRET = "Dana desa tampaknya dipakai untuk hal lain."


def opened(client, world):
    """Every page that answers this person with something, by route."""
    found = {}
    for route in house.our_routes():
        if route.methods and "GET" not in route.methods:
            continue
        response = client.get(reverse(route.name, kwargs=world.args.get(route.name)))
        if response.status_code == 200:
            content = b"".join(response) if response.streaming else response.content
            found[route.name] = content.decode(errors="replace")
    return found


@pytest.mark.slow
@pytest.mark.parametrize("role", [house.KEEPER, house.CONTRIBUTOR, house.HEAD])
def test_no_page_of_anybody_else_shows_a_note(world, cast, client_of, role):
    internal_notes.write(
        application=world.application, text=SECRET, by=cast[house.OFFICER], at=MONDAY
    )

    seen = opened(client_of(cast[role]), world)

    assert {"desks:case", "accreditation:conversation"} <= set(seen)
    assert [name for name, page in seen.items() if SECRET in page] == []


def test_officers_read_each_others_notes(world, cast, client_of):
    internal_notes.write(
        application=world.application, text=SECRET, by=cast[house.OFFICER], at=MONDAY
    )

    page = client_of(cast[house.COORDINATOR]).get(
        reverse("accreditation:internal-notes", args=[world.application.code])
    )

    assert SECRET in page.content.decode()


def test_a_note_leaves_no_text_in_messages_or_in_the_audit_trail(world, budi):
    before = OutboxMessage.objects.count()
    internal_notes.write(application=world.application, text=SECRET, by=budi, at=MONDAY)

    event = AuditEvent.objects.order_by("sequence").last()
    assert OutboxMessage.objects.count() == before
    assert (event.verb, event.note, event.payload) == ("internal_note_written", "", {})


@pytest.mark.parametrize("name", ["siti", "hadi", "kepala", "admin"])
def test_nobody_else_writes_notes(request, name, enggelam):
    with pytest.raises(Refused):
        internal_notes.write(
            application=ApplicationFactory(library=enggelam), text=SECRET,
            by=request.getfixturevalue(name), at=MONDAY,
        )  # fmt: skip

    assert not InternalNote.objects.exists()


def test_a_request_has_no_name_by_which_a_template_could_reach_its_notes(world):
    related = {field.get_accessor_name() for field in world.application._meta.related_objects}

    assert not [name for name in related if name and "note" in name]
