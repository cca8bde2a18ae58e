"""Publishes build after build while a server is asked 40 times a second: `python -m bench.faults.reload [RELOADS]`.

Every build says another figure, in the page's title and in the answer, so that an answer made of two builds is seen.
"""

import json
import os
import re
import shutil
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType

from bench.faults.load import Load, Reply, asking, fetched, visible
from bench.faults.small_kb import scratch
from bench.faults.tables import keep, table

RELOADS = 200
RATE = 40.0  # questions a second
QUESTION = "How much is a guest pass?"
_PAGE = "# Prices of list {n}\n\n## FAQ\n\n### How much is a guest pass?\n\nA guest pass costs £{n} this season.\n"
_OTHERS = (
    "# Club\n\n## FAQ\n\n### Is there a sauna?\n\nYes, for members.\n\n### When do you open?\n\nAt 6:00 each day.\n"
)
_FIGURE, _TITLE = re.compile(r"A guest pass costs £(\d+) this season\."), re.compile(r"Prices of list (\d+)")
_UNLIMITED = {"SPOTTER_RATE": "100000/minute", "SPOTTER_SITE_RATE": "100000/minute", "SPOTTER_WAITING": "1000"}
_LATEST = 100  # replies to look through
_SOON = 60.0  # seconds within which a build has to be served
_NOTE = """\
`spotter serve` with the default model is asked through HTTP at a steady rate, while another process publishes. A reload
counts once `/readyz` names the new build and a question has been answered since. *Failed*: no reply, or not 200.
*Mixed*: figure, title and build of an answer do not belong to one build. *Stale*: asked after `/readyz` had named a
newer build. *Seen after*: from the end of an ingest to `/readyz`. *Memory*: of the server (VmRSS), before the first
reload and after the last."""


def write_pages(folder: Path, n: int) -> None:
    """The pages of the n-th build."""
    (folder / "kb").mkdir(exist_ok=True)
    (folder / "kb" / "club.md").write_text(_OTHERS, encoding="utf-8")
    (folder / "kb" / "prices.md").write_text(_PAGE.format(n=n), encoding="utf-8")


def campaign(
    address: str, folder: Path, publish: Callable[[], str], first: str, n_reloads: int, rate: float = RATE
) -> dict[str, object]:
    """Publish and wait until it is served, again and again, under load: one row of a table.

    Args:
        address: of the server.
        folder: holds `kb`.
        publish: ingests `folder/kb`; the id of the build.
        first: id of the build that is served, of the pages of n = 0.
        n_reloads: how many.
        rate: questions a second.
    """
    numbers = {first: 0}
    served = [(time.monotonic(), 0)]  # from when on /readyz has named which
    seen: list[float] = []
    with Load(asking(address, QUESTION), rate) as load:
        for n in range(1, n_reloads + 1):
            write_pages(folder, n)
            build = publish()
            numbers[build] = n
            published = time.monotonic()
            while json.loads(fetched(f"{address}/readyz").body)["build"] != build:
                if time.monotonic() > published + _SOON:
                    raise TimeoutError(f"build {n} is not served: {fetched(f'{address}/readyz').body}")
                time.sleep(0.02)
            served.append((time.monotonic(), n))
            seen.append(served[-1][0] - published)
            while not any(reply.asked >= served[-1][0] for reply in load.replies[-_LATEST:]):  # by a question, too
                if time.monotonic() > published + _SOON:
                    raise TimeoutError(f"nothing was answered after build {n}")
                time.sleep(0.02)
    replies = load.replies
    good = [reply for reply in replies if reply.status == 200]
    told = [_told(reply, numbers) for reply in good]
    times = sorted(reply.seconds for reply in good)
    return {
        "reloads": len(seen),
        "questions": len(replies),
        "questions a second": f"{len(replies) / (served[-1][0] - served[0][0]):.1f}",
        "failed": len(replies) - len(good),
        "failed with": ", ".join(
            sorted({f"{reply.status} {reply.body[:100]}" for reply in replies if reply.status != 200})
        ),
        "mixed": sum(n is None for n in told),
        "stale": sum(n is not None and n < _served_at(served, reply) for n, reply in zip(told, good, strict=True)),
        "builds seen in answers": len({n for n in told if n is not None}),
        "p50, ms": round(1000 * statistics.median(times)),
        "p95, ms": round(1000 * times[int(0.95 * len(times))]),
        "slowest, ms": round(1000 * times[-1]),
        "seen after, s (median)": f"{statistics.median(seen):.2f}",
        "seen after, s (longest)": f"{max(seen):.2f}",
    }


def _told(reply: Reply, numbers: dict[str, int]) -> int | None:
    """The number of the build that all of an answer is from; None where it is from none or several."""
    found = {int(n) for pattern in (_FIGURE, _TITLE) for n in pattern.findall(visible(reply.body))}
    complete = all(pattern.search(visible(reply.body)) for pattern in (_FIGURE, _TITLE))
    if reply.body.startswith("{"):
        found.add(numbers.get(json.loads(reply.body)["build"], -1))
    return found.pop() if complete and len(found) == 1 else None


def _served_at(served: Sequence[tuple[float, int]], reply: Reply) -> int:
    return max((n for since, n in served if since <= reply.asked), default=0)


@contextmanager
def server(index: Path, settings: Mapping[str, str] = MappingProxyType({})) -> Iterator[tuple[str, int]]:
    """`spotter serve` over an index, with SPOTTER_* settings: its address and its process."""
    command = [sys.executable, "-m", "bot", "serve", "--host", "127.0.0.1", "--port", "0", "--index", str(index)]
    environment = {**os.environ, **_UNLIMITED, **settings}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        try:
            line = process.stdout.readline() if process.stdout else ""
            address = re.search(r"http://127\.0\.0\.1:\d+", line)
            if address is None:
                raise RuntimeError(f"the server does not say where it answers: {line!r}")
            yield address[0], process.pid
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(30)


def memory(pid: int) -> int:
    """Memory that a process holds, in MB of 1024² bytes."""
    found = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text(encoding="utf-8"))
    return int(found[1]) // 1024 if found else 0


def main(arguments: Sequence[str] = sys.argv[1:]) -> None:
    """Run the campaign and keep its table."""
    from bot.assemble import encoder_of, publish
    from bot.settings import Settings

    n_reloads = int(arguments[0]) if arguments else RELOADS
    folder = scratch()
    index, pages = folder / "index", folder / "kb"
    encoder = encoder_of(Settings())
    try:
        write_pages(folder, 0)
        first = publish([pages], index, encoder).build
        with server(index) as (address, pid):
            ask = asking(address, QUESTION)
            for _ in range(100):  # the first ones make the kernels, while the chat page is being loaded
                ask()
            while "gradio" not in fetched(f"{address}/").body:
                time.sleep(0.1)
            before = memory(pid)
            row = campaign(address, folder, lambda: publish([pages], index, encoder).build, first, n_reloads)
            row |= {"memory, MB": f"{before} → {memory(pid)}"}
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    turned: list[dict[str, object]] = [{"what": name, "counted": value} for name, value in row.items()]
    print(keep("reload", "python -m bench.faults.reload", turned, _NOTE) if n_reloads == RELOADS else table(turned))


if __name__ == "__main__":
    main()
