"""Documentation that can go stale is held against the code."""

import re
import tomllib
from pathlib import Path

from django.conf import settings

from accreditation.management.commands.draw_workflow import drawn
from accreditation.operations.messages import _TOLD
from accreditation.workflow import TRANSITIONS

ROOT = Path(settings.BASE_DIR)


def test_the_drawn_workflow_is_fresh():
    assert (ROOT / "docs" / "workflow.md").read_text() == drawn()


def test_every_step_says_whom_it_tells():
    assert set(_TOLD) == set(TRANSITIONS)


def test_decisions_are_numbered_once_and_in_order():
    files = sorted(path.name for path in (ROOT / "docs" / "adr").glob("*.md"))

    assert [int(name[:4]) for name in files] == list(range(1, len(files) + 1))
    for name in files:
        assert (ROOT / "docs" / "adr" / name).read_text().startswith(f"# {int(name[:4])}. ")


def test_migrations_carry_speaking_names():
    names = [path.name for path in ROOT.glob("**/migrations/0*.py") if ".venv" not in path.parts]

    assert names
    assert [name for name in names if re.search(r"auto|initial", name)] == []


def test_every_template_is_used():
    """A template nobody includes, extends or renders is dead."""
    folder = ROOT / "templates"
    text = "\n".join(
        path.read_text()
        for pattern in ("*/**/*.py", "templates/**/*")
        for path in ROOT.glob(pattern)
        if path.is_file() and ".venv" not in path.parts
    )
    found_by_name = (
        "account/",
        "mfa/",
        "django/",
        "klik/",
        "400",
        "403",
        "404",
        "409",
        "429",
        "500",
        "503",
    )
    unused = []
    for path in folder.rglob("*.html"):
        name = path.relative_to(folder).as_posix()
        if not name.startswith(found_by_name) and name not in text:
            unused.append(name)
    assert unused == []


def test_the_readme_speaks_of_every_make_target():
    targets = set(re.findall(r"^([a-z-]+):.*##", (ROOT / "Makefile").read_text(), re.M))
    readme = (ROOT / "README.md").read_text()

    assert {name for name in targets if f"make {name}" not in readme} - {
        "help",
        "test-sqlite",
        "test-postgres",
        "test-service",
        "test-browser",
        "check",
        "clean",
        "sizes",
    } == set()


def test_the_readme_shows_every_floor():
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    floors = " | ".join(contracts["contracts"][0]["layers"]).split(" | ")
    names = {floor.removeprefix("klik_portal.") for floor in floors}
    told = (ROOT / "README.md").read_text().split("## How it is built")[1].split("\n\n")[1]

    assert names - set(re.findall(r"[a-z_]+", told)) == set()
