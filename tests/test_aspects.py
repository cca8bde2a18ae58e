from dataclasses import replace

import pytest

from bot.answers import Hit
from bot.aspects import part_first
from bot.bot import Bot
from bot.rerank import rerank
from bot.retrieve import retrieve
from ingest.index import Index
from tests.asking import bot_over, weighed

PAGES = {
    "swing.md": "# Kettlebell swing\n\n## Getting ready\n\nPut the bell an arm's length ahead of you.\n\n"
    "## The movement\n\nHinge, and let the bell swing between the legs like a pendulum.\n\n"
    "## What goes wrong\n\nThe arms lift the bell, where the hips should.\n\n"
    "## Not for you if\n\nYou have had an abdominal operation within the last three months.\n\n"
    "## Harder and easier\n\nHold a towel that runs through the handle.\n",
    "plank.md": "# Plank\n\n## Mistakes\n\nThe hips sag.\n\n## Progressions\n\nLift one foot.\n",
}


@pytest.fixture(scope="module")
def bot(tmp_path_factory: pytest.TempPathFactory) -> Bot:
    return bot_over(tmp_path_factory.mktemp("aspects"), PAGES)


def found(index: Index, question: str) -> tuple[Hit, ...]:
    asked = weighed(index, question)
    return rerank(index, asked, retrieve(index, question, asked.encoding))


@pytest.mark.parametrize(
    ("question", "heading"),
    [
        ("my lower back hurts in the swing, what am i doing wrong", "What goes wrong"),
        ("how do i stop the bell from floating in the kettlebell swing", "What goes wrong"),
        ("kettlebell swing after an operation, is it safe?", "Not for you if"),
        ("may i do the kettlebell swing with a hernia", "Not for you if"),
        ("the kettlebell swing is too easy for me", "Harder and easier"),
        ("what comes after the kettlebell swing, what's next?", "Harder and easier"),
        ("where do i put the kettlebell before the swing", "Getting ready"),
    ],
)
def test_the_part_that_is_asked_for_comes_first(bot: Bot, question: str, heading: str) -> None:
    index = bot.build.index
    hits = found(index, question)
    level = tuple(replace(hit, score=5.0) for hit in hits if hit.passage.doc_id == "swing.md")

    first = part_first(weighed(index, question), level)[0]

    assert first.passage.heading.endswith(heading)


def test_another_page_is_left_where_it_is(bot: Bot) -> None:
    index = bot.build.index
    question = "my lower back hurts in the swing, what am i doing wrong"
    hits = found(index, question)
    movement = next(hit for hit in hits if hit.passage.heading.endswith("The movement"))
    mistakes = next(hit for hit in hits if hit.passage.heading.endswith("Mistakes"))

    assert part_first(weighed(index, question), (movement, mistakes)) == (movement, mistakes)


def test_what_was_put_first_for_its_name_stays_before_a_likelier_passage_of_another_page(bot: Bot) -> None:
    index = bot.build.index
    question = "my lower back hurts in the swing, what am i doing wrong"
    parts = {hit.passage.heading.rpartition(" › ")[2]: hit for hit in found(index, question)}
    named, mistakes = replace(parts["The movement"], score=4.0), replace(parts["What goes wrong"], score=3.0)
    other = replace(parts["Mistakes"], score=4.5)

    assert part_first(weighed(index, question), (named, other))[0] == named
    first = part_first(weighed(index, question), (named, other, mistakes))[0]
    assert (first.passage, first.score) == (mistakes.passage, 5.0)


def test_a_question_that_means_no_part_changes_nothing(bot: Bot) -> None:
    question = "which way does the bell move in the kettlebell swing"
    hits = found(bot.build.index, question)

    assert part_first(weighed(bot.build.index, question), hits) == hits
    assert part_first(weighed(bot.build.index, "what goes wrong"), ()) == ()
