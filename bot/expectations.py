"""A file of questions with what is expected of each answer."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.answers import Question
from ingest.errors import InputError


@dataclass(frozen=True, slots=True)
class Expectation:
    """One row of a question file."""

    id: str
    question: Question
    sources: tuple[str, ...]  # prefixes of right documents; none: must decline
    must: tuple[re.Pattern[str], ...]  # all must match the answer's text
    kind: str = ""


def read_expectations(path: Path) -> tuple[Expectation, ...]:
    """Read a JSONL file of `id`, `question`, `history`, `sources`, `must`.

    Raises:
        InputError: no such file, or a row that is none, by line.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror}", "Name a JSONL file in UTF-8.") from None
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is not UTF-8: byte {error.start}", "Name a JSONL file in UTF-8.") from None
    found = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            found.append(
                Expectation(
                    str(row["id"]),
                    Question(row["question"], _texts(row, "history") if "history" in row else ()),
                    _texts(row, "sources"),
                    tuple(re.compile(pattern) for pattern in _texts(row, "must")),
                    row.get("kind", ""),
                )
            )
        except (ValueError, KeyError, TypeError, AttributeError, re.error, InputError) as error:
            reason = f"no {error}" if isinstance(error, KeyError) else error
            raise InputError(
                f"{path}, line {number}: {reason}",
                'A row is {"id": …, "question": …, "history": […], "sources": […], "must": […]}.',
            ) from None
    if not found:
        raise InputError(f"no questions in {path}", "Add a row for each question.")
    return tuple(found)


def _texts(row: dict[str, Any], name: str) -> tuple[str, ...]:
    texts = row[name]
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        raise ValueError(f"{name!r} is not a list of texts")
    return tuple(texts)
