"""What the bot says in its own voice where it does not answer: what of the question the pages do not know."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from bot.answers import Outcome
from bot.salience import salient_terms
from bot.stop_words import STOP_TERMS
from ingest.documents import Passage
from ingest.index import Index
from ingest.lexical import terms

LONGEST_QUOTED = 40  # characters of a visitor's words that are said back
MOST_QUOTED = 2
SPOKEN_OF = 0.6  # salience of a single word that tells what a page speaks of
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_JOINED = re.compile(r"[\s-]*")  # what may stand between the words of one phrase
Run = tuple[int, int]  # first and last of some neighbouring words
_WORDS = """
able accept actually advice advise allow alone amount answer ask available away bad best better big bit brand bring
buy bye call cheap cheers cm come consider correct cost currently day deep detail difference different during early
enable example fast find fine first free full give gonna good goodbye great guy gym happen hate heavy help high hire
hit hour idea important include info information interested keep kg kind km last later lb lbs leave long longest look
lot love low main make mate max maximum mean member min mind minimum minute moment money month move moving near
nearest new next nice normal number offer often okay old open people per permitted person place plan play please
possible pretty proper provide purpose put rather reason recommend regards right run safe see sell short shortest
since small soon special start stay stuff suggest suitable sure take tall teach think till time tip today together
tomorrow tonight try turn type until use usual wait wanna wear week wide win won wonder work worth wrong year yet
"""
_GENERAL = frozenset(term for word in _WORDS.split() for term in terms(word))  # seldom what the pages lack
_INVERTED = frozenset(("do", "does", "did", "can", "could", "will", "would", "shall", "should", "may", "might", "must"))
_BEING = frozenset(("is", "are", "was", "were"))
_DETERMINERS = frozenset(("the", "a", "an", "any", "my", "your", "our", "their", "this", "that", "these", "those"))


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of the question."""

    start: int
    end: int
    stem: str
    telling: float  # how rare it is in English, 0 for a word that many questions have


class Mentions:
    """Which words stand anywhere on the pages, also where no passage is made of them."""

    def __init__(self, index: Index) -> None:
        self._index = index

    @cached_property
    def _left_out(self) -> tuple[tuple[str, ...], ...]:
        """The stems of each text that no passage holds."""
        texts = (
            document.text[item.start : item.end]
            for document in self._index.documents.values()
            for item in document.left_out
        )
        return tuple(tuple(terms(text)) for text in dict.fromkeys(texts))

    @cached_property
    def _terms_left_out(self) -> frozenset[str]:
        return frozenset(term for line in self._left_out for term in line)

    def __contains__(self, term: str) -> bool:
        """True for a stem that the pages have."""
        return bool(self._index.lexicon.frequency(term)) or term in self._terms_left_out

    def states(self, phrase: str) -> bool:
        """True where a passage has the phrase's stems, one after another."""
        return self._index.says(phrase)

    def says(self, phrase: str) -> bool:
        """True where the pages have the phrase's stems, one after another."""
        return self.states(phrase) or any(_holds(line, terms(phrase)) for line in self._left_out)


def message(outcome: Outcome, unmentioned: Sequence[str], spoken_of: str, contact: str) -> str:
    """Say why there is no answer.

    Args:
        outcome: unsure or not found.
        unmentioned: words of the question that no page has.
        spoken_of: words of the question that the best passage holds; "" where it holds none.
        contact: whom to ask where the pages have no answer.
    """
    named = " or ".join(f"“{phrase}”" for phrase in unmentioned)
    if outcome is Outcome.UNSURE:
        why = f": they do not mention {named}" if named else ""
        return f"I am not sure that the pages answer this{why}. The closest passages are shown below."
    if named:
        return f"The pages do not mention {named}. {contact}".strip()
    if spoken_of:
        return f"The pages speak of “{spoken_of}”, but do not answer this. {contact}".strip()
    return f"The pages do not answer this. {contact}".strip()


def unmentioned(text: str, in_other_words: str, mentions: Mentions) -> tuple[str, ...]:
    """The question's own words that say most of what is asked and stand on no page.

    Neighbours are one phrase, but a question's subject ends before its verb. Where every word stands somewhere, it is a
    phrase of two or three words that stands nowhere.

    Args:
        text: the question as it was typed.
        in_other_words: the same, typing errors repaired and in the words of the pages; they know what was replaced.
        mentions: what the pages mention.
    """
    text = unicodedata.normalize("NFC", text)
    kept = frozenset(terms(in_other_words))
    words = _words(text)
    telling = [i for i, word in enumerate(words) if word.telling and word.stem in kept and _can_be_named(word, text)]
    unknown = _runs(text, words, [i for i in telling if words[i].stem not in mentions])
    runs = [_without_verb(text, words, run) for run in unknown]
    if not runs:
        together = [run for run in _runs(text, words, telling) if not _is_subject(text, words, run)]
        runs = [run for run in together if run[1] - run[0] in (1, 2) and not _stands(text, words, run, mentions)]
    distinct = {tuple(word.stem for word in words[a : b + 1]): (a, b) for a, b in reversed(runs)}
    most = sorted(distinct.values(), key=lambda run: (-max(word.telling for word in words[run[0] : run[1] + 1]), run))
    named = (_with_qualifier(text, words, run) for run in sorted(most[:MOST_QUOTED]))
    return tuple(_shortened(_said(text, words, run)) for run in named)


