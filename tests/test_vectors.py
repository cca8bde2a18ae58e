import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from ingest.documents import BlockKind
from ingest.split import split
from ingest.vectors import PassageText, Unit, encode, pack, passage_units, quantise, unit_vectors, unpacked
from tests.fakes import WordEncoder
from tests.pages import read


@given(arrays.arrays(np.float32, (3, 8), elements=st.floats(-1, 1, width=32)))
def test_eight_bits_are_off_by_at_most_half_a_step(vectors: np.ndarray) -> None:
    whole, scales = quantise(vectors)

    error = np.abs(whole * scales[:, None] - vectors)
    assert whole.dtype == np.int8
    assert np.all(error <= 0.5001 * scales[:, None] + 1e-12)


def test_the_largest_number_becomes_127() -> None:
    whole, scales = quantise(np.array([[0.5, -1.0, 0.0]], dtype=np.float32))

    assert whole.tolist() == [[64, -127, 0]]
    assert scales.tolist() == [np.float32(1 / 127)]


@given(st.integers(1, 9).flatmap(lambda n: arrays.arrays(np.float32, (3, n), elements=st.floats(-1, 1, width=32))))
def test_four_bits_are_off_by_at_most_half_a_step(vectors: np.ndarray) -> None:
    packed, scales = pack(vectors)

    error = np.abs(unpacked(packed)[:, : vectors.shape[1]] * scales[:, None] - vectors)
    assert packed.shape == (3, (vectors.shape[1] + 1) // 2)
    assert np.all(error <= 0.5001 * 16 * scales[:, None] + 1e-12)


def test_two_numbers_lie_in_a_byte_the_second_half_in_the_high_bits() -> None:
    packed, scales = pack(np.array([[1.0, -1.0, 0.0, 2 / 7, -3 / 7]], dtype=np.float32))

    assert unpacked(packed).tolist() == [[112, -112, 0, 32, -48, 0]]
    assert packed.tolist() == [[0x27, 0xD9, 0x00]]
    assert scales.tolist() == [np.float32(1 / 112)]


def test_a_units_vector_is_the_mean_of_its_tokens_at_length_1() -> None:
    tokens = np.array([[1, 0], [1, 0], [0, 1], [0, 1], [0, 1]], dtype=np.float32)
    parts = np.array([0, 1, 3, 5, 5], dtype=np.int32)

    found = unit_vectors(tokens, parts)

    half = np.sqrt(np.float32(0.5))
    assert np.allclose(found, [[half, half], [0, 1], [0, 0]])


def test_an_items_vector_is_between_that_in_its_list_and_its_own() -> None:
    tokens = np.array([[1, 0], [3, 0], [0, 1]], dtype=np.float32)
    parts = np.array([0, 1, 2, 3, 3], dtype=np.int32)
    own = np.array([0, 1], dtype=np.float32)

    found = unit_vectors(tokens, parts, {1: own, 3: own})

    half = np.sqrt(np.float32(0.5))
    assert np.allclose(found, [[half, half], [0, 1], [0, 1]])  # one that was cut off has its own


def test_units_are_the_sentences_and_items_of_the_body() -> None:
    document = read("# Lift\n\n## Is it safe?\n\nYes. Mostly:\n\n1. Go **slow**. Breathe.\n", "page.md")
    (passage,) = split(document, WordEncoder().count_tokens, 256)

    found = passage_units(document, passage)

    text = document.text
    step = text.index("1.")
    assert [(text[unit.start : unit.end], unit.kind, unit.block) for unit in found] == [
        ("Yes.", BlockKind.PARAGRAPH, 2),
        ("Mostly:", BlockKind.PARAGRAPH, 2),
        ("1. Go **slow**.", BlockKind.STEP, 3),
        ("Breathe.", BlockKind.STEP, 3),
    ]
    assert found[2] == Unit(BlockKind.STEP, step, step + 3, text.index(" Breathe"), 3)
    parts = ("Lift. Is it safe?", "Yes.", "Mostly:", "Go slow.", "Breathe.")
    assert PassageText.of(document, passage) == PassageText(parts, (3, 4), ())


def test_rows_and_bullets_are_items() -> None:
    document = read("# Lift\n\nOften:\n\n- Slow.\n\n| day | time |\n|---|---|\n| Monday | 9 |\n", "page.md")
    (passage,) = split(document, WordEncoder().count_tokens, 256)

    assert PassageText.of(document, passage) == PassageText(("Lift.", "Often:", "Slow.", "Monday; time: 9"), (2, 3), ())


def test_equal_texts_have_equal_keys() -> None:
    key = PassageText(("a", "b"), (1,), ("c",)).key

    others = [
        PassageText(("a b",), (1,), ("c",)).key,
        PassageText(("a", "b"), (), ("c",)).key,
        PassageText(("a", "b"), (1,), ()).key,
        PassageText(("a", "b", "c"), (1,), ()).key,
    ]

    assert key == PassageText(("a", "b"), (1,), ("c",)).key
    assert len({key, *others}) == 5


def test_each_passage_gets_the_vectors_of_its_own_questions() -> None:
    encoder = WordEncoder()

    first, second = encode(
        encoder, [PassageText(("one", "two"), (), ()), PassageText(("three",), (), ("four", "five"))]
    )

    expected = [encoding.vector for encoding in encoder.encode_questions(["four", "five"])]
    assert first.questions.shape == (0, encoder.dimension)
    assert np.array_equal(second.questions, np.stack(expected))
    assert (first.units.shape, second.units.shape) == ((1, encoder.dimension), (0, encoder.dimension))


def test_each_item_gets_its_own_vector() -> None:
    encoder = WordEncoder()
    texts = [PassageText(("", "one", "two"), (2,), ()), PassageText(("", "three", "four"), (1, 2), ())]

    first, second = encode(encoder, texts)

    own = {text: encoding.vector for text in ("two", "four") for encoding in encoder.encode_passages([(text,)])}
    for found, text in ((first, "two"), (second, "four")):
        assert own[text] @ (found.units[1] * found.unit_scales[1]) > own[text] @ (found.units[0] * found.unit_scales[0])
