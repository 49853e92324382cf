"""What anybody may check of a recorded certificate. Reads only.

The paper is Perpusnas' own, so nothing of it is frozen here: the check tells what the office has on
record now, and says so when that was put right. A certificate's code is its row's own 128-bit name in
other letters (`papers.codes`): every certificate has one, however it came into Klik.
"""

from datetime import date

from django.utils.translation import gettext as _

from accreditation.models import Outcome
from klik_portal.core import clock, wording
from klik_portal.office.queries import office
from klik_portal.papers import codes
from klik_portal.papers.checked import Checked, Facts, Standing, standing_of


def find(code: str, on: date) -> Checked | None:
    """The certificate with this code, as a source of `papers`."""
    rows = Outcome.objects.filter(token=codes.token_of(code))
    outcome = rows.select_related("library__desa", "library__kecamatan").first()
    if outcome is None:
        return None
    standing = standing_of(
        is_revoked=False, is_replaced=not outcome.is_latest, valid_until=outcome.valid_until, on=on
    )
    newer = _newer(outcome) if standing == Standing.REPLACED else None
    return Checked(
        code=code, title=_("Sertifikat akreditasi perpustakaan"), standing=standing,
        facts=facts_of(outcome), story=_story(outcome, standing, newer), origin=_origin(outcome),
        newer_code=newer.check_code if newer else "",
    )  # fmt: skip


def facts_of(outcome: Outcome) -> Facts:
    return (
        (_("Peringkat"), outcome.grade),
        (_("Perpustakaan"), outcome.library.name),
        (_("Tempat"), outcome.library.place),
        (_("Nomor sertifikat"), outcome.certificate_number),
        (_("Ditetapkan"), wording.day(outcome.decided_on)),
        (_("Berlaku sampai"), wording.day(outcome.valid_until)),
    )


def _newer(outcome: Outcome) -> Outcome | None:
    return Outcome.objects.latest().filter(library=outcome.library_id).first()


def _story(outcome: Outcome, standing: Standing, newer: Outcome | None) -> str:
    if newer:
        told = {"grade": newer.grade, "number": newer.certificate_number}
        return _("Diganti dengan sertifikat %(number)s, peringkat %(grade)s.") % told
    if standing == Standing.EXPIRED:
        return _("Berakhir %s.") % wording.day(outcome.valid_until)
    return _("Perpustakaan ini terakreditasi %s.") % outcome.grade


def _origin(outcome: Outcome) -> str:
    told = _("Dicatat oleh %s dari sertifikat Perpusnas.") % office().agency_name
    correction = outcome.corrections.first() if outcome.version > 1 else None
    if correction is None:
        return told
    day = wording.short_day(clock.wita(correction.at).date())
    return told + " " + _("Catatan ini diperbaiki %s; yang tertulis di sini yang benar.") % day
