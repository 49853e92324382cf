"""What was never noted is as old as the appointment itself."""

from django.db import migrations
from django.db.models import F


def fill(apps, schema_editor):
    appointments = apps.get_model("scheduling", "Appointment").objects
    appointments.filter(changed_at__isnull=True).update(changed_at=F("created_at"))


class Migration(migrations.Migration):
    dependencies = [("scheduling", "0002_time_zoom_and_trips")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
