import pytest

from bot.counts import counted_in, counts, doses, is_dose, names


@pytest.mark.parametrize(
    ("question", "counted"),
    [
        ("How many members does the gym have?", "members"),
        ("how many parking spaces are there", "spaces"),
        ("How many trainers work here?", "trainers"),
        ("How many leg press calf raises should I do?", "raises"),
        ("How many more guests may I bring?", "guests"),
        ("What is the number of classes per week?", "classes"),
        ("How many people fit in?", "people"),
        ("How many of them?", ""),
        ("How many can I bring to the classes?", ""),
        ("How many should I do?", ""),
        ("Which classes are there?", ""),
        ("sets and reps of the leg press", "sets"),
        ("reps for beginners", "reps"),
        ("How many", ""),
        ("", ""),
    ],
)
def test_what_a_question_wants_counted_is_the_plural_that_it_names(question: str, counted: str) -> None:
    assert counted_in(question) == counted


@pytest.mark.parametrize(
    ("text", "counted", "told"),
    [
        ("The car park has 40 spaces, free for members.", "members", False),
        ("The car park has 40 spaces for members.", "members", False),
        ("The car park has 40 spaces for members.", "spaces", True),
        ("There are 3 accessible parking spaces.", "spaces", True),
        ("There are 24 bike stands.", "bikes", True),
        ("Parking is free for members for up to 3 hours.", "members", False),
        ("Members park free for 3 hours.", "members", False),
        ("The showers close 10 minutes before the gym.", "showers", False),
        ("Lockers cost £2.", "lockers", False),
        ("Lockers open at 6:00.", "lockers", False),
        ("| Lockers | 120 |", "lockers", True),
        ("Lockers: 120", "lockers", True),
        ("The number of members is 1,200.", "members", True),
        ("Guests are limited to 2 per visit.", "guests", True),
        ("You can bring a guest. Guests pay £8.", "guests", True),
        ("Each member may bring a friend.", "members", False),
        ("As many guests as you like.", "guests", True),
        ("Only one child may come.", "children", True),
        ("Seven classes a week.", "classes", True),
        ("Every body has two bodies of 3 muscles.", "bodies", True),
        ("Do 3 sets of 15 after the raises.", "raises", True),
    ],
)
def test_a_figure_counts_what_it_stands_before_and_not_all_that_stands_near(
    text: str, counted: str, told: bool
) -> None:
    assert counts(text, counted) is told


def test_a_word_that_begins_alike_is_another() -> None:
    assert not names("The membership has 3 spaces.", "members")


def test_a_word_within_another_name_is_not_named() -> None:
    texts = ("The car park has 40 spaces.", "Each car is charged.", "Park no car. Ask.", "All cars enter.")

    assert [names(text, "cars") for text in texts] == [False, True, True, True]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Do three sets of eight per leg.", True),
        ("Sets: 4", True),
        ("3 x 12, slowly", True),
        ("| Strength | 5 | 3-5 | 3 min |", True),
        ("Stand on two rails, hip-width apart.", False),
        ("Rest between sets as long as you like.", False),
        ("", False),
    ],
)
def test_a_dose_is_a_figure_of_sets_or_repetitions(text: str, told: bool) -> None:
    assert doses(text) is told
    assert [is_dose(word) for word in ("sets", "reps", "repetitions", "guests", "")] == [True, True, True, False, False]
