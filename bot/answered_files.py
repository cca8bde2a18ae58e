"""A file of answers, as `batch` writes it, as questions asked in vain."""

import json
from pathlib import Path

from bot.answers import Outcome
from bot.gaps import PAGES, InVain, joined
from bot.redact import redact
from ingest.errors import InputError


def in_vain_of(path: Path) -> list[InVain]:
    """Its questions that were not answered; rows that failed are left out.

    Raises:
        InputError: it cannot be read, or is no such file.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            f"cannot read {path}: {error}", "Name a .jsonl file that `spotter batch` has written."
        ) from None
    rows = []
    for number, line in enumerate(filter(str.strip, lines), start=1):
        try:
            row = json.loads(line)
            if "error" in row:
                continue
            outcome = Outcome(row["outcome"])
            pages = tuple(dict.fromkeys(str(near["source"]) for near in row["closest"]))[:PAGES]
            asked = redact(str(row["understood_as"] or row["question"]))
        except (ValueError, KeyError, TypeError):
            fix = "Name a .jsonl file that `spotter batch` has written."
            raise InputError(f"row {number} of {path} is no answer", fix) from None
        if outcome is not Outcome.ANSWERED:
            rows.append(InVain(asked, (outcome,), 0, pages, ""))
    return joined(rows)
