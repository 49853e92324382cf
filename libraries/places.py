"""Which village a row means, by name or code, as offices write them. Pure, over regions handed in."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches

from libraries.models import Desa, Kecamatan

PREFIXES = re.compile(r"^(desa|kelurahan|kel|ds|kecamatan|kec|distrik)\b[.\s]*", re.IGNORECASE)


class UnknownPlace(Exception):
    """`kind` says what is wrong: kecamatan_unknown, desa_unknown, kecamatan_mismatch, desa_ambiguous."""

    def __init__(self, kind: str, names: tuple[str, ...] = ()) -> None:
        super().__init__(kind)
        self.kind = kind
        self.names = names


def plain(name: str) -> str:
    """The letters of a name without "Desa" in front: Desa Muara Enggelam is MUARA  ENGGELAM."""
    return "".join(re.findall(r"[a-z0-9]+", PREFIXES.sub("", name.strip()).lower()))


@dataclass
class Regions:
    desa: dict[str, Desa]
    kecamatan: dict[str, Kecamatan]
    desa_named: dict[str, list[Desa]] = field(default_factory=lambda: defaultdict(list))
    kecamatan_named: dict[str, Kecamatan] = field(default_factory=dict)

    @classmethod
    def of(cls, kecamatan: Iterable[Kecamatan], desa: Iterable[Desa]) -> "Regions":
        regions = cls({row.code: row for row in desa}, {row.code: row for row in kecamatan})
        for row in regions.kecamatan.values():
            regions.kecamatan_named[plain(row.name)] = row
        for village in regions.desa.values():
            regions.desa_named[plain(village.name)].append(village)
        return regions

    @classmethod
    def stored(cls) -> "Regions":
        return cls.of(Kecamatan.objects.all(), Desa.objects.select_related("kecamatan"))

    def find(self, *, desa: str, kecamatan: str) -> Desa:
        """The one village meant, else UnknownPlace."""
        district = self._district(kecamatan)
        named = self._villages(desa)
        inside = [row for row in named if district is None or row.kecamatan_id == district.code]
        if not named:
            raise UnknownPlace("desa_unknown", self._close_to(desa, district))
        if not inside:
            raise UnknownPlace("kecamatan_mismatch", self._districts_of(named))
        if len(inside) > 1:
            raise UnknownPlace("desa_ambiguous", self._districts_of(inside))
        return inside[0]

    @property
    def ambiguous(self) -> set[str]:
        """Codes of villages that share kecamatan and name with another one."""
        found = defaultdict(list)
        for village in self.desa.values():
            found[(village.kecamatan_id, plain(village.name))].append(village.code)
        return {code for codes in found.values() if len(codes) > 1 for code in codes}

    def _district(self, typed: str) -> Kecamatan | None:
        if not typed:
            return None
        found = self.kecamatan.get(typed.strip()) or self.kecamatan_named.get(plain(typed))
        if found is None:
            raise UnknownPlace("kecamatan_unknown")
        return found

    def _villages(self, typed: str) -> list[Desa]:
        """By code; by name as written; by the name before brackets, as in "Melintang (64.02.18.2005)"."""
        code = re.search(r"\d{2}\.\d{2}\.\d{2}\.\d{4}", typed)
        if code and code[0] in self.desa:
            return [self.desa[code[0]]]
        return self.desa_named.get(plain(typed), [])

    def _districts_of(self, villages: Iterable[Desa]) -> tuple[str, ...]:
        return tuple(sorted(self.kecamatan[row.kecamatan_id].name for row in villages))

    def _close_to(self, typed: str, district: Kecamatan | None) -> tuple[str, ...]:
        """A village the sheet may have meant; only offered in the sentence, never taken."""
        rows = self.desa.values()
        names = [r.name for r in rows if district is None or r.kecamatan_id == district.code]
        by_plain = {plain(name): name for name in names}
        close = get_close_matches(plain(typed), by_plain, n=1, cutoff=0.75)
        return tuple(by_plain[name] for name in close)
