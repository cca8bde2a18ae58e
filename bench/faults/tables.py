"""Counts as a Markdown table in bench/results."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

RESULTS = Path(__file__).parent.parent / "results"


def table(rows: Sequence[Mapping[str, object]]) -> str:
    """Rows of the same keys."""
    names = list(rows[0])
    lines = [names, ["---" if isinstance(rows[0][name], str) else "--:" for name in names]]
    lines += [[f"{row[name]:,}" if isinstance(row[name], int) else str(row[name]) for name in names] for row in rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def keep(name: str, command: str, rows: Sequence[Mapping[str, object]], note: str) -> str:
    """Write the table to `results/faults-<name>.md` and return it."""
    text = f"`{command}`, {date.today()}\n\n{table(rows)}\n\n{note}\n"
    (RESULTS / f"faults-{name}.md").write_text(text, encoding="utf-8")
    return text
