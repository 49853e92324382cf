"""Three years of invented office life, counted twice: by Klik, and by plain loops over lists.

The loops below share no line with the code they check; where both are wrong in the same way, only
the two would have to be wrong for the same reason.
"""

import re
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from html.parser import HTMLParser
from random import Random
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.urls import reverse

from accreditation.models import HistoryEntry, OutcomeCorrection
from accreditation.workflow import FACTS, State
from klik_portal.office.models import Holiday
from klik_portal.performance import figures
from klik_portal.performance.operations import plans, targets
from tests.factories.accreditation import ApplicationFactory, OutcomeFactory
from tests.factories.libraries import DesaFactory, KecamatanFactory, LibraryFactory
from tests.factories.scheduling import (
    AppointmentFactory,
    BudgetLineFactory,
    TripFactory,
    TripStopFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
KUKAR = ZoneInfo("Asia/Makassar")
TODAY = date(2025, 11, 20)
YEARS = (2023, 2024, 2025)
KINDS = ("village", "primary_school", "senior_school", "worship", "special")
GROUPS = {
    "village": "village",
    "primary_school": "school",
    "senior_school": "school",
    "worship": "worship",
    "special": "other",
}
FREE_DAYS = {date(2024, 12, 25), date(2025, 1, 1), date(2025, 5, 1)}
TARGETS = {2023: 4, 2024: 7, 2025: 40}


def wall(day, hour=12, minute=0):
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=KUKAR)


class World:
    """Everything that happened, as lists of plain dictionaries."""

    def __init__(self):
        self.dice = Random(20251120)
        self.libraries = [
            {"no": n, "kind": KINDS[n % 5], "area": f"64.02.{n % 20 + 1:02d}", "since": self.day(2023, 2024)}
            for n in range(60)
        ]  # fmt: skip
        self.certificates = [self.certificate() for _ in range(70)]
        for year in YEARS:  # the last half hour of a year, the first of the next
            self.certificates += [
                self.certificate(date(year, 12, 31), wall(date(year, 12, 31), 23, 30)),
                self.certificate(date(year, 12, 31), wall(date(year + 1, 1, 1), 0, 30)),
                self.certificate(date(year, 1, 1), wall(date(year, 1, 1), 0, 10)),
            ]
        self.certificates = [c for c in self.certificates if c["decided"] <= TODAY]
        self.corrections = [self.correction(c) for c in self.certificates[::9]]
        self.cases = [self.case(n) for n in range(80)]
        self.meetings = [self.meeting() for _ in range(90)]
        self.journeys = [self.journey() for _ in range(9)]

    def day(self, first=2023, last=2025):
        return date(
            self.dice.randint(first, last), self.dice.randint(1, 12), self.dice.randint(1, 28)
        )

    def certificate(self, decided=None, recorded=None):
        decided = decided or self.day()
        return {
            "library": self.dice.randrange(60),
            "decided": decided,
            "ends": decided + timedelta(days=self.dice.choice((45, 400, 1460))),
            "recorded": recorded
            or wall(decided + timedelta(days=self.dice.choice((1, 5, 95))), 23, 50),
        }

    def correction(self, certificate):
        old, certificate["decided"] = certificate["decided"], min(self.day(), TODAY)
        certificate["ends"] = certificate["decided"] + timedelta(days=500)
        return {"certificate": certificate, "old": old, "new": certificate["decided"]}

    def case(self, number):
        """Half of the libraries have a request that goes on; closed ones may have several."""
        asked = wall(self.day(2023, 2025), self.dice.choice((0, 9, 23)), 40)
        asked = min(asked, wall(date(2025, 10, 1)))
        way = ["submitted", "mentoring", "ready", "proposed"][: self.dice.randint(1, 4)]
        is_open = number < 30
        end = [] if is_open else [self.dice.choice(("accredited", "not_accredited", "withdrawn"))]
        steps, at = [], asked
        for state in way + end:
            steps.append((state, at))
            at += timedelta(days=self.dice.randint(0, 60), hours=self.dice.randint(0, 23))
        answered = None
        if len(steps) > 1:
            answered = asked + timedelta(hours=self.dice.randint(1, 120))
        return {
            "library": number if is_open else self.dice.randrange(60),
            "steps": steps, "state": steps[-1][0], "asked": asked, "answered": answered, "open": is_open,
        }  # fmt: skip

    def meeting(self):
        day = min(self.day(), TODAY)
        return {
            "case": self.dice.randrange(80),
            "mode": self.dice.choice(("zoom", "phone", "on_site")),
            "at": self.dice.choice((wall(day, 0, 20), wall(day, 10), wall(day, 23, 40))),
            "state": self.dice.choice(("attended", "attended", "missed", "cancelled")),
        }

    def journey(self):
        return {
            "first": self.day(),
            "done": self.dice.random() < 0.7,
            "lines": [
                (self.dice.randint(1, 5), self.dice.randint(1, 9) * 50_000) for _ in range(3)
            ],
            "visits": [self.dice.choice(("attended", "missed")) for _ in range(3)],
        }


