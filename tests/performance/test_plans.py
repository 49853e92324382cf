"""Plans, indicators, targets, values entered by hand, closed years: who may, and what stays on record."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from klik_portal.audit.queries import events_of
from klik_portal.core.verdict import Conflict, Refused
from klik_portal.performance import figures
from klik_portal.performance.operations import hand_values, indicators, locks, plans, targets
from klik_portal.satisfaction.elements import KEYS
from klik_portal.satisfaction.models import SurveyAnswer
from tests.factories.accreditation import MONDAY, StoredFileFactory
from tests.files.samples import jpeg

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(rina):
    return plans.create_plan(
        name="Renstra", document_number="", first_year=2021, last_year=2026, by=rina, at=MONDAY
    )


def facts(**changes):
    usual = {
        "goal": "Budaya baca", "code": "IK-5", "name": "TGM", "unit": "indeks", "source": "", "decimals": 2,
        "direction": "up", "formula_note": "", "responsible": "Kabid",
    }  # fmt: skip
    return indicators.IndicatorFacts(**(usual | changes))


@pytest.fixture
def tgm(plan, rina):
    return indicators.add(plan=plan, facts=facts(), by=rina, at=MONDAY)


def enter(indicator, by, value="61.25", note="", year=2024):
    return hand_values.enter(
        indicator=indicator, year=year, quarter=0, value=Decimal(value), proof=StoredFileFactory(), note=note, by=by,
        at=MONDAY,
    )  # fmt: skip


def told(year=2024):
    seen = figures.of_year(year=year, today=MONDAY.date())
    return {figure.code: figure for figure in seen.indicators}


def test_a_value_entered_by_hand_stands_on_the_page_with_its_proof(tgm, rina, kepala, client_of):
    targets.set_target(indicator=tgm, year=2024, value=Decimal("60.5"), note="", by=rina, at=MONDAY)
    value = enter(tgm, rina)

    page = client_of(kepala).get(reverse("performance:dashboard"), {"tahun": 2024})

    figure = told()["IK-5"]
    assert (figure.result.achieved_label, figure.result.target_label) == ("61,25", "60,50")
    assert figure.proof == value.token
    assert reverse("performance:hand-value-proof", args=[value.token]) in page.content.decode()


def test_a_changed_value_needs_a_reason_and_keeps_the_old_one(tgm, rina):
    first = enter(tgm, rina)
    with pytest.raises(Refused):
        enter(tgm, rina, "62")

    enter(tgm, rina, "62", note="Ralat BPS")

    first.refresh_from_db()
    assert (first.value, first.superseded_at) == (Decimal("61.25"), MONDAY)
    assert told()["IK-5"].result.achieved == 62


def test_counted_indicators_take_no_value_by_hand(plan, rina):
    with pytest.raises(Refused):
        enter(plan.indicators.get(), rina)


def test_a_closed_year_keeps_its_numbers_until_it_is_opened_with_a_reason(plan, tgm, rina):
    main = plan.indicators.get(code="IK-1")
    locks.lock(plan=plan, year=2024, reason="LKjIP ditandatangani", by=rina, at=MONDAY)

    with pytest.raises(Refused):
        targets.set_target(indicator=main, year=2024, value=3, note="", by=rina, at=MONDAY)
    with pytest.raises(Refused):
        enter(tgm, rina)
    with pytest.raises(Refused):
        locks.unlock(plan=plan, year=2024, reason=" ", by=rina, at=MONDAY)
    locks.unlock(plan=plan, year=2024, reason="Ralat inspektorat", by=rina, at=MONDAY)
    targets.set_target(indicator=main, year=2024, value=3, note="", by=rina, at=MONDAY)

    closed = plan.locks.get()
    assert (closed.unlocked_by, closed.unlock_reason) == (rina, "Ralat inspektorat")
    verbs = [event.verb for event in events_of(kind="plan", code="2021")]
    assert verbs[-3:] == ["year_locked", "year_unlocked", "target_set"]


def test_a_year_is_closed_once(plan, rina):
    locks.lock(plan=plan, year=2024, reason="Selesai", by=rina, at=MONDAY)

    with pytest.raises(Refused):
        locks.lock(plan=plan, year=2024, reason="Lagi", by=rina, at=MONDAY)
    with pytest.raises(Refused):
        locks.unlock(plan=plan, year=2023, reason="Tidak terkunci", by=rina, at=MONDAY)


@pytest.mark.parametrize("name", ["budi", "kepala", "siti"])
def test_only_a_coordinator_keeps_the_plan(request, plan, tgm, name):
    by = request.getfixturevalue(name)
    for act in (
        lambda: locks.lock(plan=plan, year=2024, reason="x", by=by, at=MONDAY),
        lambda: locks.unlock(plan=plan, year=2024, reason="x", by=by, at=MONDAY),
        lambda: enter(tgm, by),
        lambda: indicators.add(plan=plan, facts=facts(code="X"), by=by, at=MONDAY),
        lambda: indicators.change(indicator=tgm, version=1, facts=facts(), by=by, at=MONDAY),
    ):
        with pytest.raises(Refused):
            act()


def test_two_coordinators_never_write_over_each_other(tgm, rina):
    indicators.change(indicator=tgm, version=1, facts=facts(name="TGM baru"), by=rina, at=MONDAY)

    with pytest.raises(Conflict) as conflict:
        indicators.change(indicator=tgm, version=1, facts=facts(name="Lain"), by=rina, at=MONDAY)

    assert conflict.value.theirs == [("Indikator", "TGM baru")]


def test_a_source_is_counted_once_in_a_plan_and_must_be_known(plan, rina):
    with pytest.raises(Refused):
        indicators.add(plan=plan, facts=facts(source="accredited_libraries"), by=rina, at=MONDAY)
    with pytest.raises(Refused):
        indicators.add(plan=plan, facts=facts(source="ramalan"), by=rina, at=MONDAY)


def test_targets_by_quarter_and_type_stand_beside_their_figures(plan, rina):
    main = plan.indicators.get()
    for quarter, scope, value in ((0, "", 6), (2, "", 3), (0, "school", 2), (0, "64.02.18", 1)):
        targets.set_target(
            indicator=main, year=2026, quarter=quarter, scope=scope, value=value, note="", by=rina, at=MONDAY
        )  # fmt: skip

    seen = figures.of_year(year=2026, today=MONDAY.date())

    assert seen.headline.quarters[1].result.target == 3
    assert {group.code: group.result.target for group in seen.groups}["school"] == 2
    with pytest.raises(Refused):
        targets.set_target(
            indicator=main, year=2026, quarter=1, scope="school", value=1, note="", by=rina, at=MONDAY
        )  # fmt: skip


def test_a_changed_target_may_name_a_decree_instead_of_a_reason(plan, rina):
    main = plan.indicators.get()
    targets.set_target(indicator=main, year=2025, value=4, note="", by=rina, at=MONDAY)
    targets.set_target(
        indicator=main, year=2025, value=5, note="", decree="SK 188/2025", by=rina, at=MONDAY + timedelta(days=1)
    )  # fmt: skip

    assert main.targets.get(superseded_at=None).decree == "SK 188/2025"
    assert main.targets.get(superseded_at__isnull=False).value == 4


def test_lower_is_better_turns_the_percentage_round(plan, rina):
    waiting = indicators.add(
        plan=plan, facts=facts(code="IK-6", direction="down", decimals=0), by=rina, at=MONDAY
    )
    targets.set_target(indicator=waiting, year=2024, value=10, note="", by=rina, at=MONDAY)
    enter(waiting, rina, "8")

    result = told()["IK-6"].result
    assert (result.percent_label, result.words) == ("120,0 %", "lebih baik dari target")


def test_a_coordinator_enters_a_value_with_its_proof_on_the_page(plan, tgm, rina, client_of):
    url = reverse("performance:hand-value", args=[2021, tgm.pk])
    proof = SimpleUploadedFile("tgm.jpg", jpeg(200, 100))
    typed = {"year": "2024", "quarter": "0", "value": "61,25", "note": ""}

    answer = client_of(rina).post(url, {**typed, "proof": proof})
    whole = client_of(rina).post(url, {**typed, "value": "61,255", "proof": proof})

    assert answer.url == reverse("performance:indicator-detail", args=[2021, tgm.pk])
    assert tgm.hand_values.get().value == Decimal("61.25")
    assert whole.status_code == 422


def test_the_survey_counts_into_the_plan_with_one_query_more(
    plan, rina, kepala, client_of, django_assert_max_num_queries
):
    indicators.add(
        plan=plan, facts=facts(code="IK-8", source="satisfaction_index"), by=rina, at=MONDAY
    )
    for month, worth in ((2, 4), (2, 2), (11, 1)):
        SurveyAnswer.objects.create(
            service="visit", answered_on=date(2024, month, 5), was_invited=True, **dict.fromkeys(KEYS, worth)
        )  # fmt: skip

    head = client_of(kepala)
    head.get(reverse("performance:dashboard"), {"tahun": 2021})  # asks for the map's boundaries
    with django_assert_max_num_queries(9):
        page = head.get(reverse("performance:dashboard"), {"tahun": 2024})

    figure = told()["IK-8"]
    assert [row.result.achieved for row in figure.quarters][::3] == [75, Decimal("58.33")]
    assert figure.result.achieved == Decimal("58.33")
    assert reverse("satisfaction:results") + "?tahun=2024" in page.content.decode()


class TestRenamingAPlan:
    FACTS = {"name": "Renstra Perubahan", "document_number": "9/2023", "period_note": "Perbup 9."}

    def change(self, plan, by, *, version=1, **facts):
        return plans.change_plan(
            plan=plan, version=version, facts={**self.FACTS, **facts}, reason="Perbup terbit.", by=by, at=MONDAY
        )  # fmt: skip

    def test_the_words_before_stay_with_who_and_why(self, plan, rina):
        before = (plan.name, plan.document_number)

        changed = self.change(plan, rina)

        assert (changed.name, changed.document_number, changed.period_note, changed.version) == (
            "Renstra Perubahan", "9/2023", "Perbup 9.", 2,
        )  # fmt: skip
        kept = changed.revisions.get()
        assert (kept.name, kept.document_number) == before
        assert (kept.reason, kept.changed_by) == ("Perbup terbit.", rina)

    def test_the_same_words_again_are_no_change(self, plan, rina):
        self.change(plan, rina)
        self.change(plan, rina, version=2)

        assert plan.revisions.count() == 1

    def test_who_was_slower_sees_both(self, plan, rina):
        self.change(plan, rina)
        with pytest.raises(Conflict) as conflict:
            self.change(plan, rina, name="Lain")

        assert ("Nama rencana", "Renstra Perubahan") in conflict.value.theirs

    def test_with_every_year_locked_it_stays(self, plan, rina):
        for year in plan.years:
            locks.lock(plan=plan, year=year, reason="Selesai.", by=rina, at=MONDAY)
        with pytest.raises(Refused):
            self.change(plan, rina)

        locks.unlock(plan=plan, year=plan.last_year, reason="Ralat.", by=rina, at=MONDAY)
        assert self.change(plan, rina)

    def test_only_a_coordinator_does_it(self, plan, kepala):
        with pytest.raises(Refused):
            self.change(plan, kepala)

    def test_on_the_page_the_history_is_below_the_form(self, plan, rina, client_of):
        address = reverse("performance:plan-edit", args=[plan.first_year])
        client = client_of(rina)
        sent = {**self.FACTS, "reason": "Perbup terbit.", "version": "1"}

        assert client.post(address, {**sent, "reason": ""}).status_code == 422
        assert client.post(address, sent).status_code == 302
        assert "Perbup terbit." in client.get(address).content.decode()
        assert "Perbup 9." in client.get(reverse("performance:plan-detail", args=[plan.first_year])).content.decode()  # fmt: skip
        assert client.post(address, {**sent, "name": "Lain"}).status_code == 409
