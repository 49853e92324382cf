"""The regions that ship with Klik: complete, and loaded as often as anybody likes."""

from io import StringIO

import pytest
from django.core.management import call_command

from libraries.models import Desa, Kecamatan, Zone
from tests.factories.libraries import LibraryFactory

pytestmark = pytest.mark.django_db


def load() -> str:
    told = StringIO()
    call_command("load_regions", stdout=told)
    return told.getvalue()


def rows() -> list[dict[str, object]]:
    return [*Kecamatan.objects.order_by("code").values(), *Desa.objects.order_by("code").values()]


def test_kutai_kartanegara_has_20_kecamatan_and_237_villages():
    assert "20 kecamatan and 237 desa" in load()

    assert (Kecamatan.objects.count(), Desa.objects.count()) == (20, 237)
    assert not Kecamatan.objects.filter(desa=None).exists()
    assert all(desa.code.startswith(f"{desa.kecamatan_id}.") for desa in Desa.objects.all())
    assert set(Kecamatan.objects.values_list("zone", flat=True)) == set(Zone.values)


def test_loading_again_changes_nothing():
    load()
    before = rows()

    load()

    assert rows() == before


def test_loading_mends_names_and_leaves_libraries_and_staff_choices_alone():
    load()
    library = LibraryFactory(desa=Desa.objects.get(code="64.02.18.2004"))
    right = library.desa.name
    Desa.objects.filter(pk=library.desa_id).update(name="Salah Ketik")
    Kecamatan.objects.filter(pk=library.kecamatan_id).update(zone=Zone.COAST)

    load()

    library.refresh_from_db()
    assert library.desa.name == right
    assert Kecamatan.objects.get(pk=library.kecamatan_id).zone == Zone.COAST
