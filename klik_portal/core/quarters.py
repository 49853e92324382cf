"""Quarters of a calendar year; quarter 0 is the whole year. Pure."""

from datetime import date, timedelta


def quarter_of(day: date) -> int:
    return (day.month + 2) // 3


def quarter_start(year: int, quarter: int) -> date:
    return date(year, 3 * max(quarter, 1) - 2, 1)


def quarter_end(year: int, quarter: int) -> date:
    month = 3 * quarter if quarter else 12
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
