"""Replies to rows of the quality table: what is measured on which set, and the targets."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from bench.metrics import first_right, hit_at, holds, points_lost, share
from bench.workloads import FOLLOW_UPS, NOISE, Item, Reply, Workload
from bot.answers import Outcome
from bot.curves import auroc, calibration, calibration_error
from bot.evaluate import score

SPOTTER = "spotter"
Pair = tuple[Item, Reply]
Asked = Mapping[str, Sequence[Pair]]  # system → its items and replies
HIGH, LOW = "≥", "≤"

# (set, measure) → whether Spotter's figure should be high or low, and the bound
TARGETS = {
    ("squad2", "hit@1"): (HIGH, 0.895),
    ("squad2", "hit@5"): (HIGH, 0.980),
    ("squad2", "AUROC, answerable against out_of_kb"): (HIGH, 0.988),
    ("squad2", "AUROC, answerable against unanswerable_near"): (HIGH, 0.70),
    ("squad2", "answered: first cited passage right"): (HIGH, 0.92),
    ("squad2", "answered: gold text in the answer"): (HIGH, 0.85),
    ("seeds", "right page cited first"): (HIGH, 0.97),
    ("seeds", "required text in the answer"): (HIGH, 0.92),
    ("seeds", "unanswerable declined"): (HIGH, 0.95),
    ("seeds", "answerable declined"): (LOW, 0.04),
    ("covid_faq", "hit@1"): (HIGH, 0.63),
    ("cast", "hit@1, with its history"): (HIGH, 0.48),
    ("cast", "hit@5, with its history"): (HIGH, 0.89),
    ("canard", "hit@1, with its history"): (HIGH, 0.30),
    ("canard", "hit@5, with its history"): (HIGH, 0.84),
    ("mtrag_human", "hit@1, with its history"): (HIGH, 0.66),
    ("mtrag_human", "hit@5, with its history"): (HIGH, 0.90),
    ("xquad_noise", "points of hit@1 lost, keyboard_natural"): (LOW, 2.0),
    ("xquad_noise", "points of hit@1 lost, keyboard_synthetic"): (LOW, 4.0),
    ("xquad_noise", "points of hit@1 lost, asr_natural"): (LOW, 6.0),
    ("hint3_sofmattress", "AUROC, answerable against unanswerable"): (HIGH, 0.86),
    ("hint3_powerplay11", "AUROC, answerable against unanswerable"): (HIGH, 0.86),
    ("squad2 + seeds", "expected calibration error"): (LOW, 0.05),
    ("squad2", "ms a question, p50"): (LOW, 25.0),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table."""

    set: str
    measure: str
    questions: int
    values: dict[str, float]  # system → figure; a system that has none is left out
    target: tuple[str, float] | None = None

    @property
    def met(self) -> bool | None:
        """Whether Spotter's figure keeps the target; None where there is none to keep."""
        if self.target is None or SPOTTER not in self.values:
            return None
        direction, bound = self.target
        figure = self.values[SPOTTER]
        return figure >= bound if direction == HIGH else figure <= bound


def rows(workload: Workload, asked: Asked) -> list[Row]:
    """All rows of one set."""
    makers = [_ranking, _declining, _answering, _times]
    return [row for maker in makers for row in maker(workload, asked)]


def calibrated(name: str, pairs: Sequence[Pair]) -> Row:
    """How far confidence is from what comes true: that the best passage is on a right page.

    It is never true of a question that the pages do not answer.
    """
    confidences = [reply.score for _, reply in pairs]
    right = [bool(reply.pages) and reply.pages[0] in item.right for item, reply in pairs]
    error = calibration_error(calibration(confidences, right))
    return _row(name, "expected calibration error", len(pairs), {SPOTTER: error})


