from pathlib import Path

import pytest

from bot.answers import Citation, Outcome
from bot.suggestions import Suggestions, starter_questions
from ingest.index import Index
from tests.asking import published
from tests.fakes import WordEncoder

GUEST, OPEN, PARKING = "How much is a guest pass?", "When is the club open?", "Where is parking?"
TOWEL, TOWELS, RAISE = "Is a towel free?", "is a towel free", "Which muscle does a raise train?"
PAGES = {
    "club.md": f"# Club\n\n## FAQ\n\n### {GUEST}\n\nIt costs £8.\n\n### {OPEN}\n\nFrom 6:00 to 22:00.\n\n"
    f"### {PARKING}\n\nBehind the house.\n\n### {TOWEL}\n\nNo, it costs £2.\n",
    "legs.md": f"# Legs\n\n## FAQ\n\n### {RAISE}\n\nThe soleus.\n\n### {TOWELS}?\n\nNo.\n",
    "plain.md": "# Plain\n\nNo question stands here.\n",
}


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    return published(tmp_path_factory.mktemp("pages"), PAGES).index


def beside(
    index: Index, text: str, outcome: Outcome = Outcome.NOT_FOUND, cited: tuple[Citation, ...] = (), unknown: str = ""
) -> tuple[str, ...]:
    """What is suggested to whoever asks a text, where all FAQ questions but `unknown` are answered."""
    vector = WordEncoder().encode_questions([text])[0].vector
    return Suggestions(index, lambda question: question != unknown).beside(outcome, vector, [text], cited)


def citing(index: Index, question: str) -> tuple[Citation, ...]:
    passage = next(item for item in index.passages if item.question == question)
    return (Citation(1, passage.doc_id, "", "", None, passage.body, passage.body_start, passage.end),)


def test_the_nearest_questions_are_offered_first_and_the_same_one_only_once(index: Index) -> None:
    assert beside(index, "Is a towel pass free?") == (TOWEL, GUEST)


def test_a_question_that_is_not_answered_is_not_offered(index: Index) -> None:
    assert beside(index, "How much is a towel pass?", unknown=GUEST) == (TOWEL,)


@pytest.mark.parametrize("text", [GUEST, "how much is a GUEST pass", "a pass, guest: how much is?"])
def test_what_was_asked_is_not_offered(index: Index, text: str) -> None:
    assert GUEST not in beside(index, text)


def test_where_nothing_is_near_typical_questions_of_several_pages_are_offered(index: Index) -> None:
    assert beside(index, "Qwx?") == (GUEST, PARKING, RAISE)


def test_a_typical_question_without_an_answer_gives_way_to_another(index: Index) -> None:
    assert beside(index, "Qwx?", unknown=PARKING) == (GUEST, RAISE, OPEN)


def test_beside_an_answer_the_other_questions_of_its_page_are_offered_and_nothing_foreign(index: Index) -> None:
    answered = beside(index, GUEST, Outcome.ANSWERED, citing(index, GUEST))

    assert set(answered) == {OPEN, PARKING, TOWEL}
    assert beside(index, "Qwx?", Outcome.ANSWERED) == ()


def test_each_question_is_tried_once(index: Index) -> None:
    tried: list[str] = []

    def is_answered(question: str) -> bool:
        tried.append(question)
        return True

    suggestions = Suggestions(index, is_answered)
    vector = WordEncoder().encode_questions(["Qwx?"])[0].vector
    first, second = (suggestions.beside(Outcome.NOT_FOUND, vector, [], ()) for _ in range(2))

    assert first == second == tuple(tried)


def test_pages_without_questions_offer_none(tmp_path: Path) -> None:
    plain = published(tmp_path, {"plain.md": PAGES["plain.md"]}).index

    assert beside(plain, "Qwx?") == ()


def test_starter_questions_are_no_more_than_wanted() -> None:
    pairs = [("a", "One?"), ("a", "Two?"), ("b", "Three?"), ("b", "")]

    assert starter_questions(pairs, 2) == ("One?", "Three?")
