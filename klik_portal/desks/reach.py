"""Who is not reached and what was sent: pages for everybody who may see requests."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _

from accreditation import reach
from accreditation.models import Application
from klik_portal.accounts.models import User
from klik_portal.accounts.roles import Role
from klik_portal.core import clock
from klik_portal.notifications import queries
from klik_portal.notifications.models import OutboxMessage
from scheduling.models import Appointment, TimeProposal, VisitRequest

WORDS = {
    reach.NO_KEEPER: (
        _("Belum ada pengelola terkonfirmasi"),
        _("Konfirmasi pengelolanya, atau telepon kontak perpustakaan."),
    ),
    reach.NO_ADDRESS: (
        _("Pengelola tanpa surel dan tanpa nomor HP"),
        _("Cari nomornya lewat kantor desa atau sekolah, lalu betulkan kontak."),
    ),
    reach.FAILING: (
        _("Pesan terakhir tidak sampai"),
        _("Telepon, betulkan kontak, lalu kirim ulang dari catatan pesannya."),
    ),
    reach.SILENT: (
        _("Belum membuka Klik sejak gilirannya"),
        _("Telepon, tanyakan apa yang menghambat."),
    ),
}


NO_NUMBER = _("Nomor HP belum ada: cari lewat kantor desa atau sekolah, lalu betulkan kontak.")


@dataclass(frozen=True)
class Row:
    found: reach.Unreached

    @property
    def why(self) -> str:
        return str(WORDS[self.found.reason][0])

    @property
    def to_do(self) -> str:
        needs_call = self.found.reason in (reach.FAILING, reach.SILENT)
        return str(NO_NUMBER if needs_call and not self._numbers else WORDS[self.found.reason][1])

    @property
    def _numbers(self) -> list[str]:
        phones = [person.phone for person in self.found.people]
        return [str(n) for n in (*phones, self.found.application.library.contact_phone) if n]


def unreachable(request: HttpRequest) -> HttpResponse:
    after = _after(request.GET.get("sesudah", ""))
    found = reach.unreachable(user=request.user, at=clock.now(), after=after)
    last = found[-1].application if len(found) == reach.PAGE_SIZE else None
    cursor = urlencode({"sesudah": f"{last.turn_since.isoformat()}_{last.pk}"}) if last else ""
    context = {
        "rows": [Row(one) for one in found],
        "next_url": f"?{cursor}" if cursor else "",
        "is_first": after is None,
        "days": reach.SILENT_AFTER.days,
    }
    return render(request, "desks/unreachable.html", context)


def _after(cursor: str) -> tuple[datetime, int] | None:
    """The last row of the page before; what nobody wrote starts from the top."""
    since, _bar, pk = cursor.partition("_")
    try:
        moment = datetime.fromisoformat(since)
    except ValueError:
        return None
    is_number = pk.isascii() and pk.isdecimal() and len(pk) <= 15
    return (moment, int(pk)) if is_number and moment.tzinfo else None


def request_log(request: HttpRequest, code: str) -> HttpResponse:
    application = get_object_or_404(
        Application.objects.visible_to(request.user).select_related("library"), code=code
    )
    page = queries.log(messages=_about(application), after=request.GET.get("setelah", ""))
    context = {"page": page, "application": application}
    return render(request, "desks/request_log.html", context)


def _about(application: Application) -> QuerySet[OutboxMessage]:
    """Everything sent about a request, its talks and visits, its proposed times."""
    told = Q(about_kind="application", about_code=application.code)
    parts = {
        "appointment": Appointment.objects.filter(application=application).values_list("code"),
        "proposal": TimeProposal.objects.filter(application=application).values_list("token"),
        "visit_request": VisitRequest.objects.filter(application=application).values_list("token"),
    }
    for kind, codes in parts.items():
        told |= Q(about_kind=kind, about_code__in=[code for (code,) in codes])
    return OutboxMessage.objects.filter(told)


def person_log(request: HttpRequest, public_id: str) -> HttpResponse:
    """What an applicant was sent; drafts that the office may not see yet stay unsaid."""
    person = get_object_or_404(User, public_id=public_id, role=Role.APPLICANT)
    unseen = Application.objects.filter(code=OuterRef("about_code"), first_submitted_at=None)
    rows = OutboxMessage.objects.filter(recipient=person).exclude(
        Exists(unseen), about_kind="application"
    )
    page = queries.log(messages=rows, after=request.GET.get("setelah", ""))
    return render(request, "desks/person_log.html", {"page": page, "person": person})