def _runs(text: str, words: Sequence[_Word], chosen: Sequence[int]) -> list[Run]:
    """The chosen words, neighbours together."""
    runs: list[Run] = []
    for i in chosen:
        if runs and runs[-1][1] == i - 1 and _can_follow(text, words[runs[-1][0]], words[i - 1], words[i]):
            runs[-1] = (runs[-1][0], i)
        else:
            runs.append((i, i))
    return runs


def _said(text: str, words: Sequence[_Word], run: Run) -> str:
    return text[words[run[0]].start : words[run[1]].end]


def _stands(text: str, words: Sequence[_Word], run: Run, mentions: Mentions) -> bool:
    """Whether the pages have a phrase; a passage may turn it: "raising heels" where it says "heel raise"."""
    turned = [text[word.start : word.end] for word in reversed(words[run[0] : run[1] + 1])]
    return mentions.says(_said(text, words, run)) or mentions.states(" ".join(turned))


def _is_subject(text: str, words: Sequence[_Word], run: Run) -> bool:
    """Whether a verb that asks stands before the words, so that another word after them, or their last, ends it."""
    before = [text[word.start : word.end].lower() for word in words[: run[0]]]
    while before and before[-1] in _DETERMINERS:
        before.pop()
    return bool(before) and (before[-1] in _INVERTED or (len(before) == 1 and before[0] in _BEING))


def _without_verb(text: str, words: Sequence[_Word], run: Run) -> Run:
    """A subject without the verb: what does the *physiotherapist* charge."""
    first, last = run
    return (first, last - 1) if first < last == len(words) - 1 and _is_subject(text, words, run) else run


def _with_qualifier(text: str, words: Sequence[_Word], run: Run) -> Run:
    """A single word with the one telling word that it belongs to: hip *thrusts*, *juice* bar; does the *café* close."""

    def telling(i: int, joined_to: int) -> bool:
        if not 0 <= i < len(words) or not words[i].telling or not _can_be_named(words[i], text):
            return False
        a, b = sorted((i, joined_to))
        return _can_follow(text, words[a], words[a], words[b])

    first, last = run
    if first == last and telling(first - 1, first) and not telling(first - 2, first - 1):
        return first - 1, last
    followed = first == last and telling(last + 1, last) and not telling(last + 2, last + 1)
    if followed and not _is_subject(text, words, run):
        return first, last + 1
    return run


def _can_follow(text: str, first: _Word, before: _Word, word: _Word) -> bool:
    """True where a word belongs to the phrase that ends before it."""
    return _JOINED.fullmatch(text, before.end, word.start) is not None and word.end - first.start <= LONGEST_QUOTED


def spoken_of(text: str, passage: Passage) -> str:
    """The longest run of telling words of the question that a passage holds one after another; "" where it has none."""
    text = unicodedata.normalize("NFC", text)
    words = _words(text)
    parts = [terms(part) for part in (passage.title, passage.heading, *passage.questions, passage.body)]
    best, said = (0, 0.0), ""
    for first in range(len(words)):
        for last in range(first, len(words)):
            run = words[first : last + 1]
            if not run[-1].telling or (last > first and not _can_follow(text, run[0], run[-2], run[-1])):
                break
            if not any(_holds(part, [word.stem for word in run]) for part in parts):
                break
            rank = len(run), sum(word.telling for word in run)
            if rank > best and (last > first or (run[0].telling >= SPOKEN_OF and _can_be_named(run[0], text))):
                best, said = rank, _shortened(text[run[0].start : run[-1].end])
    return said


def _words(text: str) -> list[_Word]:
    telling = salient_terms(text)
    found = []
    for match in _WORD.finditer(text):
        stem = (terms(match.group()) or [""])[0]
        told = 0.0 if stem in _GENERAL or stem in STOP_TERMS else telling.get(stem, 0.0)
        found.append(_Word(match.start(), match.end(), stem, told))
    return found


def _can_be_named(word: _Word, text: str) -> bool:
    said = text[word.start : word.end]
    return not said.isnumeric() and (len(said) > 1 or not said.isascii())


def _holds(part: Sequence[str], run: Sequence[str]) -> bool:
    n = len(run)
    return any(list(part[i : i + n]) == list(run) for i in range(len(part) - n + 1))


def _shortened(phrase: str) -> str:
    one_line = " ".join(phrase.split())
    return one_line if len(one_line) <= LONGEST_QUOTED else one_line[: LONGEST_QUOTED - 1] + "…"
