"""What a process that opens files of others may use at the most."""

import resource


def bind(*, memory: int, seconds: int, written: int) -> None:
    """Bytes of memory, seconds of processor time, bytes written; never a core file. There is no way back."""
    for limit, amount in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, written),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (amount, amount))
