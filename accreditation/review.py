"""A request as the officer checks it, item by item: answers, evidence, own view, corrections. Reads only."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import groupby

from django.db.models import Count, F, Max, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accreditation.completeness import DETAILS, INDICATOR, Slot, item_label
from accreditation.models import (
    Answer,
    Application,
    Component,
    Correction,
    CorrectionDraft,
    Indicator,
    ItemReview,
    SecondLook,
)
from accreditation.models.about_item import AboutItem

CHANGED, BARE, UNSEEN = "berubah", "tanpa-bukti", "belum"
FILTERS = (
    ("", gettext_lazy("Semua")),
    (UNSEEN, gettext_lazy("Belum diperiksa")),
    (CHANGED, gettext_lazy("Berubah sejak putaran terakhir")),
    (BARE, gettext_lazy("Tanpa bukti")),
)
PAPERS = (*Slot.values, DETAILS)  # the items above the indicators


@dataclass(frozen=True)
class ItemKey:
    """Names one item in an address: a slot, `details`, or an indicator as A-3."""

    item: str
    component: str = ""
    number: int = 0

    @classmethod
    def parse(cls, text: str) -> "ItemKey | None":
        if text in PAPERS:
            return cls(text)
        component, dash, number = text.rpartition("-")
        if not dash or not component or not number.isascii() or not number.isdecimal():
            return None
        return cls(INDICATOR, component, int(number[:5]))

    def __str__(self) -> str:
        return f"{self.component}-{self.number}" if self.item == INDICATOR else self.item


@dataclass(frozen=True)
class Row:
    """One item in the list."""

    key: ItemKey
    title: str
    indicator: Indicator | None = None
    answer: Answer | None = None
    file_count: int = 0
    is_changed: bool = False
    review: ItemReview | None = None
    draft: CorrectionDraft | None = None
    correction: Correction | None = None  # the newest that was sent

    @property
    def place(self) -> str:
        return str(self.key).replace("-", ".") if self.indicator else ""

    @property
    def claimed(self) -> int | None:
        """What the library says this is worth; None when nothing or "belum tahu" was said."""
        return self.answer.option.value if self.answer and self.answer.option else None

    @property
    def found(self) -> int | None:
        """What the officer says it is worth."""
        return self.review.option.value if self.review and self.review.option else None

    @property
    def differs(self) -> bool:
        return None not in (self.claimed, self.found) and self.claimed != self.found

    @property
    def mark(self) -> tuple[str, str]:
        """The most important thing to know about the item, and its tone."""
        if self.draft:
            return _("Ada catatan"), "warn"
        if self.correction and self.correction.answered_at is None:
            return _("Ditunggu"), "info"
        if self.is_changed:
            return _("Berubah"), "warn"
        if self.review:
            return _("Diperiksa"), "good"
        return _("Belum"), "plain"

    def matches(self, wanted: str) -> bool:
        return {
            CHANGED: self.is_changed,
            BARE: self.file_count == 0 and self.key.item != DETAILS,
            UNSEEN: self.review is None and self.draft is None,
        }.get(wanted, True)


@dataclass(frozen=True)
class Group:
    """A component with its indicators, or the papers."""

    title: str
    rows: tuple[Row, ...]


class Review:
    """Everything the list of one request shows; the number of queries does not grow with the sheet."""

    def __init__(self, application: Application) -> None:
        self.application = application
        corrections = list(application.corrections.order_by("pk"))
        self.since = max((c.asked_at for c in corrections), default=None)
        self.round_count = max((c.round for c in corrections), default=0)
        self._corrections = {_item_of(c): c for c in corrections}
        self._reviews = {
            _item_of(r): r for r in application.item_reviews.select_related("option", "reviewed_by")
        }
        self._drafts = {_item_of(d): d for d in application.correction_drafts.all()}
        self.groups = (self._papers(), *self._components())

    @property
    def rows(self) -> list[Row]:
        return [row for group in self.groups for row in group.rows]

    @property
    def draft_count(self) -> int:
        return len(self._drafts)

    @property
    def seen_count(self) -> int:
        return sum(row.review is not None for row in self.rows)

    def filtered(self, wanted: str) -> list[Group]:
        """The groups with the rows that match; empty groups are left out."""
        kept = [
            Group(group.title, tuple(row for row in group.rows if row.matches(wanted)))
            for group in self.groups
        ]
        return [group for group in kept if group.rows]

    def next_unseen(self) -> Row | None:
        return next((row for row in self.rows if row.matches(UNSEEN)), None)

    @cached_property
    def _documents(self) -> dict[str, tuple[int, datetime | None]]:
        told = self.application.documents.values("slot").annotate(
            count=Count("pk", filter=Q(removed_at__isnull=True)),
            added=Max("added_at"),
            removed=Max("removed_at"),
        )
        return {row["slot"]: (row["count"], _later(row["added"], row["removed"])) for row in told}

    def _papers(self) -> Group:
        rows = []
        for item in PAPERS:
            count, touched = self._documents.get(item, (0, None))
            if item == DETAILS:
                touched = self.application.details_saved_at
            rows.append(self._row(ItemKey(item), item_label(item), touched, file_count=count))
        return Group(_("Isian dan berkas"), tuple(rows))

    def _components(self) -> Iterable[Group]:
        mine = Q(evidence__application=self.application)
        answers = {
            a.indicator_id: a
            for a in Answer.objects.filter(application=self.application).select_related("option")
        }
        indicators = (
            Indicator.objects.filter(component__edition=self.application.edition_id)
            .select_related("component")
            .annotate(
                file_count=Count("evidence", filter=mine & Q(evidence__removed_at__isnull=True)),
                added=Max("evidence__added_at", filter=mine),
                removed=Max("evidence__removed_at", filter=mine),
            )
            .order_by("component__position", "number")
        )
        for component, group in groupby(indicators, key=lambda i: i.component):
            yield Group(
                str(component),
                tuple(self._indicator_row(component, i, answers.get(i.pk)) for i in group),
            )

    def _indicator_row(
        self, component: Component, indicator: Indicator, answer: Answer | None
    ) -> Row:
        touched = _later(indicator.added, indicator.removed, answer and answer.answered_at)
        return self._row(
            ItemKey(INDICATOR, component.code, indicator.number), indicator.topic, touched,
            indicator=indicator, answer=answer, file_count=indicator.file_count,
        )  # fmt: skip

    def _row(
        self,
        key: ItemKey,
        title: str,
        touched: datetime | None,
        *,
        indicator: Indicator | None = None,
        answer: Answer | None = None,
        file_count: int = 0,
    ) -> Row:
        item = (key.item, indicator.pk if indicator else None)
        return Row(
            key, title, indicator, answer, file_count,
            is_changed=bool(self.since and touched and touched > self.since),
            review=self._reviews.get(item), draft=self._drafts.get(item),
            correction=self._corrections.get(item),
        )  # fmt: skip


def _item_of(row: AboutItem) -> tuple[str, int | None]:
    return (row.item, row.indicator_id)


def _later(*moments: datetime | None) -> datetime | None:
    return max((moment for moment in moments if moment), default=None)


def url_of(application: Application, key: ItemKey) -> str:
    return reverse("accreditation:review-item", args=[application.code, str(key)])


@dataclass(frozen=True)
class Prepared:
    """A correction that waits to be sent, with the page it was written on."""

    draft: CorrectionDraft
    url: str


def drafts(application: Application) -> list[Prepared]:
    """Everything that goes out with the next return, in the order it was written."""
    rows = application.correction_drafts.select_related("indicator__component", "written_by")
    return [Prepared(draft, url_of(application, key_of(draft))) for draft in rows]


def key_of(row: AboutItem) -> ItemKey:
    """The row's indicator must come with its component."""
    if row.indicator is None:
        return ItemKey(row.item)
    return ItemKey(INDICATOR, row.indicator.component.code, row.indicator.number)


