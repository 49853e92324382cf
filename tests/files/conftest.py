from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from klik_portal.accounts.models import User
from klik_portal.core.clock import at_wita
from klik_portal.files import intake

AT = at_wita(date(2026, 3, 2), 14, 2)


@pytest.fixture(autouse=True)
def file_store(settings, tmp_path):
    settings.FILE_STORE = tmp_path / "store"
    return settings.FILE_STORE


@pytest.fixture
def siti(db):
    return User.objects.create_user("siti@desa.id", name="Siti")


@pytest.fixture
def receive(siti):
    def _receive(content: bytes, name: str = "foto.jpg"):
        return intake.receive(upload=SimpleUploadedFile(name, content), by=siti, at=AT)

    return _receive
