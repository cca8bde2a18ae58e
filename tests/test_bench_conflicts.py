import re

import pytest

from bench.conflicts import PAGES, QUESTIONS, Conflict, read_conflicts
from bot.answers import Answer, Citation, Outcome, Statement

ROW = {
    "id": "c1",
    "question": "Toes in or out?",
    "index": "kb",
    "sides": [["a", "toes in"], ["b|c", "toes out"]],
    "disagree": True,
}
ROWS = read_conflicts(QUESTIONS / "conflict.jsonl")


def answer_of(*told: tuple[str, str], disagree: bool) -> Answer:
    return Answer(
        question="?",
        understood_as="?",
        outcome=Outcome.ANSWERED,
        statements=tuple(Statement(text, number) for number, (_, text) in enumerate(told, start=1)),
        citations=tuple(
            Citation(number, source, "", "", None, text, 0, len(text))
            for number, (source, text) in enumerate(told, start=1)
        ),
        confidence=1,
        build="",
        sources_disagree=disagree,
    )


def test_an_answer_is_right_where_each_side_is_stated_from_its_source_and_the_flag_is_set() -> None:
    row = Conflict.of(ROW)

    assert row.faults(answer_of(("a.md", "Toes\nin."), ("c.md", "Toes out."), disagree=True)) == []


def test_a_missing_side_a_side_of_another_source_and_a_wrong_flag_are_faults() -> None:
    row = Conflict.of(ROW)

    assert row.faults(answer_of(("a.md", "Toes in."), disagree=True)) == ["missing: toes out"]
    assert row.faults(answer_of(("a.md", "Toes in."), ("d.md", "Toes out."), disagree=False)) == [
        "missing: toes out",
        "is not said to disagree",
    ]


def test_an_answer_that_states_nothing_is_a_fault() -> None:
    answer = Answer("?", "?", Outcome.UNSURE, (), (), 0.5, "")

    assert Conflict.of(ROW).faults(answer) == ["unsure"]


def test_every_question_has_an_id_of_its_own() -> None:
    ids = [row.id for row in ROWS]

    assert sorted(set(ids)) == ids


@pytest.mark.parametrize("row", [row for row in ROWS if row.index in PAGES], ids=lambda row: row.id)
def test_each_side_stands_on_a_page_that_it_names(row: Conflict) -> None:
    pages = {path.relative_to(PAGES[row.index]).as_posix(): path for path in PAGES[row.index].rglob("*.*")}

    for source, pattern in row.sides:
        named = [path for name, path in pages.items() if name.startswith(tuple(source.split("|")))]
        assert any(re.search(pattern, " ".join(path.read_text("utf-8").split()), re.IGNORECASE) for path in named)
