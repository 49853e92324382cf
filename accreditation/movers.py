"""How requests and certificates move when two rows of one library become one."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accreditation.models import Application, Outcome
from accreditation.workflow import CLOSED
from libraries.models import Library
from libraries.movers import Merge, Mover, simply


def _two_running(gone: Library, stays: Library) -> list[str]:
    running = [
        library.applications.exclude(state__in=CLOSED).values_list("code", flat=True).first()
        for library in (gone, stays)
    ]
    if not all(running):
        return []
    told = _("Keduanya punya permohonan yang berjalan (%s). Selesaikan atau batalkan salah satu.")
    return [told % ", ".join(running)]


def _move_certificates(merge: Merge) -> None:
    merge.gone.outcomes.update(library=merge.stays)
    Outcome.objects.settle_latest(merge.stays.pk)


MOVERS = (
    simply(Application, gettext_lazy("Permohonan"), objections=_two_running),
    Mover(Outcome, _move_certificates, gettext_lazy("Sertifikat")),
)
