"""The files that run Klik for real say what the code expects."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
PRODUCTION = {
    "KLIK_ENV": "production",
    "KLIK_SECRET_KEY": "x7Gd0-qL2_" * 6,
    "KLIK_ALLOWED_HOSTS": "klik.example.go.id",
    "KLIK_BASE_URL": "https://klik.example.go.id",
    "KLIK_DATABASE_URL": "postgres://klik:x@127.0.0.1:5432/klik",
    "KLIK_REDIS_URL": "redis://127.0.0.1:6379/0",
    "KLIK_EMAIL_URL": "smtp://127.0.0.1:25",
    "KLIK_MAIL_FROM": "Klik <klik@example.go.id>",
}


@pytest.fixture(scope="module")
def compose():
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text())


def manage(tmp_path: Path, *command: str, **env: str) -> subprocess.CompletedProcess:
    kept = {key: value for key, value in os.environ.items() if not key.startswith("KLIK_")}
    return subprocess.run(
        [sys.executable, "manage.py", *command], cwd=ROOT, capture_output=True, text=True, check=False,
        env=kept | {"KLIK_DATA_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "klik_portal.settings"} | env,
    )  # fmt: skip


def test_compose_has_the_six_services_with_health_checks(compose):
    assert set(compose["services"]) == {"nginx", "web", "worker", "beat", "postgres", "redis"}
    assert [
        name for name, service in compose["services"].items() if "healthcheck" not in service
    ] == []


def test_compose_pins_every_image(compose):
    tags = {
        name: service["image"].partition(":")[2] for name, service in compose["services"].items()
    }

    assert all(re.match(r"\d+\.\d+", tag) for tag in tags.values()), tags


def test_compose_keeps_data_in_named_volumes(compose):
    used = {
        volume.partition(":")[0]
        for service in compose["services"].values()
        for volume in service.get("volumes", [])
        if not volume.startswith(".")
    }

    assert used == set(compose["volumes"]) == {"data", "postgres", "redis"}


def test_files_that_compose_mounts_or_reads_exist(compose):
    mounted = [
        volume.partition(":")[0]
        for service in compose["services"].values()
        for volume in service.get("volumes", [])
        if volume.startswith(".")
    ]

    assert [
        path for path in (*mounted, "Dockerfile", ".env.example") if not (ROOT / path).exists()
    ] == []


def test_the_example_environment_names_exactly_the_settings_there_are():
    read = set(
        re.findall(
            r'"((?:KLIK|ZOOM|WHATSAPP)_[A-Z_]+)"',
            (ROOT / "klik_portal" / "settings.py").read_text(),
        )
    )
    told = set(
        re.findall(r"^((?:KLIK|ZOOM|WHATSAPP)_[A-Z_]+)=", (ROOT / ".env.example").read_text(), re.M)
    )

    assert told == read


def test_locks_hold_hashes_and_no_addresses():
    for name in ("runtime", "dev"):
        lock = (ROOT / "requirements" / f"{name}.txt").read_text()
        pins = re.findall(r"^[a-z0-9-]+==", lock, re.M | re.I)
        assert len(pins) > 30
        assert "://" not in lock
        assert lock.count("--hash=sha256:") >= len(pins)


@pytest.mark.slow
@pytest.mark.parametrize("missing", [name for name in PRODUCTION if name != "KLIK_ENV"])
def test_production_refuses_to_start_without(missing, tmp_path):
    env = {key: value for key, value in PRODUCTION.items() if key != missing}

    done = manage(tmp_path, "check", **env)

    assert done.returncode != 0
    assert f"Set {missing}" in done.stderr


@pytest.mark.slow
@pytest.mark.parametrize(
    "forbidden", [{"KLIK_DEBUG": "1"}, {"KLIK_DEMO": "1"}, {"KLIK_CLOCK_FILE": "x"}]
)
def test_production_refuses_what_belongs_to_rehearsals(forbidden, tmp_path):
    assert manage(tmp_path, "check", **PRODUCTION, **forbidden).returncode != 0


@pytest.mark.slow
def test_the_deployment_check_is_clean_in_production(tmp_path):
    done = manage(tmp_path, "check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)

    assert (done.returncode, done.stdout.strip()) == (
        0,
        "System check identified no issues (0 silenced).",
    )


@pytest.mark.slow
def test_the_second_start_prepares_nothing_anew(tmp_path):
    first = manage(tmp_path, "prepare", KLIK_DEMO="0")
    again = manage(tmp_path, "prepare", KLIK_DEMO="0")

    assert "237 desa/kelurahan loaded" in first.stdout, first.stderr
    assert (again.returncode, again.stdout) == (0, "")


@pytest.mark.slow
def test_embedded_mails_become_files_in_the_data_folder(tmp_path):
    done = manage(tmp_path, "sendtestemail", "siti@contoh.id")

    assert done.returncode == 0, done.stderr
    [mail] = (tmp_path / "mail").iterdir()
    assert "To: siti@contoh.id" in mail.read_text()