# --- what the office would count with a pencil -------------------------------------------------------


def first_certificates(world, year):
    """{library: its earliest day of the year}"""
    found = {}
    for c in world.certificates:
        if c["decided"].year == year:
            known = found.get(c["library"])
            found[c["library"]] = c["decided"] if known is None or c["decided"] < known else known
    return found


def quarter_counts(days):
    """Running total at the end of March, June, September and December."""
    return [sum(1 for day in days if day.month <= month) for month in (3, 6, 9, 12)]


def valid_libraries(world, day):
    return {c["library"] for c in world.certificates if c["decided"] <= day <= c["ends"]}


def known_libraries(world, day):
    found = {lib["no"] for lib in world.libraries if lib["since"] <= day}
    return found | {c["library"] for c in world.certificates if c["decided"] <= day}


def percentage(part, whole, places="0.01"):
    if whole == 0:
        return None
    return (Decimal(100 * part) / Decimal(whole)).quantize(Decimal(places), ROUND_HALF_UP)


def office_seconds(start, end):
    """Twenty minutes by twenty minutes, on days the office works; every moment here fits that step."""
    steps, at = 0, start
    while at < end:
        if at.weekday() < 5 and at.date() not in FREE_DAYS:
            steps += 1
        at += timedelta(minutes=20)
    return steps * 20 * 60


