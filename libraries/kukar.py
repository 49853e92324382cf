"""The regions that ship with Klik: Kutai Kartanegara, and how its people group them along the Mahakam."""

import csv
from pathlib import Path

from django.db import transaction

from libraries.models import Desa, Kecamatan, Zone

SHIPPED = Path(__file__).resolve().parent / "data"
UPRIVER = {
    "Kota Bangun", "Kota Bangun Darat", "Muara Muntai", "Muara Wis", "Kenohan", "Kembang Janggut", "Tabang",
}  # fmt: skip
MIDDLE = {"Tenggarong", "Tenggarong Seberang", "Loa Kulu", "Loa Janan", "Sebulu", "Muara Kaman"}


def zone_of(name: str) -> Zone:
    """Staff may change it afterwards; other regencies group theirs in their own file, or not at all."""
    if name in UPRIVER:
        return Zone.UPRIVER
    return Zone.MIDDLE if name in MIDDLE else Zone.COAST


@transaction.atomic
def load() -> None:
    """What is there already stays, names are refreshed."""
    kecamatan = [
        Kecamatan(
            code=row["code"], name=row["name"], zone=zone_of(row["name"]),
            latitude=row["lat"], longitude=row["lon"],
        )
        for row in _rows("kukar_kecamatan.csv")
    ]  # fmt: skip
    desa = [
        Desa(
            code=row["code"], kecamatan_id=row["kecamatan_code"], name=row["name"], kind=row["kind"],
            latitude=row["lat"], longitude=row["lon"],
        )
        for row in _rows("kukar_desa.csv")
    ]  # fmt: skip
    Kecamatan.objects.bulk_create(
        kecamatan,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name", "latitude", "longitude"],
    )
    Desa.objects.bulk_create(
        desa,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name", "kind", "latitude", "longitude"],
    )


def _rows(name: str) -> list[dict[str, str]]:
    with (SHIPPED / name).open() as file:
        return list(csv.DictReader(file))
