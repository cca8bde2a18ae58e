from pathlib import Path

import pytest

from tests.asking import composed, published

OTHER = "# Rowing\n\nRow far.\n"
LONG = "Calves burn on and on. " * 20


@pytest.mark.parametrize(
    ("opening", "stated"),
    [
        ("Yes, they swim free.", ["Yes, they swim free.", "Towels hang beside the sauna."]),
        ("Swimming is fun.", ["Towels hang beside the sauna."]),
    ],
)
def test_a_long_answer_of_an_faq_pair_is_stated_by_its_best_sentence_and_its_yes(
    tmp_path: Path, opening: str, stated: list[str]
) -> None:
    answer = f"{opening} {LONG}Towels hang beside the sauna."
    page = _faq(("May guests swim here?", answer), ("Where is the desk?", "Here."))

    assert _stated(tmp_path, page, "May guests swim here beside the sauna?") == stated


def test_a_procedure_that_is_told_in_sentences_is_stated_as_a_list_from_all_its_passages(tmp_path: Path) -> None:
    steps = [
        f"{verb} {'the bar slowly and with care ' * 4}now." for verb in ("Grip", "Lift", "Hold", "Lower", "Release")
    ]
    page = f"# Donkey raise\n\nThe donkey raise is old. {' '.join(steps)} It is fun.\n"

    assert _stated(tmp_path, page, "How do I do the donkey raise?") == steps


def test_a_short_answer_of_an_faq_pair_is_stated_whole_however_it_is_found(tmp_path: Path) -> None:
    answer = "Guests are welcome. Kids are as well. Return towels to the bin."
    page = _faq(("May I bring guests?", answer), ("Where is the desk?", "Here."))

    assert _stated(tmp_path, page, "towels bin return") == [answer]


def test_an_answer_that_was_cut_into_passages_is_stated_whole_where_it_is_short(tmp_path: Path) -> None:
    items = [f"Rule {n} of the club is long enough to fill its line." for n in range(7)]
    page = _faq(("What are the rules of the club?", "\n".join(f"- {item}" for item in items)), ("Where?", "Here."))

    assert _stated(tmp_path, page, "What are the rules of the club?") == items


def test_a_list_that_was_cut_into_passages_is_stated_from_all_of_them(tmp_path: Path) -> None:
    items = [f"**Mistake {n}:** {'word ' * 24}end." for n in range(9)]
    page = "# Raise\n\n## Mistakes\n\nAvoid these mistakes:\n\n" + "".join(f"- {item}\n" for item in items)

    stated = _stated(tmp_path, page, "What mistakes are there in the raise?")

    assert stated == ["Avoid these mistakes:", *(f"Mistake {n}" for n in range(9))]


def test_a_list_of_which_the_first_items_are_stated_is_quoted_to_its_end(tmp_path: Path) -> None:
    items = [f"Mistake {n} is that {'word ' * 20}end." for n in range(9)]
    page = "# Raise\n\n## Mistakes\n\n" + "".join(f"- {item}\n" for item in items)
    index = published(tmp_path, {"a.md": page, "b.md": OTHER}).index

    _, (pick,) = composed(index, "What mistakes are there in the raise?")

    assert pick.until == page.index(items[-1]) + len(items[-1])


def test_of_two_lists_the_one_that_its_lead_in_names_is_stated(tmp_path: Path) -> None:
    rowing, boxing = "- a towel\n- a belt\n- a cap", "- gloves\n- tape"
    page = f"# Kit\n\n## Lists\n\nFor rowing bring:\n\n{rowing}\n\nFor boxing bring:\n\n{boxing}\n"

    assert _stated(tmp_path / "a", page, "list the things for boxing") == ["For boxing bring:", "gloves", "tape"]
    assert _stated(tmp_path / "b", page, "list the things for rowing") == [
        "For rowing bring:",
        "a towel",
        "a belt",
        "a cap",
    ]


