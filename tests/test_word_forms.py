import pytest

from ingest.word_forms import WordForms

TEXTS: tuple[list[str], ...] = (["calf", "raise"], [], ["raise", "calf", "calf"], ["gym"])


def test_words_are_counted_in_the_order_in_which_they_are_met() -> None:
    forms = WordForms.of(TEXTS)

    assert dict(zip(forms.words, forms.counts.tolist(), strict=True)) == {"calf": 3, "raise": 2, "gym": 1}


@pytest.mark.parametrize(
    ("pair", "held"),
    [
        (("calf", "raise"), True),
        (("raise", "calf"), True),
        (("calf", "calf"), True),
        (("raise", "raise"), False),  # the end of one text and the beginning of another
        (("calf", "gym"), False),
        (("gym", "calf"), False),
        (("gym", "pool"), False),
        (("pool", "calf"), False),
        ("calf", False),
    ],
)
def test_words_stand_side_by_side_within_a_text_alone(pair: object, held: bool) -> None:
    assert (pair in WordForms.of(TEXTS)) is held


@pytest.mark.parametrize("texts", [TEXTS, (), ([],), (["gym"],)])
def test_words_are_the_same_after_writing_and_reading(texts: tuple[list[str], ...]) -> None:
    files = WordForms.of(texts).files()

    assert WordForms.read(files).files() == files


def test_counts_of_other_words_are_refused() -> None:
    files = WordForms.of(TEXTS).files() | {"words.json": b'["calf"]'}

    with pytest.raises(ValueError, match="do not belong"):
        WordForms.read(files)
