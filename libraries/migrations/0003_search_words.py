"""Write down the words of every library as the search reads them now."""

from django.db import migrations

from libraries import words

BATCH = 2000


def fill(apps, schema_editor):
    Library = apps.get_model("libraries", "Library")
    fields = ("pk", "name", "desa__name", "kecamatan__name", "npp")
    last = 0
    while rows := list(Library.objects.filter(pk__gt=last).order_by("pk").values_list(*fields)[:BATCH]):
        Library.objects.bulk_update(
            [Library(pk=pk, search_text=words.indexed(*texts)) for pk, *texts in rows], ["search_text"]
        )
        last = rows[-1][0]


class Migration(migrations.Migration):
    dependencies = [("libraries", "0002_facts")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
