from pathlib import Path

import pytest

from bot.cite import Pick, cite
from bot.compose import compose, disagree
from bot.rerank import rerank
from bot.retrieve import retrieve
from ingest.index import Index
from tests.asking import composed, published, weighed

CLUB = """\
# Club

## How much is a guest pass?

A guest pass costs £8. Buy it at the desk. Bring photo ID.

## When are you open?

We open at 6:00.
"""
DONKEY = """\
# Donkey raise

The platform stands by the window. The donkey raise needs a heavy belt around the hips. It hangs from a hook. However, \
beginners lift without it. Towels lie on the bench. The walls are white. The doors are green. The lamps are round. \
The carpet is red. The clock is slow. The radio is loud. The windows are tall. The shelves are full. The plants are \
dry. The mirrors are new. The posters are old.

## Mistakes

- Bouncing at the bottom.
- Locking the knees.
- Rounding the back.

## Kit

You need three things for the donkey raise:

- a belt
- a block
- chalk

Ask at the desk.
"""
ROWING = "# Rowing\n\nRow far.\n"
MORE = [
    "What does the donkey raise need around the hips?",
    "What mistakes are made in the donkey raise?",
    "How much is a guest pass?",
    "When do you open?",
    "how far do I row",
    "What is a donkey raise?",
    "Why do beginners lift without it?",
    "desk",
    "?",
]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    pages = {"club.md": CLUB, "donkey.md": DONKEY, "rowing.md": ROWING}
    return published(tmp_path_factory.mktemp("pages"), pages).index


def test_the_answer_of_an_faq_pair_is_stated_whole(index: Index) -> None:
    assert _stated(index, "How much is a guest pass?") == ["A guest pass costs £8. Buy it at the desk. Bring photo ID."]


def test_a_fact_is_its_sentence(index: Index) -> None:
    assert _stated(index, "Where do towels lie?") == ["Towels lie on the bench."]
    assert _stated(index, "Where does the platform stand?") == ["The platform stands by the window."]


def test_a_sentence_that_begins_with_a_pronoun_takes_the_one_before_along_and_a_limit_behind_it_is_kept(
    index: Index,
) -> None:
    assert _stated(index, "Does it hang from a hook?") == [
        "The donkey raise needs a heavy belt around the hips. It hangs from a hook. However, beginners lift without it."
    ]


def test_a_question_for_several_things_is_answered_with_the_whole_list(index: Index) -> None:
    _, picks = composed(index, "What mistakes are made in the donkey raise?")

    assert _texts(picks) == ["Bouncing at the bottom.", "Locking the knees.", "Rounding the back."]
    assert [pick.listed for pick in picks] == [(True, True, True)]


def test_one_item_that_answers_a_fact_is_stated_with_the_heading_that_calls_it_a_mistake(index: Index) -> None:
    _, picks = composed(index, "Is bouncing at the bottom bad in the donkey raise?")

    assert _texts(picks) == ["Mistakes", "Bouncing at the bottom."]
    assert [pick.listed for pick in picks] == [(False, True)]


def test_a_line_that_ends_in_a_colon_brings_its_items_and_no_more(index: Index) -> None:
    _, picks = composed(index, "Do you need things for the donkey raise?")

    assert _texts(picks) == ["You need three things for the donkey raise:", "a belt", "a block", "chalk"]
    assert [pick.listed for pick in picks] == [(False, True, True, True)]


def test_a_how_to_question_is_answered_with_all_steps(tmp_path: Path) -> None:
    page = "# Donkey raise\n\n## How to do it\n\nTake your time.\n\n1. Stand.\n2. Rise.\n   - Push.\n3. Lower.\n"
    index = published(tmp_path, {"donkey.md": page, "rowing.md": ROWING}).index

    assert _stated(index, "How do I do the donkey raise?") == ["1. Stand.", "2. Rise.", "Push.", "3. Lower."]


def test_a_how_to_question_that_an_faq_pair_answers_in_prose_is_answered_by_it(tmp_path: Path) -> None:
    steps = "# Donkey raise\n\n## How to do it\n\n1. Stand.\n2. Rise.\n"
    faq = "# Q\n\n## FAQ\n\n### How do I do the donkey raise?\n\nStand and rise.\n\n### Where is it?\n\nHere.\n"
    index = published(tmp_path, {"faq.md": faq, "donkey.md": steps}).index

    assert _stated(index, "How do I do the donkey raise?") == ["Stand and rise."]


def test_steps_that_are_split_over_passages_are_stated_whole(tmp_path: Path) -> None:
    steps = [f"{n}. Step {n} of the donkey raise {'goes on ' * 40}here." for n in range(1, 9)]
    page = "# Donkey raise\n\n## How to do it\n\n" + "\n".join(steps) + "\n"
    index = published(tmp_path, {"donkey.md": page}).index

    assert len(index.passages) > 1
    assert _stated(index, "How do I do the donkey raise?") == steps