def middle(values):
    ordered = sorted(values)
    return ordered[(len(ordered) - 1) // 2] if ordered else None


def rounded_days(days):
    """Beyond 30 days the page tells weeks, beyond 93 months, always rounded up."""
    if days <= 30:
        return days
    end = 30
    while end < days:
        end += 7 if end < 93 else 30
    return end


def met(world, year, *modes):
    return [
        m
        for m in world.meetings
        if m["state"] == "attended" and m["at"].year == year and m["mode"] in modes
    ]


# --- put the lists into the database -----------------------------------------------------------------


@pytest.fixture
def world(rina, budi, siti):
    world = World()
    for day in FREE_DAYS:
        Holiday.objects.create(day=day, name="Libur")
    plan = plans.create_plan(
        name="Renstra", document_number="", first_year=2023, last_year=2025, by=rina, at=wall(TODAY)
    )
    for year, value in TARGETS.items():
        targets.set_target(
            indicator=plan.indicators.get(),
            year=year,
            value=value,
            note="",
            by=rina,
            at=wall(TODAY),
        )
    villages, world.names = {}, {}
    for number in range(1, 21):
        area = KecamatanFactory(code=f"64.02.{number:02d}", name=f"Kecamatan {number:02d}")
        world.names[area.code] = area.name
        villages[area.code] = DesaFactory(code=f"{area.code}.2001", name=area.name, kecamatan=area)
    rows = [
        LibraryFactory(
            type=lib["kind"], desa=villages[lib["area"]], registered_at=wall(lib["since"], 23, 55), verified_by=budi,
        )
        for lib in world.libraries
    ]  # fmt: skip
    for c in world.certificates:
        c["row"] = OutcomeFactory(
            library=rows[c["library"]], decided_on=c["decided"], valid_until=c["ends"], recorded_at=c["recorded"],
            recorded_by=budi,
        )  # fmt: skip
    for change in world.corrections:
        OutcomeCorrection.objects.create(
            outcome=change["certificate"]["row"], grade="B", certificate_number="lama", decided_on=change["old"],
            valid_until=change["old"] + timedelta(days=9), new_decided_on=change["new"], new_grade="B",
            reason="Salah ketik.", by=budi, at=wall(TODAY),
        )  # fmt: skip
    for case in world.cases:
        put_case(case, rows, budi, siti)
    for m in world.meetings:
        closed = None if m["state"] == "scheduled" else m["at"]
        AppointmentFactory(
            application=world.cases[m["case"]]["row"], officer=budi, mode=m["mode"], starts_at=m["at"],
            state=m["state"], closed_at=closed,
        )  # fmt: skip
    for journey in world.journeys:
        put_journey(journey, world, budi)
    return world


def put_case(case, rows, officer, keeper):
    state = State(case["state"])
    last = case["steps"][-1][1]
    case["row"] = ApplicationFactory(
        library=rows[case["library"]], state=state, turn=FACTS[state].turn, created_by=keeper,
        first_submitted_at=case["asked"], submitted_at=case["asked"], first_answered_at=case["answered"],
        due_at=last if case["open"] else None, closed_at=None if case["open"] else last, turn_since=last,
        assigned_to=officer if case["library"] % 3 else None,
    )  # fmt: skip
    for name, at in case["steps"]:
        HistoryEntry.objects.create(
            application=case["row"], step="accept", state=name, by=officer, at=at
        )


def put_journey(journey, world, officer):
    trip = TripFactory(
        first_on=journey["first"], created_by=officer, state="done" if journey["done"] else "fixed",
        closed_at=wall(TODAY) if journey["done"] else None,
    )  # fmt: skip
    for quantity, price in journey["lines"]:
        BudgetLineFactory(trip=trip, quantity=quantity, unit_price=price)
    for number, state in enumerate(journey["visits"]):
        case = world.cases[number]["row"]
        meeting = AppointmentFactory(
            application=case, officer=officer, mode="phone", starts_at=wall(date(2022, 5, 2)), state=state,
            closed_at=wall(date(2022, 5, 2)),
        )  # fmt: skip
        TripStopFactory(trip=trip, application=case, appointment=meeting)


# --- and compare -------------------------------------------------------------------------------------


def test_every_figure_of_every_year_is_what_a_pencil_would_find(world):
    for year in YEARS:
        told = figures.of_year(year=year, today=TODAY, compared=2023 if year != 2023 else None)
        the_answer_is_right(told, world, year)
        the_splits_are_right(told, world, year)
        the_pipeline_is_right(told, world, year)
        the_service_is_right(told, world, year)
    the_present_is_right(figures.of_year(year=2025, today=TODAY), world)


def the_answer_is_right(told, world, year):
    for row in told.years:
        got = len(first_certificates(world, row.year))
        goal = TARGETS[row.year]
        assert (row.result.achieved, row.result.target) == (got, goal)
        assert row.result.percent == percentage(got, goal, "0.1")
        assert row.result.capped_percent == min(percentage(got, goal, "0.1"), Decimal(100))
    days = first_certificates(world, year).values()
    for row, total in zip(told.headline.quarters, quarter_counts(days), strict=True):
        begun = date(year, row.quarter * 3 - 2, 1) <= TODAY
        assert row.result.achieved == (total if begun else None)
        if begun:
            assert row.within == sum(1 for day in days if (day.month - 1) // 3 + 1 == row.quarter)
    late = 0
    for c in world.certificates:
        if c["decided"].year == year:
            spent = (c["recorded"].year, (c["recorded"].month - 1) // 3)
            late += spent > (year, (c["decided"].month - 1) // 3)
    assert told.late == late
    assert told.corrected == sum(
        1 for x in world.corrections if year in (x["old"].year, x["new"].year)
    )


def the_splits_are_right(told, world, year):
    def split(of, which):
        counted = {}
        for library in first_certificates(world, of):
            lib = world.libraries[library]
            key = GROUPS[lib["kind"]] if which == "group" else lib["area"]
            counted[key] = counted.get(key, 0) + 1
        return counted

    here, there = split(year, "group"), split(2023, "group")
    for row in told.groups:
        assert row.achieved == here.get(row.code, 0)
        assert row.compared == (None if year == 2023 else there.get(row.code, 0))
    here, there = split(year, "area"), split(2023, "area")
    assert len(told.areas) == 20
    for row in told.areas:
        assert row.achieved == here.get(row.code, 0)
        assert row.compared == (None if year == 2023 else there.get(row.code, 0))


def the_pipeline_is_right(told, world, year):
    for row in told.stages:
        inside = [case for case in world.cases if case["open"] and case["state"] == row.code]
        assert row.count == len(inside)
        assert row.with_applicant + row.with_office + row.with_perpusnas == len(inside)
        stays = []
        for case in world.cases:
            for (state, entered), (_next, left) in zip(
                case["steps"], case["steps"][1:], strict=False
            ):
                if state == row.code and left.year == year:
                    stays.append(rounded_days((left - entered) // timedelta(days=1)))
        assert (row.left_count, row.median_days) == (len(stays), middle(stays))


def the_service_is_right(told, world, year):
    took = [
        office_seconds(case["asked"], case["answered"])
        for case in world.cases
        if case["answered"] and case["asked"].year == year
    ]
    assert told.answers.answered == len(took)
    assert told.answers.in_time == sum(1 for seconds in took if seconds <= 24 * 3600)
    whole = [s // 3600 if s // 3600 <= 48 else -(-(s // 3600) // 24) * 24 for s in took]
    assert told.answers.median_hours == middle(whole)
    over = [j for j in world.journeys if j["done"] and j["first"].year == year]
    assert told.trips.trips == len(over)
    assert told.trips.visited == sum(j["visits"].count("attended") for j in over)
    assert told.trips.cost == sum(amount * price for j in over for amount, price in j["lines"])


def the_present_is_right(told, world):
    for row in told.expiring:
        month = TODAY.year * 12 + TODAY.month + row.months - 1
        limit = date(month // 12, month % 12 + 1, 1)
        ending = 0
        for library in range(60):
            own = [c for c in world.certificates if c["library"] == library]
            for c in own:
                goes_on = any(
                    other["decided"] <= c["ends"]
                    and (other["ends"], own.index(other)) > (c["ends"], own.index(c))
                    for other in own
                )
                ending += date(2025, 11, 1) <= c["ends"] < limit and not goes_on
        assert row.count == ending
    load = {}
    for case in world.cases:
        if case["open"]:
            name = "Budi" if case["library"] % 3 else ""
            load[name] = load.get(name, 0) + 1
    assert {row.name: row.running for row in told.load} == load
    the_forecast_is_right(told, world)


def the_forecast_is_right(told, world):
    left = (date(2025, 12, 31) - TODAY).days
    expected = spread = 0.0
    for stage in ("submitted", "returned", "mentoring", "ready", "proposed"):
        waiting = sum(1 for case in world.cases if case["open"] and case["state"] == stage)
        past = [case for case in world.cases if not case["open"] and stage in dict(case["steps"])]
        won = 0
        for case in past:
            days = rounded_days((case["steps"][-1][1] - dict(case["steps"])[stage]).days)
            won += case["state"] == "accredited" and days <= left
        if waiting:
            share = won / len(past)
            expected += waiting * share
            spread += waiting * share * (1 - share) * (1 + waiting / len(past))
    achieved = len(first_certificates(world, 2025))
    assert told.forecast.is_told
    assert told.forecast.middle == achieved + round(expected)
    reach = 1.28 * spread**0.5
    assert told.forecast.low == achieved + int(max(0, expected - reach))
    assert told.forecast.low <= told.forecast.middle <= told.forecast.high
    assert expected + reach <= told.forecast.high - achieved < expected + reach + 1


class Tables(HTMLParser):
    """{caption: [[cell, ...], ...]} of a page."""

    def __init__(self):
        super().__init__()
        self.found, self.rows, self.inside, self.text = {}, [], "", ""

    def handle_starttag(self, tag, attrs):
        if tag in ("caption", "td", "th"):
            self.inside, self.text = tag, ""
        if tag == "tr":
            self.rows.append([])
        if tag == "table":
            self.rows = []

    def handle_data(self, data):
        self.text += data

    def handle_endtag(self, tag):
        told = re.sub(r"\s+", " ", self.text).strip()
        if tag == "caption":
            self.caption = told
        elif tag in ("td", "th"):
            self.rows[-1].append(told)
        elif tag == "table":
            self.found[self.caption] = [row for row in self.rows if row]


def test_the_page_prints_those_figures(world, kepala, client_of):
    with time_machine.travel(wall(TODAY), tick=False):
        page = client_of(kepala).get(reverse("performance:dashboard"), {"tahun": "2024"})

    tables = Tables()
    tables.feed(page.content.decode())

    years = tables.found["Target dan capaian per tahun"]
    assert [(row[0], row[1], row[2]) for row in years[1:]] == [
        (str(year), str(TARGETS[year]), str(len(first_certificates(world, year)))) for year in YEARS
    ]
    quarters = tables.found["Per triwulan, 2024: dari Januari sampai akhir triwulan"]
    days = first_certificates(world, 2024).values()
    assert [row[2] for row in quarters[1:]] == [str(n) for n in quarter_counts(days)]
    places = {}
    for library in first_certificates(world, 2024):
        name = world.names[world.libraries[library]["area"]]
        places[name] = places.get(name, 0) + 1
    printed = tables.found["Menurut kecamatan, 2024"]
    assert {row[0]: int(row[2]) for row in printed[1:]} == places
