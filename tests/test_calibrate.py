from pathlib import Path

import pytest

from bot.calibrate import MOST_PAIRS, calibrate
from bot.weights import VERSION
from ingest import builds
from ingest.calibration import Calibration
from ingest.pipeline import ingest
from tests.asking import published
from tests.fakes import WordEncoder

FAQ = (
    "# Club\n\n## FAQ\n\n### May dogs enter?\n\nDogs may enter the hall.\n\n"
    "### Where is parking?\n\nBehind the house.\n"
)


def test_each_faq_question_gets_two_figures_and_a_lower_one_without_its_answer(tmp_path: Path) -> None:
    index = published(tmp_path, {"club.md": FAQ, "dogs.md": "# Animals\n\nDogs bark.\n"}).index

    found = calibrate(index, WordEncoder())

    assert (found.made_with, len(found.found), len(found.held_out)) == (VERSION, 2, 2)
    assert all(have > lack for have, lack in zip(found.found, found.held_out, strict=True))


def test_the_question_itself_does_not_help_to_find_its_answer(tmp_path: Path) -> None:
    silent = FAQ.replace("Dogs may enter the hall.", "By all means.")
    pages = [published(tmp_path / name, {"club.md": text}).index for name, text in (("a", FAQ), ("b", silent))]

    told, not_told = (calibrate(index, WordEncoder()).found[0] for index in pages)

    assert told > not_told


def test_pages_without_faq_have_nothing_to_calibrate_by(tmp_path: Path) -> None:
    index = published(tmp_path, {"a.md": "# Animals\n\nDogs bark.\n"}).index

    assert calibrate(index, WordEncoder()) == Calibration(VERSION)


def test_of_very_many_pairs_some_are_asked_the_same_ones_each_time(tmp_path: Path) -> None:
    pairs = "\n\n".join(f"### Is word{n} there?\n\nYes, thing{n} is." for n in range(MOST_PAIRS + 30))
    index = published(tmp_path, {"a.md": f"# Many\n\n## FAQ\n\n{pairs}\n"}).index

    first, second = calibrate(index, WordEncoder()), calibrate(index, WordEncoder())

    assert first == second
    assert 0 < len(first.found) <= MOST_PAIRS


def test_the_figures_are_stored_with_the_index_and_read_again(tmp_path: Path) -> None:
    (tmp_path / "kb").mkdir()
    (tmp_path / "kb" / "club.md").write_text(FAQ, encoding="utf-8")

    ingest([tmp_path / "kb"], tmp_path / "index", WordEncoder(), calibrate=calibrate)

    index = builds.open_build(tmp_path / "index").index
    assert index.calibration == calibrate(index, WordEncoder())


def test_an_index_without_figures_has_none(tmp_path: Path) -> None:
    assert published(tmp_path, {"club.md": FAQ}).index.calibration is None


@pytest.mark.parametrize("found", ['{"made_with": "x", "found": [1.0], "held_out": []}', "{"])
def test_figures_that_do_not_belong_together_are_refused(found: str) -> None:
    with pytest.raises(ValueError, match=r"figures|Expecting"):
        Calibration.read({"calibration.json": found.encode()})