@pytest.mark.parametrize(
    ("question", "one", "other"),
    [
        ("How many reps of the donkey raise?", "Do 10 reps of the donkey raise.", "Do 20 reps of the donkey raise."),
        (
            "How often should I do the donkey raise?",
            "Do the donkey raise twice a week.",
            "Do the donkey raise 3 times a week.",
        ),
        (
            "Which muscles does the donkey raise work?",
            "The donkey raise works the calves.",
            "The donkey raise works the shins.",
        ),
    ],
)
def test_pages_that_contradict_each_other_are_both_stated_and_disagree(
    tmp_path: Path, question: str, one: str, other: str
) -> None:
    index = published(tmp_path, {"a.md": f"# One\n\n{one}\n", "b.md": f"# Two\n\n{other}\n", "c.md": ROWING}).index

    asked, picks = composed(index, question)

    assert sorted(_texts(picks)) == sorted([one, other])
    assert disagree(index, asked, picks)


def test_two_places_of_one_page_that_contradict_each_other_are_both_stated_and_disagree(tmp_path: Path) -> None:
    page = "# Donkey\n\nDo 10 reps of the donkey raise.\n\n## Later\n\nDo 20 reps of the donkey raise.\n"
    index = published(tmp_path, {"a.md": page, "c.md": ROWING}).index

    asked, picks = composed(index, "How many reps of the donkey raise?")

    assert sorted(_texts(picks)) == ["Do 10 reps of the donkey raise.", "Do 20 reps of the donkey raise."]
    assert disagree(index, asked, picks)


@pytest.mark.parametrize("other", ["Do ten reps of the donkey raise.", "Do 10 reps of the donkey raise."])
def test_what_two_pages_agree_on_is_stated_once(tmp_path: Path, other: str) -> None:
    pages = {"a.md": "# One\n\nDo 10 reps of the donkey raise.\n", "b.md": f"# Two\n\n{other}\n", "c.md": ROWING}
    index = published(tmp_path, pages).index

    asked, picks = composed(index, "How many reps of the donkey raise?")

    assert _texts(picks) in (["Do 10 reps of the donkey raise."], [other])
    assert not disagree(index, asked, picks)


def test_figures_of_another_exercise_are_not_stated_beside_those_that_are_asked_for(tmp_path: Path) -> None:
    pages = {
        "a.md": "# Heel\n\nDo 10 reps of the heel raise.\n",
        "b.md": "# Donkey\n\nDo 20 reps of the donkey raise.\n",
    }
    index = published(tmp_path, pages).index

    asked, picks = composed(index, "How many reps of the donkey raise?")

    assert _texts(picks) == ["Do 20 reps of the donkey raise."]
    assert not disagree(index, asked, picks)


@pytest.mark.parametrize("text", MORE)
def test_nothing_is_stated_twice(index: Index, text: str) -> None:
    _, picks = composed(index, text)

    spans = [(pick.document.doc_id, *span) for pick in picks for span in pick.spans]
    assert len(set(spans)) == len(spans)
    for pick in picks:
        assert list(pick.spans) == sorted(pick.spans)
        assert all(end <= start for (_, end), (start, _) in zip(pick.spans, pick.spans[1:], strict=False))


@pytest.mark.parametrize("text", MORE)
def test_every_statement_is_whole_sentences_items_or_rows(index: Index, text: str) -> None:
    _, picks = composed(index, text)

    for pick in picks:
        units = [
            unit
            for place, passage in enumerate(index.passages)
            if passage.doc_id == pick.document.doc_id
            for unit in index.units(place)
        ]
        for start, end in pick.spans:
            assert start in {start for unit in units for start in (unit.start, unit.words_start)}
            assert end in {unit.end for unit in units}


@pytest.mark.parametrize("text", MORE)
def test_what_is_picked_can_be_cited(index: Index, text: str) -> None:
    _, picks = composed(index, text)

    statements, citations = cite(picks)

    assert [item.text in citations[item.cites - 1].quote for item in statements] == [True] * len(statements)
    assert [index.documents[item.source].text[item.start : item.end] for item in citations] == [
        item.quote for item in citations
    ]


@pytest.mark.parametrize(
    "question", ["What does the donkey raise need?", "What are common mistakes in the donkey raise?"]
)
@pytest.mark.parametrize("mark", ["", "- "])
def test_an_answer_that_is_no_procedure_has_at_most_120_words(tmp_path: Path, question: str, mark: str) -> None:
    lines = [f"{mark}Mistake number {n} says that the donkey raise needs strength." for n in range(40)]
    page = "# Donkey raise\n\n## Mistakes\n\n" + ("\n" if mark else " ").join(lines) + "\n"
    index = published(tmp_path, {"donkey.md": page, "more.md": page.replace("needs", "wants")}).index

    _, picks = composed(index, question)

    assert 0 < sum(pick.n_words for pick in picks) <= 120
    assert all(text.endswith("strength.") for text in _texts(picks))


