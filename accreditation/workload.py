"""Who has how much to do, and whom to suggest for a request. Reads only."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, Q

from accreditation.models import Application
from accreditation.workflow import Turn
from klik_portal.accounts.models import User


@dataclass(frozen=True)
class Load:
    """One officer's open requests."""

    officer: User
    open: int = 0
    waiting: int = 0  # the ball is with the office
    overdue: int = 0
    kecamatan: Counter[str] = field(default_factory=Counter)  # name -> open requests there

    @property
    def places(self) -> str:
        return ", ".join(f"{name} ({count})" for name, count in self.kecamatan.most_common())


def workload(*, at: datetime) -> list[Load]:
    """Every officer on duty, the most loaded first; two queries."""
    officers = list(User.objects.caseworkers())
    told = (
        Application.objects.in_office()
        .filter(assigned_to__in=officers)
        .order_by()
        .values("assigned_to", "library__kecamatan__name")
        .annotate(
            open=Count("pk"),
            waiting=Count("pk", filter=Q(turn=Turn.OFFICER)),
            overdue=Count("pk", filter=Q(turn=Turn.OFFICER, due_at__lt=at)),
        )
    )
    rows = list(told)
    loads = [
        _load_of(officer, [r for r in rows if r["assigned_to"] == officer.pk])
        for officer in officers
    ]
    return sorted(loads, key=lambda load: (-load.open, load.officer.display_name))


def _load_of(officer: User, rows: list[dict]) -> Load:
    return Load(
        officer,
        sum(row["open"] for row in rows),
        sum(row["waiting"] for row in rows),
        sum(row["overdue"] for row in rows),
        Counter({row["library__kecamatan__name"]: row["open"] for row in rows}),
    )


def without_officer() -> int:
    """Open requests that nobody has taken yet."""
    return Application.objects.in_office().filter(assigned_to__isnull=True).count()


NEARBY_IS_WORTH = (
    3  # an officer who already works in the kecamatan may have this many requests more
)


def suggested(loads: list[Load], *, kecamatan: str) -> list[Load]:
    """Officers for a request from there, best first: little to do, and already on the way."""

    def burden(load: Load) -> tuple[int, int, str]:
        nearby = load.kecamatan[kecamatan]
        return (load.open - (NEARBY_IS_WORTH if nearby else 0), -nearby, load.officer.display_name)

    return sorted(loads, key=burden)
