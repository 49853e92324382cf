"""The way of a request through SiPAPI, as Perpusnas walks it. Pure: dates in, sentences out.

The steps are those of SiPAPI's own application status. They are facts with a date, never states of
the request: Klik waits for Perpusnas all the while.
"""

from collections.abc import Mapping
from datetime import date
from itertools import pairwise

from django.db.models import TextChoices
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from klik_portal.core import wording

SIPAPI_BEGAN = date(2021, 1, 1)


class SipapiStep(TextChoices):
    REGISTERED = "registered", _("Akun dan data lembaga di SiPAPI valid")
    SENT = "sent", _("Permohonan dikirim di SiPAPI")
    VERIFIED = "verified", _("Dokumen diverifikasi, asesor ditunjuk")
    ASSESSED = "assessed", _("Penilaian asesor, daring atau lapangan")
    PLENARY = "plenary", _("Rapat penetapan")
    ISSUED = "issued", _("Sertifikat terbit")


ORDER = tuple(SipapiStep)
KNOWN_TO_LIBRARY = frozenset({SipapiStep.REGISTERED, SipapiStep.SENT})


def next_expected(dates: Mapping[str, date]) -> SipapiStep | None:
    """The step behind the last one that is dated; what was skipped before it is not asked for."""
    last = max((ORDER.index(SipapiStep(step)) for step in dates), default=-1)
    return ORDER[last + 1] if last + 1 < len(ORDER) else None


def oddities(dates: Mapping[str, date]) -> list[str]:
    """Where a later step bears an earlier date than the one before it. Said, never refused."""
    dated = [step for step in ORDER if step in dates]
    return [
        _now("“%(later)s” (%(later_day)s) lebih awal dari “%(earlier)s” (%(earlier_day)s).")
        % {
            "later": later.label,
            "later_day": wording.short_day(dates[later]),
            "earlier": earlier.label,
            "earlier_day": wording.short_day(dates[earlier]),
        }
        for earlier, later in pairwise(dated)
        if dates[later] < dates[earlier]
    ]
