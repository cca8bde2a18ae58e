"""How a peer is asked: a file of texts and questions in, a file of ranked texts, scores and times out.

Runs inside the peers' environments, so it imports the standard library alone.
"""

import json
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

Found = Sequence[tuple[int, float]]  # places of texts with their scores, best first
Search = Callable[[str], Found]
Build = Callable[[str, Sequence[str], int], dict[str, Search]]


def serve(build: Build) -> None:
    """Search what the file named on the command line asks for; write each set's answers as soon as it is done.

    Args:
        build: makes searches by name from a model's folder, the texts, and how many to find.
    """
    given = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    for number, one in enumerate(given["sets"], start=1):
        print(f"  {one['name']} ({number} of {len(given['sets'])})", file=sys.stderr, flush=True)
        searches = build(given["model"], one["texts"], given["k"])
        found = {name: _answers(search, one["questions"]) for name, search in searches.items()}
        Path(one["out"]).write_text(json.dumps(found), encoding="utf-8")


def _answers(search: Search, questions: Sequence[str]) -> dict[str, dict[str, Any]]:
    search("warm up")
    rows: dict[str, dict[str, Any]] = {}
    for question in questions:
        began = time.perf_counter()
        hits = search(question)
        milliseconds = 1000 * (time.perf_counter() - began)
        places = [int(place) for place, _ in hits]
        rows[question] = {"places": places, "score": float(hits[0][1]) if hits else 0.0, "ms": milliseconds}
    return rows
