"""Keep a filter, rename it, throw it away."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from klik_portal.accounts.models import User
from klik_portal.audit import operations as audit
from klik_portal.core.verdict import Conflict, Refused, Verdict
from klik_portal.saved_views import policies
from klik_portal.saved_views.models import MOST_PER_PERSON, SavedView
from klik_portal.saved_views.places import Place


@transaction.atomic
def keep(
    *, place: Place, query: str, name: str, is_shared: bool, by: User, at: datetime
) -> SavedView:
    """Keep what of the question makes sense to its list."""
    User.objects.select_for_update().get(pk=by.pk)  # two tabs count and compare one after the other
    if is_shared:
        _ensure(policies.may_share(by))
    asked = place.tidy(query)
    if not asked or len(asked) > SavedView._meta.get_field("query").max_length:
        raise Refused(_("Pilih saringan dulu, lalu simpan tampilannya."))
    _ensure_new(place=place, asked=asked, is_shared=is_shared, by=by)
    view = SavedView(
        place=place.key, query=asked, name=name, is_shared=is_shared, owner=by, created_at=at
    )
    _ensure_free_name(view)
    view.save(force_insert=True)
    _record(view, "created", by, at)
    return view


@transaction.atomic
def rename(*, view: SavedView, name: str, version: int, by: User, at: datetime) -> SavedView:
    view = _locked(view, by)
    if view.version != version:
        label = str(SavedView._meta.get_field("name").verbose_name)
        raise Conflict(theirs=[(label, view.name)], yours=[(label, name)])
    if view.name == name:
        return view
    view.name, view.version = name, view.version + 1
    _ensure_free_name(view)
    view.save(update_fields=["name", "version"])
    _record(view, "changed", by, at)
    return view


@transaction.atomic
def remove(*, view: SavedView, by: User, at: datetime) -> None:
    view = _locked(view, by)
    _record(view, "removed", by, at)
    view.delete()


def _locked(view: SavedView, by: User) -> SavedView:
    view = SavedView.objects.select_for_update(of=("self",)).get(pk=view.pk)
    _ensure(policies.may_change(view=view, user=by))
    return view


def _ensure(verdict: Verdict) -> None:
    if not verdict:
        raise Refused(*verdict.reasons)


def _ensure_new(*, place: Place, asked: str, is_shared: bool, by: User) -> None:
    own = SavedView.objects.filter(owner=by)
    if own.count() >= MOST_PER_PERSON:
        raise Refused(
            _("Anda sudah menyimpan %d tampilan. Hapus salah satu dulu.") % MOST_PER_PERSON
        )
    same = SavedView.objects.visible_to(by).filter(place=place.key, query=asked)
    twin = same.filter(is_shared=True).first() if is_shared else same.first()
    if twin:
        raise Refused(_("Tampilan ini sudah disimpan dengan nama “%s”.") % twin.name)


def _ensure_free_name(view: SavedView) -> None:
    """Among what its owner sees; what is shared is among that already."""
    others = SavedView.objects.visible_to(view.owner).exclude(pk=view.pk)
    if others.filter(place=view.place, name__iexact=view.name).exists():
        raise Refused(_("Nama ini sudah dipakai. Pilih nama lain."))


def _record(view: SavedView, verb: str, by: User, at: datetime) -> None:
    audit.record(kind="saved_view", code=view.token, verb=verb, actor=by, at=at, name=view.name)
