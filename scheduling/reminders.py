"""What people are reminded of about meetings and what was agreed in them."""

from collections.abc import Callable
from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accreditation import addressees
from klik_portal.accounts.models import User
from klik_portal.core import wording
from klik_portal.reminders.subjects import Anchor, Subject, Values
from scheduling.models import AgreedAction, Appointment, Mode, Side
from scheduling.operations.invitations import values_of

MORNING = 8  # o'clock, for dates without a time
ANCHORS = {
    "start": Anchor(_("mulai"), "starts_at"),
    "end": Anchor(_("selesai, tanpa catatan hasil"), "ends_at"),
}


def _meetings() -> QuerySet[Appointment]:
    return Appointment.objects.scheduled().with_case().select_related("application__created_by")


def _of_the_library(meetings: list[Appointment]) -> dict[int, list[User]]:
    people = addressees.applicants_of_each(meeting.application for meeting in meetings)
    return {meeting.pk: people[meeting.application_id] for meeting in meetings}


def _of_meetings(
    kind: str, label: str, open_things: Callable[[], QuerySet[Appointment]]
) -> Subject:
    return Subject(
        kind=kind,
        label=label,
        anchors=ANCHORS,
        open_things=open_things,
        applicants=_of_the_library,
        officer=lambda meeting: meeting.officer,
        code=lambda meeting: meeting.code,
        link=lambda meeting, to: meeting.get_absolute_url(),
        values=lambda meeting, at: values_of(meeting),
        about_kind="appointment",
        mark="sequence",
        told_at="changed_at",
        stays_because=_("Petugas dan perpustakaan sudah menyediakan waktu."),
    )


def _actions_of(side: Side) -> Callable[[], QuerySet[AgreedAction]]:
    def rows() -> QuerySet[AgreedAction]:
        return (
            AgreedAction.objects.open()
            .filter(side=side, due_on__isnull=False, application__closed_at__isnull=True)
            .select_related(
                "application__library", "application__created_by", "application__assigned_to"
            )
        )

    return rows


def _of_the_request(actions: list[AgreedAction]) -> dict[int, list[User]]:
    requests = {action.application_id: action.application for action in actions}
    people = addressees.applicants_of_each(requests.values())
    return {action.pk: people[action.application_id] for action in actions}


def _about_action(action: AgreedAction, at: datetime) -> Values:
    return {
        "nomor": action.application.code,
        "perpustakaan": action.application.library,
        "kesepakatan": action.what,
        "pelaku": action.who,
        "batas": wording.day(action.due_on),
    }


def _of_actions(kind: str, label: str, side: Side) -> Subject:
    return Subject(
        kind=kind,
        label=label,
        anchors={"due": Anchor(_("batas waktu"), "due_on", MORNING)},
        open_things=_actions_of(side),
        applicants=_of_the_request,
        officer=lambda action: action.application.assigned_to,
        code=lambda action: action.application.code,
        link=lambda action, to: reverse("desks:case", args=[action.application.code]),
        values=_about_action,
    )


SUBJECTS = (
    _of_meetings(
        "talk",
        _("Konsultasi Zoom dan telepon"),
        lambda: _meetings().filter(mode__in=(Mode.ZOOM, Mode.PHONE)),
    ),
    _of_meetings("visit", _("Kunjungan"), lambda: _meetings().filter(mode=Mode.ON_SITE)),
    _of_actions("action", _("Kesepakatan untuk perpustakaan"), Side.LIBRARY),
    _of_actions("task", _("Kesepakatan untuk dinas"), Side.OFFICE),
)
