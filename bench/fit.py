"""Fits the weights of ranking and of declining to the development sets, and checks them across sets.

    python -m bench.fit [--work DIR] [--questions 1500]

Ranking: conditional logit, the candidates of a question against one another (McFadden 1974). Declining: logistic
regression on the best hit, each weight kept to the sign that its feature has by its meaning; an unanswerable twin of
every question is made by taking its right pages out of the candidates, so that the topic is there and the answer is
not. A second stage weighs in the question bank. Prints each set's figures with that set left out of the fit, then the
weights fitted on all, from which those in `bot/rerank.py` and `bot/decide.py` are rounded.
"""

import argparse
import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from sklearn.metrics import roc_auc_score

from bench.corpora import EVAL, Asked, pages, questions, read_rows
from bot import thesaurus
from bot.answers import Hit, Question
from bot.bot import Bot, Found
from bot.decide import features, opinion_features
from bot.rerank import values
from bot.weights import RANKING as SCORE_WEIGHTS
from ingest import bank, builds
from ingest.encoder import SentenceEncoder
from ingest.pipeline import ingest

Floats = npt.NDArray[np.float64]
RANKING = {"squad2": 1.0, "covid_faq": 1.0, "hint3_sofmattress": 0.2, "hint3_powerplay11": 0.2, "seeds": 0.3, "kb": 0.5}
DECLINING = {"squad2": 0.5, "seeds": 0.5, "kb": 1.0}
ROOT = Path(__file__).resolve().parent.parent
OWN = {  # sets whose right pages are named by prefixes: pages, questions
    "seeds": (EVAL.parent / "seeds", EVAL / "seed_questions.jsonl"),
    "kb": (ROOT / "kb", ROOT / "bench" / "questions" / "kb_dev.jsonl"),
}
SPEAKS_AGAINST = ("unknown",)  # every other feature of declining may only speak for an answer
SECOND_AGAINST = ("excess",)


@dataclass(frozen=True, slots=True)
class Seen:
    """One question after the search."""

    kind: str
    rank_features: Floats  # (n_hits, n_features), best first as ranked today
    right: npt.NDArray[np.bool_]  # (n_hits,)
    decide_features: tuple[dict[str, float], dict[str, float] | None]  # as it is; without its right pages
    second_features: dict[str, float]  # of the second stage, with the shipped weights of the first
    answerable: bool


def look(name: str, work: Path, encoder: SentenceEncoder, limit: int) -> list[Seen]:
    """Search a set's questions."""
    folder = work / "pages" / name
    if name in OWN:
        source, rows = OWN[name][0], _own_questions(OWN[name][1])
    else:
        doc_ids = pages(name, folder)
        source, rows = folder, questions(name, doc_ids)
    random.Random(1).shuffle(rows)  # noqa: S311 - the same order every time
    rows = [row for row in rows if not row.history][:limit]
    ingest([source], work / "indexes" / name, encoder, None, bank.default_text())
    build = builds.open_build(work / "indexes" / name)
    index = build.index
    bot = Bot(build, encoder, thesaurus=thesaurus.default())
    found = []
    for row in rows:
        seen = bot.read(Question(row.text))
        question, hits = seen.question, seen.hits
        right = np.array([_is_right(hit, row, name) for hit in hits])
        others = [hit for hit, good in zip(hits, right, strict=True) if not good]
        held_out = features(index, question, others) if others and right.any() else None
        found.append(
            Seen(
                row.row.get("kind", "answerable" if row.right else "unanswerable"),
                np.array([[values(hit.evidence)[n] for n in SCORE_WEIGHTS] for hit in hits]),
                right,
                (features(index, question, hits), held_out),
                _second(seen, hits[0]),
                bool(row.right),
            )
        )
    return found


