"""Write editions and publish them. What is published never changes again."""

import csv
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accreditation import sheet
from accreditation.models import AnswerOption, Component, Indicator, InstrumentEdition
from accreditation.sheet import ComponentSheet
from klik_portal.accounts.models import User
from klik_portal.audit import operations as audit
from klik_portal.core.verdict import Conflict, Refused
from libraries.models import LibraryType

SHIPPED = Path(__file__).resolve().parents[1] / "data" / "readiness.csv"
SHIPPED_FROM = date(2026, 1, 1)
SHIPPED_COMPONENTS = {  # code: name and weight of the village sheet of 2018
    "A": (gettext_lazy("Koleksi"), "20"),
    "B": (gettext_lazy("Sarana dan prasarana"), "15"),
    "C": (gettext_lazy("Pelayanan"), "25"),
    "D": (gettext_lazy("Tenaga"), "20"),
    "E": (gettext_lazy("Penyelenggaraan dan pengelolaan"), "15"),
    "F": (gettext_lazy("Penguat"), "5"),
}
PARENT_HEADS = {  # who signs for the body behind the library
    LibraryType.VILLAGE: gettext_lazy("kepala desa atau lurah"),
    LibraryType.PRIMARY_SCHOOL: gettext_lazy("kepala sekolah atau madrasah"),
    LibraryType.JUNIOR_SCHOOL: gettext_lazy("kepala sekolah atau madrasah"),
    LibraryType.SENIOR_SCHOOL: gettext_lazy("kepala sekolah atau madrasah"),
    LibraryType.WORSHIP: gettext_lazy("ketua pengurus"),
}


@dataclass(frozen=True)
class Facts:
    """What an edition says of itself, beside its sheet."""

    library_type: str
    name: str
    valid_from: date
    legal_base: str = ""
    source_note: str = ""
    is_official: bool = False
    valid_until: date | None = None  # None: until a newer edition begins


@transaction.atomic
def create(
    *, facts: Facts, components: Iterable[ComponentSheet], by: User | None, at: datetime
) -> InstrumentEdition:
    """A draft edition with everything on its sheet."""
    _ensure_coordinator(by)
    edition = InstrumentEdition.objects.create(**asdict(facts))
    for position, part in enumerate(components, start=1):
        _write(edition, position, part)
    _record(edition, "instrument_drafted", by, at)
    return edition


@transaction.atomic
def change(
    *, edition: InstrumentEdition, facts: Facts, version: int, by: User, at: datetime
) -> InstrumentEdition:
    """Change what a draft says of itself. Raises Conflict when somebody else changed it meanwhile."""
    edition = _draft(edition, by)
    now = {name: getattr(edition, name) for name in asdict(facts)}
    if edition.version != version:
        raise Conflict(theirs=_as_text(now), yours=_as_text(asdict(facts)))
    for name, value in asdict(facts).items():
        setattr(edition, name, value)
    edition.version += 1
    edition.save()
    _record(edition, "instrument_changed", by, at)
    return edition


def _as_text(facts: dict[str, object]) -> list[tuple[str, str]]:
    return [
        (str(InstrumentEdition._meta.get_field(name).verbose_name), str(value or ""))
        for name, value in facts.items()
    ]


def _write(edition: InstrumentEdition, position: int, part: ComponentSheet) -> None:
    component = Component.objects.create(
        edition=edition, code=part.code, name=part.name, weight=part.weight, position=position
    )
    for number, row in enumerate(part.indicators, start=1):
        indicator = Indicator.objects.create(
            component=component, number=number, topic=row.topic, subcomponent=row.subcomponent, hint=row.hint,
            evidence_wanted=row.evidence, source_note=row.source, effort=row.effort,
            blocks_below=row.blocks_below, blocker=row.blocker, in_quick_check=row.in_quick_check,
            tier_question=row.tier_question,
        )  # fmt: skip
        AnswerOption.objects.bulk_create(
            AnswerOption(indicator=indicator, tier=tier, value=value, text=text)
            for tier, texts in row.answers.items()
            for value, text in zip(sheet.VALUES, texts, strict=True)
        )


