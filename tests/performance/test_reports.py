"""The report on paper tells the figures of the page, and an office can check every percentage."""

import re
import zipfile
from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse

from klik_portal.audit.models import AuditEvent
from klik_portal.performance import figures
from klik_portal.performance.achievement import Achievement
from klik_portal.performance.documents import workbook
from klik_portal.performance.documents.cells import Book
from klik_portal.performance.models import HandValue, PerformanceIndicator
from klik_portal.performance.operations import plans, reports, targets
from klik_portal.performance.queries import certificates
from libraries.models import LibraryType
from tests.factories.accreditation import MONDAY, OutcomeFactory, StoredFileFactory
from tests.factories.libraries import LibraryFactory
from tests.performance.spreadsheet import SOFFICE, recalculated, sheets, without_values

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)
FORMULA_NAME = "=1+1"


@pytest.fixture
def told(rina):
    """Ten of three, a share by hand that missed, and a count of which less is better."""
    plan = plans.create_plan(
        name="Renstra",
        document_number="12/2021",
        first_year=2023,
        last_year=2025,
        by=rina,
        at=MONDAY,
    )
    counted = plan.indicators.get()
    for year, value in ((2023, 4), (2024, 3)):
        targets.set_target(indicator=counted, year=year, value=value, note="", by=rina, at=MONDAY)
    for code, direction, goal, value in (("IK-2", "up", 60, "58.25"), ("IK-3", "down", 7, "9")):
        indicator = PerformanceIndicator.objects.create(
            plan=plan, code=code, name=f"=HYPERLINK({code})", decimals=2, direction=direction
        )
        targets.set_target(indicator=indicator, year=2024, value=goal, note="", by=rina, at=MONDAY)
        HandValue.objects.create(
            indicator=indicator, year=2024, value=value, proof=StoredFileFactory(), set_by=rina, set_at=MONDAY
        )  # fmt: skip
    for number, kind in enumerate((LibraryType.VILLAGE,) * 7 + (LibraryType.KECAMATAN,) * 3):
        name = FORMULA_NAME if number == 0 else f"Perpustakaan {number}"
        OutcomeFactory(
            library=LibraryFactory(name=name, type=kind), decided_on=date(2024, 1 + number, 5)
        )
    return figures.of_year(year=2024, today=TODAY)


def written(told):
    return workbook.write(told, certificates=certificates.of_year(year=told.year, today=TODAY))


def percents(achievement):
    return [
        "" if value is None else float(value)
        for value in (achievement.percent, achievement.capped_percent)
    ]


def expected(told):
    """Every percentage of the workbook, as the figures have it."""
    return {
        "Ringkasan": [percents(one.result) for one in told.indicators],
        "Target dan capaian": [
            percents(year.result) for one in told.indicators for year in one.years
        ],
        "Menurut jenis": [percents(group.result) for group in told.groups],
        "Menurut kecamatan": [percents(area.result) for area in told.areas],
        "Triwulan": [
            percents(quarter.result) for one in told.indicators for quarter in one.quarters
        ],
    }


def found(content):
    """The two columns of percentages of every sheet, below their headings."""
    seen = {}
    for name, rows in sheets(content).items():
        line = next(n for n, row in enumerate(rows) if "No." in row or "Capaian (%)" in row)
        if "Capaian (%)" in rows[line]:
            column = rows[line].index("Capaian (%)")
            seen[name] = [row[column : column + 2] for row in rows[line + 1 :]]
    return seen


def without_what_follows(seen, like):
    """Sums and remarks below the rows have no percentage."""
    return {name: rows[: len(like[name])] for name, rows in seen.items()}


def test_ten_of_three_is_raw_and_capped_in_the_workbook(told):
    assert [333.3, 100.0] in found(written(told))["Ringkasan"]


def test_every_percentage_in_the_workbook_is_the_one_of_the_figures(told):
    like = expected(told)

    assert without_what_follows(found(written(told)), like) == like


@pytest.mark.skipif(not SOFFICE, reason="no LibreOffice (libreoffice-calc-nogui) on this machine")
def test_libreoffice_calculates_the_same_percentages_and_sums(told, tmp_path):
    content = written(told)
    assert found(without_values(content)) != found(content)
    calculated = recalculated(content, tmp_path)

    like = expected(told)
    assert without_what_follows(found(calculated), like) == like
    for name in ("Menurut jenis", "Menurut kecamatan"):
        assert sheets(calculated)[name][-1] == sheets(content)[name][-1]


def test_what_people_typed_is_never_a_formula(told):
    content = written(told)

    formulas = []
    with zipfile.ZipFile(BytesIO(content)) as packed:
        for name in packed.namelist():
            formulas += re.findall(r"<f>([^<]*)</f>", packed.read(name).decode())
    assert formulas
    assert {re.match(r"[A-Z]+", formula).group() for formula in formulas} == {"IF", "SUM"}
    assert sheets(content)["Daftar perpustakaan"][1][1] == FORMULA_NAME


def test_the_list_has_every_library_behind_the_number_with_its_certificate(told):
    rows = sheets(written(told))["Daftar perpustakaan"][1:]

    assert len(rows) == told.result.achieved
    assert [row[7] for row in rows] == [date(2024, month, 5) for month in range(1, 11)]
    assert all(row[6] for row in rows)


def test_sums_by_type_and_by_kecamatan_are_the_headline(told):
    seen = sheets(written(told))

    for name in ("Menurut jenis", "Menurut kecamatan"):
        label, *_rest = last = seen[name][-1]
        column = seen[name][0].index("Realisasi")
        assert (label, last[column]) == ("Jumlah", told.result.achieved)


def test_a_missing_target_or_value_leaves_the_percentage_empty():
    book = Book()
    sheet = book.sheet("Uji", [("Target", 9)])
    for achieved, target in ((None, 3), (3, None), (0, 0), (0, 3)):
        sheet.row(Achievement(achieved, target))

    rows = sheets(book.finished())["Uji"][1:]

    assert [row[2:4] for row in rows] == [["", ""], ["", ""], ["", ""], [0, 0]]


def test_a_year_without_a_plan_can_be_taken_too(rina):
    OutcomeFactory(decided_on=date(2024, 6, 1))
    seen = sheets(reports.take_workbook(year=2024, by=rina, at=MONDAY))

    assert seen["Ringkasan"][5][5] == 1
    assert len(seen["Daftar perpustakaan"]) == 2


def test_taking_the_workbook_is_on_record(kepala, client_of):
    client_of(kepala).get(reverse("performance:report-workbook", args=[2024]))

    event = AuditEvent.objects.get(verb="workbook_taken")
    assert (event.subject_code, event.actor_id) == ("2024", kepala.pk)


@pytest.mark.parametrize("year", ["1999", "2101", "20240"])
def test_a_year_nobody_means_is_not_found(kepala, client_of, year):
    assert client_of(kepala).get(f"/kinerja/laporan/{year}/").status_code == 404


def test_the_report_of_a_year_is_one_click_from_its_figures(told, kepala, client_of):
    client = client_of(kepala)
    address = reverse("performance:report", args=[2024])

    assert address in client.get(reverse("performance:dashboard") + "?tahun=2024").content.decode()
    page = client.get(address).content.decode()

    assert "333,3 %" in page
    assert reverse("performance:report-workbook", args=[2024]) in page
