"""Answers a file in a process of its own, for tests that stop it: `python -m tests.batching SOURCE TARGET INDEX [N]`.

With N it kills itself just before its N-th call of a function, counted from 1, whatever the machine's speed; at the end
it prints how many calls there were. It exits with 2 where a file cannot be used.
"""

import itertools
import os
import signal
import sys
from pathlib import Path

from bot.batch.run import answer_file
from bot.bot import Bot
from bot.decide import Caution
from ingest import builds
from ingest.errors import SpotterError
from tests.fakes import WordEncoder

PAGES = {
    "faq/club.md": "# Club questions\n\n## How much is a guest pass?\n\nA guest pass costs £8 and is valid for 1 day."
    "\n\n## When does the gym open on Sunday?\n\nOn Sunday the gym opens at 8:00.\n",
    "exercises/raise.md": "# Heel raise\n\nDo the heel raise 3 times per week, with 15 reps each.\n",
}


def bot_over(index: Path) -> Bot:
    """A bot over a published index."""
    return Bot(builds.open_build(index, WordEncoder()), WordEncoder(), "Ask at the desk.", caution=Caution.EAGER)


def another_bot_over(index: Path, build_id: str) -> Bot:
    """A bot over one build, for another process."""
    return Bot(builds.read_build(index, build_id), WordEncoder(), "Ask at the desk.", caution=Caution.EAGER)


def main(source: str, target: str, index: str, *last: str) -> None:
    """Answer, up to the given call."""
    bot, calls = bot_over(Path(index)), itertools.count(1)
    if last:
        fatal = int(last[0])

        def profile(_frame: object, event: str, _argument: object) -> None:
            if event in ("call", "c_call") and next(calls) == fatal:
                os.kill(os.getpid(), signal.SIGKILL)

        sys.setprofile(profile)
    try:
        answer_file(Path(source), Path(target), lambda: bot)
    except SpotterError as error:
        print(error.message)  # noqa: T201 - for the test
        sys.exit(2)
    sys.setprofile(None)
    print(next(calls))  # noqa: T201 - for choosing a call


if __name__ == "__main__":
    main(*sys.argv[1:])
