import pytest

from bot.polarity import CLOSE, asks_whether, same_point, says_yes_or_no, without


@pytest.mark.parametrize("text", ["Yes.", "No, it is not.", "yes – with a guest pass", "**Yes**, always."])
def test_an_answer_that_begins_with_yes_or_no_is_seen(text: str) -> None:
    assert says_yes_or_no(text)


@pytest.mark.parametrize("text", ["Yesterday it was open.", "Nobody knows.", "Not on Sundays.", "It is, yes."])
def test_an_answer_that_begins_otherwise_is_not(text: str) -> None:
    assert not says_yes_or_no(text)


@pytest.mark.parametrize(
    "question",
    [
        "Can I bring a dog?",
        "is there a pool",
        "My cousin is 15, may she come along?",
        "I don't drive. Can you be reached by bus?",
        "Must I sign in when I come by car?",
    ],
)
def test_a_question_that_wants_a_yes_or_a_no_is_seen(question: str) -> None:
    assert asks_whether(question)


@pytest.mark.parametrize(
    "question",
    ["When can I come?", "How long may I stay?", "guest pass price", "Can you help me? What does it cost?", "towels"],
)
def test_a_question_that_wants_something_else_is_not(question: str) -> None:
    assert not asks_whether(question)


def test_the_yes_to_one_question_is_the_yes_to_another_where_they_are_close() -> None:
    assert same_point("Is there a pool?", "Do you have a pool?", CLOSE)
    assert not same_point("Can I get a refund on the fee?", "Is there a fee?", CLOSE - 0.01)


@pytest.mark.parametrize(
    ("question", "answered"),
    [
        ("Is the pool closed on Sundays?", "Is the pool open on Sundays?"),
        ("Do I have to pay for parking?", "Is parking free?"),
        ("Are dogs banned?", "Are dogs allowed?"),
        ("Are squats bad for the knees?", "Are squats good for the knees?"),
        ("Can I train without a towel?", "Can I train with a towel?"),
        ("Can't I bring a guest?", "Can I bring a guest?"),
    ],
)
def test_the_yes_to_a_question_is_not_the_yes_to_its_opposite(question: str, answered: str) -> None:
    assert not same_point(question, answered, 0.99)
    assert not same_point(answered, question, 0.99)


@pytest.mark.parametrize(
    ("sentence", "rest"),
    [
        ("Yes, the joining fee is £25.", "the joining fee is £25."),
        ("No – only our own trainers may coach here.", "only our own trainers may coach here."),
        ("Yes, and guests may come along.", "guests may come along."),
        ("Yes.", ""),
        ("Yes, you can.", ""),
        ("Yes, if an adult swims with them.", ""),
        ("No, not on Sundays.", ""),
        ("No, only with a guest pass.", ""),
        ("Yes, of course.", ""),
    ],
)
def test_what_follows_a_yes_is_kept_where_it_is_a_sentence_of_its_own(sentence: str, rest: str) -> None:
    assert sentence[without(sentence) :] == rest