def fit_ranking(sets: dict[str, list[Seen]], weights: dict[str, float], l2: float = 1e-3) -> Floats:
    """Weights that make the right candidates of each question likeliest, (n_features,)."""
    groups = {
        name: [seen for seen in sets[name] if seen.right.any() and not seen.right.all()]
        for name in weights
        if name in sets
    }
    spread = np.concatenate([s.rank_features for group in groups.values() for s in group]).std(axis=0) + 1e-9
    total = sum(weights[name] for name in groups)

    def loss(w: Floats) -> tuple[float, Floats]:
        value, gradient = l2 * float(w @ w), 2 * l2 * w
        for name, group in groups.items():
            share = weights[name] / total / len(group)
            for seen in group:
                x = seen.rank_features / spread
                e = np.exp(x @ w - (x @ w).max())
                p, q = e / e.sum(), e * seen.right / (e * seen.right).sum()
                value -= share * float(np.log((e * seen.right).sum() / e.sum()))
                gradient = gradient + share * (x.T @ (p - q))
        return value, gradient

    fitted: Floats = minimize(loss, np.zeros(len(spread)), jac=True, method="L-BFGS-B").x / spread
    return fitted


def fit_declining(sets: dict[str, list[Seen]], weights: dict[str, float]) -> tuple[Floats, float]:
    """Weights and bias of the probability that the best hit answers."""
    x, y, w = [], [], []
    for name, weight in weights.items():
        if name not in sets:
            continue
        rows = list(_rows(sets[name]))
        x += [list(row.values()) for row, _ in rows]
        y += [label for _, label in rows]
        w += [weight / len(rows)] * len(rows)
    return _logistic(np.array(x), np.array(y), np.array(w) * len(w), list(rows[0][0]), SPEAKS_AGAINST)


def _logistic(
    matrix: Floats, label: npt.NDArray[np.bool_], share: Floats, names: Sequence[str], against: Sequence[str]
) -> tuple[Floats, float]:
    """Logistic regression, ridge 1e-3 on standardised features, each weight kept to its sign."""
    spread = matrix.std(axis=0) + 1e-9
    design = np.column_stack([matrix / spread, np.ones(len(label))])
    share = share / share.sum()

    def loss(w: Floats) -> tuple[float, Floats]:
        p = 1 / (1 + np.exp(-(design @ w)))
        value = -share @ np.log(np.where(label, p, 1 - p) + 1e-12) + 1e-3 * float(w[:-1] @ w[:-1])
        gradient: Floats = design.T @ (share * (p - label)) + 2e-3 * np.append(w[:-1], 0)
        return float(value), gradient

    bounds = [(None, 0.0) if name in against else (0.0, None) for name in names]
    fitted = minimize(loss, np.zeros(len(names) + 1), jac=True, method="L-BFGS-B", bounds=[*bounds, (None, None)]).x
    return fitted[:-1] / spread, float(fitted[-1])


def hits_at(sets: Sequence[Seen], weights: Floats, k: int) -> float:
    """Share of answerable questions with a right candidate among the first k."""
    found = [
        seen.right[np.argsort(-(seen.rank_features @ weights), kind="stable")[:k]].any()
        for seen in sets
        if seen.answerable
    ]
    return float(np.mean(found))


def _rows(seen: Sequence[Seen]) -> list[tuple[dict[str, float], bool]]:
    rows = []
    for item in seen:
        rows.append((item.decide_features[0], bool(item.right[0])))
        if item.decide_features[1] is not None:
            rows.append((item.decide_features[1], False))
    return rows


def _figures(
    seen: Sequence[Seen], x: Floats, y: npt.NDArray[np.bool_], fits: Sequence[tuple[Floats, float]]
) -> list[str]:
    """For each fit: how well it separates right from wrong, and how far its probabilities are from what comes true."""
    cells = []
    for weights, bias in fits:
        p = 1 / (1 + np.exp(-(x @ weights + bias)))
        bins = np.minimum((p * 10).astype(int), 9)
        gaps = [
            abs(p[bins == b].mean() - y[bins == b].mean()) * (bins == b).mean() for b in range(10) if (bins == b).any()
        ]
        cells.append(f"AUROC {roc_auc_score(y, p):.3f} ECE {sum(gaps):.3f}")
    own = x[: len(seen)] @ fits[0][0]
    answerable = np.array([item.answerable for item in seen])
    for kind in sorted({item.kind for item in seen if not item.answerable}):
        chosen = answerable | np.array([item.kind == kind for item in seen])
        cells.append(f"{kind} {roc_auc_score(answerable[chosen], own[chosen]):.3f}")
    return cells