@transaction.atomic
def replace_sheet(
    *, edition: InstrumentEdition, components: Iterable[ComponentSheet], by: User, at: datetime
) -> InstrumentEdition:
    """Put another sheet into a draft; what is published stays as it is."""
    edition = _draft(edition, by)
    edition.components.all().delete()
    for position, part in enumerate(components, start=1):
        _write(edition, position, part)
    _record(edition, "instrument_changed", by, at)
    return edition


@transaction.atomic
def discard(*, edition: InstrumentEdition, by: User, at: datetime) -> None:
    """Throw a draft away."""
    edition = _draft(edition, by)
    _record(edition, "instrument_discarded", by, at)
    edition.delete()


def _draft(edition: InstrumentEdition, by: User) -> InstrumentEdition:
    _ensure_coordinator(by)
    edition = InstrumentEdition.objects.select_for_update(of=("self",)).get(pk=edition.pk)
    if edition.is_published:
        raise Refused(_("Edisi yang sudah diterbitkan tidak dapat diubah. Buat edisi baru."))
    return edition


@transaction.atomic
def publish(*, edition: InstrumentEdition, by: User | None, at: datetime) -> InstrumentEdition:
    """From its day on, new requests of this type begin with this edition."""
    _ensure_coordinator(by)
    edition = InstrumentEdition.objects.select_for_update(of=("self",)).get(pk=edition.pk)
    if edition.is_published:
        return edition
    edition.published_at, edition.published_by = at, by
    try:
        with transaction.atomic():
            edition.save(update_fields=["published_at", "published_by"])
    except IntegrityError:
        raise Refused(
            _("Untuk jenis ini sudah ada edisi yang berlaku sejak hari yang sama.")
        ) from None
    _record(edition, "instrument_published", by, at)
    return edition


@transaction.atomic
def load_shipped(*, at: datetime) -> list[InstrumentEdition]:
    """Klik's own readiness sheets, for every type that has none from the same day; harmless to repeat."""
    loaded = []
    for library_type in PARENT_HEADS:
        known = InstrumentEdition.objects.filter(library_type=library_type, valid_from=SHIPPED_FROM)
        if known.exists():
            continue
        facts = Facts(
            library_type=library_type,
            name=_("Instrumen Kesiapan Klik: %s") % LibraryType(library_type).label,
            source_note=_(
                "Lembar kesiapan buatan Klik dari angka dan topik yang sudah diterbitkan. Bukan instrumen resmi Perpusnas."
            ),
            valid_from=SHIPPED_FROM,
        )
        edition = create(
            facts=facts,
            components=shipped_sheet(library_type),
            by=None,
            at=at,
        )
        loaded.append(publish(edition=edition, by=None, at=at))
    return loaded


def shipped_sheet(library_type: str) -> list[ComponentSheet]:
    """The rows of the shipped file that concern this type."""
    with SHIPPED.open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if library_type in row["types"].split()]
    head = str(PARENT_HEADS[LibraryType(library_type)])
    for row in rows:
        row["component_name"], row["weight"] = map(str, SHIPPED_COMPONENTS[row["component"]])
        row["hint"] = row["hint"].replace("{induk}", head)
    return sheet.read(rows)


def _ensure_coordinator(by: User | None) -> None:
    """None is the server itself, loading what Klik ships."""
    if by is not None and not by.is_coordinator:
        raise Refused(_("Hanya koordinator yang mengurus instrumen."))


def _record(edition: InstrumentEdition, verb: str, by: User | None, at: datetime) -> None:
    audit.record(
        kind="instrument", code=edition.token, verb=verb, actor=by, at=at, name=edition.name
    )
