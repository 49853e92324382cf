"""Send a sheet, and let the worker's steps be taken here."""

from collections.abc import Callable, Iterable, Sequence

import pytest

from klik_portal.imports import kinds
from klik_portal.imports.models import ImportBatch
from klik_portal.imports.operations import receiving, steps
from tests.factories.accreditation import MONDAY
from tests.factories.import_sheets import xlsx

Send = Callable[..., ImportBatch]


def worked(batch: ImportBatch) -> ImportBatch:
    while steps.work(at=MONDAY):
        pass
    batch.refresh_from_db()
    return batch


@pytest.fixture
def send(budi) -> Send:
    """A sheet with this heading and rows, received and worked on as far as it goes."""

    def sent(rows: Iterable[Sequence[object]], *, kind: str = "libraries", upload=None, at=MONDAY):
        batch = receiving.receive(
            kind=kinds.known(kind), upload=upload or xlsx(rows), by=budi, at=at
        )
        return worked(batch)

    return sent


def told(batch: ImportBatch) -> dict[int, tuple[str, str]]:
    """Per line its verdict and its kinds of trouble."""
    return {
        row.number: (row.verdict, "+".join(kind for kind, _column, _sentence in row.troubles))
        for row in batch.rows.all()
    }
