"""Phrases that a list can hold, found in what people write: words with their endings, gaps, and sets of words."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from operator import methodcaller

from ingest.lexical import fold, terms

GAP = 4  # words that ".." may stand for
Sets = Mapping[str, Sequence[str]]  # phrases that "<name>" may stand for
Span = tuple[int, int]

_INVISIBLE = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
_TOKEN = re.compile(r"[^\W_]+(?:'[^\W_]+)*|[.!?;\n]+(?=\s|$)")
_SHORT_FORMS = (
    (re.compile(r"\b(?:can't|cannot|cant)\b"), "can not"),
    (re.compile(r"\bwon't\b"), "will not"),
    (re.compile(r"n't\b|(?<=\bdo)nt\b|(?<=\bis)nt\b"), " not"),
    (re.compile(r"\bi'?m\b"), "i am"),
    (re.compile(r"\bi'?ve\b"), "i have"),
    (re.compile(r"'re\b"), " are"),
    (re.compile(r"'s\b"), ""),
)


@lru_cache(maxsize=4096)
def tokens(text: str) -> str:
    """A text's words as ` stem/word stem/word `, short forms written out.

    A full stop stands alone, so that no phrase reaches over it.
    """
    folded = fold(_INVISIBLE.sub("", text)).replace("’", "'")
    for short, long in _SHORT_FORMS:
        folded = short.sub(long, folded)
    found = (match.group() for match in _TOKEN.finditer(folded))
    return " " + "".join(f"{_stem(token)}/{token} " if token[0].isalnum() else ". " for token in found)


def cut(lines: Iterable[str]) -> list[str]:
    """The phrases of some lines, between commas."""
    return [" ".join(phrase.split()) for line in lines for phrase in line.split(",") if phrase.strip()]


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase as a regular expression over what `tokens` gives, and how it can begin."""

    expression: str
    keys: frozenset[str]  # `stem/` or `/word` of the words that it can begin with
    prefixes: tuple[str, ...]  # of such words,
    parts: tuple[str, ...]  # and what may stand anywhere in them

    def spans(self, text: str) -> Iterator[Span]:
        """Where it stands in tokens."""
        return (match.span(1) for match in _anywhere(self.expression).finditer(text))


class PhraseBook:
    """Phrases on several matters; those are looked for that begin with a word of the text."""

    def __init__(self, matters: Sequence[Sequence[Phrase]]) -> None:
        """Sort the phrases of each matter by the words that they begin with."""
        self._by_key: dict[str, list[tuple[int, Phrase]]] = {}
        self._loose: list[tuple[int, Phrase]] = []
        for number, matter in enumerate(matters):
            for phrase in matter:
                for key in phrase.keys:
                    self._by_key.setdefault(key, []).append((number, phrase))
                if phrase.prefixes or phrase.parts:
                    self._loose.append((number, phrase))
        self._prefixes = tuple(prefix for _, phrase in self._loose for prefix in phrase.prefixes)
        self._parts = tuple(part for _, phrase in self._loose for part in phrase.parts)

    def spans(self, text: str) -> dict[int, list[Span]]:
        """Where phrases of each matter stand in tokens; matters without any are left out."""
        found: dict[int, list[Span]] = {}
        for number, phrase in self._beginning_in(text):
            if stands := list(phrase.spans(text)):
                found.setdefault(number, []).extend(stands)
        return found

    def _beginning_in(self, text: str) -> Iterator[tuple[int, Phrase]]:
        keys, said = _keys(text)
        for key in self._by_key.keys() & keys:
            yield from self._by_key[key]
        if any(map(methodcaller("startswith", self._prefixes), said)) or any(part in text for part in self._parts):
            yield from self._loose


@lru_cache(maxsize=1024)
def _keys(text: str) -> tuple[frozenset[str], tuple[str, ...]]:
    """The stems and words of tokens as in `Phrase.keys`, and the words alone."""
    said = [token.split("/") for token in text.split() if "/" in token]
    return frozenset(key for stem, word in said for key in (f"{stem}/", f"/{word}")), tuple(word for _, word in said)


def phrase_of(text: str, sets: Sets) -> Phrase:
    """Read a phrase.

    "=torn" is that form alone; "a/b" one of several words; ".." a few words or none; "schmerz*" any ending; "<body>" a
    phrase of that set; any other word stands for all words of its stem.

    Raises:
        ValueError: a part of it is no word, or there is no such set.
    """
    parts = text.split()
    if ".." in (parts[0], parts[-1]):
        raise ValueError(f"{text!r} begins or ends with a gap")
    whole = "".join(_part(part, sets) for part in parts)
    openings = sets[parts[0].strip("<>")] if parts[0].startswith("<") else [text]
    first = [_bare(word) for opening in openings for word in opening.split()[0].split("/")]
    return Phrase(
        whole,
        frozenset(_key(mark, bare) for mark, bare in first if mark in ("", "=")),
        tuple(bare for mark, bare in first if mark == "*"),
        tuple(bare for mark, bare in first if mark == "**"),
    )


def words(phrase: str) -> list[str]:
    """The words that stand in a phrase, folded."""
    return [fold(word.lstrip("=")) for part in phrase.split() for word in part.split("/") if word.lstrip("=").isalpha()]


def _part(part: str, sets: Sets) -> str:
    if part == "..":
        return rf"(?:[^ .]\S* ){{0,{GAP}}}?"
    if part.startswith("<"):
        if (name := part.strip("<>")) not in sets:
            raise ValueError(f"there is no set {name!r}")
        return _any_of(tuple(sets[name]))
    return f"(?:{'|'.join(map(_word, part.split('/')))})"


@cache
def _any_of(texts: tuple[str, ...]) -> str:
    return f"(?:{'|'.join(phrase_of(text, {}).expression for text in texts)})"


def _bare(word: str) -> tuple[str, str]:
    """How a word of a phrase is marked, and the word: "=" that form, "*" any ending, "**" any beginning, or nothing."""
    mark = "**" if word.startswith("*") else "*" if word.endswith("*") else "=" if word != word.strip("=") else ""
    return mark, fold(word.strip("*="))


def _key(mark: str, bare: str) -> str:
    return f"/{bare}" if mark else tokens(bare).split()[0].split("/")[0] + "/"


@lru_cache(maxsize=4096)
def _word(word: str) -> str:
    bare = fold(word.strip("*="))
    read = tokens(bare).split()
    if not read or read == ["."]:
        raise ValueError(f"{word!r} is no word")
    if word != word.strip("*="):
        before, after = (r"\S*" if marked else "" for marked in (word.startswith("*"), word.endswith("*")))
        return rf"\S+/{before}{re.escape(bare)}{after} "
    return "".join(rf"{re.escape(token.split('/')[0])}/\S+ " for token in read)


@cache
def _anywhere(found: str) -> re.Pattern[str]:
    return re.compile(f"(?<= )(?=({found}))")


def _stem(word: str) -> str:
    return (terms(word) or [word])[0]
