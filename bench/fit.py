"""Fits the weights of ranking and of declining to the development sets, and checks them across sets.

    python -m bench.fit [--work DIR] [--questions 1500] [--keep-ranking] [--write]

Ranking: conditional logit, the candidates of a question against one another (McFadden 1974). Declining: logistic
regression on the best hit, each weight kept to the sign that its feature has by its meaning; a second stage weighs in
the question bank. Prints each set's figures with that set left out of the fit, then the weights fitted on all;
`--write` puts them into `bot/weights.json`. The features of declining depend on the weights of ranking: where those
have changed, run twice.
"""

import argparse
import hashlib
import json
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from sklearn.metrics import roc_auc_score

from bench.corpora import EVAL, Asked, pages, questions, read_rows
from bot import thesaurus
from bot.answers import Hit, Question
from bot.assemble import publish
from bot.bot import Bot
from bot.curves import calibration, calibration_error
from bot.decide import features, opinion_features, shift_of, weighed
from bot.rerank import values
from bot.weights import RANKING
from ingest import builds
from ingest.encoder import SentenceEncoder

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
ROOT = Path(__file__).resolve().parent.parent
QUESTIONS = ROOT / "bench" / "questions"
GYMS = ("boulder", "swim", "studio", "allhours", "municipal")  # invented ones, with pages of their own
OWN = {  # sets whose right pages are named by prefixes: pages, questions
    "seeds": (EVAL.parent / "seeds", EVAL / "seed_questions.jsonl"),
    "kb": (ROOT / "kb", QUESTIONS / "kb_dev.jsonl"),
} | {name: (QUESTIONS / name / "pages", QUESTIONS / name / "questions.jsonl") for name in GYMS}
RANKED = {"squad2": 1.0, "covid_faq": 1.0, "hint3_sofmattress": 0.2, "hint3_powerplay11": 0.2, "seeds": 0.3, "kb": 0.5}
RANKED |= dict.fromkeys(GYMS, 0.4)
DECLINED = {  # for indexes with FAQ pairs and for those of prose alone
    "faq": {
        "squad2": 0.15,
        "seeds": 0.6,
        "kb": 1.0,
        "covid_faq": 0.3,
        "hint3_sofmattress": 0.4,
        "hint3_powerplay11": 0.4,
    }
    | dict.fromkeys(GYMS, 0.8),
    "prose": {"squad2": 1.0, "seeds": 0.3, "kb": 0.3, **dict.fromkeys(GYMS, 0.3)},
}
EITHER_WAY = ("prose", "crowd", "length", "near")  # features that may speak for or against
AGAINST = (
    "missed",
    "variant",
    "unknown",
    "unmet",
    "thing",
    "names",
    "negated",
    "figures",
)  # that may only speak against; all others only for
RIDGE = {"ranking": 1e-2, "declining": 1e-3}  # on standardised features


@dataclass(frozen=True, slots=True)
class Seen:
    """One question after the search."""

    kind: str
    answerable: bool
    rank_features: Floats  # (n_hits, n_features), best first as ranked today
    right: Flags  # (n_hits,)
    pages: tuple[str, ...]  # (n_hits,): doc_id of each
    features: dict[str, float]  # of declining
    opinion: dict[str, float]  # of the bank
    shift: float  # of the index


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
    publish([source], work / "indexes" / name, encoder)
    build = builds.open_build(work / "indexes" / name)
    bot = Bot(build, encoder, thesaurus=thesaurus.default())
    found = []
    for row in rows:
        seen = bot.read(Question(row.text))
        assert seen.opinion is not None  # noqa: S101 - every set is ingested with the bank
        found.append(
            Seen(
                row.row.get("kind", "answerable" if row.right else "unanswerable"),
                bool(row.right),
                np.array([[values(hit.evidence)[n] for n in RANKING] for hit in seen.hits]),
                np.array([_is_right(hit, row, name) for hit in seen.hits]),
                tuple(hit.passage.doc_id for hit in seen.hits),
                features(build.index, seen.question, seen.hits),
                opinion_features(seen.opinion),
                shift_of(build.index.calibration),
            )
        )
    return found


