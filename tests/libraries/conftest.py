"""What people type about a library."""

from typing import Any

import pytest

from libraries.models import Desa
from tests.factories.libraries import DesaFactory


@pytest.fixture
def desa(db: None) -> Desa:
    return DesaFactory()


@pytest.fixture
def facts(desa: Desa) -> dict[str, Any]:
    """As the operations take it; `typed` is the same as a form sends it."""
    return {
        "name": "Taman Baca Nurul Huda", "type": "worship", "desa": desa, "address": "", "parent_body": "", "npp": "",
        "contact_name": "", "contact_phone": "", "contact_email": "", "way_to_get_there": "", "title_count": None,
    }  # fmt: skip


@pytest.fixture
def typed(desa: Desa) -> dict[str, str]:
    return {
        "name": "Taman Baca Nurul Huda",
        "type": "worship",
        "desa": desa.code,
        "position": "Guru",
    }
