"""The number of Perpusnas: tidied, doubted, never a reason to stop."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libraries import npp


@pytest.mark.parametrize(
    "typed",
    [
        "6402062D1000001", "6402062d1000001", "6402.062.D.1000001", "6402 062 D 1000001",
        "6402-062-d-1000001", " 6402062D1000001\t", "6402\u00a0062D1000001",
    ],
)  # fmt: skip
def test_all_spellings_are_one_number(typed):
    assert npp.tidy(typed) == "6402062D1000001"
    assert npp.warning(npp.tidy(typed)) == ""


@pytest.mark.parametrize(
    "odd", ["1", "6402062D100000", "6402062D10000011", "64020621000001D", "٦٤٠٢٠٦٢D١٠٠٠٠٠١", "SEDANG DIURUS"]
)  # fmt: skip
def test_an_odd_number_is_doubted_with_an_example(odd):
    assert "6402062D1000001" in npp.warning(odd)


def test_no_number_is_no_doubt():
    assert npp.warning("") == ""


@given(st.text())
def test_tidying_never_makes_it_longer_and_twice_is_once(typed):
    assert len(npp.tidy(typed)) <= len(typed)
    assert npp.tidy(npp.tidy(typed)) == npp.tidy(typed)
