"""What workers of pytest that run side by side must not share."""

import os
import re


def own_redis(variable: str) -> str:
    """The Redis that was named; for each worker another of its sixteen databases."""
    url = os.environ.get(variable, "")
    named = re.fullmatch(r"(redis://.+/)(\d+)", url)
    worker = os.environ.get("PYTEST_XDIST_WORKER", "").removeprefix("gw")
    return f"{named[1]}{(int(named[2]) - 1 - int(worker)) % 16}" if named and worker else url
