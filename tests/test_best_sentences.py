"""The word-hashing encoder makes matches exact, so that what is chosen can be checked in one's head."""

from pathlib import Path

import pytest

from bot.best_sentences import Sentences
from tests.asking import published, weighed

OTHER = "# Rowing\n\nRow far.\n"
LONG = " " + " ".join(f"Word{n} stands there." for n in range(22))  # makes a paragraph too long to be stated whole


def test_a_short_paragraph_is_stated_whole_and_of_a_long_one_the_best_sentence(tmp_path: Path) -> None:
    text = "Towels are blue. Donkey raises burn calves fast. Chalk is white."

    assert _chosen(tmp_path / "a", text, "donkey raises burn calves fast") == text
    assert _chosen(tmp_path / "b", text + LONG, "donkey raises burn calves fast") == "Donkey raises burn calves fast."


def test_where_a_figure_is_asked_for_the_sentence_that_has_it_is_enough(tmp_path: Path) -> None:
    text = "Towels are blue. A donkey raise costs £3. Chalk is white."

    assert _chosen(tmp_path, text, "how much is a donkey raise") == "A donkey raise costs £3."


def test_a_neighbour_that_covers_what_the_best_sentence_lacks_is_stated_with_it(tmp_path: Path) -> None:
    text = "Donkey raises burn calves fast. Donkey raises hurt knees. Towels lie here."

    chosen = _chosen(tmp_path, text + LONG, "donkey raises burn calves fast hurt knees")

    assert chosen == "Donkey raises burn calves fast. Donkey raises hurt knees."


def test_a_neighbour_that_covers_nothing_more_is_not(tmp_path: Path) -> None:
    text = "Donkey raises burn calves fast. Donkey raises burn on. Towels lie here."

    assert _chosen(tmp_path, text + LONG, "donkey raises burn calves fast") == "Donkey raises burn calves fast."


@pytest.mark.parametrize(
    "opening", ["It", "This", "Its strap", "Because it hangs there it", "They", "He", "These", "However, it"]
)
def test_a_sentence_that_leans_on_the_one_before_takes_it_along(tmp_path: Path, opening: str) -> None:
    text = f"The belt is in the cupboard. {opening} weighs nine kilos. Towels lie on the bench."

    assert _chosen(tmp_path, text + LONG, "what weighs nine kilos") == text[: text.index(" Towels")]


@pytest.mark.parametrize("opening", ["It is important to know that it", "It is best that all", "Members"])
def test_a_sentence_that_stands_alone_does_not(tmp_path: Path, opening: str) -> None:
    sentence = f"{opening} weighs nine kilos."

    assert (
        _chosen(tmp_path, f"The belt is in the cupboard. {sentence} Towels are blue.{LONG}", "nine kilos") == sentence
    )


@pytest.mark.parametrize("between", [" ", "\n\n"])
@pytest.mark.parametrize(
    "limit",
    [
        "However, not on Sundays.",
        "Unless it rains.",
        "Except on Sundays.",
        "This does not apply in July.",
        "Note: only with a card.",
    ],
)
def test_what_limits_a_sentence_stays_with_it(tmp_path: Path, limit: str, between: str) -> None:
    chosen = _chosen(tmp_path, f"Guests swim free.{between}{limit} Towels are blue.{LONG}", "guests swim free")

    assert chosen == f"Guests swim free. {limit}"


def test_a_condition_stays_with_the_sentence_before_it_but_not_with_another_paragraph(tmp_path: Path) -> None:
    condition = "If you are ill, stay at home."

    assert (
        _chosen(tmp_path / "a", f"Guests swim free. {condition}", "guests swim free")
        == f"Guests swim free. {condition}"
    )
    assert _chosen(tmp_path / "b", f"Guests swim free.\n\n{condition}", "guests swim free") == "Guests swim free."


@pytest.mark.parametrize(("opening", "n_stated"), [("They", 2), ("Belts", 1)])
def test_a_short_sentence_that_goes_on_from_the_best_is_stated_behind_it(
    tmp_path: Path, opening: str, n_stated: int
) -> None:
    stated = ["Donkey raises burn calves fast in hot wet rooms.", f"{opening} burn calves fast in hot wet rooms."]

    chosen = _chosen(tmp_path, f"{' '.join(stated)} Towels are blue.{LONG}", "raises burn calves fast in hot wet rooms")

    assert chosen == " ".join(stated[:n_stated])


def test_a_neighbour_that_answers_as_well_is_stated_with_the_best(tmp_path: Path) -> None:
    text = "Donkey raises burn calves. Donkey raises burn shins. Towels are blue."

    chosen = _chosen(tmp_path, text + LONG, "donkey raises burn")

    assert chosen == "Donkey raises burn calves. Donkey raises burn shins."


