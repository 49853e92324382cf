"""A form that is sent twice has one effect and one answer; the same words typed anew are a new form."""

import pytest
from django.urls import reverse

from accreditation.models import Application
from klik_portal.core import once
from klik_portal.core.models import FormReply

pytestmark = pytest.mark.django_db


@pytest.fixture
def new_request(siti, enggelam):
    return {"library_code": enggelam.code, once.FIELD: once.new_key()}


def send(client, body):
    return client.post(reverse("accreditation:application-new"), body)


def test_a_double_tap_starts_one_request(client_of, siti, new_request):
    client = client_of(siti)

    first, second = send(client, new_request), send(client, new_request)

    assert first.status_code == second.status_code == 302
    assert first.url == second.url
    assert Application.objects.count() == 1


def test_somebody_elses_key_is_worth_nothing(client_of, siti, hadi, new_request):
    send(client_of(siti), new_request)

    answer = send(client_of(hadi), new_request)

    assert answer.status_code != 302 or answer.url != FormReply.objects.get(user=siti).location


def test_a_form_that_came_back_with_errors_may_be_sent_again(client_of, siti, new_request):
    client = client_of(siti)
    refused = send(client, {**new_request, "library_code": "PRP-0"})

    assert refused.status_code == 422
    assert not FormReply.objects.exists()
    assert send(client, new_request).status_code == 302


def test_a_changed_word_makes_it_another_form(client_of, siti):
    client = client_of(siti)
    key = once.new_key()

    for name in ("Siti Aminah", "Siti A. Rahman"):
        client.post(reverse("accounts:account"), {"name": name, once.FIELD: key})

    siti.refresh_from_db()
    assert siti.name == "Siti A. Rahman"
