"""What applicants and the office are reminded of about requests and certificates."""

from collections.abc import Callable, Mapping
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accreditation import addressees
from accreditation.models import Application, Milestone, Outcome
from accreditation.workflow import IN_OFFICE, State, Turn
from klik_portal.accounts.models import User
from klik_portal.core import wording
from klik_portal.core.clock import wita
from klik_portal.reminders.subjects import Anchor, Subject, Values

MORNING = 8  # o'clock, for dates without a time


def _requests(**asked: object) -> QuerySet[Application]:
    return Application.objects.filter(**asked).select_related(
        "library", "created_by", "assigned_to"
    )


def _drafts() -> QuerySet[Application]:
    return _requests(state=State.DRAFT).annotate(
        touched_at=Coalesce("details_saved_at", "turn_since")
    )


def _with_applicant() -> QuerySet[Application]:
    """Asked to do something during the office's work; corrections have their own ladder."""
    return _requests(turn=Turn.APPLICANT, state__in=IN_OFFICE - {State.RETURNED})


def _with_office() -> QuerySet[Application]:
    """Steps the office owes, after the first answer; news from Perpusnas has its own ladder."""
    later = IN_OFFICE - {State.SUBMITTED, State.RETURNED, State.PROPOSED}
    return _requests(turn=Turn.OFFICER, state__in=later)


def _without_news() -> QuerySet[Application]:
    """Proposed, with the moment of the last news from SiPAPI, else of the proposal."""
    news = Milestone.objects.filter(application=OuterRef("pk")).order_by("-at").values("at")[:1]
    return _requests(state=State.PROPOSED).annotate(heard_at=Coalesce(Subquery(news), "turn_since"))


def _about_request(application: Application, at: datetime) -> Values:
    return {
        "nomor": application.code,
        "perpustakaan": application.library,
        "sejak": wording.day(wita(application.turn_since).date()),
        "batas": wording.moment(application.due_at) if application.due_at else "",
        "langkah": application.next_step_sentence,
    }


def _case(application: Application, to: str) -> str:
    return application.get_absolute_url()


def _corrections(application: Application, to: str) -> str:
    if to == "applicant":
        return reverse("accreditation:corrections", args=[application.code])
    return application.get_absolute_url()


def _latest_certificates() -> QuerySet[Outcome]:
    """The last certificate of a library that has not sent a request for the next one."""
    renewal = Application.objects.in_office().filter(library=OuterRef("library"))
    return Outcome.objects.latest().filter(~Exists(renewal)).select_related("library")


def _about_certificate(outcome: Outcome, at: datetime) -> Values:
    return {
        "perpustakaan": outcome.library,
        "peringkat": outcome.grade,
        "sertifikat": outcome.certificate_number,
        "berlaku_sampai": wording.day(outcome.valid_until),
    }


def _keepers(outcomes: list[Outcome]) -> dict[int, list[User]]:
    members = addressees.members_of_each(outcome.library_id for outcome in outcomes)
    return {outcome.pk: members[outcome.library_id] for outcome in outcomes}


def _renewal(outcome: Outcome, to: str) -> str:
    name = "accreditation:renewal" if to == "applicant" else "libraries:registry-detail"
    return reverse(name, args=[outcome.library.code])


DUE = {"due": Anchor(_("batas waktu"), "due_at")}


def _of_requests(
    kind: str,
    label: str,
    anchors: Mapping[str, Anchor],
    open_things: Callable[[], QuerySet[Application]],
    *,
    link: Callable[[Application, str], str] = _case,
    stays_because: str = "",
) -> Subject:
    return Subject(
        kind=kind,
        label=label,
        anchors=anchors,
        open_things=open_things,
        applicants=addressees.applicants_of_each,
        officer=lambda application: application.assigned_to,
        code=lambda application: application.code,
        link=link,
        values=_about_request,
        stays_because=stays_because,
    )


SUBJECTS = (
    _of_requests(
        "draft",
        _("Draf yang belum dikirim"),
        {"touched": Anchor(_("terakhir diisi"), "touched_at")},
        _drafts,
    ),
    _of_requests(
        "correction",
        _("Perbaikan yang diminta petugas"),
        DUE,
        lambda: _requests(state=State.RETURNED),
        link=_corrections,
        stays_because=_("Permohonan tertunda bila batas perbaikan terlewat."),
    ),
    _of_requests(
        "answer",
        _("Tanggapan pertama dinas"),
        DUE,
        lambda: _requests(state=State.SUBMITTED),
        stays_because=_("Dinas berjanji menjawab dalam 1x24 jam hari kerja."),
    ),
    _of_requests(
        "step",
        _("Langkah dinas berikutnya"),
        DUE,
        _with_office,
        stays_because=_("Perpustakaan menunggu langkah ini."),
    ),
    _of_requests(
        "news",
        _("Kabar dari Perpusnas"),
        {"heard": Anchor(_("kabar terakhir"), "heard_at")},
        _without_news,
        stays_because=_("Perpustakaan menunggu hasil akreditasinya."),
    ),
    _of_requests(
        "turn",
        _("Permohonan yang menunggu perpustakaan"),
        {"since": Anchor(_("giliran pemohon dimulai"), "turn_since")},
        _with_applicant,
    ),
    Subject(
        kind="certificate",
        label=_("Masa berlaku sertifikat"),
        anchors={"until": Anchor(_("hari terakhir berlaku"), "valid_until", MORNING)},
        open_things=_latest_certificates,
        applicants=_keepers,
        officer=lambda outcome: None,
        code=lambda outcome: outcome.certificate_number[:60],
        link=_renewal,
        values=_about_certificate,
        about_kind="certificate",
        stays_because=_("Sertifikat yang lewat tidak berlaku lagi, dan akreditasi memakan waktu."),
    ),
)
