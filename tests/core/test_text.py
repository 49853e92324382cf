"""What typed text may hold: nothing that breaks a store, a mail header or the reading order."""

import pytest

from klik_portal.core.text import (
    has_control_bytes,
    in_one_line,
    without_control_bytes,
    without_turning_marks,
)


@pytest.mark.parametrize("bad", ["\x00", "\x1b", "\x7f"])
def test_control_bytes_are_found_and_taken_out(bad):
    assert has_control_bytes(f"Ahmad{bad}Yani")
    assert without_control_bytes(f"Ahmad{bad}Yani") == "AhmadYani"


@pytest.mark.parametrize("mark", ["\u202a", "\u202e", "\u2066", "\u2069"])
def test_marks_that_turn_the_reading_order_go(mark):
    assert without_turning_marks(f"Ahmad{mark}Yani") == "AhmadYani"


@pytest.mark.parametrize("typed", ["a\tb\r\nc", "Perpustakaan \u0627\u0644\u0639", "naïve 😀"])
def test_what_people_type_is_left_alone(typed):
    assert not has_control_bytes(typed)
    assert without_turning_marks(without_control_bytes(typed)) == typed


@pytest.mark.parametrize(
    "typed", ["Kaur\r\nBcc: x@y.id", "Kaur\tBcc: x@y.id", "Kaur \u2028 Bcc: x@y.id\n"]
)
def test_one_line_stays_one_line(typed):
    assert in_one_line(typed) == "Kaur Bcc: x@y.id"
