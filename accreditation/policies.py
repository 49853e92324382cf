"""May this person do this to this request now? Answers with a Verdict."""

from django.utils.translation import gettext as _

from accreditation import recommendation
from accreditation.completeness import DETAILS
from accreditation.milestones import KNOWN_TO_LIBRARY, SipapiStep
from accreditation.models import Application, Indicator, Milestone
from accreditation.workflow import IN_OFFICE, TRANSITIONS, Capacity, State
from klik_portal.core.verdict import Verdict

LIBRARY_PEOPLE = frozenset({Capacity.KEEPER, Capacity.CONTRIBUTOR})
FILLERS = LIBRARY_PEOPLE | {Capacity.ASSISTANT}  # who fills in and uploads


def may_edit(*, application: Application, item: str, capacities: frozenset[Capacity]) -> Verdict:
    """May the answers (item `details`) or the files of a slot be changed?

    In a draft everything is open; in a returned request only what an officer asked to correct.
    """
    if not capacities & FILLERS:
        return Verdict.no(_("Hanya pengelola perpustakaan yang dapat mengubah isian ini."))
    if application.state == State.DRAFT and application.is_appeal:
        return Verdict.no(_("Banding hanya mengubah butir yang dipilih; yang lain tetap."))
    if application.state == State.DRAFT:
        return Verdict.yes()
    if application.state == State.RETURNED:
        if application.corrections.unanswered().filter(item=item).exists():
            return Verdict.yes()
        return Verdict.no(_("Bagian ini tidak diminta diperbaiki, jadi terkunci."))
    return Verdict.no(_("Permohonan sudah dikirim, jadi isian terkunci sampai petugas menanggapi."))


def may_edit_details(*, application: Application, capacities: frozenset[Capacity]) -> Verdict:
    return may_edit(application=application, item=DETAILS, capacities=capacities)


PREPARING = frozenset({State.DRAFT, State.MENTORING})
REVIEWABLE = frozenset(IN_OFFICE - {State.PROPOSED})


def may_assess(
    *,
    application: Application,
    capacities: frozenset[Capacity],
    unlocked: frozenset[int] | None = None,
) -> Verdict:
    """May the self-assessment be changed? While the library prepares, not while somebody judges it.

    `unlocked` is what `unlocked_indicators` says, where the caller has asked already.
    """
    if not capacities & FILLERS:
        return Verdict.no(_("Hanya pengelola perpustakaan yang mengisi penilaian mandiri."))
    if unlocked is None:
        unlocked = unlocked_indicators(application)
    if application.state in PREPARING or unlocked:
        return Verdict.yes()
    if application.state == State.RETURNED:
        return Verdict.no(_("Penilaian mandiri tidak diminta diperbaiki, jadi terkunci."))
    return Verdict.no(_("Penilaian mandiri terkunci selama permohonan diperiksa atau dinilai."))


def may_assess_indicator(
    *, application: Application, indicator: Indicator, capacities: frozenset[Capacity]
) -> Verdict:
    """The same for one indicator: only those an officer asked to correct, or an appeal is about."""
    unlocked = unlocked_indicators(application)
    verdict = may_assess(application=application, capacities=capacities, unlocked=unlocked)
    is_free = application.state in PREPARING and not application.is_appeal
    if not verdict or is_free or indicator.pk in unlocked:
        return verdict
    if application.is_appeal and application.state in PREPARING:
        return Verdict.no(_("Butir ini tidak termasuk banding, jadi terkunci."))
    return Verdict.no(_("Butir ini tidak diminta diperbaiki, jadi terkunci."))


def may_change_edition(*, application: Application, capacities: frozenset[Capacity]) -> Verdict:
    """Not while corrections of the old sheet wait for an answer, and never in an appeal."""
    if application.is_appeal:
        return Verdict.no(_("Banding memakai lembar yang sama dengan hasil yang dibanding."))
    verdict = may_assess(application=application, capacities=capacities)
    if not verdict or application.state in PREPARING:
        return verdict
    return Verdict.no(_("Jawab dulu catatan petugas; sesudah itu lembar boleh diganti."))


