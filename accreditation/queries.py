"""Reading around requests: capacities, guards' facts, the queue."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.db.models import Case as DbCase
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce

from accreditation import completeness, conversation, tracking
from accreditation.completeness import Slot
from accreditation.models import (
    Answer,
    Application,
    ApplicationDocument,
    Evidence,
    Indicator,
    InstrumentEdition,
    MessageSide,
    Outcome,
)
from accreditation.workflow import Capacity, Case, State, Turn
from klik_portal.accounts.models import User
from klik_portal.core import clock
from klik_portal.files.models import StoredFile
from libraries import words as library_words
from libraries.models import Library, LibraryMembership, MemberKind
from libraries.models.library import types_of

NOBODY: frozenset[Capacity] = frozenset()
MOST_FILES_TO_REUSE = 200
MOST_ASSISTED = 100


def capacities_of(*, user: User, application: Application) -> frozenset[Capacity]:
    """In which capacities this person acts on this request, read afresh on every request."""
    if user.is_caseworker:
        return _of_caseworker(user, application)
    if user.is_reader:
        return frozenset({Capacity.READER})
    membership = LibraryMembership.objects.of(user, application.library)
    if membership is None:
        return NOBODY
    if not membership.is_confirmed and not application.was_made_under(membership):
        return NOBODY
    return frozenset(
        {Capacity.KEEPER if membership.kind == MemberKind.KEEPER else Capacity.CONTRIBUTOR}
    )


def _of_caseworker(user: User, application: Application) -> frozenset[Capacity]:
    found = {Capacity.CASEWORKER}
    if user.is_coordinator:
        found.add(Capacity.COORDINATOR)
    if application.is_assisted and application.is_open:
        found.add(Capacity.ASSISTANT)
    return frozenset(found)


def libraries_to_apply_for(user: User) -> list[Library]:
    """Libraries for which this person may start a request today.

    A confirmed keeper always; somebody whose claim still waits only when the library has no
    confirmed keeper who could be asked instead. Night requests must not wait for office hours.
    """
    keeper_of = LibraryMembership.objects.current().filter(user=user, kind=MemberKind.KEEPER)
    with_other_keeper = set(
        LibraryMembership.objects.confirmed()
        .filter(library__memberships__in=keeper_of, kind=MemberKind.KEEPER)
        .values_list("library_id", flat=True)
    )
    memberships = keeper_of.select_related("library__desa", "library__kecamatan").order_by(
        "library__name"
    )
    return [
        m.library for m in memberships if m.is_confirmed or m.library_id not in with_other_keeper
    ]


def applicants_of(application: Application) -> list[User]:
    """The people of the library's side who get messages: confirmed members, else the creator.

    Not a creator who left the library meanwhile: its times and minutes are no longer theirs.
    """
    members = list(
        User.objects.active()
        .filter(
            memberships__library=application.library,
            memberships__ended_at__isnull=True,
            memberships__confirmed_at__isnull=False,
        )
        .order_by("pk")
    )
    creator = application.created_by
    if members or not (creator.is_active and creator.is_applicant):
        return members
    theirs = list(LibraryMembership.objects.filter(user=creator, library=application.library))
    return [] if application.was_left_by_creator(theirs) else [creator]


def current_documents(application: Application) -> QuerySet[ApplicationDocument]:
    """In the order in which the parts are asked for."""
    position = DbCase(*(When(slot=slot, then=n) for n, slot in enumerate(Slot.values)))
    rows = application.documents.current().select_related("file")
    return rows.order_by(position, "added_at", "pk")


def split_by_removal(rows: QuerySet) -> tuple[list, list]:
    """Evidence or documents that count, and those taken away, the last one first; one query."""
    every = list(rows.select_related("file", "removed_by"))
    gone = [row for row in every if row.removed_at]
    gone.sort(key=lambda row: row.removed_at, reverse=True)
    return [row for row in every if row.removed_at is None], gone


def libraries_sharing(
    files: Iterable[StoredFile], *, with_other_than: Library
) -> list[tuple[str, str, str]]:
    """(kept hash, sent hash, library's name) wherever another library shows one of these files now."""
    kept, sent = {file.sha256 for file in files}, {file.original_sha256 for file in files}
    same = StoredFile.objects.filter(Q(sha256__in=kept) | Q(original_sha256__in=sent)).order_by()
    columns = ("file__sha256", "file__original_sha256", "application__library__name")
    places = (
        model.objects.current()
        .filter(file__in=same)
        .exclude(application__library=with_other_than)
        .order_by()
        .values_list(*columns)
        for model in (Evidence, ApplicationDocument)
    )
    return list(next(places).union(next(places)))


def files_to_reuse(application: Application, indicator: Indicator) -> list[StoredFile]:
    """Files this request has already, that do not show this indicator yet; newest first."""
    mine = application.evidence.current()
    here = mine.filter(indicator=indicator).values("file__sha256")
    rows = (
        StoredFile.objects.filter(
            Q(pk__in=mine.values("file")) | Q(pk__in=application.documents.current().values("file"))
        )
        .exclude(sha256__in=here)
        .order_by("-uploaded_at", "-pk")[:MOST_FILES_TO_REUSE]
    )
    by_content: dict[str, StoredFile] = {}
    for row in rows:
        by_content.setdefault(row.sha256, row)
    return list(by_content.values())


def file_counts(application: Application) -> Counter[str]:
    return Counter(application.documents.current().values_list("slot", flat=True))


def problems_of(
    *, application: Application, today: date, counts: Counter[str] | None = None
) -> list:
    """What is still missing before this request can be sent."""
    counts = file_counts(application) if counts is None else counts
    return completeness.problems_of(application.details, counts, today)


def confirmed_keeper() -> Exists:
    """For annotating requests: does their library have a confirmed keeper?"""
    return Exists(
        LibraryMembership.objects.confirmed().filter(
            library=OuterRef("library"), kind=MemberKind.KEEPER
        )
    )


def keeper_is_confirmed(application: Application) -> bool:
    return Application.objects.filter(confirmed_keeper(), pk=application.pk).exists()


def case_of(
    *, application: Application, at: datetime, reason: str = "", corrections_named: int = 0
) -> Case:
    """The facts the guards of the workflow ask about, no more than this state needs."""
    state = State(application.state)
    editable = state in (State.DRAFT, State.RETURNED)
    return Case(
        state=state,
        problems=tuple(
            problem.sentence
            for problem in problems_of(application=application, today=clock.wita(at).date())
        )
        if editable
        else (),
        unanswered_corrections=application.corrections.unanswered().count()
        if state == State.RETURNED
        else 0,
        keeper_is_confirmed=keeper_is_confirmed(application) if state == State.SUBMITTED else True,
        library_has_confirmed=not application.is_unconfirmed,
        was_submitted=application.first_submitted_at is not None,
        corrections_named=corrections_named,
        reason=reason,
    )


def _sheets_for_library(on: date) -> QuerySet[InstrumentEdition]:
    """For annotating requests: the editions valid that day for their library's type."""
    return InstrumentEdition.objects.valid_on(on).filter(library_type=OuterRef("library__type"))


def with_assessment(applications: QuerySet[Application], *, on: date) -> QuerySet[Application]:
    """Annotates how many indicators are answered, how many the kept edition asks, and whether there is a sheet."""
    sheets = _sheets_for_library(on)
    answered = Answer.objects.filter(application=OuterRef("pk")).order_by()
    asked = Indicator.objects.filter(component__edition=OuterRef("edition")).order_by()
    return applications.annotate(
        answered_count=_counted(answered, "application"),
        indicator_count=_counted(asked, "component__edition"),
        has_sheet=Exists(sheets),
    )


def _counted(rows: QuerySet, group: str) -> Coalesce:
    return Coalesce(Subquery(rows.values(group).annotate(n=Count("pk")).values("n")), 0)


def with_newest_edition(applications: QuerySet[Application], *, on: date) -> QuerySet[Application]:
    """Annotates the sheet a request of this type would begin with on that day."""
    sheets = _sheets_for_library(on)
    newest = sheets.order_by("-valid_from", "-pk").values("pk")[:1]
    return applications.annotate(newest_edition_id=Subquery(newest))


def with_last_certificate(applications: QuerySet[Application]) -> QuerySet[Application]:
    """Annotates the newest grade of the library and its date."""
    newest = Outcome.objects.filter(library=OuterRef("library")).order_by("-decided_on", "-pk")
    return applications.annotate(
        last_grade=Subquery(newest.values("grade")[:1]),
        last_decided_on=Subquery(newest.values("decided_on")[:1]),
    )


def editions_with_use() -> QuerySet[InstrumentEdition]:
    """All editions by type, newest first, with the number of requests that keep them."""
    kept = Application.objects.filter(edition=OuterRef("pk")).order_by()
    return InstrumentEdition.objects.annotate(request_count=_counted(kept, "edition"))


@dataclass(frozen=True)
class TouchedRequests:
    """Open requests of a type, as far as a new edition concerns them."""

    keeping_theirs: int  # began with an earlier sheet and stay with it unless their people move on
    beginning_with_it: int  # have no answer yet


def requests_touched_by(edition: InstrumentEdition) -> TouchedRequests:
    rows = Application.objects.open().filter(library__type=edition.library_type)
    return TouchedRequests(
        keeping_theirs=rows.filter(edition__isnull=False).exclude(edition=edition).count(),
        beginning_with_it=rows.filter(edition__isnull=True).count(),
    )


def applications_of(user: User) -> QuerySet[Application]:
    """The person's requests, open ones first, newest first."""
    open_first = F("closed_at").asc(nulls_first=True)  # the two databases disagree where NULL goes
    return Application.objects.visible_to(user).with_library().order_by(open_first, "-created_at")


def assisted_to_finish(user: User) -> QuerySet[Application]:
    """What officers filed for libraries and is still a draft or not confirmed, newest first."""
    rows = Application.objects.visible_to(user).open().filter(filed_on_behalf_by__isnull=False)
    unfinished = Q(state=State.DRAFT) | Q(confirmed_by_library_at__isnull=True)
    rows = rows.filter(unfinished).with_library().select_related("filed_on_behalf_by")
    return rows.order_by("-created_at", "-pk")[:MOST_ASSISTED]


def tracked(*, number: str, secret: str) -> Application | None:
    """The request with this number and tracking code; the same work and answer when there is none."""
    number = number.upper()
    found = Application.objects.filter(code=number, first_submitted_at__isnull=False).first()
    is_right = tracking.fits(secret, number, found.tracking_round if found else 0)
    return found if is_right else None


# --- the officers' queue -----------------------------------------------------------------------

PAGE_SIZE = 25
COUNT_CAP = 1000


@dataclass(frozen=True)
class QueueFilter:
    """What the officer asked the queue for; every field may be empty."""

    turn: str = ""
    state: str = ""
    kecamatan: str = ""
    type: str = ""
    officer: str = ""
    words: str = ""
    after: str = ""  # keyset cursor "<due_at iso>_<id>" of the last row seen


@dataclass(frozen=True)
class QueuePage:
    rows: list[Application]
    next_cursor: str


def officer_queue(*, user: User, wanted: QueueFilter) -> QueuePage:
    """Open requests, the one that is due soonest first; keyset pages of 25."""
    rows = conversation.with_unread(_matching(user, wanted), MessageSide.OFFICE)
    rows = rows.with_library().order_by("due_at", "pk")
    if wanted.after:
        rows = _after(rows, wanted.after)
    page = list(rows[: PAGE_SIZE + 1])
    more = len(page) > PAGE_SIZE
    page = page[:PAGE_SIZE]
    cursor = f"{page[-1].due_at.isoformat()}_{page[-1].pk}" if more else ""
    return QueuePage(page, cursor)


def _matching(user: User, wanted: QueueFilter) -> QuerySet[Application]:
    rows = Application.objects.visible_to(user).in_office()
    if wanted.turn:
        rows = rows.filter(turn=wanted.turn)
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.kecamatan:
        rows = rows.filter(library__kecamatan=wanted.kecamatan)
    if wanted.type:
        rows = rows.filter(library__type__in=types_of(wanted.type))
    if wanted.officer == "none":
        rows = rows.filter(assigned_to__isnull=True)
    elif wanted.officer == "me":
        rows = rows.filter(assigned_to=user)
    elif wanted.officer:
        rows = rows.filter(assigned_to__public_id=wanted.officer)
    return _with_words(rows, wanted.words)


def _with_words(rows: QuerySet[Application], typed: str) -> QuerySet[Application]:
    """A number of a request, and words of its library as the registry finds them."""
    parts = typed.split()
    codes = [part for part in parts if part.lower().startswith("klk-")][:1]
    for code in codes:
        rows = rows.filter(code=code.upper())
    others = " ".join(part for part in parts if part not in codes)
    if library_words.asked_for(others):
        rows = rows.filter(library__in=Library.objects.search(others))
    return rows


def _after(rows: QuerySet[Application], cursor: str) -> QuerySet[Application]:
    """Rows behind the cursor; a cursor somebody tampered with starts from the top."""
    moment, _, pk = cursor.rpartition("_")
    try:
        due_at, last = datetime.fromisoformat(moment).astimezone(UTC), int(pk)
    except (ValueError, OverflowError):
        return rows
    if not 0 <= last < 2**63:
        return rows
    # due_at >= first, so that the index range starts at the cursor on both databases.
    return rows.filter(due_at__gte=due_at).exclude(due_at=due_at, pk__lte=last)


@dataclass(frozen=True)
class QueueCounts:
    """Capped counts for the three figures on top of the queue."""

    due_today: int
    in_office_turn: int
    with_applicant: int


def queue_counts(*, user: User, at: datetime) -> QueueCounts:
    open_rows = Application.objects.visible_to(user).in_office()
    _, tomorrow = clock.day_bounds(clock.wita(at).date())
    # What is due comes first, so that both figures of the office's turn are told by the same rows.
    ours = open_rows.filter(turn=Turn.OFFICER).order_by("due_at")[:COUNT_CAP]
    office = ours.aggregate(all=Count("pk"), due=Count("pk", filter=Q(due_at__lt=tomorrow)))
    theirs = open_rows.filter(turn=Turn.APPLICANT).order_by()[:COUNT_CAP].count()
    return QueueCounts(due_today=office["due"], in_office_turn=office["all"], with_applicant=theirs)
