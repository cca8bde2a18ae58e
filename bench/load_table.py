"""Load and what became of it, as a table."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from bench.load_client import Reply
from bench.speed_table import percentile

P95 = 100.0  # ms that an even load must be answered within
RECOVERED = 5.0  # seconds within which it must be again
WINDOW = 1.0  # seconds over which that is looked at
REFUSED = (429, 503)
LEGEND = """\
An open loop over the loopback, client and server on the same cores; each request is one of the project's questions on
`kb/`, with its history, sent at a time of its own (exponential gaps), and its latency counts from when it was due.
*Refused*: 429 or 503 with `Retry-After`. *Errors*: any other status, no response within 30 s, or a refusal without
`Retry-After`. *Alive*: the slowest answer of `/livez`, asked four times a second meanwhile. *Recovered*: seconds after
an overload until no second has a refusal or a p95 above 100 ms any more. *Memory*: of the server, at the end (VmRSS).
"""


@dataclass(frozen=True, slots=True)
class Phase:
    """Requests at one rate."""

    name: str
    rate: float  # requests a second
    began: float
    replies: Sequence[Reply]
    probes: Sequence[Reply]
    resident: float  # MB

    @property
    def answered(self) -> list[float]:
        """Latencies of those that were answered, ms."""
        return [1000 * reply.seconds for reply in self.replies if reply.status == 200]

    @property
    def refused(self) -> int:
        """How many were politely refused."""
        return sum(reply.status in REFUSED and reply.retry_after for reply in self.replies)

    @property
    def errors(self) -> int:
        """How many were neither answered nor politely refused."""
        return len(self.replies) - len(self.answered) - self.refused

    @property
    def recovered(self) -> float:
        """Seconds from the beginning until the last window that is not as it should be."""
        last = 0.0
        end = max(reply.due for reply in self.replies)
        for i in range(math.ceil((end - self.began) / WINDOW)):
            begins = self.began + i * WINDOW
            window = [reply for reply in self.replies if begins <= reply.due < begins + WINDOW]
            good = all(reply.status == 200 for reply in window)
            if window and not (good and percentile([1000 * reply.seconds for reply in window], 95) <= P95):
                last = (i + 1) * WINDOW
        return last


def table(phases: Sequence[Phase]) -> str:
    """A row a phase, and what is held against them below."""
    names = ["load", "requests/s", "requests", "answered", "refused", "errors", "p50, ms", "p95, ms", "p99, ms"]
    lines = [_line([*names, "alive, ms", "memory, MB"]), _line(["---", *["--:"] * 10])]
    for phase in phases:
        found = phase.answered
        percentiles = [f"{percentile(found, at):.1f}" if found else "–" for at in (50, 95, 99)]
        alive = max(1000 * reply.seconds for reply in phase.probes)
        counts = [f"{n:,}" for n in (len(phase.replies), len(found), phase.refused, phase.errors)]
        lines.append(
            _line([phase.name, f"{phase.rate:g}", *counts, *percentiles, f"{alive:.0f}", f"{phase.resident:.0f}"])
        )
    return "\n".join([*lines, "", *_judged(phases)])


def _judged(phases: Sequence[Phase]) -> list[str]:
    even, over, after = phases
    p95 = percentile(even.answered, 95)
    clean = not even.errors and not even.refused
    return [
        f"- even load: p95 {p95:.1f} ms (≤ {P95:g}), {even.errors} errors, {even.refused} refusals (0): "
        f"{_verdict(p95 <= P95 and clean)}",
        f"- overload: {over.errors} errors (0), {len(over.answered) / _seconds(over):.0f} answers a second, the rest "
        f"refused politely: {_verdict(not over.errors)}",
        f"- recovered after {after.recovered:.0f} s (≤ {RECOVERED:g}): {_verdict(after.recovered <= RECOVERED)}",
    ]


def _seconds(phase: Phase) -> float:
    return max(reply.due for reply in phase.replies) - phase.began


def _verdict(kept: bool) -> str:
    return "kept" if kept else "**missed**"


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
