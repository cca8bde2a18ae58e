"""The list of findings that an editor has looked at and left as they are: a text file, one id a line."""

import re
from collections.abc import Iterable
from pathlib import Path

from bot.findings import ID_LENGTH, Finding, Findings, Kind
from ingest.errors import InputError

_LINE = re.compile(rf"([0-9a-f]{{{ID_LENGTH}}})(?:\s+.*)?")
_ORDER = tuple(Kind)


def read_reviewed(path: Path) -> frozenset[str]:
    """The ids of a list; what stands behind an id is a comment, and so is a line that starts with `#`.

    Raises:
        InputError: it cannot be read, or a line starts with no id.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror}", "Name a file of finding ids, one a line.") from None
    except UnicodeDecodeError:
        raise InputError(f"{path} is not UTF-8", "Save it as UTF-8 text.") from None
    ids = set()
    for number, line in enumerate(map(str.strip, lines), start=1):
        if not line or line.startswith("#"):
            continue
        match = _LINE.fullmatch(line)
        if match is None:
            raise InputError(
                f"{path}, line {number}: no finding's id: {line[:40]!r}",
                f"Begin each line with the {ID_LENGTH} digits that `spotter check` shows, or with #.",
            )
        ids.add(match.group(1))
    return frozenset(ids)


def sort_out(found: Iterable[Finding], reviewed: frozenset[str], pages: int, passages: int) -> Findings:
    """Part the findings into those that are open and those that have been reviewed; one of each id."""
    unique = {item.finding_id: item for item in found}
    ordered = sorted(unique.values(), key=lambda item: _ORDER.index(item.kind))
    return Findings(
        tuple(item for item in ordered if item.finding_id not in reviewed),
        tuple(item for item in ordered if item.finding_id in reviewed),
        tuple(sorted(reviewed - unique.keys())),
        pages,
        passages,
    )
