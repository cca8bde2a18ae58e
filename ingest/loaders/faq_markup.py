"""FAQ pairs that a page states for search engines: schema.org's `FAQPage` as JSON-LD (https://schema.org/FAQPage)."""

import json
from collections.abc import Callable, Iterator
from typing import Any

from ingest.errors import RejectedFileError
from ingest.loaders.extracted import Extract
from ingest.loaders.page_walk import walk
from ingest.outline import settle

_LARGEST = 2_000_000  # characters of a script
_MOST = 2000  # pairs of a page
_LEVEL = 2  # of a pair that the page does not show: outside of its sections


def add_missing(root: Any, extract: Extract, parse: Callable[[str], Any]) -> None:
    """Write the pairs that the page's visible text does not hold, below all else.

    Args:
        root: the page.
        extract: the page's text so far.
        parse: reads an answer, which may hold markup.
    """
    stated = list(_pairs(root))
    if not stated:
        return
    text = extract.text
    settled, _ = settle(text, extract.blocks, sorted(extract.left_out, key=lambda item: item.start))
    seen = {_key(row) for block in settled for row in text[block.words_start : block.words_end].split("\n")}
    for question, answer in stated:
        try:
            part = parse(f"<div>{answer}</div>")
            question = " ".join("".join(parse(f"<div>{question}</div>").itertext()).split())
        except RejectedFileError:
            continue
        if _key(question) in seen or not any(char.isalnum() for char in "".join(part.itertext())):
            continue
        seen.add(_key(question))
        extract.question(question, _LEVEL)
        walk(part, extract, whole=True)


def _pairs(root: Any) -> Iterator[tuple[str, str]]:
    found = 0
    for script in root.iter("script"):
        source = script.text or ""
        if "ld+json" not in (script.get("type") or "").lower() or len(source) > _LARGEST:
            continue
        try:
            data = json.loads(source)
        except (ValueError, RecursionError):
            continue
        for page in _of_type(data, "FAQPage"):
            for question in _of_type(page.get("mainEntity"), "Question"):
                name = _text(question.get("name") or question.get("headline"))
                answers = [*_items(question.get("acceptedAnswer")), *_items(question.get("suggestedAnswer"))]
                answer = next((_text(item.get("text")) for item in answers if isinstance(item, dict)), "")
                if name and answer and found < _MOST:
                    found += 1
                    yield name, answer


def _of_type(data: Any, name: str) -> Iterator[dict[str, Any]]:
    """Every object of a type, at any depth."""
    left = [data]
    while left:
        item = left.pop()
        if isinstance(item, list):
            left.extend(reversed(item))
        elif isinstance(item, dict):
            types = [str(kind).rsplit("/", 1)[-1] for kind in _items(item.get("@type"))]
            if name in types:
                yield item
            else:
                left.extend(reversed(list(item.values())))


def _items(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _key(words: str) -> str:
    return " ".join("".join(char if char.isalnum() else " " for char in words.casefold()).split())
