"""make bench: how fast, how heavy, how many queries, and does it stay so when the data grows?

Seeds installations of several sizes (each library with five requests), serves them all at once and asks
each page of each size in turns, over kept-alive connections with a real session: whatever else the machine
does hits them alike. Compare ratios, not milliseconds. Exits 1 when a budget is missed.
"""

import argparse
import gzip
import http.client
import json
import sys
import threading
import time
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit

from tests.bench import relay
from tests.bench.pages import FLOOR, LIBRARIES, MOST_REPORT_SECONDS, PAGES, Page
from tests.bench.place import Place, python, served

REQUESTS_EACH = 5
SIZES = (237, 2_000, 20_000, 200_000)  # libraries: one regency, 10k, 100k and 1M requests
SECOND = 1  # where pages begin that must not grow with requests
ROUNDS = 5
LEAST_ASKED = 3  # times a round, however slow the page is


@dataclass
class Figure:
    page: str
    milliseconds: list[float]  # median of the rounds' medians at each size, one connection
    growth: float  # median of the rounds' ratios, last size to the page's first
    per_second: float  # at the last size, eight connections
    share_of_floor: float
    kilobytes: float
    queries: list[int]


def main() -> None:
    wanted = _arguments()
    sizes = [size for size in SIZES if size < wanted.libraries] + [wanted.libraries]
    with ExitStack() as stack:
        places = [stack.enter_context(served(size, size * REQUESTS_EACH)) for size in sizes]
        figures = _measured(places, wanted.seconds)
        reports = json.loads(python(places[-1].env, "-m", "tests.bench.inside", "reports"))
    sending = relay.measured()
    missed = _missed(figures) + _missed_by(reports) + sending.missed
    _print(figures, reports, [place.size for place in places])
    print(relay.told(sending))
    _told(missed)
    _keep(wanted.json, figures, reports, sending, missed)
    sys.exit(1 if missed else 0)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--libraries", type=int, default=20_000, help="of the largest size; five requests each"
    )
    parser.add_argument("--seconds", type=float, default=0.6, help="per page, size and round")
    parser.add_argument("--json", type=Path, default=Path("test-results/bench.json"))
    return parser.parse_args()


def _measured(places: list[Place], seconds: float) -> list[Figure]:
    alone: dict[tuple[str, int], list[float]] = {}
    crowd: dict[str, list[float]] = {}
    weights: dict[str, int] = {}
    for number in range(ROUNDS):
        for page in (FLOOR, *PAGES):
            for index, place in _in_turns(places, number):
                times, _speed, weights[page.name] = _ask(place, page, 1, seconds)
                alone.setdefault((page.name, index), []).append(median(times))
            _times, speed, _weight = _ask(places[-1], page, 8, seconds)
            crowd.setdefault(page.name, []).append(speed)
    return [_figure(page, places, alone, crowd, weights) for page in (FLOOR, *PAGES)]


def _in_turns(places: list[Place], number: int) -> list[tuple[int, Place]]:
    """Every other round from the largest down."""
    order = list(enumerate(places))
    return order[::-1] if number % 2 else order


def _figure(page: Page, places: list[Place], alone: dict, crowd: dict, weights: dict) -> Figure:
    rounds = [alone[page.name, index] for index in range(len(places))]
    first = _first(page, places)
    shares = [s / f for s, f in zip(crowd[page.name], crowd[FLOOR.name], strict=True)]
    growths = [last / begun for begun, last in zip(rounds[first], rounds[-1], strict=True)]
    return Figure(
        page=page.name,
        milliseconds=[round(median(times) * 1000, 2) for times in rounds],
        growth=round(median(growths), 2),
        per_second=round(median(crowd[page.name]), 1),
        share_of_floor=round(median(shares), 2),
        kilobytes=round(weights[page.name] / 1024, 1),
        queries=[place.told["queries"][page.name] for place in places],
    )


def _first(page: Page, places: list[Place]) -> int:
    """The size a page is compared with: the smallest at which it shows as much as at the last."""
    if page.grows_with != LIBRARIES:
        return min(SECOND, len(places) - 1)
    full = [n for n, place in enumerate(places) if place.libraries >= page.full_from]
    return full[0] if full else len(places) - 1


