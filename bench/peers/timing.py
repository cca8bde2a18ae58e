"""How a system is timed: a file with one job in, a file of figures out.

Runs inside the systems' environments, so it imports the standard library alone.
"""

import json
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOUND = 5  # texts that a question is to find
Search = Callable[[str], Sequence[Any]]


@dataclass(frozen=True, slots=True)
class System:
    """What a system's script gives; its imports are done, and outside every measured time but the cold start's."""

    load: Callable[[str], Any]  # model's folder → the encoder
    build: Callable[[Any, Sequence[str], str], None]  # encoder, texts, folder: encode, index and save
    open: Callable[[str, str], Search]  # model's folder, folder → search


def serve(system: System) -> None:
    """Do the job that the file named on the command line describes."""
    job = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    if job["job"] == "ingest":
        texts, encoder = job["texts"], system.load(job["model"])
        began = time.perf_counter()
        system.build(encoder, texts, job["index"])
        write(job, {"seconds": time.perf_counter() - began, **memory()})
        return
    search = system.open(job["model"], job["index"])
    if job["job"] == "cold":
        print(len(search(job["question"])))
        return
    write(job, asked(search, job["warm_up"], job["questions"]))
    if len(search(job["questions"][0])) != FOUND:
        raise SystemExit(f"found {len(search(job['questions'][0]))} texts, not {FOUND}")


def asked(ask: Callable[[str], Any], warm_up: Sequence[str], questions: Sequence[str]) -> dict[str, Any]:
    """Milliseconds of each question, asked one at a time, and the memory after them."""
    for question in warm_up:
        ask(question)
    milliseconds = []
    for question in questions:
        began = time.perf_counter()
        ask(question)
        milliseconds.append(1000 * (time.perf_counter() - began))
    return {"ms": milliseconds, **memory()}


def memory() -> dict[str, float]:
    """MB (1024² bytes) that this process holds now, and the most it held: `VmRSS` and `VmHWM` of proc(5)."""
    lines = (line.split() for line in Path("/proc/self/status").read_text(encoding="utf-8").splitlines())
    found = {line[0]: int(line[1]) / 1024 for line in lines if line[0] in ("VmRSS:", "VmHWM:")}
    return {"resident": found["VmRSS:"], "peak": found["VmHWM:"]}


def write(job: dict[str, Any], figures: dict[str, Any]) -> None:
    """Leave a job's figures where it wants them."""
    Path(job["out"]).write_text(json.dumps(figures), encoding="utf-8")
