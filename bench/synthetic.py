"""Made-up pages of any number, for measuring how Spotter grows: plausible passages, no two the same.

A passage recombines sentences of exercise pages that train the same muscle, or answers of one kind of business, and
swaps numbers, equipment, sides and names. The same seed gives the same passages, and fewer are the first of more.
"""

import gzip
import json
import random
import re
import string
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

PAGE = 20  # passages a page
FAQ_SHARE = 0.4  # of the pages
QUESTIONS = 200
_TRIES = 50  # a passage, before the sources count as used up
_SWAPPED = (
    ("barbell", "dumbbell", "kettlebell", "cable", "resistance band", "medicine ball", "sandbag", "weight plate"),
    ("left", "right"),
    ("bench", "box", "step", "mat"),
    ("slowly", "steadily", "smoothly", "under control"),
    ("beginner", "intermediate", "advanced"),
    ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
)
_WORDS = {word.lower(): group for group in _SWAPPED for word in group}
_SWAP = re.compile(rf"\b(?:{'|'.join(map(re.escape, _WORDS))})\b", re.IGNORECASE)
_NUMBER = re.compile(r"(?<![\d.,:/])\d{1,3}(?![\d.,:/]*\d)")
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")
_FIELD = re.compile(r"^[A-Z][\w ]{2,20}: [^.]+\.$")  # "Level: beginner."
_MOST_WORDS = 90  # a passage of more would be cut by the ingest
_ADJECTIVES = ("Slow", "Paused", "Single-Arm", "Seated", "Standing", "Heavy", "Light", "Tempo", "Alternating", "Close")


@dataclass(frozen=True, slots=True)
class Sources:
    """What passages are made of."""

    titles: tuple[str, ...]  # of exercises
    sentences: dict[str, tuple[str, ...]]  # muscle → sentences of the exercises that train it first
    snippets: dict[str, tuple[tuple[str, str, str], ...]]  # kind of business → (question, answer, business)
    businesses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Made:
    """One passage."""

    heading: str
    text: str
    faq: bool  # the heading is a question that the text answers


def read_sources(folder: Path) -> Sources:
    """The exercise pages and business snippets of a folder: exercises.jsonl.gz and business_faq.jsonl.gz."""
    exercises, snippets = (_rows(folder / f"{name}.jsonl.gz") for name in ("exercises", "business_faq"))
    return sources_of(exercises, snippets)


def sources_of(exercises: Sequence[dict[str, Any]], snippets: Sequence[dict[str, Any]]) -> Sources:
    """Rows with title, text and meta, and rows with title, text, domain and entity, as what passages are made of."""
    sentences: dict[str, dict[str, None]] = defaultdict(dict)  # ordered, without repeats
    for row in exercises:
        muscle = row["meta"].get("Primary muscles", "").split(",")[0].strip().lower()
        for sentence in _SENTENCE.split(" ".join(row["text"].split())):
            if 3 < len(sentence.split()) <= _MOST_WORDS // 3 and not _FIELD.match(sentence):
                sentences[muscle or "whole body"][sentence] = None
    kinds: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for row in snippets:
        asked, answer = (" ".join(row[name].split()) for name in ("title", "text"))
        if asked and row["entity"] and 2 < len(answer.split()) <= _MOST_WORDS // 3:
            kinds[row["domain"]].append((asked, answer, string.capwords(row["entity"])))
    return Sources(
        tuple(dict.fromkeys(row["title"] for row in exercises)),
        {muscle: tuple(many) for muscle, many in sorted(sentences.items()) if len(many) > 1},
        {kind: tuple(many) for kind, many in sorted(kinds.items())},
        tuple(sorted({business for many in kinds.values() for _, _, business in many})),
    )


def pages(sources: Sources, n_passages: int, seed: int = 1) -> Iterator[tuple[str, list[Made]]]:
    """Titles of pages with their passages, `PAGE` on each but the last; no two passages have the same words.

    Raises:
        ValueError: the sources are too few for so many.
    """
    seen: set[int] = set()
    for number, first in enumerate(range(0, n_passages, PAGE)):
        source = random.Random(f"{seed}:{number}")  # noqa: S311 - the same page every time
        faq = source.random() < FAQ_SHARE
        known: dict[str, tuple[Any, ...]] = dict(sources.snippets if faq else sources.sentences)
        topic = source.choices(tuple(known), weights=[len(many) for many in known.values()])[0]
        title = source.choice(sources.businesses) if faq else f"{topic.capitalize()} exercises"
        make = partial(_snippet if faq else _exercise, sources, topic, title)
        passages: list[Made] = []
        for _ in range(PAGE * _TRIES):
            if len(passages) == min(PAGE, n_passages - first):
                break
            made = make(source)
            if hash(made) not in seen:
                seen.add(hash(made))
                passages.append(made)
        else:
            raise ValueError(f"too little to make {n_passages:,} different passages of")
        yield f"{title}, part {number + 1}", passages


