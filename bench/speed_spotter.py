"""Spotter's side of the speed bench, in its own process: the jobs of `bench.peers.timing`, and encoding by itself."""

import json
import statistics
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from bench.peers.timing import asked, memory, write
from bot.answers import Question
from bot.assemble import bot_of, encoder_of, publish
from bot.settings import Settings
from ingest import builds
from ingest.compiled import CompiledEncoder
from ingest.settings import IngestSettings
from ingest.vectors import PassageText


def main() -> None:
    """Do the job that the file named on the command line describes."""
    job = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    index = Path(job["index"])
    settings = Settings(IngestSettings(index=index))
    if job["job"] == "ingest":
        encoder = encoder_of(settings)
        began = time.perf_counter()
        report = publish([Path(job["pages"])], index, encoder)
        write(job, {"seconds": time.perf_counter() - began, "passages": report.passages, **memory()})
    elif job["job"] == "ask":
        bot = bot_of(settings, print)
        write(job, asked(lambda question: bot.ask(Question(question)), job["warm_up"], job["questions"]))
    elif job["job"] == "encode":
        built = builds.open_build(index).index
        parts = [PassageText.of(built.documents[passage.doc_id], passage).parts for passage in built.passages]
        own, bare = encoding_overhead(parts, job["runs"]) or (0.0, 0.0)
        write(job, {"passages": len(parts), "own": own, "bare": bare})


def encoding_overhead(parts: Sequence[Sequence[str]], runs: int) -> tuple[float, float] | None:
    """Median seconds to encode passages, and of the network alone over the same batches.

    Args:
        parts: passages, each in parts.
        runs: how often each is run, by turns.

    Returns:
        None where no compiled encoder serves.
    """
    encoder = encoder_of(Settings())
    if not isinstance(encoder, CompiledEncoder):
        return None
    batches = encoder.batches(parts)
    encoder.infer(batches[:8])  # the graph is compiled for all cores when they are first needed
    own, bare = [], []
    for _ in range(runs):
        began = time.perf_counter()
        encoder.encode_passages(parts)
        own.append(time.perf_counter() - began)
        began = time.perf_counter()
        encoder.infer(batches)
        bare.append(time.perf_counter() - began)
    return statistics.median(own), statistics.median(bare)


if __name__ == "__main__":
    main()
