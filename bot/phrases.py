"""Phrases that a list can hold, found in what people write: words with their endings, gaps, and sets of words."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache

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


def expression(phrase: str, sets: Sets) -> str:
    """A phrase as a regular expression over what `tokens` gives.

    "=torn" is that form alone; "a/b" one of several words; ".." a few words or none; "schmerz*" any ending; "<body>" a
    phrase of that set; any other word stands for all words of its stem.

    Raises:
        ValueError: a part of it is no word, or there is no such set.
    """
    parts = phrase.split()
    if ".." in (parts[0], parts[-1]):
        raise ValueError(f"{phrase!r} begins or ends with a gap")
    return "".join(_part(part, sets) for part in parts)


def spans(found: str, text: str) -> Iterator[Span]:
    """Where the phrase of an expression stands in tokens."""
    return (match.span(1) for match in _anywhere(found).finditer(text))


def words(phrase: str) -> list[str]:
    """The words that stand in a phrase, folded."""
    return [fold(word.lstrip("=")) for part in phrase.split() for word in part.split("/") if word.lstrip("=").isalpha()]


def _part(part: str, sets: Sets) -> str:
    if part == "..":
        return rf"(?:[^ .]\S* ){{0,{GAP}}}?"
    if part.startswith("<"):
        if (name := part.strip("<>")) not in sets:
            raise ValueError(f"there is no set {name!r}")
        return f"(?:{'|'.join(expression(phrase, {}) for phrase in sets[name])})"
    return f"(?:{'|'.join(map(_word, part.split('/')))})"


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
