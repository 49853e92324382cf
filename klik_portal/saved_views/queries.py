"""What a list shows above its filter."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from klik_portal.accounts.models import User
from klik_portal.saved_views import places
from klik_portal.saved_views.models import SavedView
from klik_portal.saved_views.places import Place

MOST_SHOWN = 60


@dataclass(frozen=True)
class Row:
    view: SavedView
    place: Place
    is_current: bool = False
    may_change: bool = False

    @property
    def url(self) -> str:
        return f"{self.place.url}?{self.view.query}"


@dataclass(frozen=True)
class Bar:
    rows: list[Row]
    keep_url: str  # empty when there is nothing new to keep


def bar(*, user: User, place: str, asked: str) -> Bar:
    """The views of this list in one query, and where to keep the present one."""
    where = places.place_of(place)
    kept = SavedView.objects.visible_to(user).filter(place=place)[:MOST_SHOWN]
    rows = [Row(view, where, is_current=view.query == asked) for view in kept]
    if not asked or any(row.is_current for row in rows):
        return Bar(rows, "")
    keep_url = reverse("saved_views:view-new", args=[place])
    return Bar(rows, f"{keep_url}?{urlencode({'tampilan': asked})}")


def kept_views(user: User) -> list[tuple[Place, list[Row]]]:
    """Everything this person may open, list by list."""
    rows = [
        Row(view, where, may_change=view.belongs_to(user))
        for view in SavedView.objects.visible_to(user).select_related("owner")[: 5 * MOST_SHOWN]
        if (where := places.place_of(view.place))
    ]
    grouped = [(where, [r for r in rows if r.place == where]) for where in places.all_places()]
    return [(where, group) for where, group in grouped if group]