def test_neighbours_do_not_join_where_all_would_be_too_long_for_one_breath(tmp_path: Path) -> None:
    one, other = (f"Donkey raises burn {part} {'day by day ' * 14}here." for part in ("calves", "shins"))

    assert _chosen(tmp_path, f"{one} {other}", "donkey raises burn") in (one, other)


def test_an_item_is_stated_whole_and_a_long_one_with_its_label(tmp_path: Path) -> None:
    filler = " ".join(f"Word{n} stands here." for n in range(20))
    page = f"- Soleus: Flat. Calves hurt in spring. Rest helps.\n- Belt: It is old. {filler} Chalk makes it grip.\n"

    assert _chosen(tmp_path, page, "calves hurt in spring") == "Soleus: Flat. Calves hurt in spring. Rest helps."
    assert _chosen(tmp_path, page, "chalk grip") == "Belt: It is old. Chalk makes it grip."


def test_a_title_and_the_paragraph_that_it_names_are_stated_together(tmp_path: Path) -> None:
    page = "1. Week one\n\nDo three sets. Rest well.\n\n2. Week two\n\nDo four sets. Eat well.\n"

    assert _chosen(tmp_path / "a", page, "what is there in week two") == "Week two Do four sets. Eat well."
    assert _chosen(tmp_path / "b", page, "do three sets") == "Week one Do three sets."


def test_the_last_item_of_a_list_is_no_title_of_what_follows(tmp_path: Path) -> None:
    page = "1. Take a belt\n2. Take chalk\n\nAsk at the desk.\n"

    assert _chosen(tmp_path, page, "take chalk") == "Take chalk"


def test_among_like_sentences_the_one_that_names_the_day_is_best(tmp_path: Path) -> None:
    page = "- The gym is open on Monday from 6:00.\n- The gym is open at the weekend from 9:00.\n"

    assert _chosen(tmp_path, page, "from when is the gym open on Sunday") == "The gym is open at the weekend from 9:00."


def test_two_places_that_name_the_day_are_both_stated(tmp_path: Path) -> None:
    page = "The gym closes on Friday at nine.\n\nThe pool closes on Friday at eight.\n\nTowels are blue on Monday.\n"

    chosen = _chosen(tmp_path, page, "what closes on Friday")

    assert chosen == "The gym closes on Friday at nine. The pool closes on Friday at eight."


def test_what_is_too_long_loses_its_ends_and_keeps_the_best(tmp_path: Path) -> None:
    index = published(tmp_path, {"a.md": "# Donkey\n\nTowels are blue. Calves burn here. Chalk is white.\n"}).index
    sentences = Sentences(index, weighed(index, "where do calves burn"), 0)

    assert sentences.within([0, 1, 2], 6) in ([0, 1], [1, 2])
    assert sentences.within([0, 1, 2], 3) == [1]
    assert sentences.within([1], 1) == [1]


def _chosen(folder: Path, body: str, question: str) -> str:
    index = published(folder, {"a.md": f"# Page\n\n{body}\n", "b.md": OTHER}).index
    place = next(i for i, passage in enumerate(index.passages) if passage.doc_id == "a.md")
    sentences = Sentences(index, weighed(index, question), place)
    return " ".join(sentences.words(i) for i in sentences.chosen())


def test_a_sentence_below_a_name_is_judged_and_stated_with_it(tmp_path: Path) -> None:
    page = "**Canoe.** It is old. The price is 9 euros.\n\n**Kayak.** It is new. The price is 12 euros.\n"

    assert _chosen(tmp_path / "a", page, "what is the price of the kayak") == "**Kayak.** The price is 12 euros."
    assert _chosen(tmp_path / "b", page, "what is the price of the canoe") == "**Canoe.** The price is 9 euros."


def test_a_name_alone_is_not_stated(tmp_path: Path) -> None:
    page = "**Kayak rides.** Bring a towel and dry clothes.\n\n**Lunch.** Soup.\n"

    assert _chosen(tmp_path, page, "kayak rides") == "**Kayak rides.** Bring a towel and dry clothes."


def test_a_figure_is_found_where_a_pronoun_stands_for_what_is_asked_about(tmp_path: Path) -> None:
    text = "The winter regatta is held on the lake. It costs 9 euros. Bring a cap. Lunch costs 4 euros."

    chosen = _chosen(tmp_path, text, "what does the winter regatta on the lake cost")

    assert chosen == "The winter regatta is held on the lake. It costs 9 euros."


def test_the_row_whose_name_the_question_holds_is_best(tmp_path: Path) -> None:
    page = "| Ticket | Price |\n|---|---|\n| Day | 9 |\n| Family (adults, children, day) | 20 |\n"

    assert "Day | 9" in _chosen(tmp_path, page, "how much is a day")
