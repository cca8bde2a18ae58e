"""What visitors asked in vain: questions without an answer or with one that did not help, gathered by what they ask.

No language model: two questions are as near as their vectors, helped by the words that they share; groups are merged
from the nearest pair on, by the mean over their pairs (average linkage, UPGMA: Sokal & Michener 1958).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from bot.answers import Outcome
from bot.journal_entries import Entry
from bot.stop_words import STOP_TERMS
from ingest.lexical import terms

if TYPE_CHECKING:
    from ingest.encoder import Encoder

MOST = 5000  # different questions that are looked at, the latest: each pair has a similarity of 4 bytes
TOGETHER = 0.50  # mean similarity from which two groups are one, by `bench/gaps_fit.py`: F1 of pairs 0.52
WORDS = 0.25  # what shared words count beside the vectors
PAGES = 3  # nearest pages that are named

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class InVain:
    """One question that was asked in vain, as often as it was asked in these words."""

    question: str  # redacted
    outcomes: tuple[Outcome, ...]  # of each time
    unhelpful: int  # votes
    pages: tuple[str, ...]  # nearest, best first
    last: str  # UTC; "" where not known


@dataclass(frozen=True, slots=True)
class Gap:
    """Questions that ask the same, more or less."""

    question: str  # the one nearest to all others
    asked: int  # times
    outcomes: dict[str, int]  # outcome → times
    unhelpful: int  # votes
    pages: tuple[str, ...]  # that were near most often
    last: str  # UTC; "" where not known
    questions: tuple[str, ...]  # all of them, the most asked first
    now: str = ""  # what becomes of `question` today; "" where that was not tried

    def as_json(self) -> dict[str, Any]:
        """The gap as plain values, in a fixed order."""
        return {**asdict(self), "pages": list(self.pages), "questions": list(self.questions)}


def in_vain(entries: Iterable[Entry]) -> list[InVain]:
    """The entries asked in vain, those of the same words joined; the latest `MOST` of them."""
    rows = [
        InVain(
            entry.understood_as or entry.question,
            (entry.outcome,),
            int(entry.helpful is False),
            tuple(dict.fromkeys(stretch.source for stretch in (*entry.cited, *entry.closest, *entry.hits))),
            entry.asked,
        )
        for entry in entries
        if entry.in_vain
    ]
    return joined(rows)


def joined(rows: Iterable[InVain]) -> list[InVain]:
    """Rows whose questions differ in nothing but case, endings and stop marks, as one; the latest `MOST`."""
    found: dict[tuple[str, ...], InVain] = {}
    for row in rows:
        key = tuple(terms(row.question)) or (row.question,)
        if (before := found.pop(key, None)) is not None:
            row = replace(
                row,
                outcomes=before.outcomes + row.outcomes,
                unhelpful=before.unhelpful + row.unhelpful,
                pages=tuple(dict.fromkeys(row.pages + before.pages)),
                last=max(before.last, row.last),
            )
        found[key] = row
    return list(found.values())[-MOST:]


def gaps(rows: Sequence[InVain], encoder: Encoder, together: float = TOGETHER) -> list[Gap]:
    """Gather questions; the most asked group first."""
    if not rows:
        return []
    near = similarities([row.question for row in rows], encoder)
    found = [_gap([rows[i] for i in group], near[np.ix_(group, group)]) for group in linked(near, together)]
    return sorted(found, key=lambda gap: (-gap.asked, gap.question))


def similarities(questions: Sequence[str], encoder: Encoder) -> Floats:
    """How near each two questions are, (n, n): cosine, and the share of telling words that both have."""
    vectors = np.stack([encoding.vector for encoding in encoder.encode_questions(list(questions))])
    telling = [frozenset(terms(question)) - STOP_TERMS for question in questions]
    place = {term: i for i, term in enumerate(sorted(frozenset().union(*telling)))}
    held = np.zeros((len(questions), max(1, len(place))), dtype=np.float32)
    for row, found in zip(held, telling, strict=True):
        row[[place[term] for term in found]] = 1
    # a word that many questions hold tells little: weighed as in BM25 (Robertson & Zaragoza 2009, formula 3.3)
    count = held.sum(axis=0)
    weighed = held * np.sqrt(np.log1p((len(questions) - count + 0.5) / (count + 0.5)))
    lengths = np.linalg.norm(weighed, axis=1, keepdims=True)
    weighed /= np.where(lengths > 0, lengths, 1)
    near: Floats = ((1 - WORDS) * (vectors @ vectors.T) + WORDS * (weighed @ weighed.T)).astype(np.float32)
    return near


def linked(near: Floats, together: float) -> list[list[int]]:
    """Groups by average linkage, cut where the nearest two are less near than `together`.

    By chains of nearest neighbours (Murtagh 1983), in O(n²): average linkage never makes a group nearer to a third
    than its parts were, so the pairs found in a chain are those that merging the nearest pair would find.
    """
    near = near.copy()
    np.fill_diagonal(near, -np.inf)
    members = [[i] for i in range(len(near))]
    left = set(range(len(near)))
    chain: list[int] = []
    while left:
        if not chain:
            chain = [min(left)]
        top = chain[-1]
        best = int(near[top].argmax())
        if len(chain) > 1 and near[top, chain[-2]] >= near[top, best]:
            best = chain[-2]  # of equals the one before, or the chain would never end
        if near[top, best] < together:
            left.remove(chain.pop())  # its nearest is too far, and so are all others: the group is whole
            near[top, :] = near[:, top] = -np.inf
            continue
        if len(chain) < 2 or best != chain[-2]:
            chain.append(best)
            continue
        chain = chain[:-2]
        one, other = sorted((top, best))
        sizes = len(members[one]), len(members[other])
        mean = (sizes[0] * near[one] + sizes[1] * near[other]) / sum(sizes)
        near[one], near[:, one] = mean, mean
        near[one, one] = -np.inf
        near[other, :] = near[:, other] = -np.inf
        members[one] += members[other]
        members[other] = []
        left.remove(other)
    return [sorted(group) for group in members if group]


def _gap(rows: Sequence[InVain], near: Floats) -> Gap:
    times = np.array([len(row.outcomes) for row in rows], dtype=np.float32)
    order = sorted(range(len(rows)), key=lambda i: (-times[i], rows[i].question))
    medoid = rows[int((near @ times).argmax())]
    outcomes = Counter(outcome.value for row in rows for outcome in row.outcomes)
    pages = Counter(page for row in rows for page in row.pages[:PAGES] for _ in row.outcomes)
    return Gap(
        question=medoid.question,
        asked=int(times.sum()),
        outcomes={outcome.value: outcomes[outcome.value] for outcome in Outcome if outcomes[outcome.value]},
        unhelpful=sum(row.unhelpful for row in rows),
        pages=tuple(page for page, _ in sorted(pages.items(), key=lambda item: (-item[1], item[0]))[:PAGES]),
        last=max(row.last for row in rows),
        questions=tuple(rows[i].question for i in order),
    )