def test_a_list_whose_lead_in_the_question_names_is_stated_though_an_item_of_another_answers_better(
    tmp_path: Path,
) -> None:
    rowing, boxing = "- a list of all things that members take\n- a cap", "- gloves\n- tape"
    page = f"# Kit\n\n## Lists\n\nFor rowing:\n\n{rowing}\n\nFor boxing:\n\n{boxing}\n"

    assert _stated(tmp_path, page, "list of all things that members take for boxing") == [
        "For boxing:",
        "gloves",
        "tape",
    ]


def test_a_short_item_is_stated_with_its_lead_in_and_a_long_one_without(tmp_path: Path) -> None:
    page = "# Kit\n\n## Rowing\n\nTake along:\n\n- a towel\n- a belt that holds the weight on the hips\n"

    assert _stated(tmp_path / "a", page, "is a towel needed") == ["Take along:", "a towel"]
    assert _stated(tmp_path / "b", page, "does a belt hold the weight on the hips") == [
        "a belt that holds the weight on the hips"
    ]


def test_an_item_that_its_lead_in_forbids_is_stated_with_it(tmp_path: Path) -> None:
    page = "# Raise\n\n## Form\n\nAvoid all of the following things:\n\n- bouncing at the very bottom\n- leaning back\n"

    assert _stated(tmp_path, page, "is bouncing at the very bottom fine") == [
        "Avoid all of the following things:",
        "bouncing at the very bottom",
    ]


def test_an_item_that_announces_deeper_items_is_stated_with_them(tmp_path: Path) -> None:
    heads = "- The gastrocnemius has heads:\n  - a medial one\n  - a lateral one"
    page = f"# Calf\n\n## Parts\n\n{heads}\n- The soleus is flat.\n"

    assert _stated(tmp_path, page, "gastrocnemius heads where") == [
        "The gastrocnemius has heads:",
        "a medial one",
        "a lateral one",
    ]


@pytest.mark.parametrize(
    ("question", "stated"),
    [
        ("Is there a joining fee?", "Yes, the joining fee is £25."),
        ("Can I get my fee back?", "the joining fee is £25."),
        ("joining fee", "Yes, the joining fee is £25."),
    ],
)
def test_a_yes_is_stated_only_where_it_answers_what_the_visitor_asks(
    tmp_path: Path, question: str, stated: str
) -> None:
    page = _faq(("Is there a joining fee?", "Yes, the joining fee is £25."), ("Where is the desk?", "Here."))

    assert _stated(tmp_path, page, question) == [stated]


def test_a_yes_that_is_a_sentence_of_its_own_is_left_out_where_it_answers_something_else(tmp_path: Path) -> None:
    page = _faq(("Is the pool open on Sundays?", "Yes. The pool opens at 9:00."), ("Where is the desk?", "Here."))

    assert _stated(tmp_path / "a", page, "Is the pool open on Sundays?") == ["Yes. The pool opens at 9:00."]
    assert _stated(tmp_path / "b", page, "Is the pool closed on Sundays?") == ["The pool opens at 9:00."]


def test_a_yes_that_says_nothing_alone_is_stated_with_the_question_that_it_answers(tmp_path: Path) -> None:
    page = _faq(("Can children use the pool?", "Yes, if an adult swims with them."), ("Where is the desk?", "Here."))

    assert _stated(tmp_path / "a", page, "Can children use the pool?") == ["Yes, if an adult swims with them."]
    assert _stated(tmp_path / "b", page, "Can my children use the pool by themselves at night?") == [
        "Can children use the pool?",
        "Yes, if an adult swims with them.",
    ]


def test_asked_when_or_how_a_better_sentence_behind_a_yes_is_stated_alone(tmp_path: Path) -> None:
    answer = "Yes, guests are welcome. Return towels to the bin beside the desk."
    page = _faq(("May I bring guests?", answer), ("Is there a lift?", "Yes."))

    assert _stated(tmp_path, page, "where do I return towels") == ["Return towels to the bin beside the desk."]


