"""What the database holds of libraries, row for row."""

from django.apps import apps

from klik_portal.performance.models import LibraryCount, Tally


def dump() -> dict[str, list[tuple]]:
    """Every table of the registry and of certificates, and the sums kept beside them.

    The audit trail and the counter of numbers grow with an import and its undo: what happened is told,
    and a number is never given out twice.
    """
    models = [
        *apps.get_app_config("libraries").get_models(),
        *apps.get_app_config("accreditation").get_models(),
    ]
    told = {
        model._meta.label: sorted(map(repr, model._base_manager.values_list())) for model in models
    }
    told["sums"] = sorted(
        Tally.objects.exclude(count=0).values_list("year", "split", "measure", "key", "count")
    )
    told["parts"] = sorted(map(repr, LibraryCount.objects.values_list()))
    return told
