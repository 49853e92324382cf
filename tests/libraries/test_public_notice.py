"""A contact is public only when an officer made it so, and never one that Klik knows as a person's."""

import pytest
from django.urls import reverse

from klik_portal.core import clock
from klik_portal.core.verdict import Conflict, Refused
from libraries.models import PublicNotice
from libraries.operations import public_notices
from tests.factories.libraries import LibraryFactory, MembershipFactory
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
OFFICE = {"phone": "0541 123456", "email": "desa@contoh.id", "website": "https://desa.contoh.id/", "way": "Naik ces dari Kota Bangun."}  # fmt: skip
NOTHING = dict.fromkeys(OFFICE, "")


@pytest.fixture
def kept(budi):
    library = LibraryFactory(
        name="Taman Baca", contact_phone="+6281234567890", contact_email="ibu@contoh.id",
        way_to_get_there="Tanya Pak RT, HP 0812-3456-7890.", verified_by=budi,
    )  # fmt: skip
    keeper = UserFactory(email="pengelola@contoh.id", phone="+6281298765432")
    MembershipFactory(library=library, user=keeper, confirmed_by=budi)
    return library


def keep(library, by, version: int = 0, **facts: str) -> None:
    public_notices.keep(
        library=library, version=version, facts={**NOTHING, **facts}, by=by, at=clock.now()
    )


def page(client, library) -> str:
    return client.get(reverse("libraries:library-public", args=[library.code])).content.decode()


def test_without_the_office_nothing_of_it_is_public(client, kept):
    shown = page(client, kept)

    assert "Pak RT" not in shown
    assert "<dt>Telepon</dt>" not in shown


def test_what_an_officer_let_through_is_on_the_page(client, client_of, budi, kept):
    url = reverse("libraries:public-notice", args=[kept.code])
    answer = client_of(budi).post(url, {**OFFICE, "is_institutional": "on", "version": "0"})

    assert answer.status_code == 302
    shown = page(client, kept)
    assert 'href="tel:+62541123456"' in shown
    assert "Naik ces dari Kota Bangun." in shown


def test_what_the_keeper_wrote_is_offered_without_its_number(client_of, budi, kept):
    url = reverse("libraries:public-notice", args=[kept.code])

    form = client_of(budi).get(url).context["form"]

    assert form.initial["way"] == "Tanya Pak RT, HP …."


@pytest.mark.parametrize(
    "facts",
    [
        {"phone": "0812 3456 7890"}, {"phone": "+62 812-9876-5432"}, {"email": "Ibu@contoh.id"},
        {"email": "pengelola@contoh.id"},
    ],
)  # fmt: skip
def test_a_persons_number_or_address_is_refused(budi, kept, facts):
    with pytest.raises(Refused):
        keep(kept, budi, **facts)

    assert not PublicNotice.objects.exists()


@pytest.mark.parametrize(
    "typed",
    [{"way": "Hubungi 0812 3456 7890"}, {"is_institutional": ""}, {"website": "javascript:alert(1)"}],
)  # fmt: skip
def test_a_form_that_would_show_a_person_comes_back(client_of, budi, kept, typed):
    url = reverse("libraries:public-notice", args=[kept.code])
    form = {**OFFICE, "is_institutional": "on", "version": "0", **typed}

    assert client_of(budi).post(url, form).status_code == 422
    assert not PublicNotice.objects.exists()


def test_only_the_office_decides(siti, kepala, kept):
    for person in (siti, kepala):
        with pytest.raises(Refused):
            keep(kept, person, phone="0541 1")


def test_emptied_it_is_public_no_more(client, budi, kept):
    keep(kept, budi, **OFFICE)
    keep(kept, budi, version=1)

    assert not PublicNotice.objects.exists()
    assert "Naik ces" not in page(client, kept)


def test_of_two_who_write_at_once_the_second_sees_both(budi, rina, kept):
    keep(kept, budi, phone="0541 1111111")

    with pytest.raises(Conflict):
        keep(kept, rina, phone="0541 2222222")
