from math import log, sqrt
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.retrieve import Candidates, best_by_words, retrieve
from ingest.index import Index
from tests.asking import published
from tests.fakes import WordEncoder

ENCODER = WordEncoder()
COLOURS = {"a.md": "# Alpha\n\nred blue\n", "b.md": "# Beta\n\ngreen\n"}
CLUB = {
    "club.md": "# Club\n\n## FAQ\n\n### May dogs enter?\n\nNo.\n\n### Where is parking?\n\nBehind the house.\n",
    "dogs.md": "# Animals\n\nDogs bark and enter kennels. Cats may sleep.\n",
}


def test_each_ranker_says_what_it_found(tmp_path: Path) -> None:
    index = published(tmp_path, COLOURS).index

    found = _found(index, "red")

    bm25 = log(2) / (1 + 1.2 * (0.25 + 0.75 * 3 / 2.5))
    assert found.places.tolist() == [0, 1]
    assert found.dense == pytest.approx([1 / sqrt(3), 0], abs=1e-6)
    assert found.unit == pytest.approx([1 / sqrt(2), 0], abs=1e-6)
    assert found.question.tolist() == [-1, -1]
    assert found.keywords == pytest.approx([bm25, 0], rel=1e-5)


@pytest.mark.parametrize("k", [1, 2, 3, 7, 100])
def test_there_are_at_most_k_candidates_each_once_and_the_best_come_first(tmp_path: Path, k: int) -> None:
    index = published(tmp_path, {f"{n}.md": f"# Page {n}\n\nThe word{n} stands here.\n" for n in range(8)}).index

    found, all_found = _found(index, "Where does word3 stand?", k), _found(index, "Where does word3 stand?", 100)

    assert len(found.places) == min(k, 8)
    assert len(set(found.places.tolist())) == len(found.places)
    assert found.places.tolist() == all_found.places[:k].tolist()
    assert index.passages[found.places[0]].doc_id == "3.md"


def test_every_passage_with_a_word_of_the_question_is_a_candidate_where_there_are_few(tmp_path: Path) -> None:
    pages = {f"{n}.md": f"# Page {n}\n\nSome words about pages and number{n}.\n" for n in range(60)}
    index = published(tmp_path, {**pages, "zebra.md": "# Other\n\nA zebra.\n", "zoo.md": "# Zoo\n\nZebras.\n"}).index

    found = _found(index, "Where is the zebra?")

    assert {index.passages[place].doc_id for place in found.places[found.keywords > 0]} == {"zebra.md", "zoo.md"}


def test_a_passage_that_only_its_words_lead_to_has_the_cosines_of_its_own_rows(tmp_path: Path) -> None:
    many = "".join(f"## Part {n}\n\nKettle.\n\n" for n in range(450))
    pages = {
        "many.md": f"# Many\n\n{many}",
        "one.md": "# One\n\n## FAQ\n\n### Who is raised?\n\nRaised bread is for all.\n",
    }
    index = published(tmp_path, pages).index

    found = _found(index, "raising kettle", 500)

    (slot,) = [i for i, place in enumerate(found.places) if index.passages[place].doc_id == "one.md"]
    kinds, vectors = index.rows_of(int(found.places[slot]))
    cosines = vectors @ ENCODER.encode_questions(["raising kettle"])[0].vector
    ours = [found.dense[slot], found.unit[slot], found.question[slot]]
    assert ours == pytest.approx([cosines[kinds == kind].max() for kind in range(3)], abs=1e-6)


def test_a_question_of_the_faq_finds_its_pair_first_by_its_own_vector(tmp_path: Path) -> None:
    index = published(tmp_path, CLUB).index

    found = _found(index, "May dogs enter?")

    assert index.passages[found.places[0]].question == "May dogs enter?"
    assert found.question[0] == pytest.approx(1, abs=1e-6)


def test_only_passages_of_faq_pairs_have_a_questions_cosine(tmp_path: Path) -> None:
    index = published(tmp_path, CLUB).index

    found = _found(index, "May dogs enter?")

    asked = [bool(index.passages[place].question) for place in found.places]
    assert [value > -1 for value in found.question.tolist()] == asked


@pytest.mark.parametrize("text", ["nothing of these pages", "what is it", "?", "深蹲 💪"])
def test_a_question_that_shares_no_word_still_has_candidates_with_finite_scores(tmp_path: Path, text: str) -> None:
    index = published(tmp_path, CLUB).index

    found = _found(index, text)

    assert sorted(found.places.tolist()) == list(range(len(index.passages)))
    assert all(np.isfinite(scores).all() for scores in (found.dense, found.unit, found.question, found.keywords))


def test_the_same_question_finds_the_same(tmp_path: Path) -> None:
    index = published(tmp_path, CLUB).index

    one, other = _found(index, "May cats sleep?"), _found(index, "May cats sleep?")

    assert all(np.array_equal(getattr(one, name), getattr(other, name)) for name in Candidates.__slots__)


def test_a_single_passage_is_found(tmp_path: Path) -> None:
    index = published(tmp_path, {"a.md": "# Alpha\n\nred blue\n"}).index

    assert _found(index, "green").places.tolist() == [0]


def _found(index: Index, text: str, k: int = 40) -> Candidates:
    return retrieve(index, text, ENCODER.encode_questions([text])[0], k)


@given(st.lists(st.sampled_from([0.0, 0.5, 1.0, 2.0]), max_size=30), st.integers(1, 12))
def test_the_best_by_words_are_those_of_a_stable_order(scores: list[float], k: int) -> None:
    keywords = np.array(scores, dtype=np.float32)

    found = best_by_words(keywords, k)

    ordered = np.argsort(-keywords, kind="stable")[:k]
    assert sorted(found.tolist()) == sorted(ordered[keywords[ordered] > 0].tolist())
