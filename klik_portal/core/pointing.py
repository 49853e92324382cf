"""What points at a row: asked before it is removed for good."""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Model


def pointing_at(model: type[Model], pks: Iterable[int]) -> dict[int, set[str]]:
    """Per key the names of the models with rows that point at it, whichever app they are of."""
    wanted, found = list(pks), defaultdict(set)
    for relation in model._meta.get_fields(include_hidden=True):
        if relation.concrete or not (relation.one_to_many or relation.one_to_one):
            continue
        other = relation.related_model
        rows = other._base_manager.filter(**{f"{relation.field.name}__in": wanted})
        for pk in rows.values_list(relation.field.attname, flat=True).distinct():
            found[pk].add(other._meta.model_name)
    return found
