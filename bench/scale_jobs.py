"""Spotter at one size, in a process of its own: an ingest, or opening the index and asking."""

import json
import sys
import time
from pathlib import Path

from bench.peers.timing import asked, memory, write


def main() -> None:
    """Do the job that the file named on the command line describes."""
    job = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))

    from bot.answers import Question
    from bot.assemble import bot_of, encoder_of, publish
    from bot.settings import Settings
    from ingest.settings import IngestSettings

    settings = Settings(IngestSettings(index=Path(job["index"])))
    if job["job"] == "ingest":
        encoder = encoder_of(settings)
        began = time.perf_counter()
        report = publish([Path(job["pages"])], settings.ingest.index, encoder)
        seconds = time.perf_counter() - began
        write(job, {"seconds": seconds, "passages": report.passages, "encoded": report.embedded, **memory()})
        return
    bot = bot_of(settings, print)
    opened = time.time() - job["started"]
    bot.ask(Question(job["questions"][0]))
    first = time.time() - job["started"]
    write(job, {"open": opened, "first": first, **asked(lambda text: bot.ask(Question(text)), (), job["questions"])})


if __name__ == "__main__":
    main()
