"""The inspecting process: reads one job from standard input, answers in lines of JSON.

The first line decides; the second, when there is one, tells how the file looks. The process binds
itself before it touches the file, so that a hostile file can exhaust or crash only this process;
a page that cannot be drawn costs the preview, not the file.
"""

import json
import resource
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from . import limits
from .content import inspect
from .facts import Rejected
from .looks import look_at

MEMORY_BYTES = 1024 * 1024 * 1024
CPU_SECONDS = 30
# What a preview may take more: a page made to draw for ever, or huge, is cut off.
LOOKING_SECONDS = 5
LOOKING_BYTES = 192 * 1024 * 1024
WRITTEN_BYTES = 64 * 1024 * 1024


def main() -> None:
    limits.bind(memory=MEMORY_BYTES, seconds=CPU_SECONDS, written=WRITTEN_BYTES)
    job = json.load(sys.stdin)
    path, rewritten = Path(job["path"]), Path(job["rewritten"])
    try:
        facts = inspect(path, job["name"], rewritten)
    except Rejected as rejected:
        _answer({"sentence": rejected.sentence, "numbers": rejected.numbers})
        return
    _answer({"facts": asdict(facts)})
    _bind_looking()
    _answer(asdict(look_at(rewritten if facts.rewritten else path, facts, Path(job["preview"]))))


def _bind_looking() -> None:
    used = resource.getrusage(resource.RUSAGE_SELF)
    seconds = int(used.ru_utime + used.ru_stime) + 1 + LOOKING_SECONDS
    resource.setrlimit(resource.RLIMIT_CPU, (min(seconds, CPU_SECONDS), CPU_SECONDS))
    pages_in_use = int(Path("/proc/self/statm").read_text().split()[0])
    memory = pages_in_use * resource.getpagesize() + LOOKING_BYTES
    resource.setrlimit(resource.RLIMIT_AS, (min(memory, MEMORY_BYTES), MEMORY_BYTES))


def _answer(line: dict[str, Any]) -> None:
    print(json.dumps(line), flush=True)  # noqa: T201 - standard output is the way back


if __name__ == "__main__":
    main()
