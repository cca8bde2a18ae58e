"""A web page's elements with what they hold, for whoever looks over a page before it is read."""

from dataclasses import dataclass
from typing import Any

from ingest.loaders.page_parts import BLOCKS, is_unread

_LONGEST = 300  # characters of an element that are kept


@dataclass(slots=True)
class Element:
    """An element that holds text."""

    element: Any
    first: int  # the page's pieces of text before it
    behind: int = 0  # those before its end
    words: str | None = ""  # None: longer than a title or a question is


def elements_of(root: Any) -> list[Element]:
    """A page's elements that hold text, in order of their beginning."""
    from lxml import etree

    found: list[Element] = []
    around: list[Element] = []
    n_pieces = 0

    def read(text: str | None) -> int:
        if not text or not any(char.isalnum() for char in text):
            if around and around[-1].words and text and text.strip():
                around[-1].words += text
            return 0
        if around and around[-1].words is not None:
            around[-1].words = _joined(around[-1].words, text)
        return 1

    walker = etree.iterwalk(root, events=("start", "end"))
    skipped: Any = None
    for event, element in walker:
        if event == "start":
            if is_unread(element):
                skipped = element
                walker.skip_subtree()
                continue
            around.append(Element(element, n_pieces))
            found.append(around[-1])
            n_pieces += read(element.text)
            continue
        if element is not skipped:
            inner = around.pop()
            inner.behind = n_pieces
            if around and around[-1].words is not None:
                blank = " " if element.tag in BLOCKS or element.tag == "br" else ""
                words = inner.words
                around[-1].words = None if words is None else _joined(around[-1].words, f"{blank}{words}{blank}")
        if element is not root:
            n_pieces += read(element.tail)
    return [one for one in found if one.behind > one.first]


def _joined(words: str | None, more: str) -> str | None:
    joined = (words or "") + more
    return joined if len(joined) <= _LONGEST else None
