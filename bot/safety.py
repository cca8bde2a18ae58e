"""Safety notices: a fixed word of caution where a question speaks of pain, injury, pregnancy or medication."""

import re
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from bot import phrases
from bot.phrases import PhraseBook, Sets, Span
from bot.salience import is_english
from bot.spelling import Vocabulary, repair
from ingest.errors import SettingError
from ingest.lexical import fold

SHIPPED = Path("bot/notices.toml")  # the list that comes with Spotter, read from wherever that is installed
SHORT = 5  # letters; in a shorter word only two that have changed places are put right
LONG = 7  # letters of a word that tells enough to be looked for behind a typing error
_WORD = re.compile(r"[^\W\d_]+(?!['’]t\b)")
_FIX = "Write it like bot/notices.toml, the list that comes with Spotter."


@dataclass(frozen=True, slots=True)
class Notice:
    """What is said where a question speaks of one of some matters."""

    name: str
    says: str
    general: str  # added where passages are shown that speak of none of the matters asked about
    matters: PhraseBook
    unless: PhraseBook  # of one matter: phrases in which a word of the others means nothing

    def woken_by(self, text: str) -> frozenset[int]:
        """The matters, by number, that a text speaks of."""
        read = phrases.tokens(text)
        spoken = self.matters.spans(read)
        masked = self.unless.spans(read).get(0, []) if spoken else []
        return frozenset(i for i, spans in spoken.items() if any(_counts(span, masked) for span in spans))


@dataclass(frozen=True, slots=True)
class Notices:
    """A list of notices, in the order in which they are shown, and the words that wake them."""

    listed: tuple[Notice, ...]
    vocabulary: Vocabulary

    def on(self, texts: Iterable[str], quotes: Sequence[str], known: Callable[[str], bool]) -> str:
        """The notices for a question, one a line; "" where there is nothing to be said.

        Args:
            texts: the question and those before it.
            quotes: the passages that are shown.
            known: tells whether the pages say a word, which is then no typing error.
        """
        asked = dict.fromkeys(variant for text in texts for variant in (text, self._repaired(text, known)))
        said: list[str] = []
        generals: list[str] = []
        for notice in self.listed:
            woken = frozenset[int]().union(*map(notice.woken_by, asked))
            if woken:
                said.append(notice.says)
                if quotes and not any(woken & notice.woken_by(quote) for quote in quotes):
                    generals.append(notice.general)
        return "\n".join(dict.fromkeys((*said, *generals)))

    def _repaired(self, text: str, known: Callable[[str], bool]) -> str:
        """The text with words that nobody knows replaced by the words of the list that are nearest in spelling."""
        return _WORD.sub(lambda match: self._repaired_word(match.group(), known), text)

    def _repaired_word(self, word: str, known: Callable[[str], bool]) -> str:
        if is_english(fold(word)) or known(word):
            return word
        better = repair(word, self.vocabulary)
        return better if len(word) >= SHORT or Counter(fold(word)) == Counter(better) else word


NONE = Notices((), Vocabulary(Counter()))


def load(path: Path) -> Notices:
    """Read a gym's list of notices, or the one that comes with Spotter.

    Raises:
        SettingError: there is no such list, or an entry is none, by its number.
    """
    if path == SHIPPED:
        return shipped()
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise SettingError(
            f"SPOTTER_NOTICES: cannot read {path}: {error.strerror}", "Name a TOML file, or unset it."
        ) from None
    except UnicodeDecodeError as error:
        raise SettingError(f"SPOTTER_NOTICES: {path} is not UTF-8: byte {error.start}", "Save it as UTF-8.") from None
    return parse(text, str(path))


@cache
def shipped() -> Notices:
    """The list that comes with Spotter."""
    return parse((resources.files("bot") / SHIPPED.name).read_text(encoding="utf-8"), SHIPPED.name)


def parse(text: str, name: str) -> Notices:
    """Read a list of notices; `bot/notices.toml` tells its form.

    Raises:
        SettingError: it is no TOML, or an entry is none, by its number.
    """
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingError(f"{name} is no TOML: {error}", _FIX) from None
    try:
        _only(table, "unless", "sets", "notice")
        sets = {key: phrases.cut([line]) for key, line in _sets(table)}
        everywhere = phrases.cut(_texts(table, "unless"))
        notices = tuple(_notices(table.get("notice", []), sets, everywhere))
    except ValueError as error:
        raise SettingError(f"{name}: {error}", _FIX) from None
    told = [phrase for row in table.get("notice", []) for phrase in phrases.cut(row["words"])]
    return Notices(notices, Vocabulary(Counter(_telling_words([*told, *(p for body in sets.values() for p in body)]))))


def _notices(rows: Any, sets: Sets, everywhere: Sequence[str]) -> Iterator[Notice]:
    if not isinstance(rows, list):
        raise ValueError("[[notice]] is written with two brackets")
    for number, row in enumerate(rows, start=1):
        try:
            yield _notice(row, sets, everywhere)
        except ValueError as error:
            raise ValueError(f"notice {number}: {error}") from None


def _notice(row: Any, sets: Sets, everywhere: Sequence[str]) -> Notice:
    if not isinstance(row, dict):
        raise ValueError("not a table")
    _only(row, "name", "says", "general", "words", "unless")
    for key in ("name", "says", "general"):
        if not isinstance(row.get(key), str) or not row[key].strip():
            raise ValueError(f"no text {key!r}")
    lines = (phrases.cut([line]) for line in _texts(row, "words"))
    matters = tuple(tuple(phrases.phrase_of(phrase, sets) for phrase in line) for line in lines)
    if not matters or not all(matters):
        raise ValueError("no 'words'")
    unless = (*everywhere, *phrases.cut(_texts(row, "unless")))
    return Notice(
        row["name"],
        " ".join(row["says"].split()),
        " ".join(row["general"].split()),
        PhraseBook(matters),
        PhraseBook([[phrases.phrase_of(phrase, sets) for phrase in unless]]),
    )


def _sets(table: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    sets = table.get("sets", {})
    if not isinstance(sets, dict):
        raise ValueError("'sets' is not a table")
    for key, line in sets.items():
        if not isinstance(line, str):
            raise ValueError(f"{key!r} is not a text")
        yield key, line


def _only(row: Mapping[str, Any], *names: str) -> None:
    if unknown := sorted(set(row) - set(names)):
        raise ValueError(f"unknown name {unknown[0]!r}")


def _texts(row: Mapping[str, Any], key: str) -> list[str]:
    texts = row.get(key, [])
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        raise ValueError(f"{key!r} is not a list of texts")
    return texts


def _telling_words(listed: Iterable[str]) -> Iterator[str]:
    """What a typing error may be meant as: words that are a phrase of their own, and the long ones of others."""
    for phrase in listed:
        yield from (word for word in phrases.words(phrase) if " " not in phrase or len(word) >= LONG)


def _counts(span: Span, masked: Iterable[Span]) -> bool:
    """True unless the span begins or ends within a masked one."""
    start, end = span
    return all(end <= a or b <= start or (start < a and b < end) for a, b in masked)
