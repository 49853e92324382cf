"""How many libraries at work with the office nothing reaches: remembered for a minute, counted up to a limit."""

from functools import lru_cache
from time import time

from django.utils.translation import gettext as _

from accreditation import reach
from klik_portal.core import clock, wording

SECONDS = 60


def label() -> str:
    """'12', or '1.000 lebih' from the limit on."""
    count = _remembered(int(time() // SECONDS))
    said = wording.number(count)
    return _("%s lebih") % said if count >= reach.COUNT_CAP else said


@lru_cache(maxsize=1)
def _remembered(_minute: int) -> int:
    return reach.unreachable_count(at=clock.now())
