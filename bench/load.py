"""How the server stands up to load: many visitors, and many more than it can answer.

    python -m bench.load [--seconds 120] [--overload 30] [--rate 40] [--index DIR] [--out bench/results]

Starts `spotter serve` on this machine and asks it over the loopback, each request at its own time whether or not those
before it are answered (an open loop; times as of a Poisson process, with a fixed seed): first at the rate that it must
bear, then at five times that, then at the first rate again. Latency counts from the time at which a request was due.
Keeps the table in bench/results/load.md.
"""

import argparse
import asyncio
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bench.load_client import Client, Reply
from bench.load_table import LEGEND, Phase, table

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "bench" / "results"
QUESTIONS = ROOT / "tests" / "questions" / "kb.jsonl"
PROBES = 4.0  # times a second that /livez is asked meanwhile
OVER = 5  # times the rate
AFTER = 15.0  # seconds at the first rate again
WARM_UP = 40  # questions


@dataclass(frozen=True, slots=True)
class Server:
    """A server that runs."""

    port: int
    pid: int

    def resident(self) -> float:
        """Its memory now, MB."""
        status = Path(f"/proc/{self.pid}/status")
        found = re.search(r"VmRSS:\s+(\d+)", status.read_text(encoding="ascii")) if status.exists() else None
        return int(found[1]) / 1024 if found else 0.0


def main() -> None:
    """Measure, print, keep."""
    arguments = _arguments()
    with tempfile.TemporaryDirectory() as folder, _served(arguments.index or Path(folder) / "index") as server:
        phases = asyncio.run(_measured(server, arguments))
    head = (
        f"`python -m bench.load --seconds {arguments.seconds:g} --overload {arguments.overload:g} "
        f"--rate {arguments.rate:g}`, {os.cpu_count()} cores, Python {sys.version.split()[0]}, "
        f"{datetime.now(UTC).date().isoformat()}"
    )
    text = "\n\n".join([head, table(phases), LEGEND.strip()]) + "\n"
    print(text)
    arguments.out.mkdir(parents=True, exist_ok=True)
    (arguments.out / "load.md").write_text(text, encoding="utf-8")


async def _measured(server: Server, arguments: argparse.Namespace) -> list[Phase]:
    lines = QUESTIONS.read_text(encoding="utf-8").splitlines()
    bodies = [json.dumps({name: json.loads(line)[name] for name in ("question", "history")}) for line in lines]
    chance = random.Random(7)  # noqa: S311 - the same requests each time
    async with Client(server.port) as client:
        for body in chance.choices(bodies, k=WARM_UP):
            await client.post("/api/ask", body.encode(), time.perf_counter())
        phases = []
        for name, rate, seconds in (
            ("even", arguments.rate, arguments.seconds),
            ("overload", OVER * arguments.rate, arguments.overload),
            ("after it", arguments.rate, AFTER),
        ):
            print(f"{name}: {rate:g} requests/s for {seconds:g} s", file=sys.stderr, flush=True)
            began = time.perf_counter()
            due = [began + at for at in _arrivals(rate, seconds, chance)]
            asked = [chance.choice(bodies).encode() for _ in due]
            questions, probes = await _asked(client, due, asked)
            phases.append(Phase(name, rate, began, questions, probes, server.resident()))
    return phases


async def _asked(client: Client, due: Sequence[float], bodies: Sequence[bytes]) -> tuple[list[Reply], list[Reply]]:
    """Send each request when it is due, and /livez beside them: what became of each."""
    end = due[-1]
    times = [due[0] + i / PROBES for i in range(int((end - due[0]) * PROBES) + 1)]
    questions = [client.due("POST", "/api/ask", at, body) for at, body in zip(due, bodies, strict=True)]
    probes = [client.due("GET", "/livez", at) for at in times]
    found = await asyncio.gather(*questions, *probes)
    return found[: len(questions)], found[len(questions) :]


def _arrivals(rate: float, seconds: float, chance: random.Random) -> list[float]:
    """When requests come, in seconds from the beginning: exponential gaps."""
    times, now = [], chance.expovariate(rate)
    while now < seconds:
        times.append(now)
        now += chance.expovariate(rate)
    return times


@contextmanager
def _served(index: Path) -> Iterator[Server]:
    """`spotter serve` over kb/, on a free port, without a limit for the one address that asks."""
    environment = {**os.environ, "SPOTTER_RATE": "off", "SPOTTER_SITE_RATE": "off", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "bot", "serve", "--host", "127.0.0.1", "--port", "0", "--index", str(index)]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as server:
        try:
            yield Server(_port_of(server.stdout or ()), server.pid)
        finally:
            server.terminate()


def _port_of(output: Iterable[str]) -> int:
    for line in output:
        if found := re.search(r"http://127\.0\.0\.1:(\d+)", line):
            return int(found[1])
    raise SystemExit("the server did not start")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=120.0)
    parser.add_argument("--overload", type=float, default=30.0, help="seconds of it")
    parser.add_argument("--rate", type=float, default=40.0, help="requests a second that it must bear")
    parser.add_argument("--index", type=Path, help="of kb/; made anew where it is not given")
    parser.add_argument("--out", type=Path, default=RESULTS, help="folder for load.md")
    return parser.parse_args()


if __name__ == "__main__":
    main()
