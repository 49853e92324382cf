"""The inspecting process: reads one job from standard input, answers in one line of JSON.

It binds itself before it touches the file, so that a hostile file can exhaust or crash only this
process.
"""

import json
import resource
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from .content import inspect
from .facts import Rejected

MEMORY_BYTES = 1024 * 1024 * 1024
CPU_SECONDS = 30
WRITTEN_BYTES = 64 * 1024 * 1024


def main() -> None:
    for limit, amount in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, WRITTEN_BYTES),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (amount, amount))
    job = json.load(sys.stdin)
    try:
        facts = inspect(Path(job["path"]), job["name"], Path(job["rewritten"]))
        answer: dict[str, Any] = {"facts": asdict(facts)}
    except Rejected as rejected:
        answer = {"sentence": rejected.sentence, "numbers": rejected.numbers}
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
