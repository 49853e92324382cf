"""32 people with browsers of their own book, move and give back at the same moment, on both databases.

Whatever the order: a quarter-hour has one appointment, a scheduled appointment has exactly its
quarter-hours, nobody meets a broken page, and whoever was too late is shown what is still free.
"""

import re
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from random import Random
from threading import Barrier

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.urls import reverse

from accreditation.models import Application
from accreditation.workflow import State
from klik_portal.accounts.models import User
from scheduling import availability
from scheduling.models import Appointment, BookingRules, OfficerSlot, WeeklyHours
from tests.factories.accreditation import MONDAY, ApplicationFactory
from tests.factories.libraries import LibraryFactory, MembershipFactory
from tests.factories.people import UserFactory

RACERS = 32
TRIES = 8  # presses of a button each
SLOTS = 200
SENTENCE = "Waktu itu baru saja terisi"
RADIO = re.compile(r'name="start" value="([^"]+)"')

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@dataclass
class Racer:
    """A library's person, or an officer at the desk, who presses what the page offers."""

    client: Client
    application: Application
    random: Random
    officers: list[User] = field(default_factory=list)  # only an officer chooses among them
    answers: Counter[int] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    free_after_losing: list[bool] = field(default_factory=list)

    def race(self, start: Barrier, wanted: list[str]) -> "Racer":
        try:
            start.wait()
            for key in wanted:
                self._press(key)
        finally:
            connection.close()
        return self

    def _press(self, key: str) -> None:
        talk = self.application.appointments.scheduled().first()
        if talk is None:
            self._book(key)
        elif self.random.random() < 0.35:
            self._cancel(talk)
        else:
            self._move(talk, key)

    def _book(self, key: str) -> None:
        if self.officers:
            name, more = "appointment-new", {"mode": "phone", **self._typed(key)}
        else:
            name, more = "talk-new", {"mode": "phone", "start": key, "agenda": "SK"}
        self._send(name, self.application.code, more, "booked")

    def _move(self, talk: Appointment, key: str) -> None:
        name = "appointment-move" if self.officers else "talk-move"
        typed = self._typed(key) if self.officers else {"start": key}
        self._send(name, talk.code, {**typed, "version": talk.version}, "moved")

    def _cancel(self, talk: Appointment) -> None:
        name = "appointment-cancel" if self.officers else "talk-cancel"
        self._send(name, talk.code, {"reason": "Banjir"}, "cancelled")

    def _typed(self, key: str) -> dict[str, object]:
        """What an officer's form asks: any quarter-hour, so that times overlap in part."""
        day, _, clock = key.partition("T")
        shift = self.random.choice(("00", "15", "30", "45"))
        officer = self.random.choice(self.officers)
        return {
            "officer": officer.pk, "day": day, "time": f"{clock[:2]}:{shift}", "length": self.random.choice((30, 60, 90)),
        }  # fmt: skip

    def _send(self, name: str, code: str, body: dict[str, object], won: str) -> None:
        body["_once"] = f"{self.random.random()}"
        answer = self.client.post(reverse(f"scheduling:{name}", args=[code]), body)
        self.answers[answer.status_code] += 1
        if answer.status_code == 302:
            self.outcomes[won] += 1
            return
        self.outcomes["lost"] += 1
        page = answer.content.decode()
        if SENTENCE in page:
            self.free_after_losing.append(bool(RADIO.findall(page)) and "Yang masih kosong" in page)
        elif "Waktu ini sudah terisi" in page:
            self.free_after_losing.append("Yang masih kosong" in page)


@pytest.fixture
def officers() -> list[User]:
    """Two, in long hours all week: 200 starts within the days that are offered."""
    BookingRules.objects.create(
        pk=1, talk_minutes=60, buffer_minutes=0, talks_a_day=20, offered_days=14, notice_hours=0
    )
    people = [UserFactory(role="officer", name=f"Petugas {n}") for n in (1, 2)]
    for person in people:
        for weekday in range(7):
            WeeklyHours.objects.create(
                officer=person, weekday=weekday, opens="06:00", closes="20:00"
            )
    return people


def racers(officers: list[User], client_of: Callable[[User], Client]) -> list[Racer]:
    found = []
    for number in range(RACERS):
        library = LibraryFactory()
        keeper = UserFactory()
        MembershipFactory(user=keeper, library=library, confirmed_by=officers[0])
        application = ApplicationFactory(
            library=library,
            state=State.MENTORING,
            created_by=keeper,
            assigned_to=officers[number % 2],
        )
        at_the_desk = number % 4 == 0
        found.append(
            Racer(
                client_of(officers[number % 2] if at_the_desk else keeper),
                application,
                Random(number),
                officers if at_the_desk else [],
            )
        )
    return found


def test_nobody_is_booked_twice_whatever_races(officers, client_of):
    with time_machine.travel(MONDAY, tick=False):
        people = racers(officers, client_of)
        first = people[1].client.get(
            reverse("scheduling:talk-new", args=[people[1].application.code])
        )
        keys = RADIO.findall(first.content.decode())
        assert len(keys) >= SLOTS // 2
        slots = keys[: SLOTS // len(officers)]  # 100 starts with each of two officers
        narrow = slots[:8]  # where everybody meets
        start = Barrier(RACERS)

        def wanted(racer: Racer) -> list[str]:
            return [racer.random.choice(narrow if n % 2 else slots) for n in range(TRIES)]

        with ThreadPoolExecutor(RACERS) as pool:
            runs = [pool.submit(racer.race, start, wanted(racer)) for racer in people]
            done = [run.result() for run in runs]

    answers, outcomes = Counter(), Counter()
    for racer in done:
        answers += racer.answers
        outcomes += racer.outcomes
    print(dict(answers), dict(outcomes))
    assert set(answers) <= {302, 409, 422}, answers
    assert sum(outcomes.values()) == RACERS * TRIES
    assert outcomes["booked"] == Appointment.objects.count()
    assert outcomes["cancelled"] == Appointment.objects.filter(state="cancelled").count()
    assert outcomes["lost"] > 0
    assert all(told for racer in done for told in racer.free_after_losing)
    assert sum(len(racer.free_after_losing) for racer in done) > 0
    held = Counter(OfficerSlot.objects.values_list("officer", "starts_at"))
    assert max(held.values()) == 1
    for appointment in Appointment.objects.all():
        quarters = availability.quarter_hours(appointment.starts_at, appointment.ends_at)
        expected = [(appointment.officer_id, q) for q in quarters if appointment.is_scheduled]
        assert sorted(appointment.slots.values_list("officer", "starts_at")) == sorted(expected)


def test_two_who_want_each_others_time_do_not_wait_in_a_circle(officers, client_of):
    """Each gives up the quarter-hours the other wants: without an order that would be a deadlock."""
    with time_machine.travel(MONDAY, tick=False):
        first, second = racers(officers[:1] * 2, client_of)[1:3]
        keys = RADIO.findall(
            first.client.get(
                reverse("scheduling:talk-new", args=[first.application.code])
            ).content.decode()
        )
        for racer, key in ((first, keys[0]), (second, keys[1])):
            racer._book(key)
        start = Barrier(2)

        with ThreadPoolExecutor(2) as pool:
            runs = [
                pool.submit(racer.race, start, wanted)
                for racer, wanted in (
                    (first, [keys[1], keys[0]] * 4),
                    (second, [keys[0], keys[1]] * 4),
                )
            ]
            done = [run.result() for run in runs]

    assert all(set(racer.answers) <= {302, 409, 422} for racer in done)
