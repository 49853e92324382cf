"""Lists of libraries and memberships, page by page."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from klik_portal.accounts.models import User
from libraries.likeness import are_alike
from libraries.models import Desa, Kecamatan, Library, LibraryMembership

PAGE_SIZE = 25
COUNT_CAP = 1000
MOST_CLAIMS = 200
MOST_NEIGHBOURS = 200


@dataclass(frozen=True)
class LibraryFilter:
    words: str = ""
    kecamatan: str = ""
    type: str = ""
    unverified_only: bool = False
    after: str = ""  # keyset cursor "<code>" of the last row seen


@dataclass(frozen=True)
class LibraryPage:
    rows: list[Library]
    count: int  # capped at COUNT_CAP
    next_cursor: str

    @property
    def count_label(self) -> str:
        return "1.000+" if self.count >= COUNT_CAP else str(self.count)


def library_page(*, libraries: QuerySet[Library], wanted: LibraryFilter) -> LibraryPage:
    """Matching libraries by name; keyset pages of 25."""
    rows = libraries.search(wanted.words) if wanted.words else libraries
    if wanted.kecamatan:
        rows = rows.filter(kecamatan=wanted.kecamatan)
    if wanted.type:
        rows = rows.filter(type=wanted.type)
    if wanted.unverified_only:
        rows = rows.filter(verified_at__isnull=True)
    count = rows.order_by()[:COUNT_CAP].count()
    last = Library.objects.filter(code=wanted.after).first() if wanted.after else None
    if last:
        rows = rows.filter(name__gte=last.name).exclude(name=last.name, pk__lte=last.pk)
    page = list(rows.with_region().with_certificates().order_by("name", "pk")[: PAGE_SIZE + 1])
    more = len(page) > PAGE_SIZE
    page = page[:PAGE_SIZE]
    return LibraryPage(page, count, page[-1].code if more else "")


def kecamatan_without_library() -> list[Kecamatan]:
    """Kecamatan in which no confirmed library is known yet."""
    known = Library.objects.verified().filter(kecamatan=OuterRef("pk"))
    return list(Kecamatan.objects.filter(~Exists(known)))


def possible_duplicates(*, name: str, desa: Desa) -> list[Library]:
    """Libraries of the same village whose name is much like this one."""
    same_village = Library.objects.filter(desa=desa).with_region()[:MOST_NEIGHBOURS]
    return [lib for lib in same_village if are_alike(lib.name, name, place=desa.name)]


def waiting_memberships() -> QuerySet[LibraryMembership]:
    return (
        LibraryMembership.objects.waiting()
        .select_related("library__desa", "library__kecamatan", "user")
        .order_by("asked_at")[:MOST_CLAIMS]
    )


def memberships_of(user: User) -> list[LibraryMembership]:
    return list(
        LibraryMembership.objects.current()
        .filter(user=user)
        .select_related("library__desa", "library__kecamatan")
        .order_by("library__name")
    )


def members_of(library: Library) -> list[LibraryMembership]:
    """Everybody who ever belonged, current ones first."""
    rows = library.memberships.select_related("user", "confirmed_by", "ended_by")
    return sorted(rows, key=lambda m: (m.ended_at is not None, m.asked_at))
