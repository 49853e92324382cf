"""Which certificates end soon or have ended, and what is being done about each. Reads only."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice

from django.db.models import Case, CharField, Count, Max, Q, QuerySet, Value, When

from accreditation import expiry, reach
from accreditation.expiry import SOON, Bucket
from accreditation.models import Application, Outcome
from klik_portal.accounts.models import User
from klik_portal.core import clock
from klik_portal.notifications.models import MessageState, OutboxMessage
from klik_portal.office import queries as office
from klik_portal.reminders import planning, subjects
from klik_portal.reminders.models import ReminderRule, Step
from libraries.models import Kecamatan, LibraryType
from libraries.models.library import types_of

PAGE_SIZE = 25
MOST_EXPORTED = 20_000
KIND = "certificate"
TOLD_BY = ("reminder.certificate", "certificate.remind")
ALL = "semua"


@dataclass(frozen=True)
class Wanted:
    """What the list was asked for; an empty `bucket` means the coming twelve months."""

    bucket: str = ""
    kecamatan: str = ""
    type: str = ""
    after: str = ""  # keyset cursor "<valid_until>_<id>"


# --- the figures ------------------------------------------------------------------------------------


@dataclass
class Line:
    """One line of a table: how many certificates end when."""

    key: str
    label: str
    counts: Counter[Bucket] = field(default_factory=Counter)

    @property
    def cells(self) -> list[tuple[Bucket, int]]:
        return [(bucket, self.counts[bucket]) for bucket in Bucket]

    @property
    def total(self) -> int:
        return self.counts.total()


@dataclass
class Summary:
    total: Line
    kecamatan: list[Line]
    types: list[Line]


def summary(*, user: User, today: date) -> Summary:
    """Counted once, grouped; the same numbers by kecamatan and by type."""
    rows = (
        Outcome.objects.visible_to(user).latest().order_by()
        .annotate(bucket=_bucket(today))
        .values("library__kecamatan_id", "library__type", "bucket")
        .annotate(count=Count("pk"))
        .values_list("library__kecamatan_id", "library__type", "bucket", "count")
    )  # fmt: skip
    names = dict(Kecamatan.objects.values_list("code", "name"))
    total, areas, kinds = Line("", ""), dict[str, Line](), dict[str, Line]()
    for area, kind, bucket, count in rows:
        for line in (
            total,
            areas.setdefault(area, Line(area, names[area])),
            kinds.setdefault(kind, Line(kind, str(LibraryType(kind).label))),
        ):
            line.counts[Bucket(bucket)] += count
    return Summary(
        total,
        sorted(areas.values(), key=lambda line: line.label),
        [kinds[kind] for kind in LibraryType if kind in kinds],
    )


def _bucket(today: date) -> Case:
    """The same borders as `expiry.spans`, told from the last one back."""
    first_days = [
        (bucket, span.first) for bucket, span in expiry.spans(today).items() if span.first
    ]
    told = (
        When(valid_until__gte=first, then=Value(bucket)) for bucket, first in reversed(first_days)
    )
    return Case(*told, default=Value(Bucket.EXPIRED.value), output_field=CharField())


def _within(span: expiry.Span) -> Q:
    asked = Q()
    if span.first:
        asked &= Q(valid_until__gte=span.first)
    if span.last:
        asked &= Q(valid_until__lte=span.last)
    return asked


# --- the list ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Row:
    outcome: Outcome
    bucket: Bucket
    renewal: Application | None
    told_at: datetime | None
    next_at: datetime | None
    contact: reach.Contact

    @property
    def tone(self) -> str:
        return expiry.tone_of(self.bucket)

    @property
    def may_remind(self) -> bool:
        return self.contact.is_reachable and not _is_in_office(self.renewal)


@dataclass(frozen=True)
class Page:
    rows: list[Row]
    next_cursor: str


def page(*, user: User, wanted: Wanted, at: datetime) -> Page:
    """The certificate that ends first on top; keyset pages."""
    asked = _after(matching(user=user, wanted=wanted, today=clock.wita(at).date()), wanted.after)
    found = list(asked[: PAGE_SIZE + 1])
    shown = found[:PAGE_SIZE]
    more = len(found) > PAGE_SIZE
    cursor = f"{shown[-1].valid_until.isoformat()}_{shown[-1].pk}" if more else ""
    return Page(rows_of(shown, at), cursor)


def matching(*, user: User, wanted: Wanted, today: date) -> QuerySet[Outcome]:
    rows = Outcome.objects.visible_to(user).latest().filter(_asked(wanted.bucket, today))
    if wanted.kecamatan:
        rows = rows.filter(library__kecamatan=wanted.kecamatan)
    if wanted.type:
        rows = rows.filter(library__type__in=types_of(wanted.type))
    related = rows.select_related("library__kecamatan", "library__desa")
    return related.order_by("valid_until", "pk")


def _asked(bucket: str, today: date) -> Q:
    if bucket == ALL:
        return Q()
    spans = expiry.spans(today)
    if bucket in spans:
        return _within(spans[Bucket(bucket)])
    return _within(expiry.Span(spans[SOON[0]].first, spans[SOON[-1]].last))


def _after(rows: QuerySet[Outcome], cursor: str) -> QuerySet[Outcome]:
    """Rows behind the cursor; a cursor somebody tampered with starts from the top."""
    day, _, pk = cursor.rpartition("_")
    try:
        last_day, last = date.fromisoformat(day), int(pk)
    except ValueError:
        return rows
    if not 0 <= last < 2**63:
        return rows
    return rows.filter(valid_until__gte=last_day).exclude(valid_until=last_day, pk__lte=last)


def rows_of(outcomes: list[Outcome], at: datetime) -> list[Row]:
    """Four queries, whatever their number."""
    ids = [outcome.library_id for outcome in outcomes]
    renewals, contacts = _renewals(ids), reach.contacts_of(ids)
    told, ahead = _told(outcomes), _Ahead(at)
    today = clock.wita(at).date()
    return [
        Row(
            outcome=outcome,
            bucket=expiry.bucket_of(outcome.valid_until, today),
            renewal=renewals.get(outcome.library_id),
            told_at=told.get(_code(outcome)),
            next_at=None if _is_in_office(renewals.get(outcome.library_id)) else ahead.of(outcome),
            contact=contacts[outcome.library_id],
        )
        for outcome in outcomes
    ]


def _is_in_office(renewal: Application | None) -> bool:
    """Sent to the office: the certificate's reminders have stopped."""
    return renewal is not None and renewal.due_at is not None


