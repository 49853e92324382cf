"""Ask from outside whether beat and worker are alive; for a timer of the server itself."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from klik_portal.core import clock
from klik_portal.notifications import queries
from klik_portal.notifications.operations import delivery, watch


class Command(BaseCommand):
    help = "Tell the coordinators when beat is silent; fails while it is."

    def handle(self, **options: Any) -> None:
        now = clock.now()
        is_silent = watch.tell_silence(at=now)
        if queries.outbox_health(now).is_silent:
            delivery.deliver_due(now=now)  # the worker is silent too: the alarm must leave anyway
        if is_silent:
            raise CommandError("Beat has been silent for more than 15 minutes.")
        self.stdout.write("Beat is alive.")
