from collections import Counter

import pytest

from bot.thesaurus import Group, default, in_page_words, parse
from ingest.errors import SettingError
from ingest.lexical import terms

GROUPS = (
    Group(("guest", "visitor"), ("mate", "buddy")),
    Group(("guest pass",), ("ticket for a mate",)),
    Group(("photo id", "passport"), ("driver's licence",)),
    Group(("espresso",), ("cafe", "sip")),
)
_STEMS = {"guest", "visitor", "pass", "photo", "id", "espresso"}


def KNOWN(phrase: str) -> bool:  # noqa: N802 - stands for the pages
    return all(term in _STEMS for term in terms(phrase))


def test_each_line_is_a_group_of_page_words_and_visitors_words() -> None:
    text = "# comment\n\nGuest / Day visitor: mate,  my   buddy , \n  # another\nclosed: shut\n"

    assert parse(text, "t.txt") == (
        Group(("guest", "day visitor"), ("mate", "my buddy")),
        Group(("closed",), ("shut",)),
    )


def test_a_thesaurus_of_comments_has_no_groups() -> None:
    assert parse("# nothing\n\n", "t.txt") == ()


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("guest mate", 1),
        ("guest: mate\nguest:", 2),
        ("# comment\n\n: mate", 3),
        ("guest: mate\n/: mate\n: ,", 3),
        ("guest: , ,", 1),
        (":", 1),
    ],
)
def test_a_line_that_is_no_entry_is_refused_by_its_number(text: str, number: int) -> None:
    with pytest.raises(SettingError) as caught:
        parse(text, "mine.txt")

    assert caught.value.message == f"mine.txt, line {number}: no thesaurus entry"
    assert caught.value.fix == "Write: page word: visitor's word, visitor's phrase"


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Can I bring a mate?", "Can I bring a guest?"),
        ("MATE or Buddy?", "guest or guest?"),
        ("a mate and a mate", "a guest and a guest"),
        ("a ticket for a mate", "a guest pass"),
        ("a ticket  for\na mate, please", "a guest pass, please"),
        ("my driver's licence", "my photo id"),
        ("my driver’s licence", "my photo id"),
        ("is there a café? a cafe? a CAFÉ?", "is there a espresso? a espresso? a espresso?"),
        ("a ſip with a mate", "a espresso with a guest"),
        ("ﬁrst mate", "ﬁrst guest"),
    ],
)
def test_a_visitors_word_becomes_the_pages_word_the_longest_phrase_first(text: str, read: str) -> None:
    assert in_page_words(text, GROUPS, KNOWN) == read


@pytest.mark.parametrize("text", ["", "classmates", "stalemate", "a guest", "matey", "深蹲 💪 İ"])
def test_a_text_without_a_visitors_word_of_its_own_stays(text: str) -> None:
    assert in_page_words(text, GROUPS, KNOWN) == text


def test_the_first_page_word_that_the_pages_use_is_taken() -> None:
    assert in_page_words("a mate", GROUPS, {"visitor"}.__contains__) == "a visitor"


def test_a_page_word_that_the_pages_do_not_use_is_not_taken() -> None:
    assert in_page_words("A Mate", GROUPS, lambda phrase: False) == "A Mate"


def test_a_page_phrase_counts_only_where_all_its_words_are_known() -> None:
    assert in_page_words("a ticket for a mate", GROUPS, {"pass"}.__contains__) == "a ticket for a mate"


def test_an_empty_thesaurus_changes_nothing() -> None:
    assert in_page_words("a mate", (), KNOWN) == "a mate"


def test_a_word_that_stands_for_itself_is_left_where_it_comes_first() -> None:
    groups = (Group(("mate", "guest"), ("mate", "buddy")),)

    assert in_page_words("mate buddy", groups, lambda word: word in {"mate", "guest"}) == "mate mate"


def test_no_visitors_word_of_the_shipped_thesaurus_stands_twice() -> None:
    said = Counter(variant for group in default() for variant in group.visitors_words)

    assert [variant for variant, times in said.items() if times > 1] == []


def test_every_entry_of_the_shipped_thesaurus_is_read_as_a_word_of_its_group() -> None:
    everything = {word for group in default() for word in (*group.page_words, *group.visitors_words)}

    unread = [
        variant
        for group in default()
        for variant in group.visitors_words
        if in_page_words(variant, default(), everything.__contains__) not in (*group.page_words, variant)
    ]

    assert unread == []


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("a ticket  for\ta mate", "a guest pass"),
        ("a ticket for a mates", "a ticket for a mates"),
        ("my-mate's", "my-guest's"),
        ("roommate", "roommate"),
        ("driver’s licence", "photo id"),
        ("Ï a mate", "Ï a guest"),
    ],
)
def test_words_are_read_whole_with_any_blanks_between_them(text: str, read: str) -> None:
    assert in_page_words(text, GROUPS, KNOWN) == read
