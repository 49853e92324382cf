"""May this person do this to a talk now? Answers with a Verdict."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from accreditation.models import Application
from accreditation.policies import LIBRARY_PEOPLE
from accreditation.workflow import Capacity, State
from klik_portal.core import wording
from klik_portal.core.verdict import Verdict
from klik_portal.office import queries as office
from scheduling.models import Appointment, BookingRules, Mode


def may_ask_for_talk(
    *, application: Application, capacities: frozenset[Capacity], at: datetime
) -> Verdict:
    """May the library's people take an offered time or propose their own? One talk at a time."""
    if not capacities & LIBRARY_PEOPLE:
        return Verdict.no(_("Hanya pengelola perpustakaan yang memilih waktu di sini."))
    if application.state != State.MENTORING:
        return Verdict.no(_("Waktu konsultasi dipilih selama pendampingan."))
    coming = Appointment.objects.scheduled().talks()
    talk = coming.filter(application=application, ends_at__gt=at).order_by("starts_at").first()
    if talk:
        return Verdict.no(
            _("Konsultasi sudah terjadwal pada %s. Ubah atau batalkan yang itu dulu.")
            % wording.moment(talk.starts_at)
        )
    return Verdict.yes()


def may_rearrange(
    *,
    appointment: Appointment,
    capacities: frozenset[Capacity],
    rules: BookingRules,
    at: datetime,
) -> Verdict:
    """May the library's people move or cancel this talk themselves? Until the notice of the rules."""
    if not capacities & LIBRARY_PEOPLE:
        return Verdict.no(_("Hanya pengelola perpustakaan yang mengubah waktu di sini."))
    if not appointment.is_scheduled:
        return Verdict.no(_("Jadwal ini sudah selesai atau dibatalkan."))
    if appointment.mode == Mode.ON_SITE:
        return Verdict.no(_("Kunjungan diatur oleh kantor. %s") % _call_the_office())
    if appointment.starts_at - at < timedelta(hours=rules.notice_hours):
        return Verdict.no(
            _("Kurang dari %(hours)d jam lagi, jadi tidak dapat diubah dari sini. %(call)s")
            % {"hours": rules.notice_hours, "call": _call_the_office()}
        )
    return Verdict.yes()


def _call_the_office() -> str:
    phone = office.office().phone
    if not phone:
        return _("Hubungi kantor Diarpus.")
    return _("Hubungi kantor Diarpus: %s.") % phone
