"""Fill a database of a wished size fast: realistic spread over regions, types, states and years.

Run inside the installation: rows are written in bulk, past the operations, for speed alone.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from random import Random
from time import monotonic

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

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
NAMES = {
    LibraryType.VILLAGE: "Perpustakaan Desa",
    LibraryType.PRIMARY_SCHOOL: "SD Negeri",
    LibraryType.JUNIOR_SCHOOL: "SMP Negeri",
    LibraryType.SENIOR_SCHOOL: "SMA Negeri",
    LibraryType.WORSHIP: "Perpustakaan Masjid",
    LibraryType.KECAMATAN: "Perpustakaan Kecamatan",
    LibraryType.SPECIAL: "Taman Baca",
}
MEASURED, MEASURED_NUMBER = "Perpustakaan Desa Wanatirta", "6402062D1000001"  # at every size alike
CASE = "KLK-2020-0000000"
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
    with _timed("libraries"):
        _libraries(libraries, officer, chance)
    ids = list(Library.objects.exclude(name=MEASURED).order_by("pk").values_list("pk", flat=True))
    LibraryMembership.objects.create(
        library_id=ids[0], user=keeper, asked_at=NOW, confirmed_at=NOW, confirmed_by=officer
    )
    with _timed("requests"):
        _applications(applications, ids, officer, keeper, chance)
    with _timed("outcomes"):
        _outcomes(officer)
    with _timed("figures"):
        counts.rebuild()  # bulk rows are not heard
    if connection.vendor == "postgresql":
        with _timed("vacuum"), connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")  # as autovacuum does, only sooner
    plan = plans.create_plan(
        name="Renstra", document_number="", first_year=2021, last_year=2026, by=coordinator, at=NOW
    )
    for year in plan.years:
        targets.set_target(
            indicator=plan.indicators.get(), year=year, value=3, note="", by=coordinator, at=NOW
        )


@contextmanager
def _timed(what: str) -> Iterator[None]:
    begun = monotonic()
    yield
    print(f"{what} {monotonic() - begun:.0f} s", end="; ")


def _libraries(count: int, officer: User, chance: Random) -> None:
    villages = list(Desa.objects.select_related("kecamatan"))

    def one(number: int) -> Library:
        village, kind = chance.choice(villages), chance.choice(LibraryType.values)
        name = f"{NAMES[kind]} {chance.choice(WORDS)} {chance.choice(WORDS)} {number}"
        npp = f"6402{number:011d}" if number % 3 == 0 else ""
        if number == count - 1:
            kind, name, npp = LibraryType.VILLAGE, MEASURED, MEASURED_NUMBER
        library = Library(
            code=f"PRP-2020-{number:06d}", name=name, type=kind, desa=village, kecamatan=village.kecamatan, npp=npp,
            registered_at=NOW, verified_at=NOW, verified_by=officer,
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
                certificate_number=f"BENCH/{pk}/{library}",
                decided_on=day,
                valid_until=day + timedelta(days=1460),
                recorded_by=officer,
                recorded_at=NOW,
            )
        )
        if len(batch) == BATCH:
            Outcome.objects.bulk_create(batch)
            batch.clear()
    day = date(2025, 6, 1)
    batch.append(
        Outcome(
            library=Library.objects.get(name=MEASURED), grade="A", certificate_number="BENCH/1", decided_on=day,
            valid_until=day + timedelta(days=1460), recorded_by=officer, recorded_at=NOW,
        )
    )  # fmt: skip
    Outcome.objects.bulk_create(batch)


if __name__ == "__main__":
    seed(int(sys.argv[1]), int(sys.argv[2]))
