"""A large sheet with faults sown at random: found are exactly these, and undo leaves no trace."""

from collections import Counter

import pytest
from django.core.management import call_command

from klik_portal.imports import kinds
from klik_portal.imports.models import BatchState
from klik_portal.imports.operations import deciding, receiving, steps
from klik_portal.performance.operations import counts
from libraries.models import Library
from tests.factories.accreditation import MONDAY
from tests.factories.import_sheets import FAULTS, TAKEN, sow, table, xlsx
from tests.factories.libraries import LibraryFactory
from tests.imports.tables import dump

SIZES = [
    pytest.param(1500, 200, id="1500"),
    pytest.param(20_000, 600, id="20000", marks=[pytest.mark.service, pytest.mark.slow]),
]


def worked(batch):
    while steps.work(at=MONDAY):
        pass
    batch.refresh_from_db()
    return batch


@pytest.fixture
def regency(db):
    call_command("load_regions", verbosity=0)
    LibraryFactory(name="Perpustakaan Diarpus", npp=TAKEN, type="special")


@pytest.mark.parametrize(("rows", "faults"), SIZES)
@pytest.mark.django_db
def test_exactly_the_sown_faults_are_found_and_undo_restores_every_row(regency, budi, rows, faults):
    sown = sow(rows=rows, faults=faults, seed=rows)
    before = dump()
    batch = receiving.receive(
        kind=kinds.known("libraries"), upload=xlsx(table(sown.rows)), by=budi, at=MONDAY
    )

    assert worked(batch).state == BatchState.CHECKED

    found = {
        row.number: "+".join(sorted({kind for kind, _column, _sentence in row.troubles}))
        for row in batch.rows.filter(verdict="error")
    }
    assert found == sown.wrong
    assert {kind for told in found.values() for kind in told.split("+")} == set(FAULTS)
    assert batch.troubles == Counter(k for told in found.values() for k in told.split("+"))
    assert batch.count("new") == rows - faults
    assert dump() == before

    deciding.confirm(batch=batch, by=budi, at=MONDAY)
    deciding.confirm(batch=batch, by=budi, at=MONDAY)
    assert worked(batch).count("made") == rows - faults
    assert Library.objects.filter(type="primary_school").count() == rows - faults
    assert not Library.objects.filter(search_text="").exists()
    assert counts.differences() == {}

    deciding.undo(batch=batch, by=budi, at=MONDAY)
    assert worked(batch).count("undone") == rows - faults
    assert dump() == before
    assert counts.differences() == {}
