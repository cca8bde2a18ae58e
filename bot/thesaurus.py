"""A visitor's words to the words of the pages: "take a mate along" is read as "take a guest along", too."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources

from ingest.errors import SettingError
from ingest.lexical import fold

_LETTERS = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Group:
    """Words of pages, the first one that they use to be taken, and what visitors say instead."""

    page_words: tuple[str, ...]
    visitors_words: tuple[str, ...]


class PageWords:
    """Reads questions in the words of the pages, where a thesaurus has them."""

    def __init__(self, groups: tuple[Group, ...]) -> None:
        """Remember the thesaurus; every word or phrase of it holds a letter or a figure."""
        self._groups = groups

    def read(self, text: str, known: Callable[[str], bool]) -> str:
        """The text with each visitor's word that the pages have another word for replaced by that word.

        Args:
            text: a question.
            known: tells whether the pages say a word or phrase.
        """
        pieces: list[str] = []
        done = 0
        for start, end, words in self._found(_aligned(text)):
            said, group = text[start:end], self._by_variant[words]
            stays = words in group.page_words and known(words)
            used = (word for word in group.page_words if known(word))
            pieces.extend((text[done:start], said if stays else next(used, said)))
            done = end
        return "".join((*pieces, text[done:]))

    def _found(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Where the thesaurus's words and phrases stand, and which; the longest of those that begin at one place."""
        done = 0
        for match in _LETTERS.finditer(text):
            for before, words in self._by_letters.get(match.group(), ()):
                start = match.start() - before
                end = _end_of(words, text, start) if start >= done else 0
                if end and not (before and _is_letter(text[start - 1 : start])):
                    yield start, end, words
                    done = end
                    break

    @cached_property
    def spoken(self) -> frozenset[str]:
        """The words, one by one, that visitors say."""
        phrases = (phrase for group in self._groups for phrase in group.visitors_words)
        return frozenset(word for phrase in phrases for word in _LETTERS.findall(phrase))

    @cached_property
    def _by_variant(self) -> dict[str, Group]:
        """The group of each visitor's word, and of each page word that a page may not use."""
        own = {word: group for group in self._groups for word in group.page_words}
        return own | {variant: group for group in self._groups for variant in group.visitors_words}

    @cached_property
    def _by_letters(self) -> dict[str, list[tuple[int, str]]]:
        """Words and phrases by the first letters or figures in them, with what stands before these; longest first."""
        found: dict[str, list[tuple[int, str]]] = {}
        for words in sorted(self._by_variant, key=len, reverse=True):
            if letters := _LETTERS.search(words):
                found.setdefault(letters.group(), []).append((letters.start(), words))
        for alike in found.values():
            alike.sort(key=lambda item: -item[0])
        return found


def in_page_words(text: str, groups: tuple[Group, ...], known: Callable[[str], bool]) -> str:
    """What `PageWords` reads; for more than a text or two, make one."""
    return _page_words(groups).read(text, known)


_page_words = cache(PageWords)


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


def _cut(text: str, separator: str) -> tuple[str, ...]:
    return tuple(" ".join(fold(part).replace("’", "'").split()) for part in text.split(separator) if part.strip())


def _aligned(text: str) -> str:
    """The text folded, each character still in its place; a curly apostrophe is straight."""
    text = text.replace("’", "'")
    if text.isascii():
        return text.lower()
    folded = ((char, fold(char)) for char in text)
    return "".join(one if len(one) == 1 else char for char, one in folded)


def _end_of(words: str, text: str, start: int) -> int:
    """Where words end that stand at a place of a text, with any blanks between them; 0 where they do not."""
    for i, word in enumerate(words.split(" ")):
        blank = start
        while i and text[start : start + 1].isspace():
            start += 1
        if (i and start == blank) or not text.startswith(word, start):
            return 0
        start += len(word)
    return 0 if _is_letter(text[start : start + 1]) else start


def _is_letter(char: str) -> bool:
    return _LETTERS.match(char) is not None