def _ask(
    place: Place, page: Page, connections: int, seconds: float
) -> tuple[list[float], float, int]:
    """Every answer's time, answers a second and their weight; each thread keeps its connection."""
    latencies: list[float] = []
    weight = [0]
    host = urlsplit(place.url).netloc
    headers = {"Accept-Encoding": "gzip"}
    if page.who:
        headers["Cookie"] = f"sessionid={place.told['sessions'][page.who]}"
    path = page.path.format(case=place.told["case"], library=place.told["library"])

    def ask() -> None:
        link = http.client.HTTPConnection(host, timeout=60)
        end, asked = time.perf_counter() + seconds, 0
        while time.perf_counter() < end or asked < LEAST_ASKED:
            begun = time.perf_counter()
            link.request("GET", path, headers=headers)
            answer = link.getresponse()
            body = answer.read()
            if answer.status != 200:
                raise SystemExit(f"{path}: {answer.status} {gzip.decompress(body)[:500]!r}")
            latencies.append(time.perf_counter() - begun)
            weight[0], asked = len(body), asked + 1
        link.close()

    threads = [threading.Thread(target=ask) for _ in range(connections)]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return latencies, len(latencies) / (time.perf_counter() - begun), weight[0]


def _missed(figures: list[Figure]) -> list[str]:
    of = {figure.page: figure for figure in figures}
    return [sentence for page in PAGES for sentence in _missed_of(page, of[page.name])]


def _missed_of(page: Page, figure: Figure) -> list[str]:
    missed = []
    if figure.share_of_floor < page.least_share:
        missed.append(f"{figure.share_of_floor:.2f} of the floor, wanted {page.least_share:.2f}")
    if figure.growth > page.most_growth:
        missed.append(f"{figure.growth:.2f}x slower at the last size, allowed {page.most_growth:.2f}x")  # fmt: skip
    if max(figure.queries) > page.most_queries:
        missed.append(f"{max(figure.queries)} queries, allowed {page.most_queries}")
    if max(figure.queries) > figure.queries[0]:
        missed.append(f"queries grow with the data: {figure.queries}")
    return [f"{page.name}: {sentence}" for sentence in missed]


def _missed_by(reports: dict) -> list[str]:
    return [
        f"report {name}: {told['seconds']} s, allowed {MOST_REPORT_SECONDS} s"
        for name, told in reports.items()
        if told["seconds"] > MOST_REPORT_SECONDS
    ]


def _print(figures: list[Figure], reports: dict, sizes: list[str]) -> None:
    print("\np50 in ms at one connection; libraries / requests: " + "; ".join(sizes))
    heads = "".join(f"{size.split()[0]:>10}" for size in sizes)
    print(f"{'page':28}{heads}{'growth':>9}{'req/s x8':>10}{'of floor':>10}{'KB':>7}{'queries':>9}")
    for figure in figures:
        times = "".join(f"{ms:10.2f}" for ms in figure.milliseconds)
        print(
            f"{figure.page:28}{times}{figure.growth:8.2f}x{figure.per_second:10.1f}"
            f"{figure.share_of_floor:10.2f}{figure.kilobytes:7.1f}{max(figure.queries):9}"
        )
    for name, told in reports.items():
        print(
            f"report {name}: {told['seconds']:.1f} s, {told['kilobytes']} KB, peak {told['peak_megabytes']} MB "
            f"({told['more_megabytes']} MB more than before)"
        )


def _told(missed: list[str]) -> None:
    for sentence in missed:
        print(f"MISSED  {sentence}")
    print("All budgets held." if not missed else f"{len(missed)} budgets missed.")


def _keep(path: Path, figures: list, reports: dict, sending: object, missed: list[str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    told = {"figures": [asdict(f) for f in figures], "reports": reports}
    path.write_text(json.dumps({**told, "relay": asdict(sending), "missed": missed}, indent=1))


if __name__ == "__main__":
    main()