def write(sources: Sources, n_passages: int, folder: Path, distinct: int | None = None, seed: int = 1) -> list[str]:
    """Write passages as Markdown pages; return up to `QUESTIONS` questions about passages spread over them.

    Args:
        sources: what passages are made of.
        n_passages: how many.
        folder: where the pages go, a thousand in each of its folders.
        distinct: passages that differ, rounded up to whole pages; the others repeat their pages, byte for byte, under
            other names, so that an ingest reads, cuts, indexes and stores them, but does not encode them again.
        seed: another one gives other passages.
    """
    differing = min(n_passages, -(-(distinct or n_passages) // PAGE) * PAGE)
    step = max(1, differing // QUESTIONS)
    questions: list[str] = []
    kept: list[str] = []
    for number, (title, passages) in enumerate(pages(sources, differing, seed)):
        kept.append(markdown(title, passages))
        _write_page(folder, number, kept[-1])
        questions += [question_of(made) for place, made in enumerate(passages, number * PAGE) if place % step == 0]
    for number in range(len(kept), -(-n_passages // PAGE)):
        text = kept[number % len(kept)]
        if n_passages < (number + 1) * PAGE:  # the last page, cut after as many passages as are wanted
            text = "\n## ".join(text.split("\n## ")[: n_passages - number * PAGE + 1])
        _write_page(folder, number, text)
    return questions[:QUESTIONS]


def markdown(title: str, passages: Sequence[Made]) -> str:
    """A page: each passage below a heading of its own."""
    return "\n\n".join([f"# {title}", *(f"## {made.heading}\n\n{made.text}" for made in passages)]) + "\n"


def question_of(made: Made) -> str:
    """A question that a passage answers."""
    return made.heading if made.faq else f"How do I do the {made.heading.lower()}?"


def _exercise(sources: Sources, muscle: str, _: str, source: random.Random) -> Made:
    first, second = source.choice(sources.titles), source.choice(sources.titles)
    words = [source.choice(_ADJECTIVES), *first.split()[:3], *second.split()[-1:]]
    known = sources.sentences[muscle]
    chosen = source.sample(known, k=min(len(known), source.randint(3, 6)))
    dose = f"Do {source.randint(2, 6)} sets of {source.randint(4, 25)} and rest {5 * source.randint(4, 36)} seconds."
    return Made(_swapped(" ".join(words), source), _joined([*(_swapped(one, source) for one in chosen), dose]), False)


def _snippet(sources: Sources, kind: str, business: str, source: random.Random) -> Made:
    asked, answer, own = source.choice(sources.snippets[kind])
    texts = [_renamed(text, own, business) for text in (asked, answer)]
    for _, more, other in source.sample(sources.snippets[kind], k=min(2, len(sources.snippets[kind]))):
        texts.append(_renamed(more, other, business))
    asked, *answers = (_swapped(text, source) for text in texts)
    return Made(asked if asked.endswith("?") else f"{asked.rstrip('.! ')}?", _joined(answers), True)


def _joined(sentences: Sequence[str]) -> str:
    """Sentences as a text of at most `_MOST_WORDS` words; the first one always stands."""
    kept: list[str] = []
    n_words = 0
    for sentence in sentences:
        n_words += len(sentence.split())
        if kept and n_words > _MOST_WORDS:
            break
        kept.append(sentence if sentence.endswith((".", "!", "?")) else f"{sentence}.")
    return " ".join(kept)


def _swapped(text: str, source: random.Random) -> str:
    """Another number for each, and another word of its group for each of `_SWAPPED`."""

    def word(found: re.Match[str]) -> str:
        new = source.choice(_WORDS[found[0].lower()])
        return new[0].upper() + new[1:] if found[0][0].isupper() else new

    def number(found: re.Match[str]) -> str:
        return str(source.randint(1, max(2 * int(found[0]), 9)))

    return _NUMBER.sub(number, _SWAP.sub(word, text))


def _renamed(text: str, own: str, other: str) -> str:
    return re.sub(re.escape(own), lambda _: other, text, flags=re.IGNORECASE)


def _write_page(folder: Path, number: int, text: str) -> None:
    home = folder / f"{number // 1000:03d}"
    home.mkdir(parents=True, exist_ok=True)
    (home / f"{number:06d}.md").write_text(text, encoding="utf-8")


def _rows(path: Path) -> list[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]
