"""Three years of invented office life, counted twice: by Klik, and by plain loops over lists.

The loops of `office_life` share no line with the code they check; where both are wrong in the same
way, only the two would have to be wrong for the same reason.
"""

import re
from datetime import date, timedelta
from decimal import Decimal
from html.parser import HTMLParser

import pytest
import time_machine
from django.urls import reverse

from klik_portal.performance import figures
from klik_portal.performance.operations import reports
from libraries.models import TypeGroup
from tests.performance.office_life import (
    MORE,
    PARTS,
    QUARTERS,
    TARGETS,
    TODAY,
    YEARS,
    accredited_by,
    answers_of,
    every_indicator,
    first_certificates,
    middle,
    percentage,
    quarter_counts,
    rounded_days,
    wall,
)  # fmt: skip
from tests.performance.spreadsheet import SOFFICE, recalculated, sheets
from tests.scheduling.papers import words_of

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def test_every_figure_of_every_year_is_what_a_pencil_would_find(world):
    for year in YEARS:
        told = figures.of_year(year=year, today=TODAY, compared=2023 if year != 2023 else None)
        the_answer_is_right(told, world, year)
        the_indicators_are_right(told, world, year)
        the_splits_are_right(told, world, year)
        the_pipeline_is_right(told, world, year)
        the_service_is_right(told, world, year)
    the_present_is_right(figures.of_year(year=2025, today=TODAY), world)


