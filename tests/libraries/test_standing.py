"""What a library's certificates say on a given day."""

from dataclasses import dataclass
from datetime import date

import pytest

from libraries.standing import StandingState, standing


@dataclass
class Paper:
    grade: str
    decided_on: date
    valid_until: date


OLD_C = Paper("C", date(2017, 5, 3), date(2020, 5, 3))
B = Paper("B", date(2022, 5, 3), date(2026, 5, 3))
RENEWED_A = Paper("A", date(2025, 9, 1), date(2030, 9, 1))


@pytest.mark.parametrize(
    ("papers", "on", "sentence"),
    [
        ([], date(2026, 1, 1), "Belum terakreditasi"),
        ([OLD_C, B], date(2024, 1, 1), "Terakreditasi B, berlaku sampai 3 Mei 2026"),
        ([OLD_C, B], date(2026, 5, 3), "Terakreditasi B, berlaku sampai 3 Mei 2026"),
        ([OLD_C, B], date(2026, 5, 4), "Sertifikat berakhir 3 Mei 2026"),
        ([OLD_C, B, RENEWED_A], date(2026, 1, 1), "Terakreditasi A, berlaku sampai 1 Sep 2030"),
        ([OLD_C, B], date(2021, 1, 1), "Sertifikat berakhir 3 Mei 2020"),
        ([B], date(2022, 5, 2), "Belum terakreditasi"),
    ],
)
def test_the_newest_valid_certificate_counts_else_the_one_that_ended_last(papers, on, sentence):
    assert standing(papers, on=on).sentence == sentence
    assert standing(reversed(papers), on=on).sentence == sentence


def test_an_expired_certificate_is_no_accreditation():
    assert standing([OLD_C], on=date(2026, 1, 1)).state == StandingState.EXPIRED
    assert not standing([OLD_C], on=date(2026, 1, 1)).is_valid
