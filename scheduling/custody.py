"""What the calendar leaves to the next keeper of a library."""

from datetime import datetime

from django.utils.translation import gettext as _

from accreditation.workflow import CLOSED
from klik_portal.core import wording
from libraries.models import Library
from scheduling.models import AgreedAction, Appointment, Side, TimeProposal, VisitRequest
from scheduling.models.visit_request import VisitRequestState

MOST = 20


def waiting(library: Library, at: datetime) -> list[str]:
    coming = Appointment.objects.scheduled().filter(application__library=library, starts_at__gt=at)
    told = [
        f"{meeting.get_mode_display()}: {wording.moment(meeting.starts_at)}"
        for meeting in coming.order_by("starts_at")[:MOST]
    ]
    agreed = AgreedAction.objects.open().filter(application__library=library, side=Side.LIBRARY)
    rows = agreed.exclude(application__state__in=CLOSED).soonest_first()[:MOST]
    told += [_("Tindak lanjut: %s") % action.what for action in rows]
    if TimeProposal.objects.open().filter(application__library=library).exists():
        told.append(_("Usulan waktu konsultasi menunggu jawaban"))
    under_way = (VisitRequestState.OPEN, VisitRequestState.PLANNED)
    if VisitRequest.objects.filter(application__library=library, state__in=under_way).exists():
        told.append(_("Permintaan kunjungan sudah dikirim"))
    return told