def test_a_sentence_of_more_than_120_words_is_stated_whole(tmp_path: Path) -> None:
    sentence = f"The donkey raise needs {'much ' * 150}strength."
    index = published(tmp_path, {"donkey.md": f"# Donkey raise\n\n{sentence}\n"}).index

    assert _stated(index, "What does the donkey raise need?") == [sentence]


def test_a_row_of_a_table_is_stated_whole(tmp_path: Path) -> None:
    page = "# Prices\n\n| Pass | Cost |\n|---|---|\n| day | £8 |\n| week | £20 |\n"
    index = published(tmp_path, {"prices.md": page, "rowing.md": ROWING}).index

    assert _stated(index, "What does a week pass cost?") == ["week | £20"]


def test_the_sentence_with_the_wanted_figure_is_chosen_among_like_ones(tmp_path: Path) -> None:
    text = "Do the donkey raise in sets. The donkey raise has two sets. The sets of the donkey raise vary."
    page = f"# Donkey raise\n\n{text}\n"
    index = published(tmp_path, {"donkey.md": page, "rowing.md": ROWING}).index

    assert "The donkey raise has two sets." in " ".join(_stated(index, "How many sets does the donkey raise have?"))


def test_a_page_found_nearly_as_well_leads_where_it_alone_states_what_is_asked_for(tmp_path: Path) -> None:
    pages = {
        "a.md": "# One\n\nLong is the donkey raise in winter sports. Towels dry in 30 minutes.\n",
        "b.md": "# Two\n\nThe donkey raise is 30 seconds long in all.\n",
        "c.md": ROWING,
    }
    index = published(tmp_path, pages).index
    question = weighed(index, "How long is the donkey raise?")
    hits = rerank(index, question, retrieve(index, question.text, question.encoding))

    picks = compose(index, question, hits)

    assert hits[0].passage.doc_id == "a.md"
    assert _texts(picks) == ["The donkey raise is 30 seconds long in all."]


@pytest.mark.parametrize(
    "question",
    [
        "In the donkey raise, should my knees be bent or straight?",
        "Should I have straight or bent knees in the donkey raise?",
        "Should my knees be straight in the donkey raise or should they be bent?",
    ],
)
def test_a_question_for_one_of_two_things_is_answered_by_pages_that_name_one_each(
    tmp_path: Path, question: str
) -> None:
    pages = {
        "a.md": "# One\n\nThe knees are straight in the donkey raise.\n",
        "b.md": "# Two\n\nThe knees are bent in the donkey raise.\n",
        "c.md": "# Three\n\nThe knees are bent in the hack raise.\n",
    }
    index = published(tmp_path, pages).index

    asked, picks = composed(index, question)

    assert sorted(_texts(picks)) == [
        "The knees are bent in the donkey raise.",
        "The knees are straight in the donkey raise.",
    ]
    assert disagree(index, asked, picks)


def test_a_page_about_another_exercise_does_not_take_the_other_side_of_a_choice(tmp_path: Path) -> None:
    pages = {
        "a.md": "# One\n\nThe knees are straight in the donkey raise.\n",
        "b.md": "# Two\n\nThe knees are bent in the hack raise.\n",
        "c.md": ROWING,
    }

    _, picks = composed(published(tmp_path, pages).index, "Should the knees be straight or bent in the donkey raise?")

    assert _texts(picks) == ["The knees are straight in the donkey raise."]


@pytest.mark.parametrize(
    ("first", "second", "n_stated"),
    [
        ("It lifts hips in all of winter now.", "It lifts hips when snow comes down.", 2),
        ("It lifts hips in all of winter now.", "It lifts hips in the winter of now.", 1),  # much the same
        (
            "The rope hangs in the cellar. It lifts hips in all of winter now.",
            "The rope hangs in the cellar. It lifts hips when snow comes down.",
            1,  # a sentence twice
        ),
    ],
)
def test_a_second_source_is_stated_where_it_repeats_nothing(
    tmp_path: Path, first: str, second: str, n_stated: int
) -> None:
    pages = {"a.md": f"# One\n\n{first}\n", "b.md": f"# Two\n\n{second}\n", "c.md": ROWING}

    _, picks = composed(published(tmp_path, pages).index, "what lifts hips")

    assert len(picks) == n_stated


def _stated(index: Index, text: str) -> list[str]:
    _, picks = composed(index, text)
    return _texts(picks)


def _texts(picks: list[Pick]) -> list[str]:
    return [pick.document.text[start:end] for pick in picks for start, end in pick.spans]