def _ranking(workload: Workload, asked: Asked) -> Iterator[Row]:
    """Where the first right page stands, for the questions that have one."""
    name = workload.name
    ks = (1,) if name in ("covid_faq",) or name.startswith(("hint3", "clinc")) else (1, 5)
    for form in dict.fromkeys(item.form for item in workload.items):
        ranks = {
            system: [first_right(reply.pages, item.right) for item, reply in pairs if item.form == form and item.right]
            for system, pairs in asked.items()
        }
        ranks = {system: found for system, found in ranks.items() if found}
        if not ranks:
            continue
        questions = max(map(len, ranks.values()))
        if form in NOISE:
            clean = {
                system: [
                    first_right(reply.pages, item.right) for item, reply in pairs if item.form == "plain" and item.right
                ]
                for system, pairs in asked.items()
            }
            lost = {system: points_lost(hit_at(1, clean[system]), hit_at(1, found)) for system, found in ranks.items()}
            yield _row(name, f"points of hit@1 lost, {form}", questions, lost)
            continue
        for k in ks:
            figures = {system: hit_at(k, found) for system, found in ranks.items()}
            yield _row(name, f"hit@{k}{_put(name, form)}", questions, figures)


def _put(name: str, form: str) -> str:
    """How the question was put, for the measure's name."""
    if name not in FOLLOW_UPS:
        return ""
    return {
        "history": ", with its history",
        "raw": ", alone",
        "joined": ", earlier questions put before it",
        "rewrite": ", in a person's wording",
    }[form]


def _declining(workload: Workload, asked: Asked) -> Iterator[Row]:
    """How well the best score separates what the pages answer from what they do not."""
    for kind in sorted({item.kind for item in workload.items} - {"answerable"}):
        figures, questions = {}, 0
        for system, pairs in asked.items():
            positive = [reply.score for item, reply in pairs if item.kind == "answerable"]
            negative = [reply.score for item, reply in pairs if item.kind == kind]
            figures[system], questions = auroc(positive, negative), len(positive) + len(negative)
        yield _row(workload.name, f"AUROC, answerable against {kind}", questions, figures)


def _answering(workload: Workload, asked: Asked) -> Iterator[Row]:
    """What Spotter answers and what it declines; the peers find passages and answer nothing."""
    pairs = asked.get(SPOTTER, ())
    judged = [reply.judged for _, reply in pairs if reply.judged is not None]
    if judged:
        scores = score(judged)
        for measure, questions, figure in (
            ("right page cited first", scores.answerable, scores.right_source),
            ("required text in the answer", scores.answerable, scores.right_text),
            ("answerable declined", scores.answerable, scores.wrongly_declined),
            ("unanswerable declined", scores.unanswerable, scores.rightly_declined),
            ("quotes exact", len(judged), scores.exact_quotes),
        ):
            yield _row(workload.name, measure, questions, {SPOTTER: figure})
    if workload.name != "squad2":
        return
    answered = [
        (item, reply.answer) for item, reply in pairs if reply.answer and reply.answer.outcome is Outcome.ANSWERED
    ]
    for kind, questions in sorted(Counter(item.kind for item, _ in pairs).items()):
        figure = sum(item.kind == kind for item, _ in answered) / questions
        yield _row("squad2", f"{kind}: answered", questions, {SPOTTER: figure})
    right = [(item, answer) for item, answer in answered if item.kind == "answerable"]
    cited = share([answer.citations[0].source in item.right for item, answer in right])
    gold = share([holds(answer.answer, item.gold) for item, answer in right])
    yield _row("squad2", "answered: first cited passage right", len(right), {SPOTTER: cited})
    yield _row("squad2", "answered: gold text in the answer", len(right), {SPOTTER: gold})


def _times(workload: Workload, asked: Asked) -> Iterator[Row]:
    """Milliseconds a question, and the size of the index."""
    if workload.name not in ("squad2", "seeds"):
        return
    for percent in (50, 95):
        figures = {
            system: float(np.percentile([reply.milliseconds for _, reply in pairs], percent))
            for system, pairs in asked.items()
        }
        questions = max(map(len, asked.values()))
        yield _row(workload.name, f"ms a question, p{percent}", questions, figures)
    size = {SPOTTER: workload.index_bytes / workload.passages}
    yield _row(workload.name, f"bytes of index a passage ({workload.passages:,} passages)", 0, size)


def _row(name: str, measure: str, questions: int, figures: Mapping[str, float | None]) -> Row:
    known = {system: figure for system, figure in figures.items() if figure is not None}
    return Row(name, measure, questions, known, TARGETS.get((name, measure)))
