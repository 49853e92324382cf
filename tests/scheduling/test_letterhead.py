"""The letterhead and who signs are settings that coordinators keep."""

import pytest

from klik_portal.audit.models import AuditEvent
from klik_portal.core.verdict import Conflict, Refused
from klik_portal.office import operations
from klik_portal.office.models import Office
from tests.factories.accreditation import MONDAY

pytestmark = pytest.mark.django_db
URL = "/petugas/kop-surat/"


def typed(**changes):
    office = Office.objects.get()
    return {name: getattr(office, name) for name in operations.LETTERHEAD_FIELDS} | changes


def mark():
    return operations.letterhead_mark(Office.objects.get())


def test_a_coordinator_keeps_the_letterhead(rina, client_of):
    client = client_of(rina)
    body = typed(
        address="Jalan Contoh 1", signer_name="Nama Pejabat", letterhead="Laman\ncontoh.id"
    )

    assert client.post(URL, body | {"seen": mark()}).status_code == 302
    page = client.get(URL).content.decode()

    office = Office.objects.get()
    assert (office.address, office.signer_name) == ("Jalan Contoh 1", "Nama Pejabat")
    assert page.count("Jalan Contoh 1") == 2  # typed, and as the letter shows it
    event = AuditEvent.objects.get(verb="letterhead_changed")
    assert event.payload["changed"] == ["address", "letterhead", "signer_name"]


def test_what_another_coordinator_changed_first_is_shown_beside_what_was_typed(rina, client_of):
    seen = mark()
    operations.keep_letterhead(typed=typed(phone="111"), seen=seen, by=rina, at=MONDAY)

    response = client_of(rina).post(URL, typed(phone="222") | {"seen": seen})

    page = response.content.decode()
    assert response.status_code == 409
    assert "111" in page
    assert 'value="222"' in page
    again = {
        name: response.context["form"][name].value() for name in response.context["form"].fields
    }
    assert client_of(rina).post(URL, again).status_code == 302
    assert Office.objects.get().phone == "222"


def test_nothing_new_is_no_change(rina):
    operations.keep_letterhead(typed=typed(), seen="x", by=rina, at=MONDAY)

    assert not AuditEvent.objects.filter(verb="letterhead_changed").exists()


def test_others_do_not_change_it(budi, rina):
    with pytest.raises(Refused, match="Hanya koordinator yang mengubah kop surat"):
        operations.keep_letterhead(typed=typed(phone="1"), seen=mark(), by=budi, at=MONDAY)
    with pytest.raises(Conflict):
        operations.keep_letterhead(typed=typed(phone="1"), seen="lama", by=rina, at=MONDAY)


def test_an_agency_without_a_name_is_refused_in_a_sentence(rina, client_of):
    response = client_of(rina).post(URL, typed(agency_name="") | {"seen": mark()})

    assert response.status_code == 422
    assert "Mohon periksa lagi" in response.content.decode()
