"""The recommendation letter of a request: issue it, take it back."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accreditation import policies, queries, recommendation
from accreditation.documents import recommendation_letter as letter
from accreditation.models import Application
from accreditation.operations import messages
from klik_portal.accounts.models import User
from klik_portal.core import clock
from klik_portal.core.verdict import Refused
from klik_portal.office.queries import office
from klik_portal.papers import operations as papers
from klik_portal.papers.models import IssuedPaper

AROUND = timedelta(days=366)  # a letter's date further away than this is a typing mistake


@transaction.atomic
def issue(
    *,
    application: Application,
    number: str,
    issued_on: date,
    valid_until: date | None,
    by: User,
    at: datetime,
) -> IssuedPaper:
    """A letter of today's facts; it takes the place of the one before. No number: the next one."""
    application = _locked(application)
    capacities = queries.capacities_of(user=by, application=application)
    verdict = policies.may_recommend(application=application, capacities=capacities)
    if not verdict:
        raise Refused(*verdict.reasons)
    _check_days(issued_on, valid_until, at)
    text = recommendation.text_of(application, office=office(), on=clock.wita(at).date())
    sheet = letter.sheet(text, number=number, issued_on=issued_on, valid_until=valid_until)
    before = recommendation.current_of(application)
    paper = papers.issue(sheet=sheet, draw=lambda paper: letter.issued(text, paper), by=by, at=at)
    if paper != before:
        messages.tell_recommended(application=application, paper=paper, at=at)
    return paper


def _check_days(issued_on: date, valid_until: date | None, at: datetime) -> None:
    if abs(issued_on - clock.wita(at).date()) > AROUND:
        raise Refused(_("Tanggal surat terlalu jauh dari hari ini. Periksa tahunnya."))
    if valid_until and valid_until < issued_on:
        raise Refused(_("Surat tidak dapat berakhir sebelum tanggalnya sendiri."))


@transaction.atomic
def revoke(*, application: Application, reason: str, by: User, at: datetime) -> None:
    application = _locked(application)
    paper = recommendation.current_of(application)
    if paper is None:
        raise Refused(_("Tidak ada surat rekomendasi yang berlaku."))
    paper = papers.revoke(paper=paper, reason=reason, by=by, at=at)
    messages.tell_recommendation_revoked(application=application, paper=paper, at=at)


def _locked(application: Application) -> Application:
    rows = Application.objects.select_for_update(of=("self",)).with_library()
    return rows.select_related("edition").get(pk=application.pk)
