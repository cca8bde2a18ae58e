import pytest

from bot.subjects import exercise_of, side_of_calf, subjects_of, variant_of


@pytest.mark.parametrize(
    ("question", "subjects"),
    [
        ("Where should my toes point for the inner calf?", {"toes turned, for the inner side"}),
        ("How do I put my toes to reach the outer side?", {"toes turned, for the outer side"}),
        ("What comes up, the heels or the toes?", {"part lifted"}),
        ("How long do I stay up on my toes?", {"duration"}),
        ("Is the calf raise done on the toes?", {"yes or no"}),
        ("What does the heel raise work?", {"muscle trained"}),
        ("What is the heel raise?", set()),
        ("Which exercise is for the tibialis?", {"movement that trains, tibialis anterior"}),
        ("Which is larger, the soleus or the gastrocnemius?", set()),
        ("May my daughter, 15, come without me?", {"yes or no", "age alone"}),
        ("May I train without a partner?", {"yes or no"}),
        ("rest between tries", {"rest, between attempts"}),
        ("What helps my knees?", set()),
        ("Where do I bend my knees?", {"knees"}),
        ("Is the water cold, how many degrees?", {"yes or no", "degrees", "temperature", "sets", "repetitions"}),
    ],
)
def test_a_question_asks_for_claims_and_not_for_all_that_it_names(question: str, subjects: set[str]) -> None:
    assert subjects_of(question) == frozenset(subjects)


@pytest.mark.parametrize(
    ("question", "stems"),
    [
        ("Which muscle does the reverse calf raise train?", {"revers", "calf", "rais"}),
        ("How many reps of the normal heel raise?", {"rais", "heel"}),
        ("Which exercise is for the calf?", set()),
        ("When do you open?", set()),
    ],
)
def test_the_exercise_of_a_question_is_what_it_is_called_there(question: str, stems: set[str]) -> None:
    assert exercise_of(question) == frozenset(stems)


def test_a_variant_is_told_by_the_word_that_makes_another_exercise_of_one() -> None:
    found = [variant_of(f"how many {name}?") for name in ("Bulgarian split squats", "squats", "goblet mugs")]

    assert found == [{"bulgarian", "split"}, set(), set()]


@pytest.mark.parametrize(
    ("text", "side"),
    [
        ("the medial head", ", for the inner side"),
        ("the outside of the calf", ", for the outer side"),
        ("both the inner and the outer calf", ""),
        ("the calf", ""),
    ],
)
def test_a_text_is_about_one_side_of_the_calf_or_none(text: str, side: str) -> None:
    assert side_of_calf(text) == side
