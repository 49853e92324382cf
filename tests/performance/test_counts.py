"""The kept sums always say what the rows say, whatever happened and in whatever order."""

from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db.models import QuerySet
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from accreditation.models import Application, HistoryEntry, Outcome, OutcomeCorrection
from accreditation.workflow import CLOSED, FACTS, IN_OFFICE, State
from klik_portal.core import clock
from klik_portal.performance.models import LibraryCount, Tally
from klik_portal.performance.operations import counts
from libraries.models import Library, LibraryType
from scheduling.models import Appointment, AppointmentState, Mode
from tests.factories.accreditation import MONDAY, ApplicationFactory, OutcomeFactory
from tests.factories.libraries import DesaFactory, KecamatanFactory, LibraryFactory
from tests.factories.scheduling import AppointmentFactory

pytestmark = pytest.mark.django_db
CHANGES = 2000


class Life:
    """Things that happen to libraries, at random, through saved rows."""

    def __init__(self, chance: Random, officer: object, keeper: object) -> None:
        self.chance, self.officer, self.keeper = chance, officer, keeper
        self.villages = [
            DesaFactory(
                code=f"64.02.{n:02d}.2001", name=f"Desa {n}",
                kecamatan=KecamatanFactory(code=f"64.02.{n:02d}", name=f"Kecamatan {n}"),
            )
            for n in (1, 2, 3)
        ]  # fmt: skip
        self.libraries = [self.library() for _ in range(4)]

    def any_of(self, rows: QuerySet) -> Any:
        found = list(rows.order_by("pk"))
        return self.chance.choice(found) if found else None

    def day(self) -> date:
        return date(2022, 12, 25) + timedelta(days=self.chance.randrange(0, 800))

    def library(self) -> Library:
        return LibraryFactory(desa=self.chance.choice(self.villages), verified_by=self.officer)

    def happen(self) -> None:
        ways = [
            self.certify,
            self.certify,
            self.correct,
            self.tear_up,
            self.ask,
            self.move,
            self.unverify,
        ]
        ways += [self.step, self.step, self.step, self.meet, self.close_meeting]
        self.chance.choice(ways)()

    def certify(self) -> None:
        day = self.day()
        OutcomeFactory(
            library=self.chance.choice(self.libraries), decided_on=day, recorded_by=self.officer,
            valid_until=day + timedelta(days=self.chance.choice((10, 200, 1400))),
            recorded_at=clock.at_wita(day + timedelta(days=self.chance.choice((0, 100))), 23, 30),
        )  # fmt: skip

    def correct(self) -> None:
        outcome = self.any_of(Outcome.objects.all())
        if outcome is None:
            return
        old, outcome.decided_on = outcome.decided_on, self.day()
        outcome.valid_until = outcome.decided_on + timedelta(days=300)
        outcome.save()
        OutcomeCorrection.objects.create(
            outcome=outcome, grade="B", certificate_number="x", decided_on=old, valid_until=old,
            new_decided_on=outcome.decided_on, new_grade="B", reason="x", by=self.officer, at=MONDAY,
        )  # fmt: skip

    def tear_up(self) -> None:
        outcome = self.any_of(Outcome.objects.all())
        if outcome is not None:
            outcome.delete()

    def ask(self) -> None:
        library = self.chance.choice(self.libraries)
        if library.applications.filter(closed_at__isnull=True).exists():
            return
        application = ApplicationFactory(library=library, created_by=self.keeper)
        self._enter(application, State.SUBMITTED)

    def step(self) -> None:
        application = self.any_of(Application.objects.filter(state__in=IN_OFFICE))
        if application is None:
            return
        application.first_answered_at = application.first_answered_at or self._later(application)
        application.assigned_to = self.chance.choice((None, self.officer))
        self._enter(application, self.chance.choice([*IN_OFFICE, *CLOSED]))

    def _later(self, application: Application) -> object:
        return application.first_submitted_at + timedelta(hours=self.chance.randrange(1, 90))

    def _enter(self, application: Application, state: State) -> None:
        last = application.history.last()
        at = (last.at if last else clock.at_wita(self.day(), 23, 30)) + timedelta(
            hours=self.chance.randrange(1, 900)
        )
        previous, application.state, application.turn = application.state, state, FACTS[state].turn
        application.first_submitted_at = application.first_submitted_at or at
        application.due_at = at if state in IN_OFFICE else None
        application.closed_at = at if state in CLOSED else None
        application.save()
        HistoryEntry.objects.create(
            application=application, step="accept", previous=previous, state=state, by=self.officer, at=at,
        )  # fmt: skip

    def meet(self) -> None:
        application = self.any_of(Application.objects.all())
        if application is not None:
            AppointmentFactory(
                application=application, officer=self.officer, mode=self.chance.choice(Mode.values),
                starts_at=clock.at_wita(self.day(), 0, 30),
            )  # fmt: skip

    def close_meeting(self) -> None:
        meeting = self.any_of(Appointment.objects.scheduled())
        if meeting is not None:
            meeting.state = self.chance.choice(AppointmentState.values[1:])
            meeting.closed_at = MONDAY
            meeting.save()

    def move(self) -> None:
        library = self.chance.choice(self.libraries)
        library.desa = self.chance.choice(self.villages)
        library.kecamatan, library.type = (
            library.desa.kecamatan,
            self.chance.choice(LibraryType.values),
        )
        library.save()

    def unverify(self) -> None:
        library = self.chance.choice(self.libraries)
        library.verified_at = None if library.verified_at else MONDAY
        library.verified_by = self.officer if library.verified_at else None
        library.save()


@pytest.mark.slow
@settings(
    max_examples=10, deadline=None, phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(st.randoms(use_true_random=False))
def test_two_thousand_changes_at_random_leave_no_difference(budi, siti, chance):
    life = Life(chance, budi, siti)
    for _ in range(CHANGES // 10):
        life.happen()

    assert counts.differences() == {}
    assert Tally.objects.filter(count__gt=0).exists()
    assert not Tally.objects.filter(count__lt=0).exists()


def test_sums_are_rebuilt_by_one_command(budi, capsys):
    OutcomeFactory()
    before = set(
        Tally.objects.filter(count__gt=0).values_list("year", "split", "measure", "key", "count")
    )
    Tally.objects.filter(measure="accredited").update(count=7)

    with pytest.raises(CommandError):
        call_command("rebuild_figures", check=True)
    call_command("rebuild_figures")

    call_command("rebuild_figures", check=True)
    assert "All sums are as counted." in capsys.readouterr().out
    after = set(Tally.objects.values_list("year", "split", "measure", "key", "count"))
    assert after == before


def test_what_a_removed_library_added_is_taken_off(enggelam):
    LibraryFactory()
    Library.objects.filter(pk=enggelam.pk).delete()

    assert counts.differences() == {}
    assert LibraryCount.objects.get(pk=enggelam.pk).cells == {}


def test_saving_a_draft_again_and_again_counts_nothing(enggelam, django_assert_num_queries):
    application = ApplicationFactory(library=enggelam)

    with django_assert_num_queries(1):
        application.save(update_fields=["details", "details_saved_at", "version"])
