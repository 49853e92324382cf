"""Which saved rows change a sum: each leads to its library, whose part is then counted anew.

Libraries written many at once say so by a signal. Other rows written past `save()` (bulk loaders) are
not heard; `manage.py rebuild_figures` follows those.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Model
from django.db.models.signals import post_delete, post_save

from accreditation.models import Application, HistoryEntry, Outcome, OutcomeCorrection
from klik_portal.performance.operations import counts
from libraries.models import Library
from libraries.signals import libraries_written
from scheduling.models import Appointment, AppointmentState

Told = Callable[[Any], int | None]  # the library to count anew, or None: nothing that counts

# What a save of only these columns leaves as it was.
UNCOUNTED = {
    Application: {"details", "details_saved_at", "edition", "version", "due_at", "next_step", "turn_since"},
}  # fmt: skip


def _of_application(application: Application) -> int | None:
    return application.library_id if application.first_submitted_at else None


def _of_appointment(appointment: Appointment) -> int | None:
    """A coming or cancelled meeting counts nothing, and a closed one is never opened again."""
    if appointment.state != AppointmentState.ATTENDED:
        return None
    return appointment.application.library_id


HEARD: dict[type[Model], Told] = {
    Library: lambda library: library.pk,
    Outcome: lambda outcome: outcome.library_id,
    Application: _of_application,
    OutcomeCorrection: lambda correction: correction.outcome.library_id,
    HistoryEntry: lambda entry: entry.application.library_id,
    Appointment: _of_appointment,
}


def begin() -> None:
    for model, told in HEARD.items():
        post_save.connect(_on_save(told), sender=model, weak=False, dispatch_uid="figures_saved")
        post_delete.connect(
            _on_delete(told), sender=model, weak=False, dispatch_uid="figures_deleted"
        )
    libraries_written.connect(_on_many, dispatch_uid="figures_of_many")


def _on_many(*, pks: Iterable[int], **_ignored: Any) -> None:
    counts.settle_many(library_ids=pks)


def _on_save(told: Told) -> Callable[..., None]:
    def heard(
        *, sender: type[Model], instance: Any, raw: bool, update_fields: Any, **_ignored: Any
    ) -> None:
        is_uncounted = update_fields and set(update_fields) <= UNCOUNTED.get(sender, set())
        if raw or is_uncounted:
            return
        _settle(told(instance))

    return heard


def _on_delete(told: Told) -> Callable[..., None]:
    def heard(*, instance: Any, **_ignored: Any) -> None:
        _settle(told(instance))

    return heard


def _settle(library_id: int | None) -> None:
    if library_id is not None:
        counts.settle(library_id=library_id)
