"""Who was asked for an answer to the survey and has not given one yet is reminded."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from klik_portal.accounts.models import User
from klik_portal.reminders.subjects import Anchor, Subject, Values
from klik_portal.satisfaction.models import SurveyInvitation
from klik_portal.satisfaction.operations import token_of


def _unanswered() -> QuerySet[SurveyInvitation]:
    return SurveyInvitation.objects.filter(is_used=False).select_related("person")


def _invited(invitations: Sequence[SurveyInvitation]) -> dict[int, list[User]]:
    return {row.pk: [row.person] if row.person.is_active else [] for row in invitations}


def _link(invitation: SurveyInvitation, to: str) -> str:
    if to != "applicant":
        return reverse("satisfaction:results")
    token = token_of(person=invitation.person, occasion=invitation.occasion)
    return reverse("satisfaction:invited", args=[token])


def _about(invitation: SurveyInvitation, at: datetime) -> Values:
    return {
        "layanan": invitation.get_service_display(),
        "perpustakaan": invitation.library_name,
    }


SUBJECTS = (
    Subject(
        kind="survey",
        label=_("Survei kepuasan yang belum diisi"),
        anchors={"asked": Anchor(_("undangan dikirim"), "asked_at")},
        open_things=_unanswered,
        applicants=_invited,
        officer=lambda invitation: None,
        code=lambda invitation: invitation.occasion,
        link=_link,
        values=_about,
        about_kind="survey",
    ),
)
