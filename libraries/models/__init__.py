from libraries.models.facts import Internet, Power, TravelBy
from libraries.models.library import Library, LibraryType, TypeGroup
from libraries.models.membership import LibraryMembership, MemberKind, MembershipState
from libraries.models.region import Desa, Kecamatan, Zone

__all__ = [
    "Desa",
    "Internet",
    "Kecamatan",
    "Library",
    "LibraryMembership",
    "LibraryType",
    "MemberKind",
    "MembershipState",
    "Power",
    "TravelBy",
    "TypeGroup",
    "Zone",
]
