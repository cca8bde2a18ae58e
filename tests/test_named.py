from dataclasses import replace
from pathlib import Path

import pytest

from bot.answers import Answer, Question
from bot.bot import Bot
from bot.named import named_first
from tests.asking import bot_over

PAGES = {
    "reverse.md": "# Questions about the reverse calf raise\n\n"
    "## How many sets of the reverse calf raise should I do?\n\n"
    "A solid routine for the reverse calf raise is 3 sets with 15 reps each.\n",
    "press.md": "# Calf raise on the leg press\n\n## Sets and reps\n\nPlan 4 sets with 10 reps each on the machine.\n\n"
    "## Feet\n\nPlace your feet on the leg press as wide as your hips.\n",
    "heel.md": "# Heel raise on a step\n\n## Sets and reps\n\nA great start is 2 sets of 12 reps.\n",
    "other.md": "# House rules\n\n"
    + "".join(f"## Rule {i}\n\nPlease put tool{i} back where it belongs.\n\n" for i in range(12)),
}


@pytest.fixture(scope="module")
def bot(tmp_path_factory: pytest.TempPathFactory) -> Bot:
    return bot_over(tmp_path_factory.mktemp("named"), PAGES)


def sources(answer: Answer) -> list[str]:
    return [citation.source for citation in answer.citations]


@pytest.mark.parametrize(("behind", "first"), [(0.5, "press.md"), (1.5, "reverse.md")])
def test_of_two_found_nearly_alike_the_one_that_is_named_comes_first(bot: Bot, behind: float, first: str) -> None:
    found = bot.search(Question("How many sets of the leg press calf raise should I do?"))
    press = next(hit for hit in found.hits if hit.passage.doc_id == "press.md")
    reverse = next(hit for hit in found.hits if hit.passage.doc_id == "reverse.md")

    hits = named_first(bot.build.index, found.question, (replace(reverse, score=9.0), replace(press, score=9 - behind)))

    assert (hits[0].passage.doc_id, len(hits)) == (first, 2)


def test_another_exercise_does_not_contradict_the_one_that_is_named(bot: Bot) -> None:
    answer = bot.ask(Question("How many sets on the leg press?"))

    assert (sources(answer), answer.sources_disagree) in ((["press.md"], False), ([], False))


def test_a_word_that_most_pages_have_names_none_of_them(tmp_path: Path) -> None:
    pages = {name: PAGES[name] for name in ("reverse.md", "press.md", "heel.md")}

    hits = bot_over(tmp_path, pages).search(Question("How many sets of the reverse raise?")).hits

    assert hits[0].passage.doc_id == "reverse.md"
