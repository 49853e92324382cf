"""A real worker process is killed while Zoom answers: there is one meeting all the same."""

import signal
import subprocess
import sys
import time
from datetime import timedelta

import pytest

from accreditation.workflow import State
from klik_portal.core import clock
from scheduling.models import ZoomMeeting
from scheduling.operations import zoom_meetings
from tests.factories.accreditation import ApplicationFactory
from tests.scheduling.test_appointments import book
from tests.services import (
    ROOT,
    celery_worker,
    child_environment,
    doorbell,
    smtp_sink,
    wait_until,
)

pytestmark = [pytest.mark.service, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def talk(fake, enggelam, siti, budi):
    application = ApplicationFactory(library=enggelam, state=State.MENTORING, created_by=siti)
    start = clock.at_wita(clock.today() + timedelta(days=1), 10)
    return book(application, budi, start, join_url="", at=clock.now())


def test_killed_between_zooms_effect_and_its_answer(fake, talk, tmp_path):
    fake.after = lambda call: time.sleep(3) if call.method == "POST" else None
    with smtp_sink() as smtp:
        env = child_environment(tmp_path / "data", smtp=smtp, **fake.settings)
        child = subprocess.Popen([sys.executable, "manage.py", "sync_zoom"], cwd=ROOT, env=env)
        assert wait_until(lambda: bool(fake.meetings), seconds=60)
        child.send_signal(signal.SIGKILL)
        child.wait()
    fake.after = lambda call: None
    row = ZoomMeeting.objects.get()
    assert (row.state, row.meeting_id) == ("working", "")
    assert zoom_meetings.sync_due(at=clock.now()).settled == 0  # the lease still runs

    zoom_meetings.sync_due(at=clock.now() + 2 * zoom_meetings.LEASE)

    talk.refresh_from_db()
    row.refresh_from_db()
    assert [str(meeting) for meeting in fake.meetings] == [row.meeting_id]
    assert (row.state, talk.join_url) == ("settled", fake.meetings[int(row.meeting_id)]["join_url"])


def test_a_rung_worker_settles_it_and_the_invitation_carries_the_link(fake, talk, tmp_path):
    with smtp_sink() as smtp:
        env = child_environment(tmp_path / "data", smtp=smtp, **fake.settings)
        with celery_worker(env), doorbell(env) as ring:
            ring("scheduling.sync_zoom")
            assert wait_until(lambda: len(smtp.mails) == 2, seconds=90)

    link = fake.meetings[85012345001]["join_url"]
    for mail in smtp.mails:
        assert link in mail.get_body(("plain",)).get_content()
