"""May this person do this to this request now? Answers with a Verdict."""

from django.utils.translation import gettext as _

from accreditation.completeness import DETAILS
from accreditation.models import Application
from accreditation.workflow import Capacity, State
from klik_portal.core.verdict import Verdict

FILLERS = frozenset({Capacity.KEEPER, Capacity.CONTRIBUTOR})


def may_edit(*, application: Application, item: str, capacities: frozenset[Capacity]) -> Verdict:
    """May the answers (item `details`) or the files of a slot be changed?

    In a draft everything is open; in a returned request only what an officer asked to correct.
    """
    if not capacities & FILLERS:
        return Verdict.no(_("Hanya pengelola perpustakaan yang dapat mengubah isian ini."))
    if application.state == State.DRAFT:
        return Verdict.yes()
    if application.state == State.RETURNED:
        if application.corrections.unanswered().filter(item=item).exists():
            return Verdict.yes()
        return Verdict.no(_("Bagian ini tidak diminta diperbaiki, jadi terkunci."))
    return Verdict.no(_("Permohonan sudah dikirim, jadi isian terkunci sampai petugas menanggapi."))


def may_edit_details(*, application: Application, capacities: frozenset[Capacity]) -> Verdict:
    return may_edit(application=application, item=DETAILS, capacities=capacities)


ASSESSABLE = frozenset({State.DRAFT, State.RETURNED, State.MENTORING})


def may_assess(*, application: Application, capacities: frozenset[Capacity]) -> Verdict:
    """May the self-assessment be changed? While the library prepares, not while somebody judges it."""
    if not capacities & FILLERS:
        return Verdict.no(_("Hanya pengelola perpustakaan yang mengisi penilaian mandiri."))
    if application.state not in ASSESSABLE:
        return Verdict.no(_("Penilaian mandiri terkunci selama permohonan diperiksa atau dinilai."))
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
