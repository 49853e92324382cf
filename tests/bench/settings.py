"""Klik as in production use, plus one floor view to compare with."""

from klik_portal.settings import *  # noqa: F403
from klik_portal.settings import BASE_DIR, TEMPLATES

ROOT_URLCONF = "tests.bench.urls"
TEMPLATES[0]["DIRS"].append(BASE_DIR / "tests" / "bench" / "templates")