def fit_ranking(sets: dict[str, list[Seen]]) -> Floats:
    """Weights that make the right candidates of each question likeliest, (n_features,)."""
    shares = {name: RANKED[name] for name in RANKED if name in sets}
    chosen = [
        (seen, shares[name] / sum(shares.values()) / len(sets[name]))
        for name in shares
        for seen in sets[name]
        if seen.right.any() and not seen.right.all()
    ]
    spread = np.concatenate([seen.rank_features for seen, _ in chosen]).std(axis=0) + 1e-9
    x = np.concatenate([seen.rank_features for seen, _ in chosen]) / spread
    right = np.concatenate([seen.right for seen, _ in chosen])
    share = np.array([weight for _, weight in chosen])
    sizes = np.array([len(seen.right) for seen, _ in chosen])
    starts, owner = np.cumsum(sizes) - sizes, np.repeat(np.arange(len(sizes)), sizes)

    def loss(w: Floats) -> tuple[float, Floats]:
        z = x @ w
        e = np.exp(z - np.maximum.reduceat(z, starts)[owner])
        every, good = np.add.reduceat(e, starts), np.add.reduceat(e * right, starts)
        slope = (e / every[owner] - e * right / good[owner]) * share[owner]
        value = RIDGE["ranking"] * float(w @ w) - float(share @ np.log(good / every))
        return value, 2 * RIDGE["ranking"] * w + x.T @ slope

    bounds = [_bounds(name) for name in RANKING]
    fitted: Floats = minimize(loss, np.zeros(len(spread)), jac=True, method="L-BFGS-B", bounds=bounds).x / spread
    return fitted


def fit_declining(sets: dict[str, list[Seen]], kind: str) -> tuple[dict[str, float], dict[str, float]]:
    """Weights of the log-odds that the best hit answers, then those of the second stage, which weighs in the bank."""
    of_each = DECLINED[kind]
    first = _logistic(sets, of_each, lambda seen: seen.features, lambda _: 0.0)
    return first, _logistic(sets, of_each, lambda seen: second_features(seen, first), lambda seen: seen.shift)


def second_features(seen: Seen, first: dict[str, float]) -> dict[str, float]:
    """What the second stage weighs."""
    return {"own": weighed(seen.features, first), **seen.opinion}


def _logistic(
    sets: dict[str, list[Seen]],
    of_each: dict[str, float],
    of: Callable[[Seen], dict[str, float]],
    offset: Callable[[Seen], float],
) -> dict[str, float]:
    """Logistic regression, ridge on standardised features, each weight kept to its sign; "" is the bias."""
    rows = [(seen, of_each[name] / len(sets[name])) for name in of_each if name in sets for seen in sets[name]]
    names = list(of(rows[0][0]))
    matrix = np.array([list(of(seen).values()) for seen, _ in rows])
    label = np.array([seen.right[0] for seen, _ in rows])
    share = np.array([weight for _, weight in rows]) / sum(weight for _, weight in rows)
    given = np.array([offset(seen) for seen, _ in rows])
    middle, spread = matrix.mean(axis=0), matrix.std(axis=0) + 1e-9
    design = np.column_stack([(matrix - middle) / spread, np.ones(len(label))])

    def loss(w: Floats) -> tuple[float, Floats]:
        p = 1 / (1 + np.exp(-(design @ w + given)))
        value = -share @ np.log(np.where(label, p, 1 - p) + 1e-12) + RIDGE["declining"] * float(w[:-1] @ w[:-1])
        return float(value), design.T @ (share * (p - label)) + 2 * RIDGE["declining"] * np.append(w[:-1], 0)

    bounds = [*map(_bounds, names), (None, None)]
    fitted = minimize(loss, np.zeros(len(names) + 1), jac=True, method="L-BFGS-B", bounds=bounds).x
    weights = fitted[:-1] / spread
    return {**dict(zip(names, weights.tolist(), strict=True)), "": float(fitted[-1] - weights @ middle)}


def _bounds(name: str) -> tuple[float | None, float | None]:
    return (None, None) if name in EITHER_WAY else (None, 0.0) if name in AGAINST else (0.0, None)


def hits_at(sets: Sequence[Seen], weights: Floats, k: int) -> float:
    """Share of answerable questions with a right page among the first k pages."""
    found = []
    for seen in sets:
        if seen.answerable:
            order = np.argsort(-(seen.rank_features @ weights), kind="stable")
            first = list(dict.fromkeys(seen.pages[i] for i in order))[:k]
            found.append(any(seen.right[i] and seen.pages[i] in first for i in order))
    return float(np.mean(found))


