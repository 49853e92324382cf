"""What the kill storms share: reminders that come due while it rages, requests sent meanwhile, the count after."""

import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from accreditation.models import Application
from accreditation.operations import applications
from klik_portal.accounts.models import User
from klik_portal.core import clock
from klik_portal.notifications.models import OutboxMessage
from klik_portal.reminders.models import ReminderNote, ReminderRule, ReminderRung
from tests.factories.accreditation import ApplicationFactory, add_papers
from tests.factories.libraries import LibraryFactory, MembershipFactory
from tests.factories.people import UserFactory
from tests.services import ROOT, SmtpSink, _free_port, _kill_group, wait_until

REMINDERS, SUBMISSIONS = 500, 200
PACE = timedelta(seconds=0.2)  # a reminder comes due this often
TASKS = ("reminders.climb", "notifications.deliver_due")


def turn_to_noon(path: Path) -> str:
    """A clock for all processes on which it is day: at night the ladder is silent."""
    noon = clock.at_wita(date(2026, 12, 2), 12)
    path.write_text(str(int((noon - timezone.now()).total_seconds())))
    return str(path)


@dataclass
class Storm:
    sink: SmtpSink
    ring: Callable[[str], None]
    drafts: list[Application] = field(default_factory=list)
    ready: list[Application] = field(default_factory=list)
    trouble: list[BaseException] = field(default_factory=list)

    def prepare(self) -> None:
        call_command("load_reminder_rules", verbosity=0)
        ReminderRule.objects.exclude(code="draft-3").update(is_active=False)
        officer = UserFactory(role="officer")
        for number in range(REMINDERS + SUBMISSIONS):
            keeper = UserFactory(email=f"k{number}@contoh.id")
            library = LibraryFactory(verified_by=officer)
            MembershipFactory(user=keeper, library=library, confirmed_by=officer)
            self._request(number, keeper, library)
        self._let_them_come_due()

    def _request(self, number: int, keeper: User, library: object) -> None:
        request = ApplicationFactory(library=library, created_by=keeper, turn_since=clock.now())
        if number < REMINDERS:
            self.drafts.append(request)
        else:
            add_papers(request)
            self.ready.append(request)

    def _let_them_come_due(self) -> None:
        start = clock.now() - timedelta(days=3)
        for number, draft in enumerate(self.drafts):
            draft.turn_since = start + number * PACE
        Application.objects.bulk_update(self.drafts, ["turn_since"])

    @contextmanager
    def requests_being_sent(self) -> Iterator[None]:
        """Two hundred keepers send their requests meanwhile, as web processes would."""
        sending = threading.Thread(target=self._send_requests)
        sending.start()
        try:
            yield
        finally:
            sending.join(timeout=300)
            assert not sending.is_alive()
            assert self.trouble == []

    def _send_requests(self) -> None:
        try:
            for request in self.ready:
                applications.advance(
                    application=request, step="submit", by=request.created_by, at=clock.now()
                )
                time.sleep(PACE.total_seconds())
        except BaseException as error:
            self.trouble.append(error)
        finally:
            connection.close()

    def ring_all(self) -> None:
        """As beat would, only oftener; a bell that nobody can hear is nothing new."""
        for task in TASKS:
            with suppress(Exception):
                self.ring(task)

    def rage(self, kills: list[Callable[[], None]], *, pause: float = 4) -> None:
        """Kill one after the other, each while something has moved since the last kill."""
        for kill in kills:
            seen, until = len(self.sink.mails), time.monotonic() + pause
            wait_until(lambda seen=seen: self._moved(seen), seconds=45, every=0.3)
            time.sleep(max(0.0, until - time.monotonic()))
            kill()

    def _moved(self, seen: int) -> bool:
        self.ring_all()
        return len(self.sink.mails) >= seen + 10

    def settle(self, seconds: float = 240) -> bool:
        def is_calm() -> bool:
            self.ring_all()
            return (
                ReminderRung.objects.count() == REMINDERS
                and not OutboxMessage.objects.exclude(state="sent").exists()
            )

        return wait_until(is_calm, seconds=seconds, every=0.5)

    def assert_nothing_lost_or_doubled(self, *, worker_kills: int) -> None:
        assert set(ReminderRung.objects.values_list("outcome", flat=True)) == {"told"}
        reminded = ReminderNote.objects.values_list("rung__thing", "recipient")
        assert sorted(reminded) == sorted((d.pk, d.created_by_id) for d in self.drafts)

        mails = OutboxMessage.objects.filter(channel="email")
        by_event = Counter(mails.values_list("event", flat=True))
        assert by_event == {"reminder.draft": REMINDERS, "application.received": SUBMISSIONS}
        assert mails.values("recipient", "event").distinct().count() == REMINDERS + SUBMISSIONS

        copies = Counter(self.sink.message_ids)
        assert set(copies) == set(mails.values_list("message_id", flat=True))  # 0 lost
        assert sum(copies.values()) - len(copies) <= worker_kills  # the one in flight per kill


@dataclass
class Killable:
    """A process that is started again right after each kill, as its supervisor would."""

    command: list[str]
    env: dict[str, str]
    log: Path
    process: subprocess.Popen | None = None

    def start(self) -> None:
        with self.log.open("ab") as out:
            self.process = subprocess.Popen(
                self.command, cwd=ROOT, env=self.env, stdout=out, stderr=out, start_new_session=True
            )

    def kill(self) -> None:
        self.stop()
        self.start()

    def stop(self) -> None:
        if self.process:
            _kill_group(self.process)


@contextmanager
def kept_alive(*processes: Killable) -> Iterator[None]:
    try:
        for process in processes:
            process.start()
        yield
    finally:
        for process in processes:
            process.stop()


def celery(env: dict[str, str], *arguments: str) -> Killable:
    folder = Path(env["KLIK_DATA_DIR"])
    folder.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "celery", "-A", "klik_portal", *arguments]
    return Killable(command, env, folder / f"{arguments[0]}.log")


def redis_server(folder: Path) -> tuple[Killable, str]:
    """A Redis of this test's own that keeps nothing: killed, it has forgotten every ring."""
    port = _free_port()
    command = [
        "redis-server",
        "--bind",
        "127.0.0.1",
        "--port",
        str(port),
        "--save",
        "",
        "--appendonly",
        "no",
    ]
    return Killable(command, {}, folder / "redis.log"), f"redis://127.0.0.1:{port}/0"


def children_of(process: subprocess.Popen) -> dict[str, int]:
    """What a supervisor keeps alive: worker, beat and web by the number of their process."""
    told = subprocess.run(
        ["ps", "-o", "pid=,args=", "--ppid", str(process.pid)],
        capture_output=True, text=True, check=False,
    ).stdout  # fmt: skip
    found = {}
    for line in told.splitlines():
        pid, _, command = line.strip().partition(" ")
        words = command.split()
        name = next((n for n in ("worker", "beat") if n in words), "web")
        found[name] = int(pid)
    return found
