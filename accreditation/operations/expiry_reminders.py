"""An officer reminds a library of its certificate now, beside the ladder."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accreditation import addressees
from accreditation.models import Application, Outcome
from klik_portal.accounts.models import User
from klik_portal.audit import operations as audit
from klik_portal.core import clock, wording
from klik_portal.core.verdict import Refused
from klik_portal.notifications.operations import outbox


@transaction.atomic
def remind(*, outcome: Outcome, by: User, at: datetime) -> list[User]:
    """Write to the library's people; once a day, however often somebody presses. Gives whom."""
    if not by.is_caseworker:
        raise Refused(_("Hanya petugas yang mengingatkan perpustakaan."))
    if not outcome.is_latest:
        raise Refused(_("Perpustakaan ini sudah punya sertifikat yang lebih baru."))
    if Application.objects.in_office().filter(library=outcome.library).exists():
        raise Refused(_("Permohonan perpustakaan ini sudah berjalan."))
    people = addressees.members_of_each([outcome.library_id])[outcome.library_id]
    reached = [person for person in people if person.email or person.phone]
    if not reached:
        raise Refused(_("Belum ada pengelola yang dapat dihubungi. Telepon kontak perpustakaan."))
    for person in reached:
        _write(outcome, person, at)
    audit.record(
        kind="library", code=outcome.library.code, verb="expiry_reminded", actor=by, at=at,
        certificate_number=outcome.certificate_number,
    )  # fmt: skip
    return reached


def _write(outcome: Outcome, person: User, at: datetime) -> None:
    today = clock.wita(at).date()
    outbox.enqueue(
        recipient=person,
        event="certificate.remind",
        dedupe=f"certificate.remind:{outcome.token}:{today.isoformat()}",
        values={
            "perpustakaan": outcome.library,
            "peringkat": outcome.grade,
            "sertifikat": outcome.certificate_number,
            "berlaku_sampai": wording.day(outcome.valid_until),
            "kapan": wording.days_from(outcome.valid_until, today),
        },
        at=at,
        link=reverse("accreditation:renewal", args=[outcome.library.code]),
        about_kind="certificate",
        about_code=outcome.certificate_number[:60],
    )
