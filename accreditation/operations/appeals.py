"""Appeal against a result on chosen indicators: a new request that says again all the rest."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accreditation import appeals, queries
from accreditation.completeness import Slot
from accreditation.models import Answer, AppealPoint, Application, ApplicationKind, Indicator
from accreditation.operations import applications, assisted, messages, renewals
from klik_portal.accounts.models import User
from klik_portal.audit import operations as audit
from klik_portal.core.verdict import Refused


@transaction.atomic
def begin(
    *, former: Application, reasons: Mapping[int, str], by: User, at: datetime
) -> Application:
    """`reasons` per indicator: these alone may be changed. The former request is only read."""
    former = Application.objects.select_related("library", "edition").get(pk=former.pk)
    verdict = appeals.verdict(former, queries.capacities_of(user=by, application=former))
    if not verdict:
        raise Refused(*verdict.reasons)
    indicators = list(Indicator.objects.filter(component__edition=former.edition))
    points = _points(indicators, reasons)
    keeper = None if by.is_applicant else _keeper_of(former)
    application = applications.start(library=former.library, by=by, at=at, on_behalf_of=keeper)
    _say_again(former, application, indicators)
    AppealPoint.objects.bulk_create(
        AppealPoint(application=application, indicator=indicator, reason=reason, by=by, at=at)
        for indicator, reason in points
    )
    audit.record(
        kind="application", code=application.code, verb="appealed", actor=by, at=at,
        previous=former.code, points=len(points),
    )  # fmt: skip
    if keeper:
        messages.tell_assisted(application=application, by=by, at=at)
    return application


def _points(indicators: list[Indicator], reasons: Mapping[int, str]) -> list[tuple[Indicator, str]]:
    given = {pk: text.strip() for pk, text in reasons.items() if text.strip()}
    points = [(indicator, given[indicator.pk]) for indicator in indicators if indicator.pk in given]
    if not points:
        raise Refused(_("Tulis alasan pada sedikitnya satu butir yang dibanding."))
    return points


def _keeper_of(former: Application) -> User:
    """For whom the officer files; the verdict saw to it that there is one."""
    keepers = assisted.keepers_of(former.library)
    return former.created_by if former.created_by in keepers else keepers[0]


def _say_again(former: Application, application: Application, indicators: list[Indicator]) -> None:
    """Details, papers, answers and evidence as they were; files by reference."""
    application.kind, application.follows = ApplicationKind.APPEAL, former
    application.edition, application.details = former.edition, dict(former.details)
    application.next_step = _("Perbarui jawaban dan bukti butir yang dibanding, lalu kirim.")
    application.save(update_fields=["kind", "follows", "edition", "details", "next_step"])
    renewals.copy_documents(former, application, slots=tuple(Slot), is_carried=False)
    places = {indicator.pk: indicator for indicator in indicators}
    renewals.copy_evidence(former, application, places=places, is_carried=False)
    Answer.objects.bulk_create(
        Answer(
            application=application, indicator_id=row.indicator_id, option_id=row.option_id,
            answered_by_id=row.answered_by_id, answered_at=row.answered_at,
        )
        for row in former.answers.filter(indicator__in=indicators)
    )  # fmt: skip
