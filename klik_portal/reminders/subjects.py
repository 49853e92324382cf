"""What can be reminded of. Each app registers its subjects when it starts; a new one is one file.

A subject knows its open things (what is done is not among them, so that reminders stop by
themselves), the moments rungs count from, who is concerned, and the words.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from klik_portal.accounts.models import User
from klik_portal.core import clock

Values = Mapping[str, object]


@dataclass(frozen=True)
class Anchor:
    """A moment of a thing that rungs count from. `hour` is for fields that only name a day."""

    label: str
    field: str
    hour: int | None = None

    @property
    def is_day(self) -> bool:
        return self.hour is not None

    def moment_of(self, value: date | datetime) -> datetime:
        return value if isinstance(value, datetime) else clock.at_wita(value, self.hour or 0)


@dataclass(frozen=True)
class Subject:
    kind: str
    label: str
    anchors: Mapping[str, Anchor]
    open_things: Callable[[], QuerySet]
    applicants: Callable[[Sequence[Any]], Mapping[int, Sequence[User]]]  # by the thing's number
    officer: Callable[[Any], User | None]
    code: Callable[[Any], str]
    link: Callable[[Any, str], str]  # by recipient: both sides may have pages of their own
    values: Callable[[Any, datetime], Values]
    about_kind: str = "application"
    mark: str = ""  # a counter; when it moves, the thing is a new occasion
    told_at: str = ""  # when people last heard of it anyway: earlier rungs are not needed
    stays_because: str = ""  # why nobody can switch it off altogether

    def event(self, to: str) -> str:
        return f"reminder.{self.kind}" + ("" if to == "applicant" else ".office")


@dataclass(frozen=True)
class News:
    """Regular news that somebody may not want, chosen on the page of the reminders."""

    kind: str
    label: str
    roles: frozenset[str]


_news: dict[str, News] = {}
_subjects: dict[str, Subject] = {}


def register(subjects: Iterable[Subject]) -> None:
    for subject in subjects:
        if _subjects.setdefault(subject.kind, subject) is not subject:
            raise ValueError(f"two subjects called {subject.kind}")


def every() -> list[Subject]:
    return list(_subjects.values())


def of_kind(kind: str) -> Subject | None:
    return _subjects.get(kind)


def register_news(news: News) -> None:
    _news[news.kind] = news


def news_for(user: User) -> list[News]:
    return [news for news in _news.values() if user.role in news.roles]