def test_of_the_hours_of_a_week_the_day_that_is_asked_for_is_stated(tmp_path: Path) -> None:
    page = "# Club\n\n## Opening hours\n\nMonday 6:00-22:00\nTuesday 6:00-22:00\nSunday 9:00-18:00\n"

    assert _stated(tmp_path, page, "what are the opening hours on Sunday") == ["Sunday 9:00-18:00"]


def test_a_list_right_below_the_best_sentence_is_stated_with_it_where_several_things_are_asked_for(
    tmp_path: Path,
) -> None:
    page = "# Boats\n\n## Launch\n\nLook at the hull before each launch.\n\n1. Plug in.\n2. Oars tied.\n"

    assert _stated(tmp_path, page, "what should we check before each launch on the hull") == [
        "Look at the hull before each launch.",
        "1. Plug in.",
        "2. Oars tied.",
    ]


def test_a_list_elsewhere_on_the_page_is_stated_where_its_heading_is_asked_for(tmp_path: Path) -> None:
    page = "# Trips\n\nAfternoons on the lake end.\n\n## Pack this:\n\n- a cap\n- a towel\n\n## Food:\n\n- soup\n- ham"

    assert _stated(tmp_path, page, "what should i pack for an afternoon on the lake") == [
        "Pack this:",
        "a cap",
        "a towel",
    ]


def test_a_short_item_is_not_stated_without_the_heading_that_forbids_it(tmp_path: Path) -> None:
    page = "# Trips\n\n## Leave at home\n\n- glass bottles\n- a big dog that barks at all of the other guests\n"

    assert _stated(tmp_path, page, "can i bring glass bottles") == ["Leave at home", "glass bottles"]


def test_all_rows_of_a_table_are_stated_where_they_are_all_asked_for(tmp_path: Path) -> None:
    page = "# Boats\n\n## Hire\n\n| Boat | Hour | Day |\n|---|---|---|\n| Canoe | 8 | 20 |\n| Kayak | 9 | 25 |\n"

    head, canoe, kayak = "Boat | Hour | Day", "Canoe | 8 | 20", "Kayak | 9 | 25"
    assert _stated(tmp_path / "a", page, "list all boats to hire with hour and day") == [head, canoe, kayak]
    assert _stated(tmp_path / "b", page, "what does a kayak cost for a day") == [head, kayak]


def test_a_short_section_below_a_heading_is_stated_whole_unless_one_sentence_holds_the_figure(tmp_path: Path) -> None:
    body = "The ramp leads to the slip. Stairs lead to the bar. The lift is 2 metres wide."
    page = f"# Boats\n\n## Access\n\n{body}\n"

    assert _stated(tmp_path / "a", page, "is there access by the stairs") == [body]
    assert _stated(tmp_path / "b", page, "how wide is the lift") == ["The lift is 2 metres wide."]


def test_a_general_question_about_a_list_of_rows_is_given_all_of_them(tmp_path: Path) -> None:
    page = "# Boats\n\n## Opening hours\n\n- Monday: 6:00-22:00\n- Sunday: 9:00-18:00\n"

    assert _stated(tmp_path / "a", page, "opening hours") == ["Monday: 6:00-22:00", "Sunday: 9:00-18:00"]
    assert _stated(tmp_path / "b", page, "opening hours sunday") == ["Sunday: 9:00-18:00"]


def _faq(*pairs: tuple[str, str]) -> str:
    return "# Club\n\n## FAQ\n\n" + "\n".join(f"### {question}\n\n{answer}\n" for question, answer in pairs)


def _stated(folder: Path, page: str, question: str) -> list[str]:
    index = published(folder, {"a.md": page, "b.md": OTHER}).index
    _, picks = composed(index, question)
    return [pick.document.text[start:end] for pick in picks for start, end in pick.spans]
