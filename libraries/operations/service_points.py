"""Add, change and close the service points of a library. Its keeper and the office may."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from klik_portal.accounts.models import User
from klik_portal.audit import operations as audit
from klik_portal.core.verdict import Conflict, Refused
from libraries import policies
from libraries.models import Library, ServicePoint
from libraries.operations.locking import lock

MOST = 100  # of one library; more is a mistake
FIELDS = ("kind", "name", "since", "state", "place_note", "note", "link", "article")


@transaction.atomic
def add(*, library: Library, facts: Mapping[str, Any], by: User, at: datetime) -> ServicePoint:
    library = _locked(library, by)
    if library.service_points.count() >= MOST:
        raise Refused(_("Titik layanan sudah terlalu banyak. Ubah atau tutup yang ada."))
    point = ServicePoint(library=library, added_by=by, added_at=at)
    _put(point, facts)
    _save(point)
    _record(point, "service_point_added", by, at)
    return point


@transaction.atomic
def change(
    *, point: ServicePoint, version: int, facts: Mapping[str, Any], by: User, at: datetime
) -> ServicePoint:
    """Closing is a change of state; a closed point stays as history and may open again.

    Raises Conflict when somebody else was faster.
    """
    _locked(point.library, by)
    point = ServicePoint.objects.select_related("library", "article").get(pk=point.pk)
    before, was = _facts(point), point.state
    if point.version != version:
        raise _conflict(point, facts)
    _put(point, facts)
    changed = [field for field, value in _facts(point).items() if value != before[field]]
    if not changed:
        return point
    point.version += 1
    _save(point)
    verb = "service_point_changed" if point.state == was else f"service_point_{point.state}"
    _record(point, verb, by, at, fields=changed)
    return point


def _locked(library: Library, by: User) -> Library:
    library = lock(library.pk)
    verdict = policies.may_edit(library=library, user=by)
    if not verdict:
        raise Refused(*verdict.reasons)
    return library


def _facts(point: ServicePoint) -> dict[str, Any]:
    facts = {field: getattr(point, field) for field in FIELDS}
    return {**facts, "article": point.article and point.article.title}


def _put(point: ServicePoint, facts: Mapping[str, Any]) -> None:
    for field, value in facts.items():
        if field == "since":
            point.begin(value)
        elif field in FIELDS:
            setattr(point, field, value)
        else:
            raise ValueError(field)


def _save(point: ServicePoint) -> None:
    try:
        with transaction.atomic():
            point.save()
    except IntegrityError:
        same = ServicePoint.objects.in_use().filter(library=point.library, kind=point.kind)
        if not same.exclude(pk=point.pk).exists():
            raise
        raise Refused(
            _("%s perpustakaan ini sudah tercatat. Ubah yang ada.") % point.kind_label
        ) from None


def _record(point: ServicePoint, verb: str, by: User, at: datetime, **more: Any) -> None:
    audit.record(
        kind="library", code=point.library.code, verb=verb, actor=by, at=at, point=point.token,
        name=str(point), point_kind=point.kind, **more,
    )  # fmt: skip


def _conflict(point: ServicePoint, facts: Mapping[str, Any]) -> Conflict:
    theirs = _shown(point)
    _put(point, facts)
    yours = _shown(point)
    differing = [label for label in theirs if theirs[label] != yours[label]]
    return Conflict(
        theirs=[(label, theirs[label]) for label in differing],
        yours=[(label, yours[label]) for label in differing],
    )


def _shown(point: ServicePoint) -> dict[str, str]:
    return {
        _("Jenis"): point.kind_label,
        _("Nama atau judul"): point.name,
        _("Sejak"): point.since,
        _("Keadaan"): point.state_label,
        _("Tempatnya"): point.place_note,
        _("Catatan"): point.note,
        _("Tautan"): point.link,
        _("Praktik baik"): point.article.title if point.article else "",
    }