def fit_second(sets: dict[str, list[Seen]], weights: dict[str, float]) -> tuple[Floats, float]:
    """Weights and bias of the second stage, which weighs in the question bank."""
    x, y, w = [], [], []
    for name, weight in weights.items():
        if name in sets:
            x += [list(seen.second_features.values()) for seen in sets[name]]
            y += [bool(seen.right[0]) for seen in sets[name]]
            w += [weight / len(sets[name])] * len(sets[name])
    names = list(next(iter(sets.values()))[0].second_features)
    return _logistic(np.array(x), np.array(y), np.array(w) * len(w), names, SECOND_AGAINST)


def _second(found: Found, hit: Hit) -> dict[str, float]:
    assert found.opinion is not None  # noqa: S101 - every set is ingested with the bank
    nearest = max(hit.evidence.dense, hit.evidence.unit, hit.evidence.question)
    return {"own": found.own_logit, **opinion_features(nearest, found.opinion)}


def _is_right(hit: Hit, row: Asked, name: str) -> bool:
    if name in OWN:
        return hit.passage.doc_id.startswith(tuple(row.right)) if row.right else False
    return hit.passage.doc_id in row.right


def _own_questions(path: Path) -> list[Asked]:
    return [
        Asked(row["id"], row["question"], tuple(row["history"]), frozenset(row["sources"]), {"kind": row["kind"]})
        for row in read_rows(path)
    ]


def main() -> None:
    """Fit, check and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, default=Path("build/fit"))
    parser.add_argument("--questions", type=int, default=1500, help="at most this many of each set")
    arguments = parser.parse_args()
    if not EVAL.is_dir():
        parser.error(f"the public question sets are not part of the project and are not in {EVAL}")
    encoder = SentenceEncoder()
    names = sorted({*RANKING, *DECLINING})
    sets = {name: look(name, arguments.work, encoder, arguments.questions) for name in names}

    print(f"{'set':20} {'hit@1':>6} {'hit@5':>6} | left out: {'hit@1':>6} {'hit@5':>6}")
    everything = fit_ranking(sets, RANKING)
    for name in RANKING:
        others = fit_ranking({other: seen for other, seen in sets.items() if other != name}, RANKING)
        row = [hits_at(sets[name], w, k) for w in (everything, others) for k in (1, 5)]
        print(f"{name:20} {row[0]:6.3f} {row[1]:6.3f} |           {row[2]:6.3f} {row[3]:6.3f}")
    for stage, fit in (("declining", fit_declining), ("second", fit_second)):
        for name in DECLINING:
            rest = {other: seen for other, seen in sets.items() if other != name}
            if stage == "declining":
                rows = [(seen.decide_features[0], bool(seen.right[0])) for seen in sets[name]]
            else:
                rows = [(seen.second_features, bool(seen.right[0])) for seen in sets[name]]
            x, y = np.array([list(row.values()) for row, _ in rows]), np.array([label for _, label in rows])
            print(f"{stage:10} {name:8}", *_figures(sets[name], x, y, [fit(sets, DECLINING), fit(rest, DECLINING)]))
    weights, bias = fit_declining(sets, DECLINING)
    second, second_bias = fit_second(sets, DECLINING)
    result = {
        "ranking": dict(zip(SCORE_WEIGHTS, np.round(everything, 3).tolist(), strict=True)),
        "declining": dict(zip(sets["seeds"][0].decide_features[0], np.round(weights, 3).tolist(), strict=True)),
        "bias": round(bias, 3),
        "second": dict(zip(sets["seeds"][0].second_features, np.round(second, 3).tolist(), strict=True)),
        "second_bias": round(second_bias, 3),
    }
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
