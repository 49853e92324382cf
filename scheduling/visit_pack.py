"""Everything the team takes along to a library where there is no signal. Reads only.

The number of queries does not grow with the sheet; small pictures are those made when the files came.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

import structlog
from django.conf import settings
from django.urls import reverse

from accreditation import assessment
from accreditation.models import (
    AnswerOption,
    Application,
    Correction,
    Evidence,
    InstrumentEdition,
    ItemReview,
)
from accreditation.models import Component as ComponentRow
from klik_portal.accounts.models import User
from klik_portal.files.models import StoredFile
from scheduling.models import AgreedAction, Appointment

log = structlog.get_logger("klik.scheduling")

SHOWN_FILES = 4  # of one indicator
PICTURE_BYTES = 3 * 1024 * 1024  # of a whole pack; beyond it files are named, not shown
MOST_CORRECTIONS = 60


@dataclass(frozen=True)
class PackFile:
    name: str
    picture: bytes = b""  # small, WebP; empty when there is none


@dataclass(frozen=True)
class PackItem:
    item: assessment.Item
    place: str  # A.3
    review: ItemReview | None
    files: Sequence[PackFile]
    more_files: int

    @property
    def values(self) -> tuple[int, ...]:
        """The boxes to tick, best first."""
        return (5, 4, 3, 2, 1)

    @property
    def meanings(self) -> list[AnswerOption]:
        """What each value stands for; of the tier the library chose, of all tiers when it chose none."""
        chosen = self.item.chosen
        return [o for o in self.item.options if chosen is None or o.tier == chosen.tier]


@dataclass(frozen=True)
class PackSection:
    component: ComponentRow
    items: Sequence[PackItem]
    address: str  # where its findings are typed in


@dataclass
class VisitPack:
    appointment: Appointment
    application: Application
    edition: InstrumentEdition | None
    address: str  # of the report as a whole
    sections: Sequence[PackSection] = ()
    corrections: Sequence[Correction] = ()  # of the last round
    actions: Sequence[AgreedAction] = ()  # still open
    team: Sequence[str] = field(default_factory=list)

    @property
    def title_count(self) -> str:
        """As typed in the request, else as the registry knows it."""
        typed = str(self.application.details.get("title_count", "")).strip()
        known = self.application.library.title_count
        return typed or ("" if known is None else str(known))


def report_address(appointment: Appointment, component: ComponentRow | None = None) -> str:
    """Where findings are typed in, as a code on paper leads to it."""
    path = reverse("scheduling:visit-report", args=[appointment.code])
    query = f"?komponen={component.code}" if component else ""
    return f"{settings.BASE_URL}{path}{query}"


def of_appointment(appointment: Appointment, *, viewer: User, on: date) -> VisitPack:
    application = appointment.application
    sheet = assessment.of_application(application, on=on)
    last_round = application.corrections.order_by("-round").values_list("round", flat=True).first()
    return VisitPack(
        appointment,
        application,
        sheet.edition if sheet else None,
        report_address(appointment),
        sections=_sections(appointment, sheet, viewer) if sheet else [],
        corrections=list(
            application.corrections.filter(round=last_round or 0).select_related(
                "indicator", "asked_by"
            )[:MOST_CORRECTIONS]
        ),
        actions=list(AgreedAction.objects.open().filter(application=application)),
        team=team_of(appointment),
    )


def team_of(appointment: Appointment) -> list[str]:
    """The trip's people, else the officer of the appointment."""
    stop = getattr(appointment, "trip_stop", None)
    names = (
        [m.officer.display_name for m in stop.trip.members.select_related("officer")]
        if stop
        else []
    )
    return names or [appointment.officer.display_name]


def _sections(
    appointment: Appointment, sheet: assessment.Assessment, viewer: User
) -> list[PackSection]:
    application = appointment.application
    reviews: dict[int | None, ItemReview] = {}
    if not _is_blind(application, viewer):
        told = ItemReview.objects.filter(application=application, indicator__isnull=False)
        reviews = {r.indicator_id: r for r in told.select_related("option")}
    files = _files(application)
    pictures = _Pictures()
    return [
        PackSection(
            section.component,
            [_item(section.component, item, reviews, files, pictures) for item in section.items],
            report_address(appointment, section.component),
        )
        for section in sheet.sections
    ]


def _is_blind(application: Application, viewer: User) -> bool:
    """Whoever still has a second look to do must not see the first officer's answers."""
    look = getattr(application, "second_look", None)
    return look is not None and look.officer_id == viewer.pk and look.finished_at is None


def _files(application: Application) -> dict[int, list[StoredFile]]:
    rows = (
        Evidence.objects.current()
        .filter(application=application)
        .select_related("file")
        .order_by("indicator", "added_at", "pk")
    )
    return {
        indicator: [row.file for row in group]
        for indicator, group in groupby(rows, key=lambda row: row.indicator_id)
    }


def _item(
    component: ComponentRow,
    item: assessment.Item,
    reviews: dict[int | None, ItemReview],
    files: dict[int, list[StoredFile]],
    pictures: "_Pictures",
) -> PackItem:
    mine = files.get(item.indicator.pk, [])
    shown = list(pictures.of(mine[:SHOWN_FILES]))
    return PackItem(
        item, f"{component.code}.{item.indicator.number}", reviews.get(item.indicator.pk), shown,
        len(mine) - len(shown),
    )  # fmt: skip


class _Pictures:
    """Small pictures of files, until the pack is heavy enough."""

    def __init__(self) -> None:
        self.left = PICTURE_BYTES

    def of(self, files: Sequence[StoredFile]) -> Iterator[PackFile]:
        for file in files:
            picture = self._read(file)
            self.left -= len(picture)
            yield PackFile(file.original_name, picture)

    def _read(self, file: StoredFile) -> bytes:
        if not file.preview_sha256 or self.left <= 0:
            return b""
        try:
            return file.preview_path.read_bytes()
        except OSError as error:
            log.error("preview cannot be read", token=file.token, error=str(error))
            return b""
