"""The libraries, visits and answers behind a number, each with its proof; a page at a time."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from klik_portal.performance.queries import behind, rows
from klik_portal.performance.queries.behind import Wanted
from klik_portal.performance.queries.facts import every_holiday
from klik_portal.performance.queries.rows import Row
from libraries.models.library import types_of

PAGE, TOGETHER = 50, 500
OF_CASE = "application__library"


@dataclass(frozen=True)
class Kind:
    title: str
    day: str  # heading of the column with the date
    rows: Callable[[Wanted], QuerySet]
    moment: str  # the column the list runs along
    row: Callable[[Any, frozenset[date]], Row]
    library: str = "library"  # the way to the library; empty: a row is not about one
    is_timed: bool = False  # the column is a moment, not a day


def page(wanted: Wanted) -> tuple[list[Row], Row | None]:
    """At most PAGE rows in order of their date, and the last of them when more follow."""
    kind = KINDS[wanted.measure]
    found = list(_after(wanted)[: PAGE + 1])
    holidays = every_holiday() if wanted.measure == "answers" else frozenset()
    shown = [kind.row(one, holidays) for one in found[:PAGE]]
    return shown, shown[-1] if len(found) > PAGE else None


def every(wanted: Wanted) -> Iterator[Any]:
    """All the things behind the number, fetched a few hundred at a time; no cursor is kept open."""
    kind = KINDS[wanted.measure]
    while found := list(_after(wanted)[:TOGETHER]):
        yield from found
        wanted = replace(wanted, after=(getattr(found[-1], kind.moment), found[-1].pk))


def _after(wanted: Wanted) -> QuerySet:
    kind = KINDS[wanted.measure]
    found = _within(kind.rows(wanted), kind, wanted).order_by(kind.moment, "pk")
    if wanted.after and isinstance(wanted.after[0], datetime) == kind.is_timed:
        moment, pk = wanted.after
        found = found.filter(
            Q(**{f"{kind.moment}__gt": moment}) | Q(**{kind.moment: moment, "pk__gt": pk})
        )
    return found


def _within(found: QuerySet, kind: Kind, wanted: Wanted) -> QuerySet:
    if not kind.library:
        return found
    if wanted.group:
        found = found.filter(**{f"{kind.library}__type__in": types_of(wanted.group)})
    if wanted.kecamatan:
        found = found.filter(**{f"{kind.library}__kecamatan": wanted.kecamatan})
    return found.select_related(f"{kind.library}__desa", f"{kind.library}__kecamatan")


DECIDED, TIME, SENT = _("Ditetapkan"), _("Waktu"), _("Dikirim")

KINDS: dict[str, Kind] = {
    "accredited": Kind(_("Terakreditasi"), DECIDED, behind.accredited, "decided_on", rows.counted),
    "valid": Kind(_("Sertifikat yang berlaku"), DECIDED, behind.valid, "decided_on", rows.certificate),
    "expiring": Kind(_("Sertifikat yang akan berakhir"), _("Berakhir"), behind.expiring, "valid_until", rows.ending),
    "late": Kind(_("Dicatat sesudah triwulannya berakhir"), DECIDED, behind.late, "decided_on", rows.certificate),
    "corrected": Kind(_("Sertifikat yang diperbaiki"), DECIDED, behind.corrected, "decided_on", rows.correction),
    "coached": Kind(
        _("Perpustakaan yang didampingi"), _("Pertemuan pertama"), behind.coached, "starts_at", rows.meeting, OF_CASE, True
    ),
    "visits": Kind(_("Kunjungan"), TIME, behind.visits, "starts_at", rows.meeting, OF_CASE, True),
    "talks": Kind(_("Konsultasi Zoom"), TIME, behind.talks, "starts_at", rows.meeting, OF_CASE, True),
    "answers": Kind(_("Tanggapan pertama"), SENT, behind.answers, "first_submitted_at", rows.answered, is_timed=True),
    "trips": Kind(_("Perjalanan yang selesai"), _("Hari pertama"), behind.trips, "first_on", rows.journey, ""),
    "trip_visits": Kind(
        _("Perpustakaan yang dikunjungi dalam perjalanan"), TIME, behind.trip_visits, "starts_at", rows.meeting, OF_CASE, True
    ),
    "stays": Kind(_("Selesai dari tahap"), _("Keluar"), behind.stays, "at", rows.stay, OF_CASE, True),
    "fates": Kind(_("Permohonan selesai yang pernah di tahap"), SENT, behind.fates, "first_submitted_at", rows.fate, is_timed=True),
}  # fmt: skip
