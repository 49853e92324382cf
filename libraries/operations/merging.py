"""Two rows of one library become one: everything moves, the spare row goes, its code lives on."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from klik_portal.accounts.models import User
from klik_portal.audit import operations as audit
from klik_portal.core.verdict import Refused
from klik_portal.notifications.operations import outbox
from libraries import merge_preview, movers
from libraries.models import DifferentLibraries, Library, LibraryMembership, MergedLibrary
from libraries.movers import Merge
from libraries.operations import registry
from libraries.operations.locking import lock
from libraries.signals import library_merged


@transaction.atomic
def merge(
    *, gone: Library, stays: Library, taken: Collection[str], versions: tuple[int, int], by: User,
    at: datetime,
) -> Library:  # fmt: skip
    """`taken`: the facts (keys of the preview) that come from the library that goes.

    `versions` are those of the preview, (gone, stays): what changed since must be looked at again.
    """
    _ensure_officer(by)
    if gone.pk == stays.pk:
        raise Refused(_("Pilih dua perpustakaan yang berbeda."))
    locked = {pk: lock(pk) for pk in sorted((gone.pk, stays.pk))}
    merging = Merge(locked[gone.pk], locked[stays.pk], by, at)
    if (merging.gone.version, merging.stays.version) != versions:
        raise Refused(_("Data salah satu perpustakaan berubah sejak pratinjau. Periksa lagi."))
    objections = merge_preview.objections(merging.gone, merging.stays)
    if objections:
        raise Refused(*objections)
    return _merged(merging, taken)


def _merged(merging: Merge, taken: Collection[str]) -> Library:
    gone, stays, by, at = merging.gone, merging.stays, merging.by, merging.at
    members = [m.user for m in gone.memberships.confirmed().select_related("user")]
    snapshot = merge_preview.snapshot(gone)
    moved = {counted.label: counted.gone for counted in movers.counted(gone, stays)}
    facts = merge_preview.chosen(gone, stays, taken)
    for mover in movers.every():
        mover.move(merging)
    _ensure_empty(gone)
    code, name = gone.code, gone.name
    _keep_the_earliest(gone, stays)
    gone.delete()
    registry.put(stays, facts)
    stays.version += 1
    stays.save()
    MergedLibrary.objects.create(
        code=code, name=name, library=stays, merged_by=by, merged_at=at, facts=snapshot
    )
    for subject in (code, stays.code):
        audit.record(
            kind="library", code=subject, verb="merged", actor=by, at=at, gone=f"{name} ({code})",
            stays=f"{stays.name} ({stays.code})", moved=moved, taken=sorted(taken),
        )  # fmt: skip
    _tell(members, stays, name, code, at)
    library_merged.send(sender=None, library=stays, by=by, at=at)
    return stays


def _ensure_empty(gone: Library) -> None:
    """Nothing is deleted along with the row: a key without a mover stops the merge."""
    for relation in movers.relations():
        if movers.rows_of(relation.related_model, gone).exists():
            raise RuntimeError(f"{relation.related_model.__name__} has no mover")


def _keep_the_earliest(gone: Library, stays: Library) -> None:
    stays.registered_at = min(stays.registered_at, gone.registered_at)
    if gone.verified_at and (stays.verified_at is None or gone.verified_at < stays.verified_at):
        stays.verified_at, stays.verified_by = gone.verified_at, gone.verified_by


def _tell(people: list[User], stays: Library, name: str, code: str, at: datetime) -> None:
    for person in people:
        membership = LibraryMembership.objects.of(person, stays)
        outbox.enqueue(
            recipient=person, event="library.merged", dedupe=f"library.merged:{code}",
            values={"lama": name, "perpustakaan": stays.name}, at=at,
            link=reverse("libraries:library-detail", args=[stays.code]) if membership else "",
            about_kind="library", about_code=stays.code,
        )  # fmt: skip


@transaction.atomic
def say_different(*, one: Library, other: Library, by: User, at: datetime) -> None:
    """An officer looked at both: they are two libraries."""
    _ensure_officer(by)
    first, second = sorted((one, other), key=lambda library: library.pk)
    if first == second:
        raise Refused(_("Pilih dua perpustakaan yang berbeda."))
    told: dict[str, Any] = {"said_by": by, "said_at": at}
    _row, is_new = DifferentLibraries.objects.get_or_create(one=first, other=second, defaults=told)
    if is_new:
        audit.record(
            kind="library", code=one.code, verb="told_apart", actor=by, at=at, other=other.code
        )


def _ensure_officer(by: User) -> None:
    if not by.is_caseworker:
        raise Refused(_("Hanya petugas yang dapat menggabungkan perpustakaan."))