def told(seen: Sequence[Seen], first: dict[str, float], second: dict[str, float]) -> str:
    """How well the probability tells right from wrong and answerable from not, and how true it is."""
    z = np.array([weighed(second_features(item, first), second) + item.shift for item in seen])
    p, right = 1 / (1 + np.exp(-z)), np.array([bool(item.right[0]) for item in seen])
    answerable = np.array([item.answerable for item in seen])
    cells = [
        f"right {roc_auc_score(right, p):.3f}",
        f"ECE {calibration_error(calibration(p.tolist(), right.tolist())):.3f}",
    ]
    for kind in sorted({item.kind for item in seen if not item.answerable}):
        chosen = answerable | np.array([item.kind == kind for item in seen])
        cells.append(f"{kind} {roc_auc_score(answerable[chosen], p[chosen]):.3f}")
    if not answerable.all():
        for least in (0.4, 0.5, 0.6):
            shown = p >= least
            cells.append(f"@{least} {(shown & right)[answerable].mean():.2f} {(~shown)[~answerable].mean():.2f}")
    return "  ".join(cells)


def _is_right(hit: Hit, row: Asked, name: str) -> bool:
    if name in OWN:
        return hit.passage.doc_id.startswith(tuple(row.right)) if row.right else False
    return hit.passage.doc_id in row.right


def _own_questions(path: Path) -> list[Asked]:
    return [
        Asked(row["id"], row["question"], tuple(row["history"]), frozenset(row["sources"]), {"kind": row["kind"]})
        for row in read_rows(path)
    ]


def _rounded(weights: dict[str, float]) -> dict[str, float]:
    return {name: round(value, 3) for name, value in weights.items()}


def _ranking_told(sets: dict[str, list[Seen]]) -> Floats:
    """Weights of ranking; each set's figures are printed."""
    print(f"{'set':20} {'hit@1':>6} {'hit@5':>6} | left out: {'hit@1':>6} {'hit@5':>6}")
    ranking = fit_ranking(sets)
    for name in RANKED:
        others = fit_ranking({other: seen for other, seen in sets.items() if other != name})
        row = [hits_at(sets[name], w, k) for w in (ranking, others) for k in (1, 5)]
        print(f"{name:20} {row[0]:6.3f} {row[1]:6.3f} |           {row[2]:6.3f} {row[3]:6.3f}")
    return ranking


def main() -> None:
    """Fit, check and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, default=Path("build/fit"))
    parser.add_argument("--questions", type=int, default=1500, help="at most this many of each set")
    parser.add_argument("--keep-ranking", action="store_true", help="fit the weights of declining alone")
    parser.add_argument("--write", action="store_true", help="put the weights into bot/weights.json")
    arguments = parser.parse_args()
    if not EVAL.is_dir():
        parser.error(f"the public question sets are not part of the project and are not in {EVAL}")
    encoder = SentenceEncoder()
    names = sorted(RANKED)
    sets = {name: look(name, arguments.work, encoder, arguments.questions) for name in names}

    ranking = np.array(list(RANKING.values())) if arguments.keep_ranking else _ranking_told(sets)
    print("AUROC of right and of answerable by kind; ECE; at a threshold: right of answerable, declined of others")
    fitted = {kind: fit_declining(sets, kind) for kind in DECLINED}
    for name, seen in sets.items():
        kind = "prose" if name == "squad2" else "faq"
        rest = {other: items for other, items in sets.items() if other != name}
        print(f"{name:18} all ", told(seen, *fitted[kind]))
        print(f"{'':18} left", told(seen, *fit_declining(rest, kind)))
    result = {
        "ranking": dict(zip(RANKING, np.round(ranking, 3).tolist(), strict=True)),
        "declining": {kind: _rounded(first) for kind, (first, _) in fitted.items()},
        "second": {kind: _rounded(second) for kind, (_, second) in fitted.items()},
    }
    version = hashlib.sha256(json.dumps(result).encode()).hexdigest()[:8]
    text = json.dumps({"version": version, **result}, indent=2) + "\n"
    print(text)
    if arguments.write:
        (ROOT / "bot" / "weights.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
