"""Dates, moments and numbers as Indonesian text, and typed dates back. Pure."""

import re
from datetime import date, datetime, timedelta
from decimal import Decimal

from klik_portal.core.clock import wita

DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni",
    "Juli", "Agustus", "September", "Oktober", "November", "Desember",
)  # fmt: skip
SHORT_MONTHS = ("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des")


def day(value: date) -> str:
    """Jumat, 23 Mei 2025"""
    return f"{DAYS[value.weekday()]}, {value.day} {MONTHS[value.month - 1]} {value.year}"


def moment(value: datetime) -> str:
    """Jumat, 23 Mei 2025 pukul 09.00 WITA"""
    local = wita(value)
    return f"{day(local.date())} pukul {local:%H.%M} WITA"


def short_day(value: date) -> str:
    """23 Mei 2025"""
    return f"{value.day} {SHORT_MONTHS[value.month - 1]} {value.year}"


def work_week(monday: date) -> str:
    """7 sampai 11 Des 2026; never "minggu 7 Des", which also reads as a Sunday."""
    friday = monday + timedelta(days=4)
    start = short_day(monday)
    if monday.year == friday.year:
        start = start.removesuffix(f" {monday.year}")
    if monday.month == friday.month:
        start = str(monday.day)
    return f"{start} sampai {short_day(friday)}"


def short_moment(value: datetime) -> str:
    """23 Mei 2025, 09.00 WITA"""
    local = wita(value)
    return f"{short_day(local.date())}, {local:%H.%M} WITA"


def clock(value: datetime) -> str:
    """09.00 WITA"""
    return f"{wita(value):%H.%M} WITA"


def duration(minutes: int) -> str:
    """2 jam 15 menit, 3 jam, 45 menit"""
    hours, rest = divmod(minutes, 60)
    parts = [f"{hours} jam" if hours else "", f"{rest} menit" if rest or not hours else ""]
    return " ".join(part for part in parts if part)


def number(value: int) -> str:
    """1.000"""
    return f"{value:,}".replace(",", ".")


def decimal(value: Decimal, places: int = 2) -> str:
    """68,50"""
    return f"{value:,.{places}f}".translate(str.maketrans(",.", ".,"))


SMALL_NUMBERS = (
    "nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh", "sebelas",
)  # fmt: skip


def in_words(value: int) -> str:
    """dua ribu dua puluh enam; for years and days, up to 9999"""
    for size, name in ((1000, "ribu"), (100, "ratus"), (10, "puluh")):
        if value >= size and value > 11 and not (size == 10 and value < 20):
            count, rest = divmod(value, size)
            head = f"se{name}" if count == 1 else f"{in_words(count)} {name}"
            return f"{head} {in_words(rest)}" if rest else head
    return SMALL_NUMBERS[value] if value < 12 else f"{SMALL_NUMBERS[value - 10]} belas"


def day_in_words(value: date) -> str:
    """Rabu, tanggal dua puluh lima bulan November tahun dua ribu dua puluh enam"""
    named = (
        f"{DAYS[value.weekday()]}, tanggal {in_words(value.day)} bulan {MONTHS[value.month - 1]}"
    )
    return f"{named} tahun {in_words(value.year)}"


def days_from(value: date, today: date) -> str:
    """hari ini, besok, kemarin, 3 hari lagi, 2 hari lalu"""
    days = (value - today).days
    named = {0: "hari ini", 1: "besok", -1: "kemarin"}.get(days)
    return named or (f"{days} hari lagi" if days > 0 else f"{-days} hari lalu")


def parse_day(typed: str) -> date:
    """A day written as 2026-11-24, 24-11-2026, 24/11/2026 or 24 November 2026, else ValueError."""
    typed = typed.strip().lower()
    if match := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", typed, re.ASCII):
        return date(int(match[1]), int(match[2]), int(match[3]))
    if match := re.fullmatch(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})", typed, re.ASCII):
        return date(int(match[3]), int(match[2]), int(match[1]))
    if match := re.fullmatch(r"(\d{1,2})\s+([a-z]+)\s+(\d{4})", typed, re.ASCII):
        return date(int(match[3]), MONTHS.index(match[2].capitalize()) + 1, int(match[1]))
    raise ValueError(typed)
