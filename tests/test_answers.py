from dataclasses import replace

import pytest

from bot.answers import LONGEST_QUESTION, Answer, Citation, Outcome, Question, Scored, Statement
from ingest.errors import InputError

QUOTE = "Keep your heels low. Breathe out as you rise.\n- Rest for 60 seconds."
CITATION = Citation(1, "exercises/raise.md", "Raise", "Tips", None, QUOTE, 10, 10 + len(QUOTE))
ANSWER = Answer(
    question="how?",
    understood_as="how?",
    outcome=Outcome.ANSWERED,
    statements=(Statement("Keep your heels low.", 1), Statement("Rest for 60 seconds.", 1, listed=True)),
    citations=(CITATION,),
    confidence=0.9,
    build="b",
)


@pytest.mark.parametrize("text", ["", " ", "\n\t"])
def test_a_question_without_words_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="the question is empty"):
        Question(text)


def test_the_longest_question_is_taken_and_one_character_more_is_refused() -> None:
    Question("a" * LONGEST_QUESTION)

    with pytest.raises(InputError, match="2,001 characters"):
        Question("a" * (LONGEST_QUESTION + 1))


def test_list_items_stand_on_lines_of_their_own_and_the_mark_follows_the_last_statement_of_a_citation() -> None:
    assert ANSWER.answer == "Keep your heels low.\n- Rest for 60 seconds. [1]"


def test_each_run_of_statements_from_one_citation_is_marked_once() -> None:
    other = Citation(2, "faq/club.md", "Club", "", None, "Rest well.", 0, 10)

    answer = replace(
        ANSWER,
        statements=(
            Statement("Keep your heels low.", 1),
            Statement("Breathe out as you rise.", 1),
            Statement("Rest well.", 2),
        ),
        citations=(CITATION, other),
    )

    assert answer.answer == "Keep your heels low. Breathe out as you rise. [1] Rest well. [2]"


def test_json_holds_every_field_in_a_fixed_order() -> None:
    answer = replace(ANSWER, latency_ms=1.5, hits=(Scored("faq/club.md", 1, 2, 0.5),))

    row = answer.as_json()

    assert list(row.items()) == [
        ("question", "how?"),
        ("understood_as", "how?"),
        ("outcome", "answered"),
        ("answer", "Keep your heels low.\n- Rest for 60 seconds. [1]"),
        ("statements", [{"text": "Keep your heels low.", "cites": 1}, {"text": "Rest for 60 seconds.", "cites": 1}]),
        (
            "citations",
            [
                {
                    "number": 1,
                    "source": "exercises/raise.md",
                    "title": "Raise",
                    "heading": "Tips",
                    "url": None,
                    "quote": QUOTE,
                    "start": 10,
                    "end": 10 + len(QUOTE),
                }
            ],
        ),
        ("sources_disagree", False),
        ("closest", []),
        ("suggestions", []),
        ("notice", ""),
        ("message", ""),
        ("confidence", 0.9),
        ("build", "b"),
        ("hits", [{"source": "faq/club.md", "start": 1, "end": 2, "score": 0.5}]),
        ("latency_ms", 1.5),
    ]


def test_json_leaves_out_hits_and_latency_that_nobody_asked_for() -> None:
    row = ANSWER.as_json()

    assert {"hits", "latency_ms"}.isdisjoint(row)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"statements": ()}, "statements exactly when answered"),
        ({"outcome": Outcome.UNSURE}, "statements exactly when answered"),
        ({"citations": (replace(CITATION, number=2),)}, "numbered from 1"),
        ({"citations": (CITATION, replace(CITATION, number=2))}, "cited is listed"),
        ({"statements": (Statement("Keep your heels high.", 1),)}, "word for word"),
        ({"statements": (Statement("", 1),)}, "word for word"),
        ({"confidence": 1.1}, "confidence is a probability"),
        ({"confidence": float("nan")}, "confidence is a probability"),
    ],
)
def test_an_answer_that_is_wrong_in_form_cannot_be_built(change: dict[str, object], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        replace(ANSWER, **change)  # type: ignore[arg-type]
