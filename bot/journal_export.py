"""The journal as a file that others read: JSON lines, or a table for a spreadsheet program."""

import csv
import io
import json
from collections.abc import Iterable

from bot.cells import guarded
from bot.journal_entries import Entry, Stretch

COLUMNS = (
    "id",
    "asked",
    "site",
    "question",
    "understood_as",
    "outcome",
    "confidence",
    "helpful",
    "reason",
    "voted",
    "cited",
    "closest",
    "build",
    "latency_ms",
)


def as_json_lines(entries: Iterable[Entry]) -> str:
    """One JSON object a line."""
    return "".join(json.dumps(entry.as_json(), ensure_ascii=False) + "\n" for entry in entries)


def as_csv(entries: Iterable[Entry]) -> str:
    """A table with a header; stretches as `page.md 10-80; …`, and nothing in it is computed."""
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\r\n")
    rows.writerow(COLUMNS)
    for entry in entries:
        rows.writerow([_cell(getattr(entry, name)) for name in COLUMNS])
    return text.getvalue()


def _cell(value: object) -> str | float:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return value
    return guarded("; ".join(map(_place, value)) if isinstance(value, tuple) else str(value))


def _place(stretch: Stretch) -> str:
    return f"{stretch.source} {stretch.start}-{stretch.end}"
