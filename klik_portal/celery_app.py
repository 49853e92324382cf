"""The Celery app and its beat table: what rings when.

Beat only rings doorbells. What is due lives in tables, so a doubled, late or lost ring
changes nothing but the minute in which work is done.
"""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "klik_portal.settings")

app = Celery("klik")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

# A ring nobody heard within a minute is worth nothing: the next one says the same.
RING = {"expires": 60}

app.conf.beat_schedule = {
    "deliver-due": {"task": "notifications.deliver_due", "schedule": 20.0, "options": RING},
    "climb-reminders": {"task": "reminders.climb", "schedule": 60.0, "options": RING},
    "sync-zoom": {"task": "scheduling.sync_zoom", "schedule": 30.0, "options": RING},
    "ask-readiness": {"task": "scheduling.ask_readiness", "schedule": 120.0, "options": RING},
    "invite-to-survey": {"task": "satisfaction.invite_due", "schedule": 600.0, "options": RING},
    "send-monthly-report": {
        "task": "performance.send_monthly",
        "schedule": 600.0,
        "options": RING,
    },
    "build-bundles": {"task": "accreditation.build_bundles", "schedule": 30.0, "options": RING},
    "wake-imports": {"task": "imports.wake", "schedule": 30.0, "options": RING},
    "sweep-partial-uploads": {
        "task": "files.sweep_partial_uploads",
        "schedule": 3600.0,
        "options": RING,
    },
}
