"""A visitor's words to the words of the pages: "take a mate along" is read as "take a guest along", too."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import resources

from ingest.errors import SettingError
from ingest.lexical import fold


@dataclass(frozen=True, slots=True)
class Group:
    """Words of pages, the first one that they use to be taken, and what visitors say instead."""

    page_words: tuple[str, ...]
    visitors_words: tuple[str, ...]


def in_page_words(text: str, groups: tuple[Group, ...], known: Callable[[str], bool]) -> str:
    """The text with each visitor's word that the pages have another word for replaced by that word.

    Args:
        text: a question.
        groups: the thesaurus.
        known: tells whether the pages say a word or phrase.
    """
    by_variant = _by_variant(groups)
    pattern = _pattern(groups)
    if pattern is None:
        return text

    pieces: list[str] = []
    done = 0
    for match in pattern.finditer(_aligned(text)):
        words, said = " ".join(match.group().split()), text[match.start() : match.end()]
        group = by_variant[words]
        stays = words in group.page_words and known(words)
        used = (word for word in group.page_words if known(word))
        pieces.extend((text[done : match.start()], said if stays else next(used, said)))
        done = match.end()
    return "".join((*pieces, text[done:]))


def parse(text: str, name: str) -> tuple[Group, ...]:
    """Read a thesaurus: `page word / another: visitor's word, visitor's phrase` a line; `#` begins a comment.

    Raises:
        SettingError: a line without a colon or without words, by number.
    """
    groups = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        page_words, colon, visitors_words = line.partition(":")
        group = Group(_cut(page_words, " / "), _cut(visitors_words, ","))
        if not colon or not group.page_words or not group.visitors_words:
            raise SettingError(
                f"{name}, line {number}: no thesaurus entry", "Write: page word: visitor's word, visitor's phrase"
            )
        groups.append(group)
    return tuple(groups)


@cache
def default() -> tuple[Group, ...]:
    """The thesaurus that comes with Spotter."""
    file = resources.files("bot") / "thesaurus.txt"
    return parse(file.read_text(encoding="utf-8"), "thesaurus.txt")


@cache
def _by_variant(groups: tuple[Group, ...]) -> dict[str, Group]:
    """The group of each visitor's word, and of each page word that a page may not use."""
    own = {word: group for group in groups for word in group.page_words}
    return own | {variant: group for group in groups for variant in group.visitors_words}


def _cut(text: str, separator: str) -> tuple[str, ...]:
    return tuple(" ".join(fold(part).replace("’", "'").split()) for part in text.split(separator) if part.strip())


def _aligned(text: str) -> str:
    """The text folded, each character still in its place; a curly apostrophe is straight."""
    folded = ((char, fold(char)) for char in text.replace("’", "'"))
    return "".join(one if len(one) == 1 else char for char, one in folded)


@cache
def _pattern(groups: tuple[Group, ...]) -> re.Pattern[str] | None:
    variants = sorted(_by_variant(groups), key=len, reverse=True)
    if not variants:
        return None
    spaced = (re.escape(variant).replace(r"\ ", r"\s+") for variant in variants)
    return re.compile(rf"(?<!\w)(?:{'|'.join(spaced)})(?!\w)")
