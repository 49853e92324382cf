"""Keeps a few child processes alive until asked to stop, and leaves none behind."""

import contextlib
import os
import signal
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

PATIENCE = 8.0  # seconds a child gets to end by itself
QUICK_DEATH = 5.0  # seconds: dying sooner than this counts as not having started
LONGEST_WAIT = 30.0


@dataclass
class Child:
    name: str
    command: list[str]
    process: subprocess.Popen | None = None
    started: float = 0.0
    wait: float = 0.0
    again_at: float = 0.0


@dataclass
class Supervisor:
    """Start with `run()`; SIGINT or SIGTERM ends it and all children."""

    children: list[Child]
    env: dict[str, str]
    folder: Path
    _stopping: bool = field(default=False)

    def run(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._ask_to_stop)
        try:
            while not self._stopping:
                for child in self.children:
                    self._keep_alive(child)
                time.sleep(0.3)
        finally:
            self._stop()

    def _ask_to_stop(self, *_signal: object) -> None:
        self._stopping = True

    def _keep_alive(self, child: Child) -> None:
        if child.process and child.process.poll() is None:
            return
        now = time.monotonic()
        if child.process:
            self._noticed_end(child, now)
        if now >= child.again_at:
            child.process = subprocess.Popen(  # noqa: S603 -- our own commands
                child.command, env=self.env, cwd=self.folder, start_new_session=True
            )
            child.started = now

    def _noticed_end(self, child: Child, now: float) -> None:
        """Wait longer each time a child dies right after its start."""
        assert child.process  # noqa: S101 -- for the reader
        quick = now - child.started < QUICK_DEATH
        child.wait = min(LONGEST_WAIT, max(1.0, child.wait * 2)) if quick else 0.0
        child.again_at = now + child.wait
        print(f"{child.name} ended with {child.process.returncode}; starting it again.", flush=True)  # noqa: T201
        child.process = None

    def _stop(self) -> None:
        """Ask everybody at once, then make sure; each child leads a process group of its own."""
        alive = [child.process for child in self.children if child.process]
        for process in alive:
            _signal_group(process, signal.SIGTERM)
        deadline = time.monotonic() + PATIENCE
        for process in alive:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(timeout=max(0.1, deadline - time.monotonic()))
            _signal_group(process, signal.SIGKILL)
            process.wait()


def _signal_group(process: subprocess.Popen, number: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, number)
