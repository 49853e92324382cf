"""Django admin is for looking up, and for the agency's own data; only the IT person enters."""

import pytest
from django.contrib.admin import site
from django.urls import reverse

from klik_portal.audit.models import AuditEvent
from klik_portal.office.models import Holiday, Office

pytestmark = pytest.mark.django_db


def test_every_list_opens(client_of, admin, siti):
    client = client_of(admin)

    for model in site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"
        assert client.get(reverse(name)).status_code == 200, name


def test_accounts_are_not_changed_here(client_of, admin, siti):
    client = client_of(admin)
    address = reverse("admin:accounts_user_change", args=[siti.pk])

    assert client.get(address).status_code == 200
    assert client.post(address, {"name": "Lain"}).status_code == 404
    siti.refresh_from_db()
    assert siti.name != "Lain"


def test_a_holiday_added_here_is_on_record(client_of, admin):
    client = client_of(admin)

    client.post(
        reverse("admin:office_holiday_add"),
        {"day": "2031-01-02", "name": "Libur daerah", "kind": Holiday.Kind.LOCAL},
    )

    assert Holiday.objects.filter(day="2031-01-02").exists()
    event = AuditEvent.objects.order_by("-sequence").first()
    assert (event.subject_kind, event.verb, event.actor_id) == ("holiday", "created", admin.pk)


def test_there_is_always_exactly_one_office(client_of, admin):
    client = client_of(admin)

    assert client.get(reverse("admin:office_office_add")).status_code == 404
    assert client.post(reverse("admin:office_office_delete", args=[1])).status_code == 404
    assert Office.objects.count() == 1
