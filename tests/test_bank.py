from pathlib import Path

import numpy as np
import pytest

from ingest import bank, builds
from ingest.bank import Bank
from ingest.encoder import SentenceEncoder
from ingest.pipeline import ingest
from tests.fakes import WordEncoder

TEXT = "# a comment\ncan I bring a guest\nmay a friend come\n\n\nis there a pool\n"


def test_wordings_are_grouped_by_the_blank_lines_between_them() -> None:
    wordings, groups = bank.parse(TEXT)

    assert wordings == ("can I bring a guest", "may a friend come", "is there a pool")
    assert groups.tolist() == [0, 0, 1]


def test_the_nearest_wording_names_its_group() -> None:
    encoded = bank.encode(TEXT, WordEncoder())

    nearness, group = encoded.nearest(WordEncoder().encode_questions(["is there a pool"])[0].vector)

    assert nearness == pytest.approx(1.0, abs=0.01)
    assert group == 1


def test_a_bank_is_compared_with_the_pages_at_ingest_and_kept_with_the_index(tmp_path: Path) -> None:
    (tmp_path / "kb").mkdir()
    (tmp_path / "kb" / "club.md").write_text("# Club\n\n## FAQ\n\n### may a friend come\n\nYes, with a pass.\n")

    ingest([tmp_path / "kb"], tmp_path / "index", WordEncoder(), None, TEXT)

    kept = builds.open_build(tmp_path / "index").index.bank
    assert kept is not None
    wording, support = kept.best_supported(0)
    assert wording == "may a friend come"
    assert support == pytest.approx(1.0, abs=0.01)
    assert kept.support[2] < 0.5


def test_a_bank_that_the_last_index_has_is_not_encoded_again(tmp_path: Path) -> None:
    class Counting(WordEncoder):
        asked = 0

        def encode_questions(self, texts):  # type: ignore[no-untyped-def]
            self.asked += len(texts)
            return super().encode_questions(texts)

    (tmp_path / "a.md").write_text("# A\n\nBring a guest.\n")
    first, second = Counting(), Counting()

    ingest([tmp_path / "a.md"], tmp_path / "index", first, None, TEXT)
    ingest([tmp_path / "a.md"], tmp_path / "index", second, None, TEXT)

    assert (first.asked, second.asked) == (3, 0)


def test_an_index_without_a_bank_reads_back_without_one(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# A\n\nBring a guest.\n")

    ingest([tmp_path / "a.md"], tmp_path / "index", WordEncoder())

    assert builds.open_build(tmp_path / "index").index.bank is None


def test_files_give_the_same_bank_back() -> None:
    encoded = bank.encode(TEXT, WordEncoder())

    again = Bank.read(encoded.files())

    assert again is not None
    assert again.wordings == encoded.wordings
    for name in ("groups", "coded", "scales", "support"):
        assert np.array_equal(getattr(again, name), getattr(encoded, name))


def test_no_wording_of_the_shipped_bank_stands_twice() -> None:
    wordings, groups = bank.parse(bank.default_text())

    assert len(set(wordings)) == len(wordings) > 4000
    assert groups[-1] > 700


@pytest.mark.model
def test_the_shipped_vectors_are_those_of_the_shipped_wordings() -> None:
    class Deaf(SentenceEncoder):
        def encode_questions(self, texts):  # type: ignore[no-untyped-def]
            raise AssertionError("run: python -m bench.bank")

    encoder = SentenceEncoder()
    shipped = bank.encode(bank.default_text(), Deaf())

    some = [0, 1000, 2000, 4000]
    fresh = encoder.encode_questions([shipped.wordings[i] for i in some])
    for i, encoding in zip(some, fresh, strict=True):
        assert shipped.nearest(encoding.vector)[0] == pytest.approx(1.0, abs=0.01)
        assert bank.vectors_of(shipped)[i] @ encoding.vector == pytest.approx(1.0, abs=0.01)