def unlocked_indicators(application: Application) -> frozenset[int]:
    """The only indicators that may change: what was asked for, or what an appeal is about. Else empty."""
    if application.is_appeal and application.state in PREPARING:
        return frozenset(application.appeal_points.values_list("indicator", flat=True))
    if application.state != State.RETURNED:
        return frozenset()
    asked = application.corrections.unanswered().filter(indicator__isnull=False)
    return frozenset(asked.values_list("indicator", flat=True))


def may_review(*, application: Application, capacities: frozenset[Capacity]) -> Verdict:
    """May own answers and notes be written? From submission until it was proposed."""
    if Capacity.CASEWORKER not in capacities:
        return Verdict.no(_("Hanya petugas yang memeriksa permohonan."))
    if application.state not in REVIEWABLE:
        return Verdict.no(_("Permohonan ini tidak sedang diperiksa."))
    return Verdict.yes()


def may_prepare_corrections(
    *, application: Application, capacities: frozenset[Capacity]
) -> Verdict:
    """Where a request can be returned, corrections can be prepared."""
    if Capacity.CASEWORKER not in capacities:
        return Verdict.no(_("Hanya petugas yang menulis catatan perbaikan."))
    if application.state not in TRANSITIONS["return"].sources:
        return Verdict.no(_("Permohonan ini sedang tidak dapat dikembalikan untuk perbaikan."))
    return Verdict.yes()


def may_plan(*, application: Application, capacities: frozenset[Capacity]) -> Verdict:
    """May the improvement plan be changed? At any time until the request is closed."""
    if not capacities & FILLERS:
        return Verdict.no(_("Hanya pengelola perpustakaan yang mengubah rencana ini."))
    if not application.is_open:
        return Verdict.no(_("Permohonan sudah selesai, jadi rencananya terkunci."))
    return Verdict.yes()


def may_answer_corrections(*, application: Application, capacities: frozenset[Capacity]) -> Verdict:
    if application.state == State.RETURNED and capacities & FILLERS:
        return Verdict.yes()
    return Verdict.no(_("Tidak ada catatan yang dapat dijawab sekarang."))


def may_write(*, application: Application, capacities: frozenset[Capacity]) -> Verdict:
    """May this person add to the thread? Both sides, once the office has heard of the request."""
    if not capacities & (FILLERS | {Capacity.CASEWORKER}):
        return Verdict.no(_("Percakapan ini ditulis oleh perpustakaan dan petugas."))
    if application.first_submitted_at is None:
        return Verdict.no(_("Percakapan dengan petugas dibuka setelah permohonan dikirim."))
    return Verdict.yes()


def may_recommend(*, application: Application, capacities: frozenset[Capacity]) -> Verdict:
    """May a recommendation letter be issued? While the request is ready or with Perpusnas."""
    if Capacity.CASEWORKER not in capacities:
        return Verdict.no(_("Hanya petugas yang menerbitkan surat rekomendasi."))
    if application.state not in recommendation.FROM_READY:
        return Verdict.no(
            _("Surat rekomendasi terbit setelah permohonan dinyatakan siap diusulkan.")
        )
    return Verdict.yes()


WITH_MILESTONES = frozenset({State.PROPOSED, State.ACCREDITED, State.NOT_ACCREDITED})


def may_keep_milestone(
    *,
    application: Application,
    step: SipapiStep,
    present: Milestone | None,
    capacities: frozenset[Capacity],
) -> Verdict:
    """Officers any date, also after the result; the library those it knows, while Perpusnas judges."""
    if application.state not in WITH_MILESTONES:
        return Verdict.no(_("Tanggal SiPAPI dicatat setelah permohonan diusulkan ke Perpusnas."))
    if Capacity.CASEWORKER in capacities:
        return Verdict.yes()
    if not capacities & LIBRARY_PEOPLE:
        return Verdict.no(_("Tanggal SiPAPI dicatat oleh petugas atau perpustakaan."))
    if step not in KNOWN_TO_LIBRARY:
        return Verdict.no(_("Langkah ini dicatat petugas setelah ada kabar dari Perpusnas."))
    if application.state != State.PROPOSED:
        return Verdict.no(_("Permohonan sudah selesai. Hubungi petugas bila tanggalnya keliru."))
    if present and not present.told_by_library:
        return Verdict.no(_("Tanggal ini dicatat petugas. Hubungi petugas bila keliru."))
    return Verdict.yes()
