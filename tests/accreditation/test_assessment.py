"""A self-assessment keeps every tap, counts honestly, and never loses what two people answer at once."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from accreditation import assessment
from accreditation.models import Answer, ReadinessRecord
from accreditation.operations import answers, instruments
from accreditation.operations.answers import UNKNOWN
from accreditation.workflow import State
from klik_portal.core.verdict import Refused
from tests.factories.accreditation import MONDAY, ApplicationFactory

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


@pytest.fixture
def draft(siti, enggelam):
    instruments.load_shipped(at=MONDAY)
    return ApplicationFactory(library=enggelam, created_by=siti)


def sheet(application):
    application.refresh_from_db()
    return assessment.of_application(application, on=TODAY)


def section(application, code="A"):
    return next(s for s in sheet(application).sections if s.component.code == code)


def choose(item, value):
    return {item.indicator.pk: item.worth(value).pk}


def save(application, chosen, by, seen=None, code="A", at=MONDAY):
    return answers.save(
        application=application, component=section(application, code).component, chosen=chosen,
        seen=seen or {}, by=by, at=at,
    )  # fmt: skip


def answer_everything(application, value, by):
    for part in sheet(application).sections:
        chosen = {item.indicator.pk: item.worth(value).pk for item in part.items}
        save(application, chosen, by, code=part.component.code)


def test_one_answer_is_kept_and_the_rest_stays_open(draft, siti):
    first = section(draft).items[0]

    save(draft, choose(first, 4), siti)

    now = section(draft)
    assert (now.items[0].value, now.answered) == (4, 1)
    assert draft.edition.library_type == "village"


def test_not_knowing_is_an_answer_worth_nothing(draft, siti):
    save(draft, {section(draft).items[0].indicator.pk: UNKNOWN}, siti)

    assert (section(draft).answered, sheet(draft).score) == (1, Decimal("0.00"))


def test_perfect_answers_are_an_a_without_a_plan(draft, siti):
    answer_everything(draft, 5, siti)

    now = sheet(draft)
    assert (now.score, now.grade, now.next_grade, now.improvements) == (
        Decimal("100.00"),
        "A",
        None,
        [],
    )


def test_the_plan_names_answers_that_reach_the_next_grade(draft, siti):
    answer_everything(draft, 3, siti)
    before = sheet(draft)
    assert (before.score, before.grade, before.next_grade.grade) == (Decimal("60.00"), "C", "B")

    for row in before.improvements:
        code = row.item.indicator.component.code
        save(draft, {row.item.indicator.pk: row.wanted.pk}, siti, code=code)

    after = sheet(draft)
    assert after.score == before.plan.score >= Decimal(76)
    assert after.grade == "B"


def test_what_makes_an_application_hopeless_is_named_until_it_is_put_right(draft, siti):
    titles = section(draft).items[0]
    assert sheet(draft).blockers == []  # nothing was said yet

    save(draft, choose(titles, 3), siti)
    assert [b.indicator.blocker for b in sheet(draft).blockers] == [
        "Judul buku belum mencapai 1.000."
    ]

    save(draft, choose(titles, 4), siti)
    assert sheet(draft).blockers == []


def test_the_second_of_two_people_gets_both_answers(draft, siti, hadi):
    item = section(draft).items[0]
    save(draft, choose(item, 5), siti)

    overtaken = save(draft, choose(item, 2), hadi, seen={})

    assert [(o.theirs.option.value, o.yours) for o in overtaken] == [(5, item.worth(2).text)]
    assert section(draft).items[0].value == 5


def test_whoever_has_seen_the_answer_may_change_it(draft, siti, hadi):
    item = section(draft).items[0]
    save(draft, choose(item, 5), siti)

    overtaken = save(draft, choose(item, 2), hadi, seen=choose(item, 5))

    assert overtaken == []
    assert section(draft).items[0].value == 2


def test_an_answer_of_another_indicator_is_refused(draft, siti):
    first, second = section(draft).items[:2]

    with pytest.raises(Refused, match="tidak dikenal"):
        save(draft, {first.indicator.pk: second.worth(5).pk}, siti)
    assert not Answer.objects.exists()


@pytest.mark.parametrize("state", [State.SUBMITTED, State.READY, State.PROPOSED, State.ACCREDITED])
def test_answers_are_locked_while_others_judge(siti, enggelam, state):
    instruments.load_shipped(at=MONDAY)
    judged = ApplicationFactory(library=enggelam, created_by=siti, state=state)

    with pytest.raises(Refused, match="terkunci"):
        save(judged, choose(section(judged).items[0], 5), siti)


def test_the_office_reads_but_does_not_answer(draft, budi):
    with pytest.raises(Refused, match="Hanya pengelola"):
        save(draft, choose(section(draft).items[0], 5), budi)


def test_readiness_is_remembered_once_a_day(draft, siti):
    first, second = section(draft).items[:2]
    save(draft, choose(first, 5), siti)
    save(draft, choose(second, 5), siti)
    save(draft, choose(first, 4), siti, at=MONDAY + timedelta(days=1))

    days = [(r.day.day, r.answered_count) for r in ReadinessRecord.objects.all()]
    assert days == [(23, 2), (24, 2)]


def test_a_request_keeps_its_edition_when_a_newer_one_begins(draft, siti, rina):
    save(draft, choose(section(draft).items[0], 5), siti)
    kept = sheet(draft).edition
    newer = instruments.create(
        facts=instruments.Facts("village", "Baru", date(2026, 6, 1)),
        components=instruments.shipped_sheet("village"),
        by=rina,
        at=MONDAY,
    )
    instruments.publish(edition=newer, by=rina, at=MONDAY)

    assert sheet(draft).edition == kept


class TestPages:
    def address(self, application, code="A"):
        return reverse("accreditation:assessment-component", args=[application.code, code])

    def test_a_plain_form_saves_what_is_there_and_goes_on(self, client_of, siti, draft):
        item = section(draft).items[0]
        body = {f"q{item.indicator.number}": item.worth(5).pk}

        answer = client_of(siti).post(self.address(draft), body)

        assert answer.url == self.address(draft, "B")
        assert section(draft).items[0].value == 5

    def test_the_last_part_leads_to_the_coach(self, client_of, siti, draft):
        answer = client_of(siti).post(self.address(draft, "F"), {})

        assert answer.url == reverse("accreditation:coach", args=[draft.code])

    def test_a_tap_saves_itself_and_says_when(self, client_of, siti, draft):
        item = section(draft).items[0]

        answer = client_of(siti).post(
            self.address(draft), {f"q{item.indicator.number}": item.worth(5).pk},
            headers={"X-Requested-With": "klik-autosave"},
        )  # fmt: skip

        assert set(answer.json()) == {"saved_at"}
        assert section(draft).items[0].value == 5

    def test_an_invented_choice_is_a_sentence_and_the_others_stay_ticked(
        self, client_of, siti, draft
    ):
        first, second = section(draft).items[:2]
        body = {
            f"q{first.indicator.number}": "999999",
            f"q{second.indicator.number}": second.worth(4).pk,
        }

        answer = client_of(siti).post(self.address(draft), body)

        page = answer.content.decode()
        assert answer.status_code == 422
        assert "Pilih salah satu jawaban" in page
        assert f'value="{second.worth(4).pk}" checked' in page

    def test_somebody_overtaken_sees_both_answers(self, client_of, siti, hadi, draft):
        item = section(draft).items[0]
        save(draft, choose(item, 5), siti)

        answer = client_of(hadi).post(
            self.address(draft),
            {f"q{item.indicator.number}": item.worth(2).pk, f"seen{item.indicator.number}": ""},
        )

        page = answer.content.decode()
        assert answer.status_code == 409
        assert item.worth(5).text in page
        assert f"Anda: {item.worth(2).text}" in page

    def test_types_without_a_sheet_have_no_page(self, client_of, siti, draft):
        draft.library.type = "special"
        draft.library.save()

        assert (
            client_of(siti).get(reverse("accreditation:assessment", args=[draft.code])).status_code
            == 404
        )
