"""JSON as its standard has it (RFC 8259), and no more than a page needs: no NaN, no key twice, no depth without end."""

import json
import math
from typing import Any

from ingest.errors import RejectedFileError

LARGEST = 20_000_000  # bytes
DEEPEST = 50
_MOST_DIGITS = 400
_FIX = "Mend it, or export it anew."


def parsed(text: str, one_line: bool = False) -> Any:
    """The value that a text is.

    Args:
        text: the whole of it.
        one_line: it is one line of a file: a fault's place is a character, not a line.

    Raises:
        ValueError: it is none, with the reason and the place in a few words.
    """
    try:
        value = json.loads(
            text, object_pairs_hook=_object, parse_constant=_constant, parse_float=_number, parse_int=_whole
        )
    except RecursionError:
        raise ValueError(f"nested more than {DEEPEST} deep") from None
    except json.JSONDecodeError as error:
        place = f"character {error.pos + 1:,}" if one_line else f"line {error.lineno}"
        raise ValueError(f"not JSON: {error.msg[:1].lower()}{error.msg[1:]}, {place}") from None
    if _is_deep(value):
        raise ValueError(f"nested more than {DEEPEST} deep")
    return value


def decoded(data: bytes) -> str:
    """UTF-8, with or without a byte-order mark.

    Raises:
        RejectedFileError: empty, too large or not UTF-8.
    """
    if len(data) > LARGEST:
        raise RejectedFileError(f"{len(data):,} bytes of JSON (at most {LARGEST:,})", "Split the file.")
    if not data.strip().strip(b"\xef\xbb\xbf"):
        raise RejectedFileError("empty", "Add rows, or remove the file.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise RejectedFileError(f"not UTF-8: byte {error.start}", "Save it in UTF-8.") from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1) if len(keys) < 1_000 else keys[0]
        raise ValueError(f"the key {twice[:60]!r} stands twice in one object")
    return found


def _constant(name: str) -> float:
    raise ValueError(f"{name} is no number")


def _number(digits: str) -> float:
    value = float(digits)
    if not math.isfinite(value):
        raise ValueError(f"the number {digits[:20]} is beyond all bounds")
    return value


def _whole(digits: str) -> int:
    if len(digits) > _MOST_DIGITS:
        raise ValueError(f"a number of {len(digits):,} digits")
    return int(digits)


def _is_deep(value: Any) -> bool:
    level = [value]
    for _ in range(DEEPEST + 1):
        level = [
            item
            for outer in level
            for item in (outer.values() if isinstance(outer, dict) else outer if isinstance(outer, list) else ())
            if isinstance(item, dict | list)
        ]
        if not level:
            return False
    return True
