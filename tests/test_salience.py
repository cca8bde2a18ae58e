import pytest

from bot import salience
from bot.salience import is_english, salient_terms, share_of_english


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("What does the soleus do?", ["soleus"]),
        ("How do I raise my HEELS, heel by heel?", ["rais", "heel"]),
        ("Can I bring a guest to the gym?", ["bring", "guest", "gym"]),
        ("Is plantarflexion the opposite of dorsiflexion?", ["plantarflexion", "opposit", "dorsiflexion"]),
        ("", []),
        ("?!", []),
    ],
)
def test_the_telling_stems_are_kept_once_and_in_order(text: str, terms: list[str]) -> None:
    assert list(salient_terms(text)) == terms


def test_where_every_word_is_common_all_are_kept() -> None:
    assert list(salient_terms("what is it")) == ["what", "is", "it"]


@pytest.mark.parametrize(
    "text", ["what is it", "How much is a guest pass?", "kettlebell plantarflexion", "深蹲 💪", "the the the"]
)
def test_a_term_tells_between_a_quarter_and_all(text: str) -> None:
    assert all(0.25 <= value <= 1 for value in salient_terms(text).values())


def test_a_word_tells_more_the_rarer_it_is_in_english_and_an_unknown_one_tells_all() -> None:
    told = salient_terms("day muscle calf gastrocnemius")

    assert told["day"] < told["muscl"] < told["calf"] < told["gastrocnemius"] == 1.0


def test_what_a_word_tells_does_not_hang_on_its_case_or_accents() -> None:
    assert salient_terms("CÁLF") == salient_terms("calf")


@pytest.mark.parametrize(
    ("word", "english"),
    [("gym", True), ("sauna", True), ("raise", True), ("kettlebell", False), ("memebrship", False), ("", False)],
)
def test_a_word_is_english_where_the_list_of_english_words_has_it(word: str, english: bool) -> None:
    assert is_english(word) is english


def test_the_words_of_english_that_were_counted_are_as_many_as_are_listed() -> None:
    assert sum(map(int, salience._listed().split()[1::2])) == salience._COUNTED


def test_the_most_frequent_words_are_those_of_the_highest_counts() -> None:
    pieces = salience._listed().decode().split()
    counts = dict(zip(pieces[::2], map(int, pieces[1::2]), strict=True))

    expected = sorted(counts, key=counts.__getitem__, reverse=True)[: salience.N_COMMON]

    assert list(salience.common_english()) == expected


@pytest.mark.parametrize("word", ["the", "zymurgy", "gym", "plantarflexion", "qwx", "e", "", "the 1"])
def test_a_word_is_found_alike_in_the_text_of_the_list_and_in_its_table(
    word: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    shares = []
    for few in (float("inf"), 0):
        monkeypatch.setattr(salience, "_FEW", few)
        salience._count_of.cache_clear()
        shares.append(share_of_english(word))

    assert shares[0] == shares[1]