@dataclass(frozen=True)
class Place:
    """One item among the others, in the order of the list."""

    key: ItemKey
    indicator: Indicator | None
    before: ItemKey | None
    after: ItemKey | None

    @property
    def title(self) -> str:
        return self.indicator.topic if self.indicator else item_label(self.key.item)


def place_of(application: Application, text: str) -> Place | None:
    """The item an address names, on the sheet this request keeps; None when there is no such item."""
    key = ItemKey.parse(text)
    indicators = {
        ItemKey(INDICATOR, indicator.component.code, indicator.number): indicator
        for indicator in Indicator.objects.filter(component__edition=application.edition_id)
        .select_related("component")
        .order_by("component__position", "number")
    }
    order = [*map(ItemKey, PAPERS), *indicators]
    if key not in order:
        return None
    here = order.index(key)
    return Place(
        key,
        indicators.get(key),
        order[here - 1] if here else None,
        order[here + 1] if here + 1 < len(order) else None,
    )


# --- how far two officers are apart ------------------------------------------------------------


@dataclass(frozen=True)
class Gap:
    """One indicator over all finished second looks. Gaps are second minus first, in points of 1 to 5."""

    indicator: Indicator
    count: int
    mean: float
    spread: float


MOST_GAPS = 200


def calibration() -> list[Gap]:
    """Indicators on which officers differ most, first."""
    from_first = ItemReview.objects.filter(
        application__second_look__finished_at__isnull=False, option__isnull=False
    )
    pairs: dict[int, list[int]] = {}
    told = from_first.filter(
        application__second_look__scores__indicator=F("indicator")
    ).values_list("indicator", "option__value", "application__second_look__scores__option__value")
    for indicator, first, second in told:
        pairs.setdefault(indicator, []).append(second - first)
    indicators = Indicator.objects.select_related("component__edition").in_bulk(pairs)
    gaps = [
        Gap(
            indicators[pk], len(found), sum(found) / len(found),
            sum(abs(gap) for gap in found) / len(found),
        )
        for pk, found in pairs.items()
    ]  # fmt: skip
    return sorted(gaps, key=lambda g: (-g.spread, -g.count, g.indicator.pk))[:MOST_GAPS]


def open_looks() -> Iterable[SecondLook]:
    """Second looks that wait for somebody, oldest first."""
    return (
        SecondLook.objects.filter(finished_at__isnull=True)
        .select_related("application__library", "officer")
        .order_by("drawn_at")[:MOST_GAPS]
    )
