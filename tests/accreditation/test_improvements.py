"""The improvement plan: taken from the coach once, kept with names and dates, printed as it is."""

from datetime import date
from io import BytesIO

import pikepdf
import pytest
from django.urls import reverse

from accreditation import assessment, charts, improvement_plan
from accreditation.models import ImprovementStep, ReadinessRecord
from accreditation.operations import improvements
from accreditation.operations.improvements import Wish
from accreditation.scoring import Threshold
from accreditation.workflow import State
from klik_portal.audit.models import AuditEvent
from klik_portal.core import clock
from klik_portal.core.verdict import Refused
from tests.accreditation import bundles as made
from tests.factories.accreditation import MONDAY, ApplicationFactory

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


@pytest.fixture
def application(siti, enggelam):
    """Answered with 3 everywhere: score 60, and the first indicator blocks."""
    edition = made.sheet_of(components=2, indicators=6)
    application = ApplicationFactory(library=enggelam, created_by=siti, edition=edition)
    first = None
    for component in edition.components.all():
        for indicator in component.indicators.all():
            first = first or indicator
            made.answer(application, indicator, siti)
    first.blocks_below, first.blocker = 4, "Kurang judul."
    first.save()
    return application


def adopt(application, by):
    return improvements.adopt(application=application, by=by, at=MONDAY)


def save(application, by, **wishes):
    steps = {
        f"{s.indicator.component.code}{s.indicator.number}": s for s in application.improvement_steps.all()
    }  # fmt: skip
    return improvements.save(
        application=application, by=by, at=MONDAY,
        wishes={steps[key].pk: wish for key, wish in wishes.items()},
    )  # fmt: skip


def rows(application):
    return {row.key: row for row in improvement_plan.of_application(application).rows}


def test_the_plan_takes_what_blocks_and_the_cheapest_set(application, siti):
    count = adopt(application, siti)

    sheet = assessment.of_application(application, on=TODAY)
    wanted = {i.item.indicator.pk for i in sheet.improvements}
    steps = application.improvement_steps.all()
    assert {step.indicator_id for step in steps} == wanted | {sheet.blockers[0].indicator.pk}
    assert count == len(steps)
    assert next(iter(rows(application).values())).is_blocking


def test_taking_it_twice_changes_nothing(application, siti):
    adopt(application, siti)
    save(application, siti, A1=Wish("Bu Siti", date(2027, 1, 5), is_dropped=False, version=1))

    assert adopt(application, siti) == 0
    step = rows(application)["A1"].step
    assert (step.responsible, step.due_on) == ("Bu Siti", date(2027, 1, 5))


def test_a_step_that_now_asks_for_more_is_raised_and_keeps_its_name(application, siti):
    adopt(application, siti)
    step = rows(application)["A1"].step
    lower = step.indicator.options.get(value=1)
    ImprovementStep.objects.filter(pk=step.pk).update(wanted=lower, responsible="Bu Siti")

    assert adopt(application, siti) == 1
    raised = rows(application)["A1"].step
    assert (raised.wanted.value >= 4, raised.responsible) == (True, "Bu Siti")


def test_nothing_is_promised_without_answers(siti, enggelam):
    empty = ApplicationFactory(
        library=enggelam, created_by=siti, edition=made.sheet_of(components=1, indicators=2)
    )

    with pytest.raises(Refused, match="Isi penilaian mandiri dulu"):
        adopt(empty, siti)


def test_who_was_slower_is_told_and_overwrites_nothing(application, siti, hadi):
    adopt(application, siti)
    save(application, hadi, A1=Wish("Pak Hadi", None, is_dropped=False, version=1))

    overtaken = save(application, siti, A1=Wish("Bu Siti", None, is_dropped=False, version=1))

    assert [step.responsible for step in overtaken] == ["Pak Hadi"]
    assert rows(application)["A1"].step.responsible == "Pak Hadi"


def test_a_dropped_step_is_gone(application, siti):
    adopt(application, siti)

    save(application, siti, A1=Wish("", None, is_dropped=True, version=1))

    assert "A1" not in rows(application)


def test_a_reached_step_says_so(application, siti):
    adopt(application, siti)
    step = rows(application)["A1"].step
    application.answers.filter(indicator=step.indicator).update(option=step.wanted)

    assert rows(application)["A1"].is_reached


