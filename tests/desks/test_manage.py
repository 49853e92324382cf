"""What is kept in order now and then stands on one page, each place for those it lets in."""

import pytest
from django.urls import reverse

from klik_portal.accounts.roles import Role
from klik_portal.desks.manage import PLACES
from klik_portal.ui.context import nav_entries

pytestmark = pytest.mark.django_db


def labels(page) -> list[str]:
    return [str(place.label) for _title, places in page.context["groups"] for place in places]


@pytest.mark.parametrize("name", ["budi", "rina"])
def test_every_place_shown_opens(name, request, client_of):
    client = client_of(request.getfixturevalue(name))
    page = client.get(reverse("desks:manage"))

    shown = [place.url for _title, places in page.context["groups"] for place in places]
    assert {client.get(url).status_code for url in shown} == {200}


def test_an_officer_is_shown_no_door_that_stays_shut(budi, rina, client_of):
    officers, coordinators = (
        labels(client_of(user).get(reverse("desks:manage"))) for user in (budi, rina)
    )

    assert "Jam kerja petugas" in officers
    assert "Pengguna" in coordinators
    assert "Pengguna" not in officers
    assert set(officers) < set(coordinators)


@pytest.mark.parametrize("place", [place for places in PLACES.values() for place in places])
def test_the_menu_marks_manage_on_every_one_of_its_pages(place):
    marked = [entry.label for entry in nav_entries(Role.COORDINATOR, place.url) if entry.is_current]

    assert marked == ["Kelola"]
