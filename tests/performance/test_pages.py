"""The head's page is drawn again only when something on it changed."""

from datetime import UTC, date, datetime

import pytest
from django.contrib.messages import add_message, constants
from django.contrib.messages.storage.fallback import FallbackStorage
from django.test import RequestFactory
from django.urls import reverse

from accreditation.workflow import State
from klik_portal.performance import charts
from klik_portal.performance.achievement import Achievement
from klik_portal.performance.operations import plans
from klik_portal.performance.shapes import YearFigure
from klik_portal.performance.views import dashboard
from libraries.models import LibraryType
from tests.factories.accreditation import ApplicationFactory, OutcomeFactory
from tests.factories.libraries import LibraryFactory

pytestmark = pytest.mark.django_db
AT = datetime(2024, 6, 1, tzinfo=UTC)


@pytest.fixture
def plan(rina):
    return plans.create_plan(
        name="Renstra", document_number="1", first_year=2021, last_year=2026, by=rina, at=AT
    )


def test_the_same_figures_are_not_drawn_twice(client_of, kepala, plan):
    client, address = client_of(kepala), reverse("performance:dashboard") + "?tahun=2024"
    first = client.get(address)

    again = client.get(address, HTTP_IF_NONE_MATCH=first["ETag"])
    OutcomeFactory(decided_on=date(2024, 3, 1))
    changed = client.get(address, HTTP_IF_NONE_MATCH=first["ETag"])

    assert (again.status_code, changed.status_code) == (304, 200)


def test_the_head_finds_what_people_say_and_whom_nobody_reaches(client_of, kepala, plan):
    client = client_of(kepala)
    page = client.get(reverse("performance:dashboard")).content.decode()

    for name in ("satisfaction:results", "desks:unreachable"):
        assert f'href="{reverse(name)}"' in page
        assert client.get(reverse(name)).status_code == 200


def test_another_person_never_gets_the_page_of_the_one_before(client_of, kepala, budi, plan):
    address = reverse("performance:dashboard") + "?tahun=2024"
    mark = client_of(kepala).get(address)["ETag"]

    assert client_of(budi).get(address, HTTP_IF_NONE_MATCH=mark).status_code == 200


def test_a_page_with_a_message_to_show_once_is_not_kept(kepala, plan):
    request = RequestFactory().get(reverse("performance:dashboard"))
    request.user, request.session = kepala, {}
    request._messages = FallbackStorage(request)
    add_message(request, constants.SUCCESS, "Anda sudah masuk.")

    response = dashboard.dashboard(request)

    assert "Anda sudah masuk." in response.content.decode()
    assert "ETag" not in response


def test_the_years_of_an_earlier_plan_are_one_click_away(client_of, kepala, rina, plan):
    plans.create_plan(
        name="Renstra", document_number="0", first_year=2016, last_year=2020, by=rina, at=AT
    )
    client, address = client_of(kepala), reverse("performance:dashboard")

    assert "?tahun=2020" in client.get(address + "?tahun=2024").content.decode()
    assert "?tahun=2016" in client.get(address + "?tahun=2018").content.decode()


def test_every_running_request_is_behind_its_number(client_of, kepala, plan):
    for kind in LibraryType.values:
        ApplicationFactory(library=LibraryFactory(type=kind), state=State.MENTORING)
    client = client_of(kepala)
    page = client.get(reverse("performance:dashboard"))

    for row in page.context["figures"].groups:
        address = reverse("accreditation:queue") + f"?jenis={row.code}"
        assert f'href="{address}">{row.running}</a>' in page.content.decode()
        assert len(client.get(address).context["rows"]) == row.running


def test_a_target_line_never_runs_through_the_figure_above_a_bar():
    figures = [YearFigure(2021, Achievement(2, 3)), YearFigure(2022, Achievement(10, 3))]

    low, high = charts.year_chart(figures).bars

    assert low.label_y < low.goal_y < low.y
    assert high.label_y < high.y < high.goal_y
