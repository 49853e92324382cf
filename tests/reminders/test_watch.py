"""When beat falls silent somebody notices: coordinators once, /readyz all the while, a timer from outside."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command

from klik_portal.core import clock
from klik_portal.notifications.models import OutboxMessage
from klik_portal.notifications.operations import heartbeat, watch
from klik_portal.notifications.queries import DELIVERY, LADDER, ladder_pulse
from klik_portal.reminders.operations import climb
from tests.factories.accreditation import MONDAY

MINUTE = timedelta(minutes=1)


def alarms():
    rows = OutboxMessage.objects.filter(event="watch.beat_silent", channel="email")
    return list(rows.values_list("to_address", "subject"))


def test_coordinators_hear_of_a_silence_once(rina, budi, kepala):
    climb.climb(at=MONDAY)

    early = watch.tell_silence(at=MONDAY + 15 * MINUTE)
    late = [watch.tell_silence(at=MONDAY + minutes * MINUTE) for minutes in (16, 20, 600)]

    assert (early, late) == (False, [True, True, True])
    assert alarms() == [
        ("rina@contoh.id", "Pengingat Klik berhenti sejak Senin, 23 November 2026 pukul 10.00 WITA")
    ]


def test_the_next_silence_is_told_anew(rina):
    for hours in (0, 2):
        climb.climb(at=MONDAY + timedelta(hours=hours))
        watch.tell_silence(at=MONDAY + timedelta(hours=hours) + 20 * MINUTE)

    assert len(alarms()) == 2


def test_at_night_the_ladder_still_gives_its_sign(db):
    night = MONDAY + timedelta(hours=13)

    climb.climb(at=night)

    assert ladder_pulse(night).last_run == night


def test_readiness_names_the_silent_beat(client, db):
    now = clock.now()
    heartbeat.beat(job=DELIVERY, at=now)
    heartbeat.beat(job=LADDER, at=now - 16 * MINUTE)
    silent = client.get("/readyz")
    heartbeat.beat(job=LADDER, at=now)

    alive = client.get("/readyz")

    assert (silent.status_code, silent.json()["beat"]) == (503, "silent")
    assert (alive.status_code, alive.json()["beat"]) == (200, "ok")


class TestFromOutside:
    def test_it_fails_and_sends_the_alarm_itself_when_the_worker_is_silent_too(
        self, rina, mailoutbox
    ):
        heartbeat.beat(job=LADDER, at=clock.now() - 20 * MINUTE)

        with pytest.raises(CommandError, match="silent"):
            call_command("check_heartbeat")

        assert [mail.to for mail in mailoutbox] == [["rina@contoh.id"]]

    def test_it_is_content_while_beat_is_alive(self, rina, capsys):
        heartbeat.beat(job=LADDER, at=clock.now())

        call_command("check_heartbeat")

        assert (alarms(), capsys.readouterr().out) == ([], "Beat is alive.\n")
