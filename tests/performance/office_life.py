"""Three years of invented office life as plain lists, what a pencil would count in them, and the same put into the database."""

from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from random import Random
from zoneinfo import ZoneInfo

from accreditation.models import HistoryEntry, OutcomeCorrection
from accreditation.workflow import FACTS, State
from klik_portal.office.models import Holiday
from klik_portal.performance.models import HandValue, PerformanceIndicator
from klik_portal.performance.operations import plans, targets
from klik_portal.satisfaction.elements import KEYS
from klik_portal.satisfaction.models import SurveyAnswer
from tests.factories.accreditation import (
    ApplicationFactory,
    OutcomeFactory,
    StoredFileFactory,
)
from tests.factories.libraries import DesaFactory, KecamatanFactory, LibraryFactory
from tests.factories.scheduling import (
    AppointmentFactory,
    BudgetLineFactory,
    TripFactory,
    TripStopFactory,
)

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
PARTS = {"village": 3, "school": 9, "64.02.01": 1, "64.02.07": 2, "64.02.20": 5}  # of every year
QUARTERS = {1: 1, 2: 3, 3: 6}
MORE = {  # source of the other indicators: their target
    "valid_share": "25", "coached_libraries": "30", "first_answers": "90", "site_visits": "12",
    "zoom_talks": "9", "satisfaction_index": "80", "": "60",
}  # fmt: skip
BY_HAND = {2023: Decimal("58.40"), 2024: Decimal("61.25")}


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
        self.opinions = [self.opinion() for _ in range(25)]

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

    def opinion(self):
        return {"on": min(self.day(), TODAY), "worths": [self.dice.randint(1, 4) for _ in KEYS]}


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


def accredited_by(world, year, which):
    """{part: libraries}; `which` is "group" or "area"."""
    counted = {}
    for library in first_certificates(world, year):
        lib = world.libraries[library]
        key = GROUPS[lib["kind"]] if which == "group" else lib["area"]
        counted[key] = counted.get(key, 0) + 1
    return counted


def every_indicator(world, year):
    """{source: what was achieved by the end of the year, or by today}"""
    day = min(TODAY, date(year, 12, 31))
    meetings = met(world, year, "zoom", "phone", "on_site")
    took = answers_of(world, year)
    opinions = [o["worths"] for o in world.opinions if o["on"].year == year]
    means = [Decimal(sum(column)) / len(opinions) for column in zip(*opinions, strict=True)]
    return {
        "accredited_libraries": Decimal(len(first_certificates(world, year))),
        "valid_share": percentage(len(valid_libraries(world, day)), len(known_libraries(world, day))),
        "coached_libraries": Decimal(len({world.cases[m["case"]]["library"] for m in meetings})),
        "first_answers": percentage(sum(1 for s in took if s <= 24 * 3600), len(took)),
        "site_visits": Decimal(len(met(world, year, "on_site"))),
        "zoom_talks": Decimal(len(met(world, year, "zoom"))),
        "satisfaction_index": (sum(means) / 9 * 25).quantize(Decimal("0.01"), ROUND_HALF_UP),
        "": BY_HAND.get(year),
    }  # fmt: skip


def answers_of(world, year):
    return [
        office_seconds(case["asked"], case["answered"])
        for case in world.cases
        if case["answered"] and case["asked"].year == year
    ]


# --- put the lists into the database -----------------------------------------------------------------


def settled(rina, budi, keeper):
    world = World()
    for day in FREE_DAYS:
        Holiday.objects.create(day=day, name="Libur")
    plan = plans.create_plan(
        name="Renstra", document_number="", first_year=2023, last_year=2025, by=rina, at=wall(TODAY)
    )
    set_numbers(plan, rina)
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
        put_case(case, rows, budi, keeper)
    for m in world.meetings:
        closed = None if m["state"] == "scheduled" else m["at"]
        AppointmentFactory(
            application=world.cases[m["case"]]["row"], officer=budi, mode=m["mode"], starts_at=m["at"],
            state=m["state"], closed_at=closed,
        )  # fmt: skip
    for journey in world.journeys:
        put_journey(journey, world, budi)
    SurveyAnswer.objects.bulk_create(
        SurveyAnswer(
            service="visit", answered_on=o["on"], was_invited=True, **dict(zip(KEYS, o["worths"], strict=True))
        )
        for o in world.opinions
    )  # fmt: skip
    return world


def set_numbers(plan, rina):
    main = plan.indicators.get()
    said = {"note": "", "by": rina, "at": wall(TODAY)}
    for year, value in TARGETS.items():
        targets.set_target(indicator=main, year=year, value=value, **said)
        for scope, part in PARTS.items():
            targets.set_target(indicator=main, year=year, scope=scope, value=part, **said)
        for quarter, part in QUARTERS.items():
            targets.set_target(indicator=main, year=year, quarter=quarter, value=part, **said)
    for number, (source, goal) in enumerate(MORE.items(), start=2):
        indicator = PerformanceIndicator.objects.create(
            plan=plan, goal=main.goal, code=f"IK-{number}", name=f"Indikator {source or 'TGM'}",
            unit="x", source=source, decimals=2,
        )  # fmt: skip
        for year in YEARS:
            targets.set_target(indicator=indicator, year=year, value=Decimal(goal), **said)
    for year, value in BY_HAND.items():
        HandValue.objects.create(
            indicator=indicator, year=year, value=value, proof=StoredFileFactory(), set_by=rina, set_at=wall(TODAY)
        )  # fmt: skip


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
