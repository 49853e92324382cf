"""What a library may apply for after a result, what it brings along, and what is to be checked. Reads only."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.utils.translation import gettext as _

from accreditation import assessment
from accreditation.completeness import Slot
from accreditation.expiry import months_after
from accreditation.models import (
    Answer,
    Application,
    ApplicationDocument,
    ApplicationKind,
    Evidence,
    Indicator,
    InstrumentEdition,
    Outcome,
)
from accreditation.workflow import State
from klik_portal.core import wording
from klik_portal.core.verdict import Verdict
from libraries.models import Library

DECIDED = (State.ACCREDITED, State.NOT_ACCREDITED)
MONTHS_TO_WAIT = 12  # SiPAPI takes a re-accreditation from one year after the decision on
NEW_EACH_TIME = frozenset({"letter_number", "letter_date"})  # a request needs its own letter
STILL_VALID = (Slot.FOUNDING_DECREE, Slot.PHOTOS)


def kind_for(library: Library, *, today: date) -> ApplicationKind:
    """Re-accreditation while a certificate is valid; once it has ended, SiPAPI calls it new again."""
    latest = Outcome.objects.latest().filter(library=library).first()
    is_valid = latest is not None and latest.valid_until >= today
    return ApplicationKind.REACCREDITATION if is_valid else ApplicationKind.NEW


@dataclass(frozen=True)
class Before:
    """What a library has behind it on this day."""

    library: Library
    today: date

    @cached_property
    def certificate(self) -> Outcome | None:
        rows = Outcome.objects.latest().filter(library=self.library)
        return rows.select_related("application").first()

    @cached_property
    def request(self) -> Application | None:
        """The last request that was decided: from there things are brought along."""
        decided = Application.objects.filter(library=self.library, state__in=DECIDED)
        return decided.select_related("edition").order_by("-closed_at", "-pk").first()

    @cached_property
    def running(self) -> Application | None:
        return Application.objects.open().filter(library=self.library).first()

    @property
    def is_valid(self) -> bool:
        return self.certificate is not None and self.certificate.valid_until >= self.today

    @property
    def open_from(self) -> date | None:
        return (
            months_after(self.certificate.decided_on, MONTHS_TO_WAIT) if self.certificate else None
        )

    @property
    def verdict(self) -> Verdict:
        """May a request be begun today? What SiPAPI would refuse is said with the day it opens."""
        if self.running:
            return Verdict.no(_("Perpustakaan ini sudah punya permohonan yang berjalan."))
        if self.is_valid and self.open_from and self.today < self.open_from:
            return Verdict.no(
                _("Reakreditasi di SiPAPI baru dibuka setahun setelah penetapan: mulai %s.")
                % wording.day(self.open_from)
            )
        return Verdict.yes()

    @property
    def explanation(self) -> str:
        """Which kind of request it will be and why, in one or two sentences."""
        if self.certificate is None:
            return _("Belum ada sertifikat tercatat, jadi ini akreditasi pertama.")
        until = wording.day(self.certificate.valid_until)
        if self.is_valid:
            return _("Sertifikat masih berlaku sampai %s, jadi ini reakreditasi.") % until
        return _("Sertifikat berakhir %s. SiPAPI menyebutnya permohonan baru; isian lama tetap dipakai.") % until  # fmt: skip


def carried_indicators(application: Application) -> frozenset[int]:
    """Indicators whose answer came along and was not checked yet."""
    if application.follows_id is None:
        return frozenset()
    rows = Answer.objects.filter(application=application, is_carried=True)
    return frozenset(rows.values_list("indicator_id", flat=True))


@dataclass(frozen=True)
class Unchecked:
    """How much of what came along nobody has looked at yet."""

    details: int = 0
    documents: int = 0
    answers: int = 0
    evidence: int = 0

    @property
    def total(self) -> int:
        return self.details + self.documents + self.answers + self.evidence


def unchecked(application: Application) -> Unchecked:
    if application.follows_id is None:
        return Unchecked()
    carried = {"application": application, "is_carried": True}
    return Unchecked(
        details=len(application.carried_details),
        documents=ApplicationDocument.objects.current().filter(**carried).count(),
        answers=Answer.objects.filter(**carried).count(),
        evidence=Evidence.objects.current().filter(**carried).count(),
    )


# --- what changed between two sheets ----------------------------------------------------------------


@dataclass(frozen=True)
class Change:
    indicator: Indicator
    is_answered: bool = False


@dataclass(frozen=True)
class Changes:
    """Topic by topic: the same question may stand elsewhere, another one is new."""

    added: list[Change]
    altered: list[Change]
    gone: list[Indicator]
    same_count: int

    @property
    def to_answer(self) -> int:
        return sum(not change.is_answered for change in (*self.added, *self.altered))


def changes_between(
    old: InstrumentEdition, new: InstrumentEdition, *, answered: frozenset[int]
) -> Changes:
    """Four queries at most, whatever the size of the sheets."""
    before = {indicator.topic.casefold(): indicator for indicator in _indicators(old)}
    added, altered, same = [], [], 0
    for indicator in _indicators(new):
        known = before.pop(indicator.topic.casefold(), None)
        change = Change(indicator, indicator.pk in answered)
        if known is None:
            added.append(change)
        elif _choices(known) != _choices(indicator):
            altered.append(change)
        else:
            same += 1
    return Changes(added, altered, list(before.values()), same)


def _indicators(edition: InstrumentEdition) -> list[Indicator]:
    rows = Indicator.objects.filter(component__edition=edition).select_related("component")
    return list(rows.prefetch_related("options").order_by("component__position", "number"))


def _choices(indicator: Indicator) -> list[tuple[str, int, str]]:
    return sorted((option.tier, option.value, option.text) for option in indicator.options.all())


def changes_of(application: Application, *, today: date) -> Changes | None:
    """None where the request before had no sheet, or there is none now."""
    before = application.follows
    edition = assessment.edition_of(application, today)
    if before is None or before.edition is None or edition is None:
        return None
    answered = Answer.objects.filter(application=application).values_list("indicator_id", flat=True)
    return changes_between(before.edition, edition, answered=frozenset(answered))
