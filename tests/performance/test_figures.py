"""Certificates counted by decision date, set against targets, each number with its libraries."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from accreditation.workflow import State
from klik_portal.core import clock
from klik_portal.core.verdict import Refused
from klik_portal.performance import figures
from klik_portal.performance.models import Target
from klik_portal.performance.operations import plans, releases, targets
from klik_portal.performance.queries import lists, public
from klik_portal.performance.queries.plans import stated
from libraries.models import LibraryType, TypeGroup
from tests.factories.accreditation import MONDAY, ApplicationFactory, OutcomeFactory
from tests.factories.libraries import DesaFactory, KecamatanFactory, LibraryFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(rina):
    return plans.create_plan(
        name="Renstra", document_number="", first_year=2021, last_year=2026, by=rina, at=MONDAY
    )


@pytest.fixture
def indicator(plan):
    return plan.indicators.get()


def target(indicator, by, value=3, year=2024, note="", at=MONDAY):
    return targets.set_target(indicator=indicator, year=year, value=value, note=note, by=by, at=at)


TODAY = date(2026, 11, 23)


def told(year):
    return figures.of_year(year=year, today=TODAY)


def by_year(seen):
    return {figure.year: figure.result.achieved for figure in seen.years}


def listed(measure="accredited", year=2024, **asked):
    return lists.page(lists.Wanted(measure=measure, year=year, today=TODAY, **asked))[0]


def test_ten_of_three_is_on_the_heads_page(indicator, rina, kepala, client_of):
    target(indicator, rina)
    for _ in range(10):
        OutcomeFactory(decided_on=date(2024, 6, 1))

    page = client_of(kepala).get(reverse("performance:dashboard"), {"tahun": 2024})

    assert page.context["result"].percent_label == "333,3 %"
    text = page.content.decode()
    assert "333,3 %" in text
    assert "dibatasi 100 %" in text


def test_years_turn_with_the_date_on_the_certificate(plan):
    OutcomeFactory(decided_on=date(2024, 12, 31))
    OutcomeFactory(decided_on=date(2025, 1, 1))

    assert by_year(told(2024)) == {2021: 0, 2022: 0, 2023: 0, 2024: 1, 2025: 1, 2026: 0}


def test_a_library_counts_once_a_year_and_again_in_another(plan, enggelam):
    for day in (date(2024, 2, 1), date(2024, 9, 1), date(2025, 3, 1)):
        OutcomeFactory(library=enggelam, decided_on=day)

    seen = told(2024)

    assert (by_year(seen)[2024], by_year(seen)[2025]) == (1, 1)
    assert [row.moment for row in listed()] == ["2024-02-01"]


def test_types_and_kecamatan_add_up_to_the_year(plan):
    upriver = KecamatanFactory(code="64.02.12", name="Tabang")
    far = DesaFactory(code="64.02.12.2001", name="Gunung Sari", kecamatan=upriver)
    for kind in LibraryType:
        OutcomeFactory(library=LibraryFactory(type=kind))
        OutcomeFactory(library=LibraryFactory(type=kind, desa=far))

    seen = told(2024)

    assert {g.code: g.achieved for g in seen.groups} == {
        TypeGroup.VILLAGE: 2, TypeGroup.SCHOOL: 6, TypeGroup.WORSHIP: 2, TypeGroup.OTHER: 4,
    }  # fmt: skip
    assert {a.label: a.achieved for a in seen.areas} == {"Muara Wis": 7, "Tabang": 7}
    assert seen.result.achieved == 14


def test_running_requests_are_shown_by_state(plan, kepala, client_of):
    for state in (State.SUBMITTED, State.SUBMITTED, State.PROPOSED, State.DRAFT, State.ACCREDITED):
        ApplicationFactory(state=state)

    assert {f.code: f.count for f in told(2026).stages if f.count} == {
        State.SUBMITTED: 2,
        State.PROPOSED: 1,
    }


def test_a_changed_target_keeps_the_old_one_with_its_reason(indicator, rina):
    target(indicator, rina, value=3)
    with pytest.raises(Refused):
        target(indicator, rina, value=4)

    target(indicator, rina, value=4, note="SK 12/2024", at=MONDAY + timedelta(days=1))

    kept = list(Target.objects.order_by("set_at").values_list("value", "note", "superseded_at"))
    assert kept == [(3, "", MONDAY + timedelta(days=1)), (4, "SK 12/2024", None)]
    assert stated([indicator]).target(indicator.pk, 2024) == 4


@pytest.mark.parametrize("name", ["budi", "kepala", "siti"])
def test_only_a_coordinator_sets_targets(request, indicator, name):
    with pytest.raises(Refused):
        target(indicator, request.getfixturevalue(name))


def test_plans_do_not_overlap_and_years_belong_to_them(indicator, rina):
    with pytest.raises(Refused):
        plans.create_plan(
            name="Lain", document_number="", first_year=2026, last_year=2030, by=rina, at=MONDAY
        )
    with pytest.raises(Refused):
        target(indicator, rina, year=2030)


def test_the_same_numbers_are_not_sent_twice(plan, kepala, client_of):
    client, url = client_of(kepala), reverse("performance:dashboard")
    first = client.get(url)
    again = client.get(url, headers={"If-None-Match": first["ETag"]})
    OutcomeFactory(decided_on=date(2026, 6, 1))

    changed = client.get(url, headers={"If-None-Match": first["ETag"]})

    assert (again.status_code, again.content, changed.status_code) == (304, b"", 200)


def test_the_public_page_names_no_person_and_is_asked_only_once_a_minute(
    plan, rina, client, django_assert_num_queries
):
    OutcomeFactory(
        library=LibraryFactory(contact_name="Ibu Rahasia", contact_phone="+62811111"),
        decided_on=date(2026, 2, 1),
    )
    releases.release(year=2026, note="", by=rina, at=MONDAY)
    page = client.get(reverse("performance:achievements")).content.decode()

    with django_assert_num_queries(0):
        client.get(reverse("performance:achievements"))

    assert "Rahasia" not in page
    assert "+62811111" not in page


@pytest.mark.parametrize("typed", ["", "abc", "20244", "-1", "1999"])
def test_a_year_nobody_meant_shows_this_year(plan, kepala, client_of, typed):
    page = client_of(kepala).get(reverse("performance:dashboard"), {"tahun": typed})

    assert (page.status_code, page.context["year"]) == (200, clock.today().year)


def test_the_public_sees_what_was_released_until_it_is_released_again(indicator, rina, client):
    target(indicator, rina)
    address = reverse("performance:achievements") + "?tahun=2024"

    def seen():
        public._remembered.cache_clear()
        context = client.get(address).context
        return context["result"] and (context["result"].achieved, context["result"].target)

    OutcomeFactory(decided_on=date(2024, 6, 1))
    before = seen()
    releases.release(year=2024, note="LKjIP 2024", by=rina, at=MONDAY)
    OutcomeFactory(decided_on=date(2024, 7, 1))
    target(indicator, rina, value=9, note="SK 1")
    kept = seen()
    releases.release(year=2024, note="Ralat", by=rina, at=MONDAY + timedelta(days=1))

    assert (before, kept, seen()) == (None, (1, 3), (2, 9))


@pytest.mark.parametrize("name", ["budi", "kepala", "siti"])
def test_only_a_coordinator_releases(request, plan, name):
    with pytest.raises(Refused):
        releases.release(year=2024, note="", by=request.getfixturevalue(name), at=MONDAY)


def test_a_year_that_has_not_begun_is_not_released(plan, rina):
    with pytest.raises(Refused):
        releases.release(year=2027, note="", by=rina, at=MONDAY)
