"""`spotter ingest --watch --json KB --index INDEX` with an encoder of tests: `python -m tests.watching KB INDEX`."""

import signal
import sys

from bot.cli import main
from bot.commands.parts import Parts
from tests.fakes import WordEncoder

if __name__ == "__main__":
    kb, index = sys.argv[1:]
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background jobs are started without it

    def no_bot(*_: object) -> None:
        raise AssertionError

    main(
        ["ingest", "--watch", "--json", kb, "--index", index],
        obj=Parts(lambda _: WordEncoder(), no_bot),  # type: ignore[arg-type]
    )
