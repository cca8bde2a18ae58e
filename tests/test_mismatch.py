import pytest

from bot.mismatch import Mismatch, lacks_thing, mismatch
from ingest.lexical import terms


@pytest.mark.parametrize(
    ("question", "sentence", "found"),
    [
        ("Which days does the pool open?", "The pool opens daily.", Mismatch()),
        ("Which days does the pool not open?", "The pool opens daily.", Mismatch(negated=1)),
        ("Which days doesn't the pool open?", "It never opens on Monday.", Mismatch()),
        ("What is open without booking?", "Book before you come.", Mismatch(negated=1)),
        ("Is there a class at 18:30?", "Classes start at 18:30.", Mismatch()),
        ("Is there a class at 18:30 for 12 people?", "Classes start at 17.", Mismatch(figures=2)),
        ("Who teaches Yoga with Lena?", "Lena teaches yoga.", Mismatch()),
        ("Who teaches Yoga with Lena?", "Someone teaches yoga.", Mismatch(names=1)),
        ("Yoga?", "Classes.", Mismatch()),  # a capital at the beginning is no name
        ("Can I come when I'm late?", "Come in time.", Mismatch()),  # nor is "I'm"
        # what visitors say of themselves
        ("Can I come if I don't have a towel?", "Bring a towel.", Mismatch()),
        ("What if my knee doesn't bend?", "Bend your knees.", Mismatch()),
        ("I'm not strong, is it for me?", "For everybody.", Mismatch()),
        ("we are never early, is that bad?", "Come early.", Mismatch()),
        ("towel yes or no?", "Bring a towel.", Mismatch()),
        ("Which lifts should I not do?", "Do these lifts.", Mismatch(negated=1)),
        ("can a 12 year old come", "Children may come.", Mismatch()),
        ("im 17 can i come", "Children may come.", Mismatch()),
        ("I'm 20 minutes late", "Come in time.", Mismatch(figures=1)),
    ],
)
def test_what_a_question_says_and_a_page_does_not_is_counted(question: str, sentence: str, found: Mismatch) -> None:
    assert mismatch(question, sentence, sentence) == found


def test_a_figure_or_name_may_stand_elsewhere_in_the_passage_and_a_not_must_stand_in_the_sentence() -> None:
    found = mismatch("Why does Lena not teach at 9?", "She rests.", "Lena. At 9 she rests. Not so on Monday.")

    assert found == Mismatch(negated=1)


@pytest.mark.parametrize(
    ("question", "lacks"),
    [
        ("How much rest between sets?", True),
        ("How many calories does a raise burn?", True),
        ("What's the phone number?", True),
        ("Which classes are there?", True),
        ("How many sets of raises?", False),
        ("What is the price?", False),
        ("Which prices do you have?", False),  # another form of the same word
        ("How much is it?", False),  # nothing is named
        ("How long does it take?", False),
        ("Do raises need rest?", False),
        ("At what time do raises start?", False),  # "at six" answers it without the word
        ("What comes after raises?", False),
    ],
)
def test_what_is_asked_for_by_name_is_missed_where_the_passage_has_it_in_no_form(question: str, lacks: bool) -> None:
    assert lacks_thing(question, set(terms("Raises. Do 3 sets. The price is £5.")).__contains__) is lacks
