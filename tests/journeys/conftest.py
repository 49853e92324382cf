"""One browser for all stories, and an installation for each, copied from one that was set up once."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests import moulds

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not CHROMIUM:
        pytest.skip("Chromium is not installed (Debian package `chromium`).")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session", autouse=True)
def _moulds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Set up once, for all workers of this run together."""
    base = tmp_path_factory.getbasetemp()
    with moulds.shared(base.parent if "PYTEST_XDIST_WORKER" in os.environ else base):
        yield


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path
