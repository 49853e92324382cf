"""Load kecamatan and desa by national code; what is there already stays, names are refreshed."""

import csv
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from libraries.models import Desa, Kecamatan, Zone

SHIPPED = Path(__file__).resolve().parents[2] / "data"
UPRIVER = [
    "Kota Bangun",
    "Kota Bangun Darat",
    "Muara Muntai",
    "Muara Wis",
    "Kenohan",
    "Kembang Janggut",
    "Tabang",
]
MIDDLE = ["Tenggarong", "Tenggarong Seberang", "Loa Kulu", "Loa Janan", "Sebulu", "Muara Kaman"]


def zone_of(name: str) -> Zone:
    """The grouping people of Kutai Kartanegara use; staff may change it afterwards."""
    if name in UPRIVER:
        return Zone.UPRIVER
    return Zone.MIDDLE if name in MIDDLE else Zone.COAST


class Command(BaseCommand):
    help = "Load the shipped regions of Kutai Kartanegara (idempotent)."

    @transaction.atomic
    def handle(self, **options: Any) -> None:
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
        self.stdout.write(f"{len(kecamatan)} kecamatan and {len(desa)} desa/kelurahan loaded.")


def _rows(name: str) -> list[dict[str, str]]:
    with (SHIPPED / name).open() as file:
        return list(csv.DictReader(file))
