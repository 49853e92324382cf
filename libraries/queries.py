"""Lists of libraries and memberships, page by page."""

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, QuerySet, Subquery

from klik_portal.accounts.models import User
from klik_portal.core import clock
from libraries import suggestions, words
from libraries.likeness import are_alike
from libraries.models import (
    CustodyHandover,
    Desa,
    HandoverState,
    Kecamatan,
    Library,
    LibraryMembership,
    MergedLibrary,
)
from libraries.models.handover import OPEN
from libraries.models.library import LibraryQuerySet, types_of
from libraries.models.searching import Hit, kecamatan_facet, type_facet
from libraries.standing import StandingState

PAGE_SIZE = 25
COUNT_CAP = 1000
MOST_FOUND = 200  # who finds more adds a word; nobody pages on
MOST_CLAIMS = 200
YES, NO = "ya", "tidak"  # as they stand in the address
_CERTIFICATE = {
    StandingState.VALID: LibraryQuerySet.accredited_on,
    StandingState.EXPIRED: LibraryQuerySet.lapsed_on,
    StandingState.NONE: LibraryQuerySet.never_accredited_by,
}
_YES_OR_NO = {
    "is_confirmed": LibraryQuerySet.with_confirmation,
    "has_number": LibraryQuerySet.with_number,
    "has_keeper": LibraryQuerySet.with_keeper,
    "has_request": LibraryQuerySet.with_request,
}
MOST_NEIGHBOURS = 200


@dataclass(frozen=True)
class LibraryFilter:
    """What lists, exports and saved views ask for. Where it says yes or no, empty means either."""

    words: str = ""
    kecamatan: str = ""
    type: str = ""  # a type, or a group of types
    is_confirmed: str = ""
    certificate: str = ""  # a word of StandingState
    has_number: str = ""
    has_keeper: str = ""
    has_request: str = ""
    service: str = ""  # kind of a service point that is not closed
    after: str = ""  # keyset cursor "<code>" of the last row seen


@dataclass(frozen=True)
class LibraryPage:
    rows: list[Library]
    count: int  # capped at COUNT_CAP
    next_cursor: str
    suggestion: str = ""  # what was perhaps meant, where nothing was found
    is_cut: bool = False  # words found more than can be paged through

    @property
    def count_label(self) -> str:
        if self.is_cut:
            return f"{MOST_FOUND}+"
        return "1.000+" if self.count >= COUNT_CAP else str(self.count)


def registry_rows(user: User, wanted: LibraryFilter) -> QuerySet[Library]:
    """Every library of the registry that the filter means, by name: what exports and imports ask."""
    return (
        _narrowed(Library.objects.visible_to(user), wanted)
        .search(wanted.words)
        .order_by("name", "pk")
    )


def library_page(*, libraries: QuerySet[Library], wanted: LibraryFilter) -> LibraryPage:
    """Matching libraries in pages of 25: by name, or what fits the words best."""
    rows = _narrowed(libraries, wanted)
    if wanted.words:
        return _found(rows, wanted)
    count = rows.order_by()[:COUNT_CAP].count()
    last = Library.objects.filter(code=wanted.after).first() if wanted.after else None
    if last:
        rows = rows.filter(name__gte=last.name).exclude(name=last.name, pk__lte=last.pk)
    page = list(rows.with_region().with_certificates().order_by("name", "pk")[: PAGE_SIZE + 1])
    more = len(page) > PAGE_SIZE
    page = page[:PAGE_SIZE]
    return LibraryPage(page, count, page[-1].code if more else "")


def _narrowed(rows: LibraryQuerySet, wanted: LibraryFilter) -> LibraryQuerySet:
    if wanted.kecamatan:
        rows = rows.filter(kecamatan=wanted.kecamatan)
    if wanted.type:
        rows = rows.filter(type__in=types_of(wanted.type))
    if wanted.certificate:
        rows = _CERTIFICATE[StandingState(wanted.certificate)](rows, clock.today())
    if wanted.service:
        rows = rows.with_service(wanted.service)
    for asked, narrow in _YES_OR_NO.items():
        answer = getattr(wanted, asked)
        if answer:
            rows = narrow(rows, answer == YES)
    return rows


