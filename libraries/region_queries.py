"""What loading regions would change, for the page that asks before it does."""

from dataclasses import dataclass

from django.db.models import Model

from libraries.models import Desa, Kecamatan, RegionLoad
from libraries.operations import regions


@dataclass(frozen=True)
class Difference:
    label: str
    total: int
    new: list[str]
    renamed: list[tuple[str, str]]  # before, after
    going: list[str]  # not in the file, and not in use: removed
    staying: list[str]  # not in the file, but in use

    @property
    def is_nothing(self) -> bool:
        return not (self.new or self.renamed or self.going or self.staying)


def differences(load: RegionLoad) -> list[Difference]:
    told = (("Kecamatan", Kecamatan, load.kecamatan), ("Desa dan kelurahan", Desa, load.desa))
    return [_difference(label, model, rows) for label, model, rows in told if rows]


def _difference(label: str, model: type[Model], rows: list[dict]) -> Difference:
    there = dict(model._default_manager.values_list("code", "name"))
    going, staying = regions.missing(model, rows)
    return Difference(
        label=label,
        total=len(rows),
        new=[row["name"] for row in rows if row["code"] not in there],
        renamed=[
            (there[row["code"]], row["name"])
            for row in rows
            if there.get(row["code"], row["name"]) != row["name"]
        ],
        going=[str(region) for region in going],
        staying=[str(region) for region in staying],
    )


def without_outline(load: RegionLoad) -> list[str]:
    """Kecamatan the boundaries do not show."""
    drawn = {feature["code"] for feature in load.boundaries}
    names = {row["code"]: row["name"] for row in load.kecamatan}
    names = names or dict(Kecamatan.objects.values_list("code", "name"))
    return [name for code, name in names.items() if code not in drawn]


def newest_loads() -> list[RegionLoad]:
    rows = RegionLoad.objects.filter(confirmed_at__isnull=False).select_related("loaded_by")
    return list(rows.defer("kecamatan", "desa", "boundaries")[:10])
