from collections.abc import Sequence

import numpy as np
import pytest

from ingest.arrays import PASSAGE, QUESTION, UNIT
from ingest.errors import DamagedIndexError
from ingest.index import Index
from ingest.split import split
from ingest.vectors import PassageText, encode
from tests.fakes import WordEncoder
from tests.pages import read

ENCODER = WordEncoder()
SQUAT = ("squat.md", "# Squat\n\nBend both knees.\n\n## FAQ\n\n### Is it safe?\n\nYes, with light plates.")
GYM = ("gym.txt", "Opening hours\n\nMonday\t06:00\nSunday\t08:00\n\nBring towels.")


def test_what_is_searched_for_is_found_first_with_its_score() -> None:
    index = _index([SQUAT, GYM])

    rows = index.search(_vector("Is it safe?"), 3)

    assert index.passages[int(rows.passages[0])].question == "Is it safe?"
    assert rows.kinds[0] == QUESTION
    assert rows.scores[0] == pytest.approx(1.0, abs=1e-6)
    assert list(rows.scores) == sorted(rows.scores, reverse=True)


def test_a_passage_has_a_vector_for_itself_each_unit_and_each_question() -> None:
    index = _index([SQUAT])

    rows = [index.rows_of(place) for place in range(2)]

    assert [kinds.tolist() for kinds, _ in rows] == [[PASSAGE, UNIT], [PASSAGE, UNIT, QUESTION]]
    assert np.array_equal(rows[1][1][2], _vector("Is it safe?"))


def test_a_search_for_more_rows_than_there_are_gives_all() -> None:
    index = _index([SQUAT])

    assert len(index.search(_vector("knees"), 100).passages) == index.n_rows == 3


def test_an_index_is_the_same_after_writing_and_reading() -> None:
    index = _index([SQUAT, GYM])

    again = Index.read(index.files())

    assert list(again.documents.items()) == list(index.documents.items())
    assert (list(again.passages), list(again.keys)) == (list(index.passages), list(index.keys))
    assert again.passages[-1] == index.passages[-1]
    assert list(again.passages[1:]) == list(index.passages[1:])
    for question in ("knees", "Is it safe?", "Monday", "nothing of this"):
        before, after = index.search(_vector(question), 5), again.search(_vector(question), 5)
        assert [item.tolist() for item in before] == [item.tolist() for item in after]
        assert np.array_equal(index.lexicon.scores([question]), again.lexicon.scores([question]))
    for place in range(len(index.passages)):
        assert index.units(place) == again.units(place)
        assert [item.tolist() for item in index.tokens(place)] == [item.tolist() for item in again.tokens(place)]


def test_the_same_pages_give_the_same_bytes() -> None:
    assert _index([SQUAT, GYM]).files() == _index([SQUAT, GYM]).files()


def test_what_was_stored_can_be_built_from_again() -> None:
    index = _index([SQUAT, GYM])
    stored = [index.stored(place) for place in range(len(index.passages))]

    again = Index.build(list(index.documents.values()), index.passages, stored)

    assert again.files() == index.files()


def test_a_tokens_frequency_is_the_number_of_its_passages() -> None:
    index = _index([("a.md", "# A\n\nsame same\n\n## B\n\nsame other")])

    _, ids, _ = index.tokens(0)

    title, same = int(ids[0]), int(ids[1])
    assert (index.token_frequency[title], index.token_frequency[same]) == (2, 2)


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("passages.jsonl", [("gym.txt", "Other\n\nWords.")]),
        ("documents.jsonl", [("gym.txt", "Other\n\nWords.")]),
        ("documents.json", [("gym.txt", "Other\n\nWords.")]),
        ("vectors.faiss", [("gym.txt", "Other\n\nWords.")]),
        ("documents.jsonl", [GYM, SQUAT]),
        ("documents.json", [GYM, SQUAT]),
        ("passages.jsonl", [SQUAT, ("gym.txt", "Other.")]),
        ("documents.jsonl", [SQUAT, ("gym.txt", "Other.")]),
    ],
)
def test_a_file_of_another_index_is_refused(name: str, other: list[tuple[str, str]]) -> None:
    files = {**_index([SQUAT, GYM]).files(), name: _index(other).files()[name]}

    with pytest.raises(DamagedIndexError):
        Index.read(files).check()


@pytest.mark.parametrize("name", ["rows.npz", "tokens.raw", "units.raw", "token_ids.raw", "lexicon.npz"])
def test_arrays_of_a_larger_index_are_refused(name: str) -> None:
    files = {**_index([GYM]).files(), name: _index([SQUAT, GYM]).files()[name]}

    with pytest.raises(DamagedIndexError):
        Index.read(files)


@pytest.mark.parametrize(
    "name",
    [
        "passages.jsonl",
        "documents.jsonl",
        "documents.json",
        "vectors.faiss",
        "vectors.json",
        "rows.npz",
        "tokens.raw",
        "units.raw",
        "scales.raw",
        "lexicon.npz",
    ],
)
@pytest.mark.parametrize("damage", [b"", b"\x00" * 64, b"[]\n", b"PK\x03\x04"])
def test_a_file_of_other_bytes_is_refused(name: str, damage: bytes) -> None:
    files = {**_index([SQUAT]).files(), name: damage}

    with pytest.raises(DamagedIndexError):
        Index.read(files).check()


def test_a_missing_file_is_refused() -> None:
    files = _index([SQUAT]).files()

    for name in files:
        with pytest.raises(DamagedIndexError):
            Index.read({other: data for other, data in files.items() if other != name}).check()


def _index(pages: Sequence[tuple[str, str]]) -> Index:
    documents = [read(text, name) for name, text in pages]
    pairs = [(d, p) for d in documents for p in split(d, ENCODER.count_tokens, ENCODER.max_tokens)]
    vectors = encode(ENCODER, [PassageText.of(*pair) for pair in pairs])
    return Index.build(documents, [passage for _, passage in pairs], vectors)


def _vector(text: str) -> np.ndarray:
    return ENCODER.encode_questions([text])[0].vector


def test_the_rows_of_a_table_that_was_cut_are_found_by_the_names_of_their_columns() -> None:
    rows = "".join(f"| {name} | {'word ' * 100}|\n" for name in ("Monday", "Tuesday", "Wednesday"))
    index = _index([("hours.md", f"# Hours\n\n| Day | Bouldering |\n|---|---|\n{rows}"), GYM])
    places = np.array([i for i, passage in enumerate(index.passages) if passage.doc_id == "hours.md"], dtype=np.int32)

    assert len(places) > 1
    assert index.lexicon.holds("boulder", places).tolist() == [True] * len(places)
