"""Every number of the head's page opens its list, and the list is exactly as long as the number says."""

import re
from html.parser import HTMLParser

import pytest
import time_machine
from django.urls import reverse

from tests.performance.office_life import TODAY, wall

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
NUMBER = re.compile(r"[\d.]+( perjalanan)?")
# Set by people or worked out from other numbers of the page: there is nothing to list.
WITHOUT_A_LIST = {"Target", "Persen", "Paling tinggi 100 %", "Hari"}


class Numbers(HTMLParser):
    """Links with their text, and the cells that hold a number outside any link."""

    def __init__(self):
        super().__init__()
        self.links, self.bare, self.place, self.link, self.inside = [], [], "", None, 0

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "td":
            self.place = attrs.get("data-label", "").partition(" (")[0]
        if tag == "p" and "figure" in attrs.get("class", ""):
            self.place = "figure"
        if tag == "dd":
            self.place = "dd"
        if tag == "a":
            self.link, self.text = attrs["href"], attrs.get("aria-label", "")

    def handle_data(self, data):
        said = " ".join(data.split())
        if self.link is not None:
            self.text += said
        elif self.place and NUMBER.fullmatch(said) and self.place not in WITHOUT_A_LIST:
            self.bare.append((self.place, said))

    def handle_endtag(self, tag):
        if tag == "a":
            self.links.append((self.link, self.text))
            self.link = None
        if tag in ("td", "p", "dd"):
            self.place = ""


def rows_behind(client, address):
    """All rows of a list, page by page."""
    count = 0
    while address:
        page = client.get(address)
        assert page.status_code == 200, address
        count += len(page.context["rows"])
        following = page.context["next_url"]
        address = (
            following
            if following.startswith("/") or not following
            else address.partition("?")[0] + following
        )
    return count


LISTS = tuple(
    reverse(name)
    for name in ("performance:figure-list", "accreditation:queue", "desks:unreachable")
)


def test_every_number_opens_a_list_that_is_as_long(world, kepala, client_of):
    client = client_of(kepala)
    with time_machine.travel(wall(TODAY), tick=False):
        asked = {"tahun": 2025, "banding": 2024}
        page, response = Numbers(), client.get(reverse("performance:dashboard"), asked)
        page.feed(response.content.decode())
        median = response.context["figures"].answers.median_hours
        assert page.bare == [("figure", str(median))]  # the middle of a list linked below it
        wrong, seen = [], set()
        for address, said in page.links:
            if not address.startswith(LISTS):
                continue
            told = re.search(r"([\d.]+)(?: perjalanan| perpustakaan)?$", said)
            measure = re.search(r"ukuran=(\w+)", address)
            seen.add(measure[1] if measure else address.partition("?")[0])
            if (
                told is None
                or "," in said
                or said.endswith("%")
                or (measure and measure[1] == "valid")
            ):
                continue
            if (found := rows_behind(client, address)) != int(told[1].replace(".", "")):
                wrong.append(f"{address} says {said}, lists {found}")
    assert wrong == []
    assert seen >= {"stays", "fates", "trips", "trip_visits", "visits", "late", "expiring", *LISTS}
