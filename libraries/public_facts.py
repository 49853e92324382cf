"""What everybody may know about a library. Pages and open data read here, not from the row.

Names of people, their phones and addresses are not among the fields; numbers and mail addresses that
slipped into the free text are taken out. How to get there in words, and a contact, are public only
as the office agreed to them (`PublicNotice`).
"""

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.utils.translation import gettext as _

from klik_portal.core import wording
from klik_portal.core.text import without_contacts
from libraries import point_queries
from libraries.models import Library, PointKind, PublicNotice, ServicePoint
from libraries.standing import Standing

ABOUT_100_M = Decimal("0.001")


@dataclass(frozen=True)
class PublicFacts:
    library: Library

    @property
    def code(self) -> str:
        return self.library.code

    @property
    def name(self) -> str:
        return without_contacts(self.library.name)

    @property
    def summary(self) -> str:
        """One sentence for search results and chats."""
        return f"{self.library.type_label}, {self.library.place}. {self.standing.sentence}."

    @property
    def notice(self) -> PublicNotice | None:
        """Read pages `with_notice`."""
        return getattr(self.library, "public_notice", None)

    @property
    def address(self) -> str:
        return without_contacts(self.library.address)

    @property
    def parent_body(self) -> str:
        return without_contacts(self.library.parent_body)

    @property
    def opening_hours(self) -> str:
        return without_contacts(self.library.opening_hours)

    @property
    def travel(self) -> str:
        """Jalan darat dan sungai, 6,5 jam"""
        hours = self.library.travel_hours
        told = f"{hours.normalize():f} jam".replace(".", ",") if hours else ""
        return ", ".join(part for part in (self.library.travel_by_label, told) if part)

    @property
    def collection(self) -> str:
        """1.200 judul, 2.500 eksemplar"""
        counts = (
            (_("%s judul"), self.library.title_count),
            (_("%s eksemplar"), self.library.copy_count),
        )
        return ", ".join(words % wording.number(n) for words, n in counts if n is not None)

    @cached_property
    def points(self) -> list[tuple[str, str]]:
        """Where it also serves: (Buncu baca: Pojok Dermaga, di dermaga sejak 2021)"""
        rows = point_queries.public_service_points(self.library)
        return [(_joined(": ", _kind_of(row), row.name), _where(row)) for row in rows]

    @property
    def latitude(self) -> Decimal | None:
        return _coarse(self.library.latitude)

    @property
    def longitude(self) -> Decimal | None:
        return _coarse(self.library.longitude)

    @cached_property
    def standing(self) -> Standing:
        return self.library.standing


def _kind_of(point: ServicePoint) -> str:
    return str(PointKind(point.kind).label)


def _where(point: ServicePoint) -> str:
    since = _("sejak %d") % point.since_year if point.since_year else ""
    return _joined(" ", point.place_note, since)


def _joined(between: str, *parts: str) -> str:
    return between.join(part for part in map(without_contacts, parts) if part)


def _coarse(degrees: Decimal | None) -> Decimal | None:
    """To about 100 m: enough to find it on a map, too coarse for a house."""
    return None if degrees is None else degrees.quantize(ABOUT_100_M)
