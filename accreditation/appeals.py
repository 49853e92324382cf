"""May a result be appealed against, and how its sheet looks for choosing the points. Reads only.

No deadline is known from Perpusnas, so none is asked here.
"""

from django.utils.translation import gettext as _

from accreditation.models import Application, Outcome
from accreditation.models.outcome import Grade
from accreditation.renewal import DECIDED
from accreditation.workflow import Capacity
from klik_portal.core.verdict import Verdict
from libraries.models import LibraryMembership, MemberKind


def is_appealable(application: Application, outcome: Outcome | None) -> bool:
    """A result that leaves something to wish for: not the best grade."""
    if application.state not in DECIDED:
        return False
    return outcome is None or outcome.grade != Grade.A


def verdict(application: Application, capacities: frozenset[Capacity]) -> Verdict:
    """By the keeper or an officer, on the library's last result, while nothing else runs."""
    if not capacities & {Capacity.KEEPER, Capacity.CASEWORKER}:
        return Verdict.no(_("Banding diajukan pengelola perpustakaan atau petugas."))
    outcome = Outcome.objects.filter(application=application).first()
    if not is_appealable(application, outcome):
        return Verdict.no(_("Banding hanya untuk hasil di bawah peringkat A yang sudah tercatat."))
    if application.edition_id is None:
        return Verdict.no(
            _("Permohonan ini tanpa penilaian mandiri, jadi tidak ada butir yang dapat dibanding.")
        )
    if Capacity.KEEPER not in capacities and not _has_keeper(application):
        return Verdict.no(_("Perpustakaan ini belum punya pengelola. Tetapkan pengelolanya dulu."))
    return _while_nothing_else(application, outcome)


def _has_keeper(application: Application) -> bool:
    """Somebody for whom the office may file, also one who still waits for confirmation."""
    rows = LibraryMembership.objects.current().filter(kind=MemberKind.KEEPER, user__is_active=True)
    return rows.filter(library=application.library_id).exists()


def _while_nothing_else(application: Application, outcome: Outcome | None) -> Verdict:
    others = Application.objects.filter(library=application.library_id).exclude(pk=application.pk)
    if others.open().exists():
        return Verdict.no(_("Perpustakaan ini sudah punya permohonan yang berjalan."))
    is_overtaken = outcome is not None and not outcome.is_latest
    later = others.filter(state__in=DECIDED, closed_at__gt=application.closed_at)
    if is_overtaken or later.exists():
        return Verdict.no(_("Sudah ada hasil yang lebih baru; banding hanya atas hasil terakhir."))
    return Verdict.yes()
