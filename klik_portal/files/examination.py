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

from klik_portal.files.inspection.facts import DAMAGED, Inspection, Rejected

log = structlog.get_logger("klik.files")

SECONDS = 60
AT_ONCE = 2  # decoding fills a core; a crowd of uploads waits in line
_turns = BoundedSemaphore(AT_ONCE)


def examine(*, path: Path, name: str, rewritten: Path) -> Inspection:
    """`inspection.inspect` in its own process; a process that dies means a damaged file."""
    job = json.dumps({"path": str(path), "name": name, "rewritten": str(rewritten)})
    with _turns:
        try:
            done = subprocess.run(
                [sys.executable, "-P", "-m", "inspection"],
                input=job.encode(),
                capture_output=True,
                timeout=SECONDS,
                cwd=path.parent,
                env={"PYTHONPATH": str(Path(__file__).parent), "PYTHONIOENCODING": "utf-8"},
                check=True,
            )
        except (subprocess.TimeoutExpired, subprocess.CalledProcessError) as error:
            log.warning("inspection died", error=str(error), told=_last_words(error))
            raise Rejected(DAMAGED) from error
    answer = json.loads(done.stdout)
    if "sentence" in answer:
        raise Rejected(answer["sentence"], **answer["numbers"])
    return Inspection(**answer["facts"])


def _last_words(error: subprocess.TimeoutExpired | subprocess.CalledProcessError) -> str:
    return (error.stderr or b"")[-500:].decode("utf-8", "replace")
