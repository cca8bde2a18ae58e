"""Requests of every shape against the API: none may fail, and no refusal may repeat what was sent.

    python -m bench.faults.api [--examples 2000] [--mutations 3000] [--out bench/results]

Three campaigns against a server in this process, with the tests' small pages: requests that schemathesis makes from the
API's description, fitting and not; the hand corpus of `tests/hostile_requests.py`; and that corpus with bytes changed,
cut and repeated, by a fixed seed. Keeps the table in bench/results/faults-api.md. The tests run a small part of it.
"""

import argparse
import json
import random
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import httpx

from bot.access import Keyless
from bot.serving import Serving
from bot.settings import Settings
from bot.web import create_app
from tests.asking import bot_over
from tests.described_requests import campaign
from tests.hostile_requests import PLACES, TYPES, bodies, connections, echoes, exchanged, status_of
from tests.live import PAGES, MemoryJournal, served

ROOT = Path(__file__).resolve().parents[2]
RESULTS = ROOT / "bench" / "results"
SEED = 11


@dataclass(frozen=True, slots=True)
class Campaign:
    """Requests of one kind."""

    name: str
    requests: int
    faults: Sequence[str]  # responses of the 500 class, and repetitions, each with its request
    seconds: float


def main() -> None:
    """Send, print, keep."""
    arguments = _arguments()
    settings = Settings(keyless=Keyless.ALL, rate="off", site_rate="off", openapi="on", waiting=1000)
    with (
        tempfile.TemporaryDirectory() as folder,
        served(create_app(Serving(bot_over(Path(folder), PAGES)), settings, MemoryJournal())) as url,
    ):
        found = [
            *_described(url, arguments.examples),
            _corpus(url),
            _mutated(url, arguments.mutations),
        ]
    text = _table(found)
    print(text)
    arguments.out.mkdir(parents=True, exist_ok=True)
    (arguments.out / "faults-api.md").write_text(text, encoding="utf-8")
    sys.exit(1 if any(campaign.faults for campaign in found) else 0)


def _described(url: str, n_examples: int) -> Iterator[Campaign]:
    described = json.loads((ROOT / "bot" / "openapi.json").read_text(encoding="utf-8"))
    for path, methods in described["paths"].items():
        for method in methods:
            operation = f"{method.upper()} {path}"
            _say(operation)
            began = time.perf_counter()
            n, faults = campaign(url, described, operation, n_examples)
            yield Campaign(f"from the description: `{operation}`", n, faults, time.perf_counter() - began)


def _corpus(url: str) -> Campaign:
    _say("hand corpus")
    began = time.perf_counter()
    sent = [(place, body, kind) for place in PLACES for body in bodies().values() for kind in TYPES]
    faults = _sent(url, sent)
    for name, pieces in connections().items():
        response = exchanged(url, pieces)
        if status_of(response) >= 500 or echoes(b"".join(pieces[:2]), response):
            faults.append(f"{status_of(response)}: {name}")
    return Campaign("hand corpus", len(sent) + len(connections()), faults, time.perf_counter() - began)


def _mutated(url: str, n: int) -> Campaign:
    _say("mutations")
    began = time.perf_counter()
    chance = random.Random(SEED)  # noqa: S311 - the same requests each time
    seeds = [body for body in bodies().values() if len(body) < 5_000]
    sent = [(chance.choice(PLACES), _changed(chance.choice(seeds), chance), TYPES[0]) for _ in range(n)]
    return Campaign("hand corpus, mutated", n, _sent(url, sent), time.perf_counter() - began)


def _sent(url: str, requests: Sequence[tuple[str, bytes, str]]) -> list[str]:
    """Send bodies to places as a content type; what went wrong."""
    with httpx.Client(base_url=url, timeout=60) as client, ThreadPoolExecutor(4) as pool:

        def send(request: tuple[str, bytes, str]) -> str:
            place, body, kind = request
            headers = {"accept": "application/json, text/event-stream", **({"content-type": kind} if kind else {})}
            response = client.post(place, content=body, headers=headers)
            wrong = response.status_code >= 500 or (response.status_code >= 400 and echoes(body, response.content))
            return f"{response.status_code}: POST {place} {body[:200]!r}" if wrong else ""

        return [fault for fault in pool.map(send, requests) if fault]


def _changed(body: bytes, chance: random.Random) -> bytes:
    """A body with a few bytes changed, cut out, or said again."""
    data = bytearray(body)
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(data) + 1)
        length = chance.randint(1, 20)
        kind = chance.randrange(3)
        if kind == 0:
            data[at : at + 1] = bytes([chance.randrange(256)])
        elif kind == 1:
            del data[at : at + length]
        else:
            data[at:at] = data[at : at + length] * chance.randint(1, 3)
    return bytes(data)


def _table(found: Sequence[Campaign]) -> str:
    head = f"`{' '.join(['python -m bench.faults.api', *sys.argv[1:]])}`, {datetime.now(UTC).date().isoformat()}"
    lines = ["| requests | how many | 500 class or repeated | s |", "|---|--:|--:|--:|"]
    lines += [f"| {item.name} | {item.requests:,} | {len(item.faults)} | {item.seconds:.0f} |" for item in found]
    lines.append(f"| all | {sum(item.requests for item in found):,} | {sum(len(item.faults) for item in found)} | |")
    faults = [f"- {fault}" for item in found for fault in item.faults[:20]]
    return "\n".join([head, "", *lines, "", *faults]).rstrip() + "\n"


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--examples", type=int, default=2_000, help="of each kind, for each operation")
    parser.add_argument("--mutations", type=int, default=3_000)
    parser.add_argument("--out", type=Path, default=RESULTS, help="folder for faults-api.md")
    return parser.parse_args()


if __name__ == "__main__":
    main()