def _renewals(library_ids: list[int]) -> dict[int, Application]:
    rows = Application.objects.open().filter(library__in=library_ids)
    return {row.library_id: row for row in rows}


def _code(outcome: Outcome) -> str:
    return outcome.certificate_number[:60]


def _told(outcomes: list[Outcome]) -> dict[str, datetime]:
    """When somebody of the library was last written to about this certificate."""
    rows = (
        OutboxMessage.objects.filter(
            about_kind=KIND, about_code__in=[_code(o) for o in outcomes], event__in=TOLD_BY
        )
        .exclude(state=MessageState.CANCELLED)
        .order_by()
    )
    return dict(rows.values("about_code").annotate(last=Max("created_at")).values_list("about_code", "last"))  # fmt: skip


class _Ahead:
    """When the ladder speaks next of a certificate."""

    def __init__(self, at: datetime) -> None:
        self.at = at
        self.subject = subjects.of_kind(KIND)
        self.rules = [r for r in _rules() if r.to == Step.APPLICANT and r.anchor == "until"]
        needs_days = any(rule.on_working_days for rule in self.rules)
        today = clock.wita(at).date()
        self.holidays = office.holidays_around(today) if needs_days else frozenset()

    def of(self, outcome: Outcome) -> datetime | None:
        if self.subject is None:
            return None
        anchor = self.subject.anchors["until"]
        rungs = planning.rungs_of(self.subject, anchor, self.rules, outcome, self.holidays)
        return min((rung.due_at for rung in rungs if rung.due_at > self.at), default=None)


def _rules() -> Iterable[ReminderRule]:
    return ReminderRule.objects.filter(kind=KIND, is_active=True)


def exported(*, user: User, wanted: Wanted, at: datetime) -> Iterator[Row]:
    """The same list without pages, up to what a spreadsheet is good for."""
    rows = matching(user=user, wanted=wanted, today=clock.wita(at).date())[:MOST_EXPORTED]
    found = rows.iterator(500)
    while some := list(islice(found, 500)):
        yield from rows_of(some, at)
