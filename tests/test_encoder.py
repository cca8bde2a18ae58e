import shutil
from pathlib import Path

import numpy as np
import pytest

from ingest import encoder as encoders
from ingest.encoder import SentenceEncoder, default_model_folder
from ingest.errors import ModelError

pytestmark = pytest.mark.model

TEXTS = [
    ("Heel raise. Steps.", "Stand on a step.", "Raise your heels."),
    ("Opening hours.", "Monday 6 to 22."),
    ("Überraschung 深蹲 💪", "word " * 40),
]


@pytest.fixture(scope="module")
def encoder() -> SentenceEncoder:
    return SentenceEncoder()


def test_the_default_model_has_384_dimensions_and_256_tokens(encoder: SentenceEncoder) -> None:
    assert (encoder.dimension, encoder.max_tokens, encoder.model) == (384, 256, "all-MiniLM-L6-v2")


def test_every_vector_has_length_1(encoder: SentenceEncoder) -> None:
    encodings = encoder.encode_passages(TEXTS)

    for encoding in encodings:
        assert encoding.vector.shape == (384,)
        assert np.linalg.norm(encoding.vector) == pytest.approx(1, abs=1e-5)
        assert np.allclose(np.linalg.norm(encoding.tokens, axis=1), 1, atol=1e-5)


def test_the_bounds_of_the_parts_line_up_with_their_words(encoder: SentenceEncoder) -> None:
    (encoding,) = encoder.encode_passages([TEXTS[0]])

    sizes = [encoder.count_tokens(part) - 2 for part in TEXTS[0]]
    assert encoding.parts.tolist() == [0, *np.cumsum(sizes).tolist()]
    assert len(encoding.token_ids) == len(encoding.tokens) == sum(sizes)


def test_a_part_beyond_the_limit_is_cut_and_has_its_bounds(encoder: SentenceEncoder) -> None:
    (encoding,) = encoder.encode_passages([("word " * 200, "word " * 100, "end")])

    assert encoding.parts.tolist() == [0, 200, 254, 254]


def test_the_same_text_has_the_same_vectors_alone_and_in_a_batch(encoder: SentenceEncoder) -> None:
    together = encoder.encode_passages(TEXTS)

    alone = [encoder.encode_passages([text])[0] for text in TEXTS]

    for one, other in zip(together, alone, strict=True):
        assert np.allclose(one.vector, other.vector, atol=1e-5)
        assert np.allclose(one.tokens, other.tokens, atol=1e-4)
        assert (one.token_ids.tolist(), one.parts.tolist()) == (other.token_ids.tolist(), other.parts.tolist())


def test_a_question_and_a_passage_of_the_same_words_are_the_same(encoder: SentenceEncoder) -> None:
    (asked,), (passage,) = encoder.encode_questions(["Is it safe?"]), encoder.encode_passages([("Is it safe?",)])

    assert np.allclose(asked.vector, passage.vector, atol=1e-6)


def test_each_word_of_a_question_is_a_part(encoder: SentenceEncoder) -> None:
    asked, blank = encoder.encode_questions(["How  deep\ndo I squat?", " "])

    assert asked.parts.tolist() == [0, 1, 2, 3, 4, 6]  # the last word and its question mark are two tokens
    assert (blank.parts.tolist(), len(blank.tokens)) == ([0], 0)


def test_encodings_come_in_the_order_of_the_texts_with_progress(encoder: SentenceEncoder) -> None:
    texts = [("word " * (1 + i % 7),) for i in range(70)]
    done: list[int] = []

    encodings = encoder.encode_passages(texts, done.append)

    assert [len(encoding.tokens) for encoding in encodings] == [1 + i % 7 for i in range(70)]
    assert done == [32, 32, 6]


def test_a_folder_is_a_model_with_the_same_vectors(encoder: SentenceEncoder) -> None:
    other = SentenceEncoder(str(default_model_folder()))

    assert other.fingerprint == encoder.fingerprint
    assert np.allclose(other.encode_questions(["calf"])[0].vector, encoder.encode_questions(["calf"])[0].vector)


def test_altered_weights_are_refused(tmp_path: Path) -> None:
    copy = tmp_path / "model.safetensors"
    shutil.copy(default_model_folder() / "model.safetensors", copy)
    with copy.open("r+b") as file:
        file.seek(1_000_000)
        byte = file.read(1)
        file.seek(1_000_000)
        file.write(bytes([byte[0] ^ 1]))

    with pytest.raises(ModelError, match="not the published ones"):
        encoders.check_weights(copy)


def test_other_weights_have_another_fingerprint(tmp_path: Path, encoder: SentenceEncoder) -> None:
    copy = tmp_path / "model"
    shutil.copytree(default_model_folder(), copy)
    with (copy / "model.safetensors").open("r+b") as file:
        file.seek(1_000_000)
        file.write(b"\x00\x01")

    assert SentenceEncoder(str(copy)).fingerprint != encoder.fingerprint


@pytest.mark.parametrize("model", ["/nowhere/model", "./nowhere"])
def test_a_folder_that_does_not_exist_is_an_error(model: str) -> None:
    with pytest.raises(ModelError, match=f"no model folder {model}"):
        SentenceEncoder(model)


def test_a_folder_without_a_model_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="cannot load the model"):
        SentenceEncoder(str(tmp_path))
