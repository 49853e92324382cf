"""Runs the inspection in a short-lived process with bounded memory and time.

Decoders are the one place where bytes from outside meet C code: a file that makes them crash,
loop or swallow memory costs one refused upload, not a web worker.
"""

import json
import subprocess
import sys
from pathlib import Path
from threading import BoundedSemaphore

import structlog

from klik_portal.files.inspection.facts import DAMAGED, TOO_MUCH, Inspection, Looks, Rejected

log = structlog.get_logger("klik.files")

SECONDS = 60
AT_ONCE = 2  # decoding fills a core; a crowd of uploads waits in line
_turns = BoundedSemaphore(AT_ONCE)


def examine(*, path: Path, name: str, rewritten: Path, preview: Path) -> Inspection:
    """`inspection.inspect` in its own process; one that dies undecided means a damaged file."""
    places = {"path": str(path), "rewritten": str(rewritten), "preview": str(preview)}
    lines = _told("inspection", json.dumps({"name": name, **places}), path.parent)
    if not lines:
        raise Rejected(DAMAGED)
    answer = json.loads(lines[0])
    if "sentence" in answer:
        raise Rejected(answer["sentence"], **answer["numbers"])
    looks = Looks(**json.loads(lines[1])) if len(lines) > 1 else Looks()
    return Inspection(**{**answer["facts"], "looks": looks})


def examine_sheet(*, path: Path, lines: Path) -> int:
    """`inspection.sheets` in its own process: the lines of text it wrote, and how many."""
    job = json.dumps({"path": str(path), "lines": str(lines)})
    told = _told("inspection.sheets", job, path.parent)
    if not told:
        raise Rejected(TOO_MUCH)
    answer = json.loads(told[0])
    if "sentence" in answer:
        raise Rejected(answer["sentence"], **answer["numbers"])
    return int(answer["count"])


def _told(module: str, job: str, workplace: Path) -> list[bytes]:
    """The whole lines the process got to say before it ended, well or badly."""
    with _turns:
        try:
            done = subprocess.run(  # noqa: S603 -- our own modules
                [sys.executable, "-P", "-m", module],
                input=job.encode(),
                capture_output=True,
                timeout=SECONDS,
                cwd=workplace,
                env={"PYTHONPATH": str(Path(__file__).parent), "PYTHONIOENCODING": "utf-8"},
                check=True,
            )
        except (subprocess.TimeoutExpired, subprocess.CalledProcessError) as error:
            log.warning("inspection died", error=str(error), told=_last_words(error))
            return (error.stdout or b"").split(b"\n")[:-1]
    return done.stdout.split(b"\n")[:-1]


def _last_words(error: subprocess.TimeoutExpired | subprocess.CalledProcessError) -> str:
    return (error.stderr or b"")[-500:].decode("utf-8", "replace")
