"""Put files beside an indicator and take them away; what was there once stays on record."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accreditation import policies, queries
from accreditation.models import Application, Evidence, Indicator
from klik_portal.accounts.models import User
from klik_portal.audit import operations as audit
from klik_portal.core.verdict import Refused
from klik_portal.files.models import StoredFile

MOST_FILES = 20  # for one indicator


def ensure_may_add(*, application: Application, indicator: Indicator, by: User) -> None:
    """Asked before a file is taken in, so that nobody uploads megabytes in vain."""
    capacities = queries.capacities_of(user=by, application=application)
    verdict = policies.may_assess_indicator(
        application=application, indicator=indicator, capacities=capacities
    )
    if not verdict:
        raise Refused(*verdict.reasons)


@transaction.atomic
def add(
    *, application: Application, indicator: Indicator, file: StoredFile, by: User, at: datetime
) -> Evidence:
    """Let a received file show an answer. The same bytes twice stay one piece of evidence."""
    application = (
        Application.objects.select_for_update(of=("self",))
        .select_related("library")
        .get(pk=application.pk)
    )
    present = application.evidence.current().filter(indicator=indicator)
    twin = present.filter(file__sha256=file.sha256).first()
    if twin:
        return twin
    ensure_may_add(application=application, indicator=indicator, by=by)
    if present.count() >= MOST_FILES:
        raise Refused(_("Satu butir paling banyak %d berkas. Hapus satu dulu.") % MOST_FILES)
    evidence = Evidence.objects.create(
        application=application, indicator=indicator, file=file, added_by=by, added_at=at
    )
    audit.record(
        kind="application", code=application.code, verb="evidence_added", actor=by, at=at,
        indicator=indicator.pk, sha256=file.sha256,
    )  # fmt: skip
    return evidence


@transaction.atomic
def remove(*, evidence: Evidence, by: User, at: datetime) -> None:
    """Take a file away from an indicator; elsewhere it stays."""
    evidence = (
        Evidence.objects.select_for_update(of=("self",))
        .select_related("application__library", "indicator")
        .get(pk=evidence.pk)
    )
    ensure_may_add(application=evidence.application, indicator=evidence.indicator, by=by)
    if evidence.removed_at:
        return
    evidence.removed_at, evidence.removed_by = at, by
    evidence.save(update_fields=["removed_at", "removed_by"])
    audit.record(
        kind="application", code=evidence.application.code, verb="evidence_removed", actor=by, at=at,
        indicator=evidence.indicator_id,
    )  # fmt: skip
