from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from bot.spelling import Vocabulary, repair
from bot.thesaurus import PageWords, default
from tests.asking import published

WORDS = "calf raise heels membership cancel tibialis gastrocnemius towel padlock squat freeze guest locker müsli gym"
VOCABULARY = Vocabulary(Counter(WORDS.replace("ü", "u").split()))


@pytest.mark.parametrize(
    ("text", "repaired"),
    [
        ("memebrship", "membership"),
        ("towle", "towel"),
        ("haels", "heels"),
        ("squatt", "squat"),
        ("frezze", "freeze"),
        ("paddlock", "padlock"),
        ("gest", "guest"),  # the deed of a knight, rare in English and the pages' "guest" but for a letter
        ("gastrocnemis", "gastrocnemius"),
        ("gatsrocnmeius", "gastrocnemius"),
        ("tibailis", "tibialis"),
        ("MEMBRSHIP!", "membership!"),
        ("Padlok", "padlock"),
        ("paddlöck", "padlock"),
        ("how do I cancle my memebrship?", "how do I cancel my membership?"),
        ("calfraise", "calf raise"),
        ("squattowel", "squat towel"),
    ],
)
def test_a_typing_error_becomes_the_word_of_the_pages(text: str, repaired: str) -> None:
    assert repair(text, VOCABULARY) == repaired


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n",
        "calf raise",
        "GASTROCNEMIUS",
        "Gastrocnémius",
        "Müsli",
        "quest",  # an English word, one letter from "guest"
        "clef",  # a rare one, two letters from "calf"
        "yoga sauna dog",
        "gympass HIIT lol",  # names and short forms that no list of English has
        "Kowalski and Mitsubishi",
        "hw",
        "zz",
        "qzxv",
        "24/7 £8 06:00",
        "12abc",
        "couldn't",
        "doesn’t",
        "DOESN'T",
        "isn't wasn't hasn't",
        "深蹲 💪",
        "heels\u200d",
    ],
)
def test_what_is_right_short_or_far_from_every_word_stays_as_it_is(text: str) -> None:
    assert repair(text, VOCABULARY) == text


def test_two_errors_are_too_many_for_a_short_word_and_not_for_a_long_one() -> None:
    assert repair("toewle mebmerhsip", VOCABULARY) == "toewle membership"


def test_of_words_equally_near_the_one_with_the_same_first_letter_is_taken_then_the_more_frequent() -> None:
    by_letter = Vocabulary(Counter({"pouch": 9, "vouch": 1}))
    by_count = Vocabulary(Counter({"squads": 1, "squats": 3}))

    assert repair("vvouch", by_letter) == "vouch"
    assert repair("squaps", by_count) == "squats"


def test_of_words_equally_near_the_one_is_taken_whose_keys_lie_beside_those_typed() -> None:
    vocabulary = Vocabulary(Counter({"clack": 5, "clock": 5, "cluck": 5}))

    assert repair("clpck", vocabulary) == "clock"


@pytest.mark.parametrize(
    ("text", "repaired"), [("hiw many", "how many"), ("qas yhe gym", "was the gym"), ("wihch towel", "which towel")]
)
def test_common_words_are_repaired_though_the_pages_do_not_have_them(text: str, repaired: str) -> None:
    assert repair(text, VOCABULARY) == repaired


def test_letters_that_changed_places_are_likelier_than_the_next_key() -> None:
    pool = Vocabulary(Counter({"park": 1, "pram": 2}))

    assert repair("where can I prak", pool) == "where can I park"


def test_of_words_equally_near_the_one_is_taken_that_the_pages_have_beside_the_same_word(tmp_path: Path) -> None:
    pages = {"a.md": "# Club\n\nA guest pass. The best squat. The best towel. The best.\n"}
    vocabulary = Vocabulary.of(published(tmp_path, pages).index)

    assert repair("gest pass", vocabulary) == "guest pass"
    assert repair("gest towel", vocabulary) == "best towel"


def test_words_run_together_are_parted_where_the_pages_have_both_and_nowhere_else() -> None:
    assert repair("guestlocker", VOCABULARY) == "guest locker"
    assert repair("guestplotzer", VOCABULARY) == "guestplotzer"


@pytest.mark.parametrize("text", ["memebrship", "calfraise", "gastrocnemis towle", "nothing wrong here"])
def test_what_was_repaired_is_not_repaired_again(text: str) -> None:
    once = repair(text, VOCABULARY)

    assert repair(once, VOCABULARY) == once


def test_without_words_nothing_is_repaired() -> None:
    assert repair("memebrship calfraise", Vocabulary(Counter())) == "memebrship calfraise"


def test_what_visitors_say_is_no_error_though_no_dictionary_has_it() -> None:
    pages = Counter({"hold": 3, "holidays": 2})

    assert repair("nye and bank hols", Vocabulary(pages)) == "eye and bank hold"
    assert repair("nye and bank hols", Vocabulary(pages, spoken=PageWords(default()).spoken)) == "nye and bank hols"


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("pullup", "pull up"),
        ("pushups", "push ups"),
        ("hipthrust", "hip thrust"),
        ("without", "without"),
        ("pull", "pull"),
    ],
)
def test_a_word_that_the_pages_write_in_two_is_parted(tmp_path: Path, typed: str, read: str) -> None:
    pages = {"moves.md": "# Moves\n\n## FAQ\n\n### Pull-up or push-up?\n\nA hip thrust with out-turned feet.\n"}
    vocabulary = Vocabulary.of(published(tmp_path, pages).index)

    assert repair(typed, vocabulary) == read


def test_the_vocabulary_counts_the_words_of_titles_headings_questions_and_bodies(tmp_path: Path) -> None:
    pages = {"club.md": "# Club\n\n## FAQ\n\n### Is there a Café?\n\nYes: a café in 1 house.\n"}

    vocabulary = Vocabulary.of(published(tmp_path, pages).index)

    assert vocabulary.counts == Counter(
        {"cafe": 2, "a": 2, "club": 1, "faq": 1, "is": 1, "there": 1, "yes": 1, "in": 1, "house": 1}
    )


@given(st.text("abco", min_size=3, max_size=9), st.lists(st.text("abco", min_size=2, max_size=10), max_size=20))
def test_no_word_that_errors_may_have_been_is_passed_over(typed: str, words: list[str]) -> None:
    vocabulary = Vocabulary(Counter(words))

    for most in (1, 2):
        near = {word for word in words if OSA.distance(typed, word) <= most}
        assert near <= set(vocabulary.alike(typed, most, own=True)) <= set(words)
        assert near <= set(vocabulary.alike(typed, most, own=False))


def test_what_is_longer_than_any_word_is_not_parted() -> None:
    vocabulary = Vocabulary(Counter({"a" * 31: 5, "b" * 31: 5, "c" * 20: 5, "d" * 20: 5}))

    parted = [repair(text, vocabulary) for text in ("c" * 20 + "d" * 20, "a" * 31 + "b" * 31)]

    assert parted == ["c" * 20 + " " + "d" * 20, "a" * 31 + "b" * 31]
