"""What an indicator can be counted from. A new counted source is one function with `@counted`.

The function gets what is asked and answers with the value, or None where there is nothing to say.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext_lazy as _

from klik_portal.core.quarters import quarter_end, quarter_start
from klik_portal.performance.queries.counts import Counts
from klik_portal.satisfaction import queries as survey
from klik_portal.satisfaction.satisfaction_index import NOBODY, Index


@dataclass(frozen=True)
class Asked:
    """One value: a year, or January to the end of a quarter of it, as known today."""

    counts: Counts
    year: int
    today: date
    quarter: int = 0

    @property
    def day(self) -> date:
        """The day a state of affairs is told for: the end of the period, or today before that."""
        return min(self.today, quarter_end(self.year, self.quarter))

    @property
    def has_begun(self) -> bool:
        return quarter_start(self.year, self.quarter) <= self.today


@dataclass(frozen=True)
class Source:
    code: str
    label: str
    unit: str
    rule: str  # how it is counted, said beside the number
    value: Callable[[Asked], Decimal | None]
    decimals: int = 0
    measure: str = ""  # the list of libraries behind it
    page: str = ""  # else the name of the page that proves it, for a year

    @property
    def is_share(self) -> bool:
        """A state of affairs, not a sum that grows through the year."""
        return self.unit in ("%", "indeks")


SOURCES: dict[str, Source] = {}


def counted(
    code: str,
    *,
    label: str,
    unit: str,
    rule: str,
    decimals: int = 0,
    measure: str = "",
    page: str = "",
) -> Callable[[Callable[[Asked], Decimal | None]], Callable[[Asked], Decimal | None]]:
    def enter(value: Callable[[Asked], Decimal | None]) -> Callable[[Asked], Decimal | None]:
        SOURCES[code] = Source(code, label, unit, rule, value, decimals, measure, page)
        return value

    return enter


def percent(part: int, whole: int) -> Decimal | None:
    if not whole:
        return None
    return (Decimal(part) * 100 / whole).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


@counted(
    "accredited_libraries",
    label=_("Perpustakaan terakreditasi dalam tahun itu"),
    unit="perpustakaan",
    rule=_(
        "Dihitung dari sertifikat menurut tanggal penetapan (WITA); satu perpustakaan dihitung sekali dalam setahun."
    ),
    measure="accredited",
)
def accredited_libraries(asked: Asked) -> Decimal | None:
    return Decimal(asked.counts.in_year("accredited", asked.year, asked.quarter))


@counted(
    "valid_share",
    label=_("Persentase perpustakaan bersertifikat yang masih berlaku"),
    unit="%",
    rule=_(
        "Perpustakaan dengan sertifikat berlaku pada hari terakhir masa itu (atau hari ini), dibagi semua perpustakaan yang tercatat pada hari itu, kali 100."
    ),
    decimals=2,
    measure="valid",
)
def valid_share(asked: Asked) -> Decimal | None:
    if not asked.has_begun:
        return None
    return percent(valid_on(asked.counts, asked.day), asked.counts.until("registered", asked.day))


def valid_on(counts: Counts, day: date) -> int:
    """Libraries whose certificate is valid on that day; the last day of validity counts."""
    return counts.until("valid_from", day) - counts.until("valid_past", day)


@counted(
    "coached_libraries",
    label=_("Perpustakaan yang didampingi"),
    unit="perpustakaan",
    rule=_(
        "Perpustakaan yang paling sedikit sekali bertemu petugas (Zoom, telepon, atau kunjungan yang terlaksana); dihitung sekali dalam setahun."
    ),
    measure="coached",
)
def coached_libraries(asked: Asked) -> Decimal | None:
    return Decimal(asked.counts.in_year("coached", asked.year, asked.quarter))


@counted(
    "first_answers",
    label=_("Tanggapan pertama dalam 1x24 jam kerja"),
    unit="%",
    rule=_(
        "Permohonan yang dikirim dalam masa itu dan dijawab paling lambat 24 jam hari kerja kemudian, dibagi semua yang sudah dijawab, kali 100."
    ),
    decimals=2,
    measure="answers",
)
def first_answers(asked: Asked) -> Decimal | None:
    return percent(
        asked.counts.in_year("in_time", asked.year, asked.quarter),
        asked.counts.in_year("answers", asked.year, asked.quarter),
    )


@counted(
    "site_visits",
    label=_("Kunjungan ke perpustakaan"),
    unit="kunjungan",
    rule=_("Kunjungan yang terlaksana, menurut tanggal kunjungan (WITA)."),
    measure="visits",
)
def site_visits(asked: Asked) -> Decimal | None:
    return Decimal(asked.counts.in_year("visits", asked.year, asked.quarter))


@counted(
    "zoom_talks",
    label=_("Konsultasi Zoom"),
    unit="konsultasi",
    rule=_("Konsultasi Zoom yang terlaksana, menurut tanggalnya (WITA)."),
    measure="talks",
)
def zoom_talks(asked: Asked) -> Decimal | None:
    return Decimal(asked.counts.in_year("talks", asked.year, asked.quarter))


@counted(
    "satisfaction_index",
    label=_("Indeks kepuasan masyarakat (IKM)"),
    unit="indeks",
    rule=_("Rata-rata sembilan unsur survei kepuasan kali 25, dari Januari sampai akhir masa itu."),
    decimals=2,
    page="satisfaction:results",
)
def satisfaction_index(asked: Asked) -> Decimal | None:
    quarters = asked.counts.once("satisfaction", survey.tallies_by_quarter)
    tallies = [
        tally
        for (year, quarter), tally in quarters.items()
        if year == asked.year and quarter <= (asked.quarter or 4)
    ]
    return Index(sum(tallies, start=NOBODY)).value
