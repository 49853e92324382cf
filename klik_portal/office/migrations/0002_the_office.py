"""The one row about the agency and the published grade rules: policy every installation starts with."""

from datetime import date
from decimal import Decimal

from django.db import migrations

SOURCE = "Kode sumber SiPAPI yang dipublikasikan, dibaca 2026; mohon dicocokkan dengan aturan Perpusnas."


def rows(apps):
    apps.get_model("office", "Office").objects.get_or_create(
        pk=1,
        defaults={
            "agency_name": "Dinas Kearsipan dan Perpustakaan Kabupaten Kutai Kartanegara",
            "regency_name": "Kutai Kartanegara",
            "opening_hours": "Senin-Jumat, 08.00-16.00 WITA",
        },
    )
    rules = apps.get_model("office", "GradeRule")
    for grade, score, years in (("A", 91, 5), ("B", 76, 4), ("C", 60, 3)):
        rules.objects.get_or_create(
            grade=grade,
            effective_on=date(2018, 1, 1),
            defaults={"from_score": Decimal(score), "valid_years": years, "source_note": SOURCE},
        )


def forward(apps, schema_editor):
    rows(apps)


class Migration(migrations.Migration):
    dependencies = [("office", "0001_office")]
    operations = [migrations.RunPython(forward, migrations.RunPython.noop)]
