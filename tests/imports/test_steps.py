"""Steps are small, a killed worker leaves nothing half done, one bad row does not stop the others."""

import os
import signal
import subprocess
import sys
from dataclasses import replace

import pytest
from django.db import connection, transaction

from klik_portal.audit.models import AuditHead
from klik_portal.audit.operations import first_break
from klik_portal.imports import kinds
from klik_portal.imports.models import ImportBatch
from klik_portal.imports.operations import deciding, receiving, steps
from libraries.models import Library
from tests.factories.accreditation import MONDAY
from tests.factories.import_sheets import xlsx
from tests.imports.conftest import worked
from tests.services import ROOT

HEADING = ("Nama", "Jenis", "Desa")


def schools(count: int):
    return xlsx(
        [HEADING, *((f"SDN {number:04d}", "sd", "Muara Enggelam") for number in range(count))]
    )


@pytest.fixture
def broken(monkeypatch):
    """Libraries as a kind whose rules cannot stand a certain row."""
    kind = kinds.known("libraries")

    def check(lines):
        if any(line.get("name") == "SDN 0003" for line in lines):
            raise ZeroDivisionError
        return kind.check(lines)

    monkeypatch.setitem(kinds._registered, "libraries", replace(kind, check=check))


@pytest.mark.django_db
def test_a_row_that_breaks_the_rules_is_set_aside(broken, budi, enggelam):
    batch = receiving.receive(kind=kinds.known("libraries"), upload=schools(8), by=budi, at=MONDAY)

    for _again in range(10):
        steps.work(at=MONDAY + (_again + 1) * 10 * steps.REST)
    batch.refresh_from_db()

    assert (batch.state, batch.count("new"), batch.count("error")) == ("checked", 7, 1)
    assert batch.rows.get(verdict="error").cells[0] == "SDN 0003"


@pytest.mark.django_db
def test_a_step_takes_a_handful_and_remembers_where_it_is(budi, enggelam, monkeypatch):
    kind = replace(kinds.known("libraries"), together=3)
    monkeypatch.setitem(kinds._registered, "libraries", kind)
    monkeypatch.setattr(steps, "TURN", 0.0)
    batch = receiving.receive(kind=kind, upload=schools(8), by=budi, at=MONDAY)

    marks = []
    while steps.work(at=MONDAY):
        batch.refresh_from_db()
        marks.append((batch.done, batch.mark))

    assert marks == [(3, 4), (6, 7), (8, 9), (8, 9)]


@pytest.mark.django_db
def test_others_may_write_between_two_steps(budi, enggelam, monkeypatch):
    """On SQLite whoever waits for the one writer looks again every 0.1 s; PostgreSQL has no such queue."""
    rests = []
    kind = replace(kinds.known("libraries"), together=3)
    monkeypatch.setitem(kinds._registered, "libraries", kind)
    monkeypatch.setattr(steps, "sleep", rests.append)
    monkeypatch.setattr(steps, "HOLD", 0.0)
    receiving.receive(kind=kind, upload=schools(8), by=budi, at=MONDAY)

    steps.work(at=MONDAY)

    after = [] if connection.vendor == "postgresql" else [steps.PAUSE] * 4
    assert rests == after
    assert steps.PAUSE > 0.1


@pytest.mark.django_db
def test_beat_wakes_only_what_stands_still(budi, enggelam, monkeypatch):
    rung = []
    monkeypatch.setattr(steps.doorbell, "ring", rung.append)
    receiving.receive(kind=kinds.known("libraries"), upload=schools(2), by=budi, at=MONDAY)

    rung.clear()
    steps.wake_if_stalled(at=MONDAY + steps.STALLED / 2)
    assert rung == []

    steps.wake_if_stalled(at=MONDAY + steps.STALLED)
    assert rung == [receiving.WORK]


WORKER = """
import os, sys, django
django.setup()
from klik_portal.core import clock
from klik_portal.imports.operations import steps
steps.TURN = 0.0
print("ready", flush=True)
while steps.work(at=clock.now()):
    print("step", flush=True)
"""


@pytest.mark.service
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_killed_worker_leaves_nothing_half_done(budi, enggelam, tmp_path):
    batch = receiving.receive(
        kind=kinds.known("libraries"), upload=schools(2000), by=budi, at=MONDAY
    )
    worked(batch)
    deciding.confirm(batch=batch, by=budi, at=MONDAY)

    for kill_after in (1, 3, 2):  # steps; and once more in the middle of the next one
        command = [sys.executable, "-c", WORKER]
        with subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.PIPE, env=environment()
        ) as child:
            for _line in range(kill_after + 1):
                child.stdout.readline()
            child.send_signal(signal.SIGKILL)
        batch = ImportBatch.objects.get(pk=batch.pk)
        made = Library.objects.filter(type="primary_school").count()
        assert made == batch.done == batch.count("made") == batch.rows.exclude(result="").count()

    assert 0 < batch.done < 2000
    assert worked(batch).made == 2000
    assert Library.objects.filter(type="primary_school").count() == 2000
    assert first_break() is None
    assert AuditHead.objects.get().count > 2000


def environment() -> dict[str, str]:
    """The child works in the very database of this test."""
    name = str(connection.settings_dict["NAME"])
    url = f"sqlite:///{name}"
    if connection.vendor == "postgresql":
        told = connection.settings_dict
        url = f"postgres://{told['USER']}@{told['HOST']}:{told['PORT']}/{name}"
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "KLIK_DATABASE_URL": url,
        "PYTHONPATH": str(ROOT),
    }


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_take_the_same_rows(budi, enggelam):
    """On PostgreSQL the second finds the batch locked and goes by; SQLite lets one write at a time."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer")
    from threading import Thread

    receiving.receive(kind=kinds.known("libraries"), upload=schools(300), by=budi, at=MONDAY)
    done = []
    with transaction.atomic():
        steps._claim(MONDAY)
        other = Thread(target=lambda: (done.append(steps.work(at=MONDAY)), connection.close()))
        other.start()
        other.join(10)

    assert done == [False]