@pytest.mark.parametrize("who", ["budi", "kepala"])
def test_only_the_librarys_people_change_it(who, application, request):
    with pytest.raises(Refused, match="Hanya pengelola"):
        adopt(application, request.getfixturevalue(who))


def test_a_closed_request_keeps_its_plan(siti, enggelam):
    closed = ApplicationFactory(library=enggelam, created_by=siti, state=State.WITHDRAWN)

    with pytest.raises(Refused, match="terkunci"):
        adopt(closed, siti)


# --- pages ---------------------------------------------------------------------------------------------


def address(name, application):
    return reverse(f"accreditation:improvement-{name}", args=[application.code])


def test_names_and_dates_are_kept_by_the_form(application, siti, client_of):
    client = client_of(siti)
    client.post(address("adopt", application))
    body = {"who_A1": "Kaur Umum", "due_A1": f"{clock.today():%d-%m-%Y}", "seen_A1": "1"}

    answer = client.post(address("plan", application), body)

    step = rows(application)["A1"].step
    assert answer.status_code == 302
    assert (step.responsible, step.due_on, step.version) == ("Kaur Umum", clock.today(), 2)


def test_a_form_from_yesterday_shows_both_texts(application, siti, hadi, client_of):
    adopt(application, siti)
    save(application, hadi, A1=Wish("Pak Hadi", None, is_dropped=False, version=1))
    client, body = client_of(siti), {"who_A1": "Bu Siti", "due_A1": "", "seen_A1": "1"}

    answer = client.post(address("plan", application), body)
    page = answer.content.decode()

    assert answer.status_code == 409
    assert "Hadi: Pak Hadi" in page
    assert 'value="Bu Siti"' in page
    again = client.post(address("plan", application), {**body, "seen_A1": "2"})
    assert (again.status_code, rows(application)["A1"].step.responsible) == (302, "Bu Siti")


def test_a_day_that_has_passed_is_asked_again(application, siti, client_of):
    adopt(application, siti)
    body = {"who_A1": "Bu Siti", "due_A1": "01-01-2020", "seen_A1": "1"}

    answer = client_of(siti).post(address("plan", application), body)

    assert answer.status_code == 422
    assert "Pilih tanggal dari hari ini" in answer.content.decode()


def test_the_pdf_is_taken_along_privately_and_logged(application, siti, client_of):
    adopt(application, siti)

    answer = client_of(siti).get(address("download", application))

    with pikepdf.open(BytesIO(answer.content)) as document:
        assert len(document.pages) == 1
    assert (answer["Cache-Control"], answer["Content-Type"]) == (
        "private, no-store",
        "application/pdf",
    )
    assert answer["Content-Disposition"].startswith("attachment")
    assert AuditEvent.objects.filter(verb="plan_downloaded", actor_id=siti.pk).count() == 1


# --- readiness over time -----------------------------------------------------------------------------


def record(day, score):
    return ReadinessRecord(day=day, estimated_score=score, answered_count=3)


def test_the_line_runs_from_the_first_day_to_the_last_and_up_to_100():
    history = [
        record(date(2026, 1, 1), 0),
        record(date(2026, 1, 6), 50),
        record(date(2026, 1, 11), 100),
    ]

    line = charts.readiness_line(history, [Threshold("C", 60)])

    assert line.path == f"M14 {charts.BOTTOM}L168 77L322 {charts.TOP}"
    assert [(goal.grade, goal.y) for goal in line.goals] == [("C", 64)]


@pytest.mark.parametrize("history", [[], [record(date(2026, 1, 1), 40)]])
def test_one_day_makes_no_line(history):
    assert charts.readiness_line(history, []) is None


def test_the_coach_page_shows_the_line_and_its_numbers(application, siti, client_of):
    for day, score in ((1, "40.50"), (9, "61.25")):
        ReadinessRecord.objects.create(
            application=application, day=date(2026, 1, day), estimated_score=score, answered_count=6
        )

    url = reverse("accreditation:coach", args=[application.code])
    page = client_of(siti).get(url).content.decode()

    assert '<title id="line-title">Perkiraan nilai dari 40.50 menjadi 61.25</title>' in page
    assert page.index("Selesaikan ini dulu") < page.index("Jalan paling ringan ke peringkat B")
    assert "perkiraan peringkat C" in page
    assert "61,25" in page
