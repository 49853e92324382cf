"""Ask for a bundle; `bundle_building` makes it."""

from datetime import datetime

from django.db import transaction

from accreditation.models import Application, Bundle, BundleState
from klik_portal.accounts.models import User
from klik_portal.audit import operations as audit
from klik_portal.core import doorbell

BUILD = "accreditation.build_bundles"


@transaction.atomic
def ask(*, application: Application, fingerprint: str, by: User, at: datetime) -> Bundle:
    """The bundle of what the request holds now: the one that is there, or a new one in the queue."""
    application = Application.objects.select_for_update(of=("self",)).get(pk=application.pk)
    newest = application.bundles.order_by("-pk").first()
    if newest and (newest.is_open or (newest.is_there and newest.fingerprint == fingerprint)):
        return newest
    application.bundles.filter(state=BundleState.FAILED).delete()
    asked = Bundle.objects.create(application=application, asked_by=by, asked_at=at)
    audit.record(kind="application", code=application.code, verb="bundle_asked", actor=by, at=at)
    doorbell.ring(BUILD)
    return asked
