import pytest

from bot.follow_up import BESIDE, NEEDED, Reading, leans, readings, stands_alone, topic

PAGE, TITLE = "exercises/heel-raise.md", "Heel raise"
ASKED_BEFORE = "What does the donkey calf raise work?"


@pytest.mark.parametrize(
    "text",
    [
        "What does the soleus do?",
        "How do I do a heel raise on a step?",
        "How often should I train my calves per week?",
        "Can I freeze my membership for a month?",
        "Should the toes point inwards?",
        "leg press calf raise foot position",
        "Is the leg press calf raise good for beginners?",
        "Do you sell padlocks at the front desk?",
        "Which muscles does the reverse calf raise train?",
        "How long does the gym induction take?",
    ],
)
def test_a_question_that_names_what_it_is_about_stands_alone(text: str) -> None:
    assert (stands_alone(text), leans(text)) == (True, False)


@pytest.mark.parametrize(
    "text",
    [
        "Is it safe for my knees?",
        "and on Sundays?",
        "What about the toes?",
        "how about the seated version",
        "And how often should I train calves?",
        "Which muscles does that work?",
        "Can they come along?",
        "Is there one for beginners?",
        "What else should I watch out for?",
        "or two?",
        "But why do my heels hurt then?",
        "why?",
        "Should I do those instead of squats?",
    ],
)
def test_a_question_that_points_back_leans(text: str) -> None:
    assert (stands_alone(text), leans(text)) == (False, True)


@pytest.mark.parametrize("text", ["How many reps?", "How long?", "sets and reps", "opening hours", "tempo", "", "?"])
def test_a_question_of_few_telling_words_neither_stands_alone_nor_leans(text: str) -> None:
    assert (stands_alone(text), leans(text)) == (False, False)


@pytest.mark.parametrize("text", ["Pressing this hard?", "italian andorra orthodox thenar"])
def test_words_that_begin_like_pointing_words_do_not_lean(text: str) -> None:
    assert leans(text) is ("this" in text)


def test_a_first_question_is_read_as_it_stands() -> None:
    assert readings(("Is it safe?",), (), "", "") == (Reading("Is it safe?", "Is it safe?", "Is it safe?"),)


def test_a_question_that_stands_alone_is_judged_and_shown_by_itself_whatever_was_asked_before() -> None:
    text = "What does the soleus do?"

    (reading,) = readings((text,), (ASKED_BEFORE,), PAGE, TITLE)

    assert (reading.asked, reading.shown, reading.leans, reading.page) == (text, text, False, "")
    assert reading.topic_share == BESIDE


def test_a_leaning_question_is_also_read_with_the_words_of_the_last_one_and_its_page() -> None:
    plain, with_topic = readings(("Is it safe?",), (ASKED_BEFORE,), PAGE, TITLE)

    assert plain == Reading("Is it safe?", "Is it safe?", "Is it safe?")
    assert (with_topic.text, with_topic.asked) == ("Is it safe, donkey calf raise work?", "Is it safe?")
    assert (with_topic.shown, with_topic.page) == ("Is it safe (Heel raise)?", PAGE)
    assert with_topic.preference > plain.preference == 0
    assert with_topic.topic_share == NEEDED > BESIDE
    assert with_topic.leans


@pytest.mark.parametrize(
    ("text", "topic_text"), [("And on Sundays", "pool open"), ("And children", "pool open tuesday")]
)
def test_another_day_takes_the_place_of_the_one_asked_for_before(text: str, topic_text: str) -> None:
    _, with_topic = readings((text,), ("When is the pool open on Tuesday?",), "", "")

    assert with_topic.text == f"{text}, {topic_text}?"


def test_the_topic_is_that_of_the_last_question_that_has_one_and_of_the_first_two() -> None:
    history = ("How much is a guest pass?", "Where is parking for bicycles?", ASKED_BEFORE, "And then?")

    _, with_topic = readings(("Is it safe?",), history, "", "")

    assert topic(history) == ("donkey", "calf", "raise", "work", "guest", "pass", "parking", "bicycles")
    assert with_topic.text == "Is it safe, donkey calf raise work guest pass parking bicycles?"
    assert with_topic.shown == "Is it safe (donkey calf raise work)?"


def test_where_no_earlier_question_has_a_topic_the_pages_title_is_it() -> None:
    _, with_topic = readings(("Is it safe?",), ("And then?",), PAGE, TITLE)

    assert (with_topic.text, with_topic.shown) == ("Is it safe, Heel raise?", "Is it safe (Heel raise)?")


def test_without_any_topic_there_is_one_reading() -> None:
    assert readings(("Is it safe?",), ("And then?",), "", "") == (Reading("Is it safe?", "Is it safe?", "Is it safe?"),)


def test_each_wording_is_read_in_both_ways() -> None:
    found = readings(("Is it pricey?", "Is it dear?"), ("How much is a guest pass?",), "", "")

    assert [reading.asked for reading in found] == ["Is it pricey?", "Is it pricey?", "Is it dear?", "Is it dear?"]
    assert [reading.text for reading in found][1::2] == ["Is it pricey, guest pass?", "Is it dear, guest pass?"]


def test_a_question_that_points_back_prefers_its_topic_more_than_one_that_is_only_short() -> None:
    _, leaning = readings(("Is it safe?",), (ASKED_BEFORE,), PAGE, TITLE)
    _, short = readings(("How long?",), (ASKED_BEFORE,), PAGE, TITLE)

    assert leaning.preference > short.preference > 0