def the_answer_is_right(told, world, year):
    for row in told.years:
        got = len(first_certificates(world, row.year))
        goal = TARGETS[row.year]
        assert (row.result.achieved, row.result.target) == (got, goal)
        assert row.result.percent == percentage(got, goal, "0.1")
        assert row.result.capped_percent == min(percentage(got, goal, "0.1"), Decimal(100))
    days = first_certificates(world, year).values()
    for row, total in zip(told.headline.quarters, quarter_counts(days), strict=True):
        begun = date(year, row.quarter * 3 - 2, 1) <= TODAY
        assert row.result.achieved == (total if begun else None)
        if begun:
            assert row.within == sum(1 for day in days if (day.month - 1) // 3 + 1 == row.quarter)
    late = 0
    for c in world.certificates:
        if c["decided"].year == year:
            spent = (c["recorded"].year, (c["recorded"].month - 1) // 3)
            late += spent > (year, (c["decided"].month - 1) // 3)
    assert told.late == late
    assert told.corrected == sum(
        1 for x in world.corrections if year in (x["old"].year, x["new"].year)
    )


def the_indicators_are_right(told, world, year):
    by_pencil = every_indicator(world, year)
    assert {one.source for one in told.indicators} == set(by_pencil)
    for one in told.indicators:
        got = by_pencil[one.source]
        goal = Decimal(MORE[one.source]) if one.source in MORE else TARGETS[year]
        assert (one.result.achieved, one.result.target) == (got, goal), one.source
        assert one.result.percent == (None if got is None else percentage(got, goal, "0.1"))


def the_splits_are_right(told, world, year):
    assert len(told.areas) == 20
    for which, rows in (("group", told.groups), ("area", told.areas)):
        here, there = accredited_by(world, year, which), accredited_by(world, 2023, which)
        for row in rows:
            got, goal = here.get(row.code, 0), PARTS.get(row.code)
            assert (row.achieved, row.result.target) == (got, goal)
            assert row.result.percent == (percentage(got, goal, "0.1") if goal else None)
            assert row.compared == (None if year == 2023 else there.get(row.code, 0))


def the_pipeline_is_right(told, world, year):
    for row in told.stages:
        inside = [case for case in world.cases if case["open"] and case["state"] == row.code]
        assert row.count == len(inside)
        assert row.with_applicant + row.with_office + row.with_perpusnas == len(inside)
        stays = []
        for case in world.cases:
            for (state, entered), (_next, left) in zip(
                case["steps"], case["steps"][1:], strict=False
            ):
                if state == row.code and left.year == year:
                    stays.append(rounded_days((left - entered) // timedelta(days=1)))
        assert (row.left_count, row.median_days) == (len(stays), middle(stays))


def the_service_is_right(told, world, year):
    took = answers_of(world, year)
    assert told.answers.answered == len(took)
    assert told.answers.in_time == sum(1 for seconds in took if seconds <= 24 * 3600)
    whole = [s // 3600 if s // 3600 <= 48 else -(-(s // 3600) // 24) * 24 for s in took]
    assert told.answers.median_hours == middle(whole)
    over = [j for j in world.journeys if j["done"] and j["first"].year == year]
    assert told.trips.trips == len(over)
    assert told.trips.visited == sum(j["visits"].count("attended") for j in over)
    assert told.trips.cost == sum(amount * price for j in over for amount, price in j["lines"])


def the_present_is_right(told, world):
    for row in told.expiring:
        month = TODAY.year * 12 + TODAY.month + row.months - 1
        limit = date(month // 12, month % 12 + 1, 1)
        ending = 0
        for library in range(60):
            own = [c for c in world.certificates if c["library"] == library]
            for c in own:
                goes_on = any(
                    other["decided"] <= c["ends"]
                    and (other["ends"], own.index(other)) > (c["ends"], own.index(c))
                    for other in own
                )
                ending += date(2025, 11, 1) <= c["ends"] < limit and not goes_on
        assert row.count == ending
    load = {}
    for case in world.cases:
        if case["open"]:
            name = "Budi" if case["library"] % 3 else ""
            load[name] = load.get(name, 0) + 1
    assert {row.name: row.running for row in told.load} == load
    the_forecast_is_right(told, world)


def the_forecast_is_right(told, world):
    left = (date(2025, 12, 31) - TODAY).days
    expected = spread = 0.0
    for stage in ("submitted", "returned", "mentoring", "ready", "proposed"):
        waiting = sum(1 for case in world.cases if case["open"] and case["state"] == stage)
        past = [case for case in world.cases if not case["open"] and stage in dict(case["steps"])]
        won = 0
        for case in past:
            days = rounded_days((case["steps"][-1][1] - dict(case["steps"])[stage]).days)
            won += case["state"] == "accredited" and days <= left
        if waiting:
            share = won / len(past)
            expected += waiting * share
            spread += waiting * share * (1 - share) * (1 + waiting / len(past))
    achieved = len(first_certificates(world, 2025))
    assert told.forecast.is_told
    assert told.forecast.middle == achieved + round(expected)
    reach = 1.28 * spread**0.5
    assert told.forecast.low == achieved + int(max(0, expected - reach))
    assert told.forecast.low <= told.forecast.middle <= told.forecast.high
    assert expected + reach <= told.forecast.high - achieved < expected + reach + 1


def on_paper(value, places=1):
    """1234.5 as an Indonesian reads it; nothing is a dash."""
    if value is None:
        return "\u2013"
    whole, _dot, rest = f"{Decimal(value):,.{places}f}".partition(".")
    return whole.replace(",", ".") + ("," + rest if rest else "")


def raw_percent(got, goal):
    percent = percentage(got, goal, "0.1") if goal and got is not None else None
    return on_paper(percent) + (" %" if percent is not None else "")


def capped_percent(got, goal):
    percent = percentage(got, goal, "0.1") if goal and got is not None else None
    return "100 %" if percent and percent >= 100 else raw_percent(got, goal)


def parts_of(world, year, which):
    """[(name, target, achieved)] of every group, or of each kecamatan that has something to tell."""
    counted = accredited_by(world, year, which)
    if which == "group":
        names = {"village": "Desa dan kelurahan", "school": "Sekolah", "worship": "Rumah ibadah", "other": str(TypeGroup.OTHER.label)}  # fmt: skip
        return [(name, PARTS.get(code), counted.get(code, 0)) for code, name in names.items()]
    return [
        (name, PARTS.get(code), counted.get(code, 0))
        for code, name in sorted(world.names.items())
        if counted.get(code) or PARTS.get(code)
    ]


class Tables(HTMLParser):
    """{caption: [[cell, ...], ...]} of a page."""

    def __init__(self):
        super().__init__()
        self.found, self.rows, self.inside, self.text = {}, [], "", ""

    def handle_starttag(self, tag, attrs):
        if tag in ("caption", "td", "th"):
            self.inside, self.text = tag, ""
        if tag == "tr":
            self.rows.append([])
        if tag == "table":
            self.rows = []

    def handle_data(self, data):
        self.text += data

    def handle_endtag(self, tag):
        told = re.sub(r"\s+", " ", self.text).strip()
        if tag == "caption":
            self.caption = told
        elif tag in ("td", "th"):
            self.rows[-1].append(told)
        elif tag == "table":
            self.found[self.caption] = [row for row in self.rows if row]


def test_the_page_prints_those_figures(world, kepala, client_of):
    for year in YEARS:
        the_page_is_right(world, client_of(kepala), year)


def the_page_is_right(world, client, year):
    with time_machine.travel(wall(TODAY), tick=False):
        page = client.get(reverse("performance:dashboard"), {"tahun": year})
    tables = Tables()
    tables.feed(page.content.decode())

    def printed(caption):
        return tables.found[caption][1:]

    counts = {of: len(first_certificates(world, of)) for of in YEARS}
    assert [row[:5] for row in printed("Target dan capaian per tahun")] == [
        [str(of), str(TARGETS[of]), str(n), raw_percent(n, TARGETS[of]), capped_percent(n, TARGETS[of])]
        for of, n in counts.items()
    ]  # fmt: skip
    quarters = printed(f"Per triwulan, {year}: dari Januari sampai akhir triwulan")
    totals = quarter_counts(first_certificates(world, year).values())
    for number, (row, total) in enumerate(zip(quarters, totals, strict=True), start=1):
        goal = QUARTERS.get(number)
        assert row[1:4] == [on_paper(goal, 0), str(total), raw_percent(total, goal)]
    indicators = {row[0].split()[0]: row for row in printed(f"Indikator Renstra, {year}")}
    for number, (source, got) in enumerate(every_indicator(world, year).items(), start=1):
        goal, places = Decimal(MORE.get(source, TARGETS[year])), 2 if source in MORE else 0
        told = [cell.partition(" (")[0] for cell in indicators[f"IK-{number}"][1:4]]
        assert told == [on_paper(goal, places), on_paper(got, places), raw_percent(got, goal)]  # fmt: skip
    for which, caption in (("group", "Menurut jenis"), ("area", "Menurut kecamatan")):
        assert [row[:4] for row in printed(f"{caption}, {year}")] == [
            [name, on_paper(goal, 0), str(got), raw_percent(got, goal)]
            for name, goal, got in parts_of(world, year, which)
        ]


def numbers(*values):
    return ["" if value is None else float(value) for value in values]


def in_excel(got, goal):
    percent = percentage(got, goal, "0.1") if goal and got is not None else None
    return numbers(goal, got, percent, None if percent is None else min(percent, 100))


def test_the_workbook_holds_those_figures(world, rina):
    for year in YEARS:
        content = reports.take_workbook(year=year, by=rina, at=wall(TODAY))
        the_sheets_are_right(sheets(content), world, year)


@pytest.mark.skipif(not SOFFICE, reason="no LibreOffice (libreoffice-calc-nogui) on this machine")
def test_libreoffice_calculates_those_figures(world, rina, tmp_path):
    content = reports.take_workbook(year=2024, by=rina, at=wall(TODAY))

    the_sheets_are_right(sheets(recalculated(content, tmp_path)), world, 2024)


def the_sheets_are_right(book, world, year):
    summary = {row[1]: row for row in book["Ringkasan"] if str(row[1]).startswith("IK-")}
    for number, (source, got) in enumerate(every_indicator(world, year).items(), start=1):
        goal = Decimal(MORE.get(source, TARGETS[year]))
        assert summary[f"IK-{number}"][4:8] == in_excel(got, goal)
    rows = [row for row in book["Target dan capaian"] if row[0] == "IK-1"]
    for row, of in zip(rows, YEARS, strict=True):
        assert [row[4], *row[5:9]] == [str(of), *in_excel(len(first_certificates(world, of)), TARGETS[of])]  # fmt: skip
    quarters = [row for row in book["Triwulan"] if row[0] == "IK-1"]
    totals = quarter_counts(first_certificates(world, year).values())
    for number, (row, total) in enumerate(zip(quarters, totals, strict=True), start=1):
        assert row[4:8] == in_excel(total, QUARTERS.get(number))
    groups = {row[0]: row[1:5] for row in book["Menurut jenis"]}
    areas = {row[0]: row[2:6] for row in book["Menurut kecamatan"]}
    for found, which in ((groups, "group"), (areas, "area")):
        for name, goal, got in parts_of(world, year, which):
            assert found[name] == in_excel(got, goal), name
    assert groups["Jumlah"][1] == areas["Jumlah"][1] == len(first_certificates(world, year))
    listed = book["Daftar perpustakaan"][1:]
    assert sorted(row[7] for row in listed) == sorted(first_certificates(world, year).values())


def test_the_pdf_prints_those_figures(world, rina, client_of):
    for year in YEARS:
        the_paper_is_right(world, client_of(rina), year)


def the_paper_is_right(world, client, year):
    with time_machine.travel(wall(TODAY), tick=False):
        address = reverse("performance:report-paper", args=[year])
        words = words_of(client.get(address))

    def line(name, got, goal, places=0):
        told = (on_paper(goal, places), on_paper(got, places), raw_percent(got, goal), capped_percent(got, goal))  # fmt: skip
        return " ".join((name, *told))

    for number, (source, got) in enumerate(every_indicator(world, year).items(), start=1):
        goal = Decimal(MORE.get(source, TARGETS[year]))
        told = line("", got, goal, 2 if source in MORE else 0)
        assert re.search(rf"IK-{number} [^%]*?{re.escape(told)}", words), told
    for of in YEARS:
        assert line(str(of), len(first_certificates(world, of)), TARGETS[of]) in words
    for which in ("group", "area"):
        for name, goal, got in parts_of(world, year, which):
            assert line(name, got, goal) in words
    for library, day in first_certificates(world, year).items():
        rows = [
            c["row"] for c in world.certificates if c["library"] == library and c["decided"] == day
        ]
        assert any(row.certificate_number in words for row in rows)
