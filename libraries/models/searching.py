"""Finding libraries by words, fast on both databases (the indexes are `libraries.search_index`'s)."""

from collections.abc import Sequence
from typing import NamedTuple, Self

from django.db import connections, models
from django.db.models import BooleanField, F, Func, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Collate

from libraries import words

BYTE_ORDER = {"postgresql": "C", "sqlite": "BINARY"}
TERMS = Func(  # as `search_index.LEXEMES` has them, so that PostgreSQL finds its index
    Func(F("search_text"), template="array_remove(string_to_array(%(expressions)s, ' '), '')"),
    Func(F("kecamatan_id"), template="ARRAY['_k' || replace(%(expressions)s, '.', '')]"),
    Func(F("type"), template="ARRAY['_t' || %(expressions)s]"),
    function="array_to_tsvector",
    arg_joiner=" || ",
)


class Hit(NamedTuple):
    pk: int
    code: str
    search_text: str


class SearchQuerySet(models.QuerySet):
    def search(self, typed: str) -> Self:
        """Every word begins some word of name, village, kecamatan or NPP, in any order."""
        wanted = words.asked_for(typed)
        if not wanted:
            return self.none() if typed.strip() else self
        if self._is_sqlite:
            rowids = RawSQL("SELECT rowid FROM libraries_search WHERE libraries_search MATCH %s", [_match(wanted)])  # fmt: skip
            return self.filter(pk__in=rowids)
        return self.filter(_contains(wanted))

    def first_hits(self, typed: str, *, facets: Sequence[Sequence[str]], most: int) -> list[Hit]:
        """Some `most` of what `search` finds, in the order that costs least.

        `facets` repeat to the index what the rows are filtered by: any of each group. Whole words are asked
        for first: an index walks their lists together and leaps, while every list of a beginning is read to its end.
        """
        wanted = words.asked_for(typed)
        if not wanted:
            return []
        whole = self._by_index(wanted, facets, is_whole=True)._as_hits(most)
        return whole if len(whole) == most else self._by_index(wanted, facets)._as_hits(most)

    def beginning_with(self, typed: str, *, most: int) -> list[Hit]:
        """Of the first libraries whose name begins with the words as they were typed, those among these rows."""
        start = words.beginning(typed)
        if not start:
            return []
        vendor = connections[self.db].vendor
        by_name = self.model.objects.alias(key=Collate(F("search_text"), BYTE_ORDER[vendor]))
        begun = by_name.filter(key__gte=start, key__lt=f"{start}~").order_by("key")
        return self.filter(pk__in=begun.values("pk")[: 2 * most])._as_hits(most)

    @property
    def _is_sqlite(self) -> bool:
        return connections[self.db].vendor == "sqlite"

    def _by_index(
        self, wanted: list[str], facets: Sequence[Sequence[str]], *, is_whole: bool = False
    ) -> Self:
        """On SQLite joined, so that it reads the word index from its begin and may stop; `+` keeps it outside."""
        if not self._is_sqlite:
            return self.filter(_contains(wanted, facets, is_whole=is_whole))
        return self.extra(
            tables=["libraries_search"],
            where=["libraries_search MATCH %s", "libraries_library.id = +libraries_search.rowid"],
            params=[_match(wanted, facets, is_whole=is_whole)],
        )

    def _as_hits(self, most: int) -> list[Hit]:
        rows = self.order_by().values_list("pk", "code", "search_text")[:most]
        return [Hit(*row) for row in rows]


def _contains(
    wanted: list[str], facets: Sequence[Sequence[str]] = (), *, is_whole: bool = False
) -> Func:
    """The same question in PostgreSQL's language."""
    asked = [f"'{word}'" if is_whole else f"'{word}':*" for word in wanted]
    groups = [" | ".join(f"'{token}'" for token in group) for group in facets]
    question = Value(" & ".join([*asked, *(f"({group})" for group in groups)]))
    return Func(
        TERMS,
        Func(question, template="%(expressions)s::tsquery"),
        template="(%(expressions)s)",
        arg_joiner=" @@ ",
        output_field=BooleanField(),
    )


def _match(
    wanted: list[str], facets: Sequence[Sequence[str]] = (), *, is_whole: bool = False
) -> str:
    """A question in FTS5's language; the words are letters and digits only."""
    asked = [f'"{word}"' if is_whole else f'"{word}"*' for word in wanted]
    groups = [" OR ".join(f'"{token}"' for token in group) for group in facets]
    return " AND ".join([*asked, *(f"({group})" for group in groups)])


def kecamatan_facet(code: str) -> str:
    return f"_k{code.replace('.', '')}"


def type_facet(kind: str) -> str:
    return f"_t{kind}"
