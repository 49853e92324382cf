"""Certificates from before Klik come in by sheet, each for a library that Klik knows."""

from datetime import date
from decimal import Decimal

import pytest

from accreditation.models import Outcome
from accreditation.operations import outcomes
from klik_portal.audit.models import AuditEvent
from klik_portal.imports.operations import deciding
from klik_portal.performance.operations import counts
from tests.factories.accreditation import MONDAY, OutcomeFactory
from tests.factories.libraries import LibraryFactory
from tests.imports.conftest import told, worked
from tests.imports.tables import dump

pytestmark = pytest.mark.django_db
HEADING = (
    "Kode",
    "NPP",
    "Nama perpustakaan",
    "Desa",
    "Peringkat",
    "Nilai",
    "Nomor sertifikat",
    "Tanggal sertifikat",
)


@pytest.fixture
def masjid(enggelam):
    return LibraryFactory(
        name="Perpustakaan Masjid Nurul Huda",
        type="worship",
        desa=enggelam.desa,
        npp="6402182D1000009",
    )


def rows(enggelam, masjid):
    return [
        HEADING,
        (enggelam.code, "", "", "", "A", "95,5", "S-1", "24-11-2022"),
        ("", masjid.npp, "", "", "b", 82, "S-2", date(2023, 5, 2)),
        ("", "", "perpustakaan desa muara enggelam", "Muara Enggelam", "C", "", "S-3", "2019-01-31"),
    ]  # fmt: skip


def test_each_row_becomes_a_certificate_of_its_library(send, budi, enggelam, masjid):
    batch = send(rows(enggelam, masjid), kind="certificates")

    deciding.confirm(batch=batch, by=budi, at=MONDAY)

    assert worked(batch).made == 3
    assert list(Outcome.objects.order_by("certificate_number").values_list(
        "library", "grade", "score", "decided_on", "valid_until", "application"
    )) == [
        (enggelam.pk, "A", Decimal("95.50"), date(2022, 11, 24), date(2027, 11, 24), None),
        (masjid.pk, "B", Decimal("82.00"), date(2023, 5, 2), date(2027, 5, 2), None),
        (enggelam.pk, "C", None, date(2019, 1, 31), date(2022, 1, 31), None),
    ]  # fmt: skip
    assert AuditEvent.objects.filter(verb="outcome_recorded").count() == 3
    assert counts.differences() == {}


def test_the_same_sheet_again_adds_nothing(send, budi, enggelam, masjid):
    deciding.confirm(batch=(first := send(rows(enggelam, masjid), kind="certificates")), by=budi, at=MONDAY)  # fmt: skip
    worked(first)

    again = send(rows(enggelam, masjid), kind="certificates")

    assert (again.same, again.good) == (3, 0)


def test_every_kind_of_mistake_is_named(send, enggelam, masjid):
    OutcomeFactory(library=masjid, certificate_number="SUDAH", grade="A")
    good = (enggelam.code, "", "", "", "A", "95", "S-9", "24-11-2022")

    def but(**other):
        names = ("code", "npp", "name", "desa", "grade", "score", "number", "day")
        return tuple(other.get(name, cell) for name, cell in zip(names, good, strict=True))

    batch = send(
        [
            HEADING,
            good,
            but(code="PRP-1999-0001", number="S-10"),
            but(code="", npp="999", number="S-11"),
            but(code="", name="Perpustakaan Entah", desa="Muara Enggelam", number="S-12"),
            but(code="", name="Perpustakaan Entah", desa="Atlantis", number="S-13"),
            but(grade="D", number="S-14"),
            but(score="120", number="S-15"),
            but(number=""),
            but(number="S-9"),
            but(number="SUDAH"),
            but(day="kemarin", number="S-16"),
            but(day="24-11-2999", number="S-17"),
            but(score="60", number="S-18"),
            but(code="", number="S-19"),
        ],
        kind="certificates",
    )

    assert [said for _verdict, said in told(batch).values()] == [
        "", "code_unknown", "npp_unknown", "library_unknown", "desa_unknown", "grade_unknown", "score_bad",
        "number_missing", "number_twice", "number_taken", "date_bad", "implausible", "implausible", "library_unknown",
    ]  # fmt: skip


def test_undo_leaves_no_trace_but_what_was_put_right_since(send, budi, enggelam, masjid):
    counts.rebuild()
    before = dump()
    batch = send(rows(enggelam, masjid), kind="certificates")
    deciding.confirm(batch=batch, by=budi, at=MONDAY)
    worked(batch)

    deciding.undo(batch=batch, by=budi, at=MONDAY)

    assert worked(batch).count("undone") == 3
    assert dump() == before
    assert counts.differences() == {}

    again = send(rows(enggelam, masjid), kind="certificates", at=MONDAY)
    deciding.confirm(batch=again, by=budi, at=MONDAY)
    worked(again)
    mended = Outcome.objects.get(certificate_number="S-2")
    outcomes.correct(
        outcome=mended, version=1, grade="A", score=Decimal(95), certificate_number="S-2",
        decided_on=mended.decided_on, scan=None, reason="Salah ketik", by=budi, at=MONDAY,
    )  # fmt: skip
    deciding.undo(batch=again, by=budi, at=MONDAY)

    assert worked(again).kept == 1
    assert Outcome.objects.get() == mended
    assert "sudah diperbaiki" in again.rows.get(result="kept").remark
