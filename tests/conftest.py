"""Shared by all tests: the cast, a file store of one's own."""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from klik_portal.audit.models import AuditHead
from klik_portal.performance.queries.public import _remembered as public_figures
from klik_portal.performance.queries.unreached import _remembered as unreached
from libraries import boundaries
from libraries.coverage import _remembered as coverage

pytest_plugins = ["tests.cast"]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What has no database (pytest-django refuses it every query) says the same on each of them."""
    for item in items:
        if not _has_a_database(item):
            item.add_marker(pytest.mark.once)


def _has_a_database(item: pytest.Item) -> bool:
    fixtures = {"db", "transactional_db"}
    markers = ("django_db", "service", "browser")  # the last two bring databases of their own
    return bool(fixtures & set(item.fixturenames)) or any(map(item.get_closest_marker, markers))


@pytest.fixture(autouse=True)
def file_store(settings: Any, tmp_path: Path) -> Path:
    settings.FILE_STORE = tmp_path / "store"
    return settings.FILE_STORE


AUDIT = "klik_portal.audit.migrations.0002_append_only"
SNAPSHOTS = "klik_portal.performance.migrations.0004_snapshots_stay"
PAPERS = "klik_portal.papers.migrations.0002_printed_stays"
OFFICE = "klik_portal.office.migrations.0002_the_office"


@pytest.fixture(autouse=True)
def _rows_of_the_migrations(request: pytest.FixtureRequest) -> Iterator[None]:
    """Tests with real transactions end by emptying every table; give back what migrations had put in."""
    marker = request.node.get_closest_marker("django_db")
    if marker is None and "db" not in request.fixturenames:
        yield
        return
    is_transactional = bool(marker and marker.kwargs.get("transaction"))
    request.getfixturevalue("transactional_db" if is_transactional else "db")
    if not AuditHead.objects.exists():
        for module in (AUDIT, OFFICE):
            import_module(module).rows(apps)
    yield
    if is_transactional and connection.vendor == "sqlite":
        _empty_the_append_only_tables()


def _empty_the_append_only_tables() -> None:
    """SQLite empties tables by DELETE, which the triggers of these refuse."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER audit_no_delete")
        cursor.execute("DELETE FROM audit_auditevent")
        cursor.execute(import_module(AUDIT).SQLITE[1])
        cursor.execute("DROP TRIGGER performance_snapshot_no_delete")
        cursor.execute("DELETE FROM performance_snapshot")
        cursor.execute(import_module(SNAPSHOTS).SQLITE[1])
        cursor.execute("DROP TRIGGER papers_no_delete")
        cursor.execute("DELETE FROM papers_issuedpaper")
        cursor.execute(import_module(PAPERS).SQLITE[1])


@pytest.fixture(autouse=True)
def _public_figures_afresh() -> None:
    """What a process remembers for a minute belongs to one test only."""
    public_figures.cache_clear()
    boundaries.forget()
    coverage.cache_clear()
    unreached.cache_clear()
