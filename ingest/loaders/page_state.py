"""What is open while a web page is read: its lists, and words that are gathered to one line."""

import re
from dataclasses import dataclass
from typing import Any

from ingest.loaders.page_tables import number

HEADINGS = {f"h{level}": level for level in range(1, 7)}
ENDS = {  # elements that end a kind of words, where its own end is missing
    "heading": frozenset(
        re.findall(r"\w+", "article details dir dl h1 h2 h3 h4 h5 h6 li menu ol p pre section table ul")
    ),
    "term": frozenset(("dt", "dd")),
}
_TIGHT = frozenset(("br", "img", "sub", "sup", "wbr"))


def heading_level(element: Any) -> int:
    """1 to 6 for a heading; 0 for what is none."""
    if element.get("role") == "heading":
        return max(1, min(number(element.get("aria-level"), 2), 6))
    return HEADINGS.get(element.tag, 0)


def stand_apart(element: Any, before: str) -> bool:
    """True where a page sets two elements apart by its style alone, with no blank between: `<b>Monday</b><b>6-22</b>`.

    Args:
        element: within a line.
        before: the words before it.
    """
    previous = element.getprevious()
    if previous is None or previous.tail or not _TIGHT.isdisjoint((element.tag, previous.tag)):
        return False
    last, first = before[-1:], next(element.itertext(), "")[:1]
    if len("".join(element.itertext())) < 2 or len(before.strip()) < 2:  # letters that are moved one by one
        return False
    return (
        (last.isdigit() and first.isalnum())
        or (last.isalpha() and first.isdigit())
        or (last.islower() and first.isupper())
    )


@dataclass(slots=True)
class OpenList:
    """A list of which items are read."""

    ordered: bool
    number: int  # of the next item
    headed: bool = False  # its open item begins with a heading: what follows is no part of a list


@dataclass(slots=True)
class Capture:
    """Words that are gathered up to the end of an element: a heading, a question, a term."""

    element: Any
    kind: str  # "heading", "summary", "term", "name" (of a schema.org Question)
    level: int
