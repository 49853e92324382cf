"""How the registry's own rows move in a merge."""

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from libraries.models import (
    CustodyHandover,
    DifferentLibraries,
    Library,
    LibraryMembership,
    MemberKind,
    MergedLibrary,
    PointState,
    PublicNotice,
    ServicePoint,
)
from libraries.models.service_point import ONCE
from libraries.movers import Merge, Mover, simply
from libraries.operations import custody


def _in_both(gone: Library, stays: Library) -> list[tuple[LibraryMembership, LibraryMembership]]:
    """Current memberships of people who belong to both, the stronger one first."""
    theirs = {m.user_id: m for m in stays.memberships.current().select_related("user")}
    pairs = [
        (m, theirs[m.user_id])
        for m in gone.memberships.current().select_related("user")
        if m.user_id in theirs
    ]
    return [tuple(sorted(pair, key=_strength)) for pair in pairs]


def _strength(membership: LibraryMembership) -> tuple[bool, bool]:
    return membership.confirmed_at is None, membership.kind != MemberKind.KEEPER


def _members_in_both(gone: Library, stays: Library) -> list[str]:
    return [
        _("%s anggota di keduanya; yang lebih kuat dipakai.") % kept.user.display_name
        for kept, _spare in _in_both(gone, stays)
    ]


def _move_memberships(merge: Merge) -> None:
    for _kept, spare in _in_both(merge.gone, merge.stays):
        spare.end(by=merge.by, at=merge.at, reason=_("Dua data perpustakaan digabung."))
        custody.drop_of(membership=spare, by=merge.by, at=merge.at)
    merge.gone.memberships.update(library=merge.stays)


def _twice(gone: Library, stays: Library) -> list[ServicePoint]:
    """What a library takes part in once, and both do."""
    theirs = set(stays.service_points.in_use().filter(kind__in=ONCE).values_list("kind", flat=True))
    return list(gone.service_points.in_use().filter(kind__in=theirs))


def _points_in_both(gone: Library, stays: Library) -> list[str]:
    return [
        _("%s tercatat di keduanya; milik yang dihapus ditutup.") % point.kind_label
        for point in _twice(gone, stays)
    ]


def _move_points(merge: Merge) -> None:
    spare = [point.pk for point in _twice(merge.gone, merge.stays)]
    ServicePoint.objects.filter(pk__in=spare).update(state=PointState.CLOSED)
    merge.gone.service_points.update(library=merge.stays)


def _keep_one_notice(merge: Merge) -> None:
    """What the office let through for the library that stays; else what it did for the other one."""
    if PublicNotice.objects.filter(library=merge.stays).exists():
        PublicNotice.objects.filter(library=merge.gone).delete()
    PublicNotice.objects.filter(library=merge.gone).update(library=merge.stays)


def _forget_verdicts(merge: Merge) -> None:
    DifferentLibraries.objects.filter(Q(one=merge.gone) | Q(other=merge.gone)).delete()


MOVERS = (
    Mover(
        LibraryMembership, _move_memberships, gettext_lazy("Pengelola, juga yang dulu"),
        remarks=_members_in_both,
    ),
    simply(CustodyHandover, gettext_lazy("Serah terima")),
    Mover(
        ServicePoint, _move_points, gettext_lazy("Titik layanan"), remarks=_points_in_both,
    ),
    simply(MergedLibrary),
    Mover(PublicNotice, _keep_one_notice, gettext_lazy("Kontak untuk umum")),
    Mover(DifferentLibraries, _forget_verdicts),
)  # fmt: skip
