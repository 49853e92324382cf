"""Take answers in, ask for them after an outcome or a visit, and publish a year."""

from base64 import urlsafe_b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from accreditation import queries as applications
from accreditation.models import Application
from accreditation.workflow import State
from klik_portal.accounts.models import User
from klik_portal.audit import operations as audit
from klik_portal.core import clock
from klik_portal.core.tokens import hashed
from klik_portal.core.verdict import Refused
from klik_portal.notifications.operations import heartbeat, outbox
from klik_portal.office import working_days
from klik_portal.satisfaction import queries
from klik_portal.satisfaction.elements import KEYS
from klik_portal.satisfaction.models import (
    Service,
    SurveyAnswer,
    SurveyInvitation,
    SurveyPublication,
)
from scheduling.models import Appointment, AppointmentState, Mode

JOB = "satisfaction.invite_due"
FRESH = timedelta(days=14)  # who is asked later has forgotten
OPEN_FOR = timedelta(days=60)
REST = timedelta(days=30)  # nobody is asked twice within a month
BATCH = 200


def token_of(*, person: User, occasion: str) -> str:
    """The secret of an invitation, worked out anew when a reminder needs its link; never stored."""
    told = salted_hmac("satisfaction.invitation", f"{person.pk}:{occasion}", algorithm="sha256")
    return urlsafe_b64encode(told.digest()[:16]).rstrip(b"=").decode()


def find(token: str) -> SurveyInvitation | None:
    return SurveyInvitation.objects.filter(token_hash=hashed(token)).first()


def why_closed(invitation: SurveyInvitation, at: datetime) -> str:
    """Why this invitation cannot be used any more; empty while it can."""
    if invitation.is_used:
        return _("Survei ini sudah Anda isi. Terima kasih!")
    if at >= invitation.expires_at:
        return _("Tautan ini sudah tidak berlaku. Anda masih dapat mengisi survei umum.")
    return ""


@transaction.atomic
def answer(
    *,
    key: UUID,
    service: str,
    worths: Mapping[str, int],
    comment: str,
    contact: str,
    invitation: SurveyInvitation | None,
    at: datetime,
) -> None:
    """Keep one person's answers; the same key again changes nothing.

    An invitation is used up in the same transaction, and nothing ties it to the answer.
    """
    if SurveyAnswer.objects.filter(pk=key).exists():
        return
    if invitation is not None:
        _use_up(invitation, at)
        service = invitation.service
    row = SurveyAnswer(
        key=key,
        service=Service(service),
        answered_on=clock.wita(at).date(),
        was_invited=invitation is not None,
        comment=comment.strip(),
        contact=contact.strip(),
        **{name: worths[name] for name in KEYS},
    )
    SurveyAnswer.objects.bulk_create([row], ignore_conflicts=True)


def _use_up(invitation: SurveyInvitation, at: datetime) -> None:
    fresh = SurveyInvitation.objects.select_for_update().get(pk=invitation.pk)
    closed = why_closed(fresh, at)
    if closed:
        raise Refused(closed)
    fresh.is_used = True
    fresh.save(update_fields=["is_used"])


@dataclass(frozen=True)
class Occasion:
    """What somebody can now judge."""

    service: Service
    code: str
    application: Application


def invite_due(*, at: datetime) -> int:
    """Ask who has an outcome or a visit behind them; gives the number of new invitations."""
    asked = sum(_invite(occasion, at) for occasion in _occasions(at))
    heartbeat.beat(job=JOB, at=at, done=asked)
    return asked


def _occasions(at: datetime) -> Iterator[Occasion]:
    closed = Application.objects.filter(
        state__in=(State.ACCREDITED, State.NOT_ACCREDITED), closed_at__gt=at - FRESH
    ).select_related("library", "created_by")
    for application in closed.order_by("closed_at")[:BATCH]:
        yield Occasion(Service.COACHING, application.code, application)
    visits = Appointment.objects.filter(
        mode=Mode.ON_SITE, state=AppointmentState.ATTENDED, closed_at__gt=at - FRESH
    ).select_related("application__library", "application__created_by")
    for visit in visits.order_by("closed_at")[:BATCH]:
        yield Occasion(Service.VISIT, visit.code, visit.application)


@transaction.atomic
def _invite(occasion: Occasion, at: datetime) -> int:
    people = applications.applicants_of(occasion.application)
    resting = set(
        SurveyInvitation.objects.filter(person__in=people, asked_at__gt=at - REST).values_list(
            "person_id", flat=True
        )
    )
    return sum(_ask(person, occasion, at) for person in people if person.pk not in resting)


def _ask(person: User, occasion: Occasion, at: datetime) -> bool:
    token = token_of(person=person, occasion=occasion.code)
    invitation = SurveyInvitation(
        token_hash=hashed(token),
        person=person,
        service=occasion.service,
        occasion=occasion.code,
        library_name=occasion.application.library.name[:200],
        asked_at=at,
        expires_at=at + OPEN_FOR,
    )
    known = SurveyInvitation.objects.filter(token_hash=invitation.token_hash)
    if known.exists():
        return False
    SurveyInvitation.objects.bulk_create([invitation], ignore_conflicts=True)
    outbox.enqueue(
        recipient=person,
        event="survey.invited",
        dedupe=f"{occasion.code}:survey",
        values={
            "layanan": occasion.service.label,
            "perpustakaan": invitation.library_name,
        },
        at=at,
        due_at=working_days.outside_quiet_hours(at),
        link=reverse("satisfaction:invited", args=[token]),
        link_label=_("Isi survei"),
        about_kind="survey",
        about_code=occasion.code,
    )
    return True


@transaction.atomic
def publish(*, year: int, follow_up: str, by: User, at: datetime) -> SurveyPublication:
    """Freeze the figures of a year for everybody to read; publishing again keeps the ones before."""
    if not by.is_coordinator:
        raise Refused(_("Hanya koordinator yang menerbitkan hasil survei."))
    index = queries.results(year=year).index
    if index.count < queries.FEWEST:
        raise Refused(
            _(
                "Hasil tahun %(year)d belum dapat diterbitkan: baru %(count)d jawaban, paling sedikit %(fewest)d."
            )
            % {"year": year, "count": index.count, "fewest": queries.FEWEST}
        )
    publication = SurveyPublication.objects.create(
        year=year,
        tally={"count": index.count, **index.tally.sums},
        follow_up=follow_up.strip(),
        published_by=by,
        published_at=at,
    )
    audit.record(
        kind="survey", code=str(year), verb="published", actor=by, at=at, count=index.count, value=str(index.value)
    )  # fmt: skip
    return publication
