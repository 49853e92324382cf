"""Requests accepted while the office still named the first talk: now the library picks its time.

Only where nothing was ever booked, wished for or agreed; the clock starts anew, so that nobody is
reminded of days on which it was not their turn.
"""

from datetime import timedelta

from django.db import migrations
from django.db.models import Exists, F, OuterRef
from django.utils import timezone

DAYS = timedelta(days=5)


def let_the_library_pick(apps, schema_editor):
    now = timezone.now()
    begun = [
        Exists(apps.get_model("scheduling", name).objects.filter(application=OuterRef("pk")))
        for name in ("Appointment", "AgreedAction", "TimeProposal")
    ]
    waiting = apps.get_model("accreditation", "Application").objects.filter(
        ~begun[0], ~begun[1], ~begun[2], state="mentoring", turn="officer", next_step=""
    )
    for pk, due_at in waiting.values_list("pk", "due_at"):
        soonest = now + DAYS
        waiting.filter(pk=pk).update(
            turn="applicant", turn_since=now, due_at=max(due_at or soonest, soonest), version=F("version") + 1
        )


class Migration(migrations.Migration):
    dependencies = [
        ("accreditation", "0008_drop_nudges_index_reminders"),
        ("scheduling", "0009_index_reminders"),
    ]

    operations = [migrations.RunPython(let_the_library_pick, migrations.RunPython.noop)]