def _found(rows: LibraryQuerySet, wanted: LibraryFilter) -> LibraryPage:
    """At most 200 hits are read and put in order, so that a word of every library costs what a rare one does."""
    hits, is_cut = _hits(rows, wanted)
    if not hits:
        return LibraryPage([], 0, "", suggestions.better_words(rows, wanted.words))
    codes = [hit.code for hit in hits]
    first = codes.index(wanted.after) + 1 if wanted.after in codes else 0
    shown = hits[first : first + PAGE_SIZE]
    by_pk = rows.with_region().with_certificates().in_bulk([hit.pk for hit in shown])
    page = [by_pk[hit.pk] for hit in shown if hit.pk in by_pk]
    is_last = first + PAGE_SIZE >= len(hits)
    return LibraryPage(page, len(hits), "" if is_last else shown[-1].code, is_cut=is_cut)


def _hits(rows: LibraryQuerySet, wanted: LibraryFilter) -> tuple[list[Hit], bool]:
    """Names that begin with the words first, then the others by name; and whether there were more."""
    hits = rows.beginning_with(wanted.words, most=MOST_FOUND + 1)
    if len(hits) <= MOST_FOUND:
        more = rows.first_hits(wanted.words, facets=_facets(wanted), most=MOST_FOUND + 1)
        hits = list(dict.fromkeys([*hits, *more]))
    is_cut, hits = len(hits) > MOST_FOUND, hits[:MOST_FOUND]
    start = words.beginning(wanted.words)
    fit = sorted(hits, key=lambda h: (not h.search_text.startswith(start), h.search_text, h.pk))
    return fit, is_cut


def _facets(wanted: LibraryFilter) -> list[list[str]]:
    facets = [[kecamatan_facet(wanted.kecamatan)]] if wanted.kecamatan else []
    return [*facets, [type_facet(t) for t in types_of(wanted.type)]] if wanted.type else facets


def kecamatan_without_library() -> list[Kecamatan]:
    """Kecamatan in which no confirmed library is known yet."""
    known = Library.objects.verified().filter(kecamatan=OuterRef("pk"))
    return list(Kecamatan.objects.filter(~Exists(known)))


def possible_duplicates(*, name: str, desa: Desa) -> list[Library]:
    """Libraries of the same village whose name is much like this one."""
    same_village = Library.objects.filter(desa=desa).with_region()[:MOST_NEIGHBOURS]
    return [lib for lib in same_village if are_alike(lib.name, name, place=desa.name)]


def survivor_of(code: str, user: User | AnonymousUser) -> Library | None:
    """Where a merged library's code leads, when this person may see it there."""
    row = MergedLibrary.objects.filter(code=code).first()
    if row is None:
        return None
    seen = Library.objects.verified()
    if user.is_authenticated:
        seen = seen | Library.objects.filter(pk__in=Library.objects.visible_to(user).values("pk"))
    return seen.filter(pk=row.library_id).first()


def waiting_memberships() -> QuerySet[LibraryMembership]:
    return (
        LibraryMembership.objects.waiting()
        .select_related("library__desa", "library__kecamatan", "user")
        .order_by("asked_at")[:MOST_CLAIMS]
    )


def open_handovers() -> QuerySet[CustodyHandover]:
    """What the office has to confirm first, then what waits for a successor."""
    rows = CustodyHandover.objects.open().with_people()
    return rows.order_by("state", "started_at")[:MOST_CLAIMS]  # accepted, offered


def offers_to(user: User) -> QuerySet[CustodyHandover]:
    """Libraries that somebody wants to hand over to this person."""
    rows = CustodyHandover.objects.filter(successor=user, state=HandoverState.OFFERED)
    return rows.select_related("library__desa", "library__kecamatan").order_by("started_at")


def memberships_of(user: User) -> list[LibraryMembership]:
    return list(
        LibraryMembership.objects.current()
        .filter(user=user)
        .select_related("library__desa", "library__kecamatan")
        .order_by("library__name")
    )


def members_of(library: Library) -> list[LibraryMembership]:
    """Everybody who ever belonged, current ones first."""
    handed = CustodyHandover.objects.filter(
        giver=OuterRef("pk"), state__in=(*OPEN, HandoverState.DONE)
    ).order_by("-pk")
    columns = ("token", "successor_name", "state", "letter")
    rows = library.memberships.select_related("user", "confirmed_by", "ended_by").annotate(
        **{f"handed_{name}": Subquery(handed.values(name)[:1]) for name in columns}
    )
    return sorted(rows, key=lambda m: (m.ended_at is not None, m.asked_at))
