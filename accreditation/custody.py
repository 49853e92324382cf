"""What a request leaves to the next keeper of its library."""

from datetime import datetime

from django.utils.translation import gettext as _

from accreditation.models import Correction
from accreditation.workflow import CLOSED
from klik_portal.core import wording
from libraries.models import Library

MOST_CORRECTIONS = 20


def waiting(library: Library, at: datetime) -> list[str]:
    """The open request with its state, and what is asked for in it."""
    told = [
        _("Permohonan %(code)s: %(state)s") % {"code": a.code, "state": a.applicant_label}
        for a in library.applications.exclude(state__in=CLOSED).order_by("created_at")
    ]
    open_ones = Correction.objects.unanswered().filter(application__library=library)
    rows = open_ones.exclude(application__state__in=CLOSED).order_by("due_on", "pk")
    for correction in rows.select_related("indicator__component")[:MOST_CORRECTIONS]:
        facts = {"item": correction.label, "day": wording.short_day(correction.due_on)}
        told.append(_("Perbaikan %(item)s, paling lambat %(day)s") % facts)
    return told
