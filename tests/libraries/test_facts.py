"""Everything known about a library can be told on one page, and nothing odd gets in."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.html import escape

from accreditation.operations import applications
from klik_portal.audit.models import AuditEvent
from klik_portal.core.verdict import Conflict
from libraries import coordinates
from libraries.models import Library
from libraries.operations import registry
from tests.factories.accreditation import MONDAY

pytestmark = pytest.mark.django_db
TYPED = {
    "head_name": "Ibu Aminah", "decree_number": "141/07/SK/2019", "decree_date": "14-02-2019",
    "opening_hours": "Senin sampai Jumat 08.00-14.00", "room_size": "56", "copy_count": "2.400", "staff_count": "3",
    "internet": "phone", "power": "part", "website": "instagram.com/perpusenggelam", "travel_by": "both",
    "travel_hours": "5,5", "season_note": "Air surut Agustus.", "location": "-0.41234, 116.98765",
}  # fmt: skip
FACTS = {
    "head_name": "Ibu Aminah", "decree_number": "141/07/SK/2019", "decree_date": date(2019, 2, 14),
    "opening_hours": "Senin sampai Jumat 08.00-14.00", "room_size": 56, "copy_count": 2400, "staff_count": 3,
    "internet": "phone", "power": "part", "website": "https://instagram.com/perpusenggelam", "travel_by": "both",
    "travel_hours": Decimal("5.5"), "season_note": "Air surut Agustus.",
    "latitude": Decimal("-0.41234"), "longitude": Decimal("116.98765"),
}  # fmt: skip


def send(client, library: Library, **typed: str):
    body = {
        "name": library.name,
        "type": library.type,
        "desa": library.desa_id,
        "version": library.version,
    }
    return client.post(reverse("libraries:library-edit", args=[library.code]), {**body, **typed})  # fmt: skip


def test_a_keeper_tells_everything_on_one_page(client_of, siti, enggelam):
    assert send(client_of(siti), enggelam, **TYPED).status_code == 302

    enggelam.refresh_from_db()
    assert {name: getattr(enggelam, name) for name in FACTS} == FACTS
    assert set(FACTS) == set(AuditEvent.objects.get(verb="changed").payload["fields"])


@pytest.mark.parametrize("page", ["library-detail", "registry-detail"])
def test_what_was_told_is_shown_to_members_and_officers(client_of, siti, budi, enggelam, page):
    send(client_of(siti), enggelam, **TYPED)

    client = client_of(siti if page == "library-detail" else budi)
    text = client.get(reverse(f"libraries:{page}", args=[enggelam.code])).content.decode()

    for words in (
        "Ibu Aminah", "141/07/SK/2019, 14 Feb 2019", "08.00-14.00", "56 m²", "2.400 eksemplar", "3 orang",
        "Hanya sinyal HP", "Beberapa jam sehari", "Jalan darat dan sungai, 5,5 jam", "Air surut Agustus.",
        "mlat=-0.41234&amp;mlon=116.98765",
    ):  # fmt: skip
        assert words in text


def test_the_page_opens_with_what_is_known(client_of, siti, enggelam):
    client = client_of(siti)
    send(client, enggelam, **TYPED)

    page = client.get(reverse("libraries:library-edit", args=[enggelam.code])).content.decode()

    for shown in (
        "-0.41234, 116.98765",
        "5,5",
        "2019-02-14",
        "https://instagram.com/perpusenggelam",
    ):
        assert f'value="{shown}"' in page


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("location", "Tenggarong"), ("location", "48.85661, 2.35222"), ("location", "-0.4"),
        ("decree_date", "01-01-2099"), ("decree_date", "01-01-1812"), ("decree_date", "kemarin"),
        ("travel_hours", "-1"), ("travel_hours", "241"), ("travel_hours", "2,55"), ("room_size", "-5"),
        ("staff_count", "1001"), ("internet", "satelit"), ("power", "angin"), ("travel_by", "udara"),
        ("website", "javascript:alert(1)"), ("website", "ftp://contoh.id"), ("opening_hours", "x" * 161),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_at_its_field_and_stays_in_view(client_of, siti, enggelam, field, typed):  # fmt: skip
    response = send(client_of(siti), enggelam, **{field: typed})

    assert (response.status_code, list(response.context["form"].errors)) == (422, [field])
    assert len(response.context["form"].errors[field]) == 1
    if field not in ("internet", "power", "travel_by"):  # lists that offer no such thing
        shown = {"01-01-2099": "2099-01-01", "01-01-1812": "1812-01-01"}.get(typed, typed)
        assert f'value="{escape(shown)}"' in response.content.decode()


@pytest.mark.parametrize(
    "typed",
    [
        "-0.41234, 116.98765", "-0.41234 116.98765", "-0,41234; 116,98765", "116.98765,-0.41234",
        "-0.412341, 116.987649", "https://www.google.com/maps/@-0.41234,116.98765,17z",
    ],
)  # fmt: skip
def test_a_place_is_read_as_maps_write_it(typed):
    assert coordinates.read(typed) == (Decimal("-0.41234"), Decimal("116.98765"))


@pytest.mark.parametrize(
    "facts",
    [
        {"latitude": Decimal("-0.4")}, {"longitude": Decimal(117)},
        {"latitude": Decimal(50), "longitude": Decimal(117)}, {"internet": "x"}, {"power": "x"},
        {"travel_by": "x"}, {"travel_hours": Decimal(-1)},
    ],
)  # fmt: skip
def test_the_database_refuses_what_no_form_lets_through(enggelam, facts):
    with pytest.raises(IntegrityError), transaction.atomic():
        Library.objects.filter(pk=enggelam.pk).update(**facts)


def test_two_editors_see_the_new_facts_in_words(budi, siti, enggelam):
    registry.update(library=enggelam, version=1, facts=FACTS, by=siti, at=MONDAY)

    with pytest.raises(Conflict) as conflict:
        registry.update(
            library=enggelam, version=1, facts={"internet": "fixed", "decree_date": None}, by=budi, at=MONDAY
        )  # fmt: skip

    assert conflict.value.theirs == [("Tanggal SK pendirian", "14 Feb 2019"), ("Internet", "Hanya sinyal HP")]  # fmt: skip
    assert conflict.value.yours == [("Tanggal SK pendirian", ""), ("Internet", "Wifi atau kabel")]


def test_facts_that_are_not_given_stay(siti, enggelam):
    registry.update(library=enggelam, version=1, facts=FACTS, by=siti, at=MONDAY)
    registry.update(library=enggelam, version=2, facts={"room_size": 60}, by=siti, at=MONDAY)

    enggelam.refresh_from_db()
    assert (enggelam.room_size, enggelam.head_name) == (60, "Ibu Aminah")


def test_nobody_types_twice_what_a_request_asks_too(siti, enggelam):
    library = registry.update(library=enggelam, version=1, facts=FACTS, by=siti, at=MONDAY)

    details = applications.start(library=library, by=siti, at=MONDAY).details

    assert (details["decree_number"], details["staff_count"], details["library_head_name"]) == (
        "141/07/SK/2019", "3", "Ibu Aminah",
    )  # fmt: skip


def test_registering_asks_no_more_than_before(client_of, joko):
    form = client_of(joko).get(reverse("libraries:register")).context["form"]

    assert not set(FACTS) & set(form.fields)
