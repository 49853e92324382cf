"""Fill a database of a wished size fast: realistic spread over regions, types, states and years.

Run inside the installation: rows are written in bulk, past the operations, for speed alone.
"""

import sys
from datetime import UTC, date, datetime, timedelta
from random import Random

import django

django.setup()

from django.core.management import call_command  # noqa: E402

from accreditation.models import Application, Outcome  # noqa: E402
from accreditation.workflow import FACTS, OPEN, State  # noqa: E402
from klik_portal.accounts.models import User  # noqa: E402
from klik_portal.performance.operations import counts, plans, targets  # noqa: E402
from libraries.models import Desa, Library, LibraryMembership, LibraryType  # noqa: E402

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
CLOSED_SHARE = (
    State.ACCREDITED,
    State.ACCREDITED,
    State.ACCREDITED,
    State.NOT_ACCREDITED,
    State.WITHDRAWN,
    State.DECLINED,
)
OPEN_SHARE = (
    State.SUBMITTED,
    State.RETURNED,
    State.MENTORING,
    State.MENTORING,
    State.READY,
    State.PROPOSED,
)
WORDS = [
    "Bina",
    "Ilmu",
    "Cahaya",
    "Mahakam",
    "Pelita",
    "Harapan",
    "Tunas",
    "Bangsa",
    "Sumber",
    "Pustaka",
    "Maju",
    "Lestari",
    "Mandiri",
    "Cerdas",
    "Sejahtera",
]
BATCH = 5000


def seed(libraries: int, applications: int) -> None:
    chance = Random(1)
    call_command("load_regions", stdout=sys.stderr)
    call_command("load_holidays", stdout=sys.stderr)
    officer = User.objects.create_user("petugas@bench.id", None, name="Petugas", role="officer")
    coordinator = User.objects.create_user(
        "koordinator@bench.id", None, name="Koordinator", role="coordinator"
    )
    keeper = User.objects.create_user(
        "pengelola@bench.id", None, name="Pengelola", role="applicant"
    )
    User.objects.create_user("pimpinan@bench.id", None, name="Pimpinan", role="head")
    _libraries(libraries, officer, chance)
    ids = list(Library.objects.order_by("pk").values_list("pk", flat=True))
    LibraryMembership.objects.create(
        library_id=ids[0], user=keeper, asked_at=NOW, confirmed_at=NOW, confirmed_by=officer
    )
    _applications(applications, ids, officer, keeper, chance)
    _outcomes(officer)
    counts.rebuild()  # bulk rows are not heard
    plan = plans.create_plan(
        name="Renstra", document_number="", first_year=2021, last_year=2026, by=coordinator, at=NOW
    )
    for year in plan.years:
        targets.set_target(
            indicator=plan.indicators.get(), year=year, value=3, note="", by=coordinator, at=NOW
        )


def _libraries(count: int, officer: User, chance: Random) -> None:
    villages = list(Desa.objects.select_related("kecamatan"))

    def one(number: int) -> Library:
        village = chance.choice(villages)
        library = Library(
            code=f"PRP-2020-{number:06d}", name=f"Perpustakaan {chance.choice(WORDS)} {chance.choice(WORDS)} {number}",
            type=chance.choice(LibraryType.values), desa=village, kecamatan=village.kecamatan,
            npp=f"6402{number:011d}" if number % 3 == 0 else "", registered_at=NOW, verified_at=NOW, verified_by=officer,
        )  # fmt: skip
        library.refresh_search_text()
        return library

    for first in range(0, count, BATCH):
        Library.objects.bulk_create([one(n) for n in range(first, min(first + BATCH, count))])


def _applications(
    count: int, libraries: list[int], officer: User, keeper: User, chance: Random
) -> None:
    """At most one open request per library; the rest is history of earlier years."""
    open_for = set(chance.sample(libraries, k=min(len(libraries) // 4, count // 2)))
    open_for.add(libraries[0])
    waiting = iter(sorted(open_for))

    def one(number: int) -> Application:
        library = next(waiting, None)
        if library is not None:
            state = chance.choice(OPEN_SHARE) if number else State.RETURNED
            at = NOW - timedelta(hours=chance.randint(1, 2000))
        else:
            library, state = chance.choice(libraries), chance.choice(CLOSED_SHARE)
            at = NOW - timedelta(hours=chance.randint(2000, 48_000))
        is_open = state in OPEN
        return Application(
            code=f"KLK-2020-{number:07d}", library_id=library, state=state, turn=FACTS[state].turn, turn_since=at,
            created_by=keeper, created_at=at, first_submitted_at=at, submitted_at=at, first_answered_at=at,
            due_at=at + timedelta(hours=chance.randint(1, 900)) if is_open else None,
            closed_at=None if is_open else at, assigned_to=officer if chance.random() < 0.7 else None,
            details={"contact_name": "Contoh", "title_count": "1.120"},
        )  # fmt: skip

    for first in range(0, count, BATCH):
        Application.objects.bulk_create([one(n) for n in range(first, min(first + BATCH, count))])


def _outcomes(officer: User) -> None:
    rows = (
        Application.objects.filter(state=State.ACCREDITED)
        .values_list("pk", "library_id", "closed_at")
        .iterator(BATCH)
    )
    batch: list[Outcome] = []
    for pk, library, closed_at in rows:
        day: date = closed_at.date()
        batch.append(
            Outcome(
                application_id=pk,
                library_id=library,
                grade="B",
                certificate_number=f"BENCH/{pk}",
                decided_on=day,
                valid_until=day + timedelta(days=1460),
                recorded_by=officer,
                recorded_at=NOW,
            )
        )
        if len(batch) == BATCH:
            Outcome.objects.bulk_create(batch)
            batch.clear()
    Outcome.objects.bulk_create(batch)


if __name__ == "__main__":
    seed(int(sys.argv[1]), int(sys.argv[2]))
