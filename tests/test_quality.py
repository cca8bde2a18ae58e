"""How well the real encoder answers the project's own questions. Below a floor, the rows that failed are printed."""

from pathlib import Path

import pytest

from bot import thesaurus
from bot.assemble import publish
from bot.bot import Bot
from bot.evaluate import Scores, evaluate, render_scores, score
from bot.expectations import read_expectations
from bot.judge import Judged
from ingest import builds
from ingest.encoder import SentenceEncoder

pytestmark = pytest.mark.model

ROOT = Path(__file__).parent.parent
KB, KB_QUESTIONS = ROOT / "kb", ROOT / "tests" / "questions" / "kb.jsonl"
SHARED = ROOT.parent / "shared"
SEEDS, SEED_QUESTIONS = SHARED / "seeds", SHARED / "eval" / "seed_questions.jsonl"

KB_FLOORS = {"right_source": 0.75, "right_text": 0.65, "rightly_declined": 0.80, "exact_quotes": 1.0}
SEED_FLOORS = {"right_source": 0.85, "right_text": 0.80, "rightly_declined": 0.90, "exact_quotes": 1.0}

needs_seeds = pytest.mark.skipif(
    not (SEEDS.is_dir() and SEED_QUESTIONS.is_file()), reason="the five real documents and their questions are not here"
)


@pytest.fixture(scope="module")
def encoder() -> SentenceEncoder:
    return SentenceEncoder()


def test_the_projects_own_questions_are_answered_from_kb(encoder: SentenceEncoder, tmp_path: Path) -> None:
    scores, judged = _evaluated(KB, KB_QUESTIONS, encoder, tmp_path)

    assert _below(scores, KB_FLOORS) == {}, render_scores(judged)


@needs_seeds
def test_the_questions_on_the_five_real_documents_are_answered(encoder: SentenceEncoder, tmp_path: Path) -> None:
    scores, judged = _evaluated(SEEDS, SEED_QUESTIONS, encoder, tmp_path)

    assert _below(scores, SEED_FLOORS) == {}, render_scores(judged)


def _evaluated(
    pages: Path, questions: Path, encoder: SentenceEncoder, folder: Path
) -> tuple[Scores, tuple[Judged, ...]]:
    publish([pages], folder / "index", encoder)
    build = builds.open_build(folder / "index", encoder)
    bot = Bot(build, encoder, thesaurus=thesaurus.default())
    judged = evaluate(read_expectations(questions), bot)
    return score(judged), judged


def _below(scores: Scores, floors: dict[str, float]) -> dict[str, float]:
    """The shares that lie below their floors."""
    return {name: getattr(scores, name) for name, floor in floors.items() if not getattr(scores, name) >= floor}
