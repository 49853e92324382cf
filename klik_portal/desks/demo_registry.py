"""Invented but likely facts of the example libraries, and their service points."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from klik_portal.accounts.models import User
from libraries.models import Desa, Library, LibraryType, PointKind, PointState
from libraries.operations import service_points

OPENING = (
    "Senin sampai Jumat 08.00-14.00",
    "Senin sampai Sabtu 09.00-15.00",
    "Selasa sampai Minggu 13.00-17.00",
)
UPRIVER_HOURS = {"Kota Bangun": "2.5", "Muara Wis": "3.5", "Muara Muntai": "4", "Kenohan": "4.5", "Kembang Janggut": "5.5", "Tabang": "7.5"}  # fmt: skip
POINTS = (  # kind, name, since, where
    (PointKind.BUNCU_BACA, "Pos ronda RT 3", 2023, "Samping pos ronda"),
    (PointKind.GAZEBO_BACA, "Gazebo tepi sungai", 2024, "Dermaga desa"),
    (PointKind.MULTIMEDIA, "", 2025, "Ruang komputer kantor desa"),
    (PointKind.IKUKAR, "", 2021, ""),
    (PointKind.TPBIS, "", 2024, ""),
    (PointKind.BUNCU_BACA, "Warung Bu Contoh", 2023, "Depan pasar"),
)


def facts_of(index: int, village: Desa) -> dict[str, Any]:
    """What a keeper would have told; every fifth library has told nothing yet."""
    if index % 5 == 4:
        return {}
    upriver = village.kecamatan.zone == "upriver"
    hours = Decimal(UPRIVER_HOURS.get(village.kecamatan.name, "1.5"))
    return {
        "head_name": f"Kepala Perpustakaan Contoh {index + 1}",
        "decree_number": f"141/{index + 1:02d}/CONTOH/{2015 + index % 9}",
        "decree_date": date(2015 + index % 9, 1 + index % 12, 1 + index % 27),
        "opening_hours": OPENING[index % len(OPENING)],
        "room_size": 36 + index * 7 % 60,
        "copy_count": 900 + index * 53 % 3200,
        "staff_count": 1 + index % 4,
        "internet": ("phone", "fixed")[index % 2] if upriver else "fixed",
        "power": ("part", "own", "full")[index % 3] if upriver else "full",
        "travel_by": "both" if upriver else "road",
        "travel_hours": hours,
        "season_note": "Air surut Agustus sampai Oktober, perahu lambat." if upriver else "",
        "latitude": village.latitude,
        "longitude": village.longitude,
    }


def points(libraries: list[Library], by: User, now: datetime) -> None:
    """Some corners and programmes, one paused, and one story of a village."""
    villages = [library for library in libraries if library.type == LibraryType.VILLAGE]
    for number, (kind, name, since, place) in enumerate(POINTS * 2):
        service_points.add(
            library=villages[number * 2 % len(villages)], by=by, at=now,
            facts={
                "kind": kind, "name": name, "since": since, "place_note": place,
                "state": PointState.PAUSED if number == 6 else PointState.ACTIVE,
            },
        )  # fmt: skip
    service_points.add(
        library=villages[0], by=by, at=now,
        facts={
            "kind": PointKind.PLM_STORY, "name": "Ibu-ibu menjual kue dari buku resep (contoh)",
            "since": date(2025, 11, 7), "note": "Kelompok ibu berlatih dua kali seminggu di ruang baca.",
        },
    )  # fmt: skip
