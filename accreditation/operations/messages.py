"""Who is told what when a request moves; the words stand in `message_texts`."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from accreditation import queries, tracking
from accreditation.models import Application, Correction, HistoryEntry, Milestone, Outcome
from accreditation.workflow import CLOSED
from klik_portal.accounts.models import User
from klik_portal.core import wording
from klik_portal.notifications.models import MessageState, OutboxMessage
from klik_portal.notifications.operations import by_hand, outbox
from klik_portal.notifications.texts import Value
from klik_portal.papers import qr
from klik_portal.papers.models import IssuedPaper
from libraries.models import Library

KIND = "application"
Values = Mapping[str, Value]
ACCREDITED = "application.accredited"
ENDINGS = (
    "application.declined",
    "application.not_accredited",
    "application.appeal_refused",
    ACCREDITED,
)
HOLD = timedelta(seconds=60)  # how long the news of an ending can still be taken back
Teller = Callable[[Application, datetime, str], None]


def announce(*, application: Application, step: str, by: User, at: datetime, note: str) -> None:
    """Tell both sides about a step, in the transaction of the step."""
    _TOLD[step](application, at, note)


def withdraw_waiting(*, application: Application, at: datetime) -> None:
    """Nobody is asked by WhatsApp any more to do something for a request that has ended."""
    by_hand.take_back(
        messages=OutboxMessage.objects.filter(about_kind=KIND, about_code=application.code),
        why=_("Permohonannya sudah selesai."),
        at=at,
    )


def let_go(*, person: User, library: Library, at: datetime) -> None:
    """No officer writes by WhatsApp about a library to somebody who left it."""
    requests = Application.objects.filter(library=library)
    by_hand.take_back(
        messages=OutboxMessage.objects.filter(
            recipient=person, about_kind=KIND, about_code__in=requests.values("code")
        ),
        why=_("Orangnya tidak lagi mengurus perpustakaan ini."),
        at=at,
    )


def tell_applicants(
    application: Application,
    *,
    event: str,
    values: Values,
    at: datetime,
    link: str = "",
    occasion: str = "",
) -> None:
    for person in queries.applicants_of(application):
        _tell(person, application, event=event, values=values, at=at, link=link, occasion=occasion)


def tell_office(application: Application, *, event: str, values: Values, at: datetime) -> None:
    """The assigned officer; while there is none, every caseworker, in Klik only."""
    if application.assigned_to_id:
        _tell(application.assigned_to, application, event=event, values=values, at=at)
        return
    for officer in User.objects.caseworkers():
        _tell(officer, application, event=event, values=values, at=at, channels=("in_app",))


def _tell(
    person: User,
    application: Application,
    *,
    event: str,
    values: Values,
    at: datetime,
    link: str = "",
    channels: Sequence[str] | None = None,
    occasion: str = "",
) -> None:
    outbox.enqueue(
        recipient=person,
        event=event,
        dedupe=f"{application.code}:{event}:{occasion or application.version}",
        values=values,
        at=at,
        link=link or application.get_absolute_url(),
        about_kind=KIND,
        about_code=application.code,
        channels=channels,
        due_at=at + HOLD if event in ENDINGS else None,
    )


def _case(application: Application) -> dict[str, Value]:
    return {"nomor": application.code, "perpustakaan": application.library}


def _submitted(application: Application, at: datetime, note: str) -> None:
    values = _case(application) | {"batas": wording.moment(application.due_at)}
    tell_applicants(
        application,
        event="application.received",
        values=values
        | {
            "waktu": wording.moment(at),
            "lacak": tracking.page_url(),
            "kode_lacak": application.tracking_code,
        },
        at=at,
    )
    tell_office(application, event="application.to_answer", values=values, at=at)


def _returned(application: Application, at: datetime, note: str) -> None:
    asked = Correction.objects.select_related("indicator").filter(
        application=application, asked_at=at
    )
    latest = max((c.due_on for c in asked), default=None)
    tell_applicants(
        application,
        event="application.returned",
        values=_case(application)
        | {
            "jumlah": len(asked),
            "perbaikan": [f"{c.label}: {c.sentence}" for c in asked],
            "batas": wording.day(latest) if latest else "",
        },
        at=at,
        link=reverse("accreditation:corrections", args=[application.code]),
    )


def _accepted(application: Application, at: datetime, note: str) -> None:
    values = {"batas": wording.moment(application.due_at), "catatan": note.strip()}
    tell_applicants(
        application, event="application.accepted", values=_case(application) | values, at=at
    )


def _declined(application: Application, at: datetime, note: str) -> None:
    values = _case(application) | {"alasan": note}
    tell_applicants(application, event="application.declined", values=values, at=at)


def _withdrawn(application: Application, at: datetime, note: str) -> None:
    values = _case(application) | {"alasan": note}
    tell_office(application, event="application.withdrawn", values=values, at=at)
    if application.is_assisted:  # an officer may have taken the step
        tell_applicants(application, event="application.withdrawn", values=values, at=at)


def _reopened(application: Application, at: datetime, note: str) -> None:
    """News of an ending that has not left yet is taken back; then there is nothing to correct."""
    about = {"about_kind": KIND, "about_code": application.code}
    taken_back = outbox.cancel(**about, events=ENDINGS, at=at)
    if taken_back and not _has_left(application, about):
        return
    values = _case(application) | {"catatan": note.strip()}
    tell_applicants(application, event="application.reopened", values=values, at=at)


def _has_left(application: Application, about: dict[str, str]) -> bool:
    """Some of the news did not wait any more, by whatever channel: somebody may have read it."""
    endings = HistoryEntry.objects.filter(application=application, state__in=CLOSED)
    ended_at = endings.order_by("-pk").values("at")[:1]
    news = OutboxMessage.objects.filter(**about, event__in=ENDINGS, created_at__gte=ended_at)
    return news.exclude(state=MessageState.CANCELLED).exists()


def _moved_on(event: str) -> Teller:
    def tell(application: Application, at: datetime, note: str) -> None:
        values = _case(application) | {"catatan": note.strip()}
        tell_applicants(application, event=event, values=values, at=at)

    return tell


def _not_accredited(application: Application, at: datetime, note: str) -> None:
    values = _case(application) | {"catatan": note.strip()}
    if application.is_appeal:
        tell_applicants(application, event="application.appeal_refused", values=values, at=at)
    else:
        tell_applicants(application, event="application.not_accredited", values=values, at=at)


def _silent(application: Application, at: datetime, note: str) -> None:
    """Nobody else needs to hear of it."""


_TOLD: dict[str, Teller] = {
    "submit": _submitted,
    "resubmit": _submitted,
    "discard": _silent,
    "withdraw": _withdrawn,
    "return": _returned,
    "accept": _accepted,
    "decline": _declined,
    "mark_ready": _moved_on(event="application.ready"),
    "mentor_again": _moved_on(event="application.mentoring"),
    "propose": _moved_on(event="application.proposed"),
    "record_accredited": _silent,  # tell_outcome says it, with the certificate
    "record_not_accredited": _not_accredited,
    "reopen": _reopened,
}


def tell_outcome(*, outcome: Outcome, at: datetime) -> None:
    tell_applicants(
        outcome.application,
        event="application.accredited",
        values={
            "perpustakaan": outcome.library,
            "peringkat": outcome.grade,
            "sertifikat": outcome.certificate_number,
            "tanggal": wording.day(outcome.decided_on),
            "berlaku_sampai": wording.day(outcome.valid_until),
        },
        at=at,
        occasion=f"outcome-{outcome.version}",
    )


def tell_corrected(*, outcome: Outcome, at: datetime) -> None:
    """News with the mistaken words that has not left yet is replaced."""
    application = outcome.application
    if application and outbox.cancel(
        about_kind=KIND, about_code=application.code, events=(ACCREDITED,), at=at
    ):
        tell_outcome(outcome=outcome, at=at)


def tell_assigned(*, application: Application, officer: User, by: User, at: datetime) -> None:
    values = _case(application) | {"penugas": by.display_name}
    _tell(officer, application, event="application.assigned", values=values, at=at)


def tell_assisted(*, application: Application, by: User, at: datetime) -> None:
    values = _case(application) | {"petugas": by.display_name}
    tell_applicants(application, event="application.assisted", values=values, at=at)


def tell_confirmed(*, application: Application, at: datetime) -> None:
    """Both sides: whoever typed the code, the library hears that its yes was taken."""
    values = _case(application)
    tell_office(application, event="application.library_confirmed", values=values, at=at)
    tell_applicants(application, event="application.confirmed_by_code", values=values, at=at)


def tell_next_step(*, application: Application, at: datetime) -> None:
    values = {
        "nomor": application.code,
        "langkah": application.next_step_sentence,
        "batas": wording.moment(application.due_at),
    }
    tell_applicants(application, event="application.next_step", values=values, at=at)


def tell_milestone(*, milestone: Milestone, at: datetime) -> None:
    """Whoever did not write it down: the office hears from the library, the library from the office."""
    application = milestone.application
    values = _case(application) | {
        "langkah": milestone.label,
        "tanggal": wording.day(milestone.happened_on),
        "catatan": milestone.note,
    }
    if milestone.told_by_library:
        tell_office(application, event="application.milestone_told", values=values, at=at)
    else:
        tell_applicants(
            application,
            event="application.milestone",
            values=values,
            at=at,
            occasion=f"{milestone.step}-{milestone.version}",
        )


def tell_recommended(*, application: Application, paper: IssuedPaper, at: datetime) -> None:
    tell_applicants(
        application,
        event="application.recommended",
        values=_case(application)
        | {"nomor_surat": paper.number, "periksa": qr.address(paper.code)},
        at=at,
        occasion=paper.code,
    )


def tell_recommendation_revoked(
    *, application: Application, paper: IssuedPaper, at: datetime
) -> None:
    tell_applicants(
        application,
        event="application.recommendation_revoked",
        values=_case(application) | {"nomor_surat": paper.number, "alasan": paper.revoked_reason},
        at=at,
        occasion=paper.code,
    )
