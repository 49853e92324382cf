from libraries.models.facts import Internet, Power, TravelBy
from libraries.models.handover import CustodyHandover, HandoverState
from libraries.models.library import Library, LibraryType, TypeGroup
from libraries.models.membership import LibraryMembership, MemberKind, MembershipState
from libraries.models.merged import DifferentLibraries, MergedLibrary
from libraries.models.public_notice import PublicNotice
from libraries.models.region import Desa, Kecamatan, RegionLoad, Zone
from libraries.models.service_point import PointKind, PointState, ServicePoint

__all__ = [
    "CustodyHandover",
    "Desa",
    "DifferentLibraries",
    "HandoverState",
    "Internet",
    "Kecamatan",
    "Library",
    "LibraryMembership",
    "LibraryType",
    "MemberKind",
    "MembershipState",
    "MergedLibrary",
    "PointKind",
    "PointState",
    "Power",
    "PublicNotice",
    "RegionLoad",
    "ServicePoint",
    "TravelBy",
    "TypeGroup",
    "Zone",
]
