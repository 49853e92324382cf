"""Invitations age: the pages of these stories are opened in their own week."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine

from tests.factories.accreditation import MONDAY


@pytest.fixture
def that_week() -> Iterator[None]:
    with time_machine.travel(MONDAY + timedelta(days=2)):
        yield
