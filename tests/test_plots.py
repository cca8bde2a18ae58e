import subprocess
import sys
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from bot.curves import Curves, Point, calibration, coverage_error, point_at
from bot.plots import draw, draw_calibration, draw_coverage, targets
from ingest.errors import InputError

CONFIDENCES, RIGHT = (0.95, 0.7, 0.5, 0.2), (True, True, False, False)
POINTS = coverage_error(CONFIDENCES, RIGHT)
CAUTIONS = {"cautious": point_at(0.6, CONFIDENCES, RIGHT), "eager": point_at(0.3, CONFIDENCES, RIGHT)}
BINS = calibration(CONFIDENCES, RIGHT)
BLUE, RED = (42, 111, 151), (200, 85, 61)  # the curve, the marks


def pixels(png: bytes) -> np.ndarray[tuple[int, int, int], np.dtype[np.uint8]]:
    with Image.open(BytesIO(png)) as picture:
        assert picture.format == "PNG"
        return np.asarray(picture.convert("RGB"))


def has(png: bytes, colour: tuple[int, int, int]) -> bool:
    return bool((pixels(png) == colour).all(axis=2).any())


def test_both_pictures_are_eight_hundred_dots_wide_on_white() -> None:
    for png in draw(Curves(POINTS, CAUTIONS, BINS), 0.1):
        picture = pixels(png)

        assert picture.shape == (500, 800, 3)
        assert (picture[0, 0] == 255).all()


def test_the_same_figures_give_the_same_bytes() -> None:
    curves = Curves(POINTS, CAUTIONS, BINS)

    assert draw(curves, 0.1) == draw(curves, 0.1)


def test_the_curve_and_a_mark_for_each_caution_are_drawn() -> None:
    marked, unmarked = draw_coverage(POINTS, CAUTIONS, 4), draw_coverage(POINTS, {}, 4)

    assert (has(marked, BLUE), has(marked, RED)) == (True, True)
    assert (has(unmarked, BLUE), has(unmarked, RED)) == (True, False)


def test_a_caution_that_answers_nothing_has_no_mark() -> None:
    assert not has(draw_coverage(POINTS, {"cautious": Point(0.99, 0.0, None)}, 4), RED)


def test_a_bar_is_as_high_as_the_share_that_came_out_right() -> None:
    def painted(share_right: int) -> int:
        png = draw_calibration(calibration((0.55,) * 4, (True,) * share_right + (False,) * (4 - share_right)), 0.1)
        column = pixels(png)[:, 445].astype(int)  # through the bar from 50 to 60
        return int(((column[:, 2] - column[:, 0]) > 40).sum())

    assert painted(0) == 0
    assert painted(4) == pytest.approx(2 * painted(2), abs=8)


def test_a_file_of_one_kind_of_question_can_be_drawn() -> None:
    one = (0.4,), (False,)

    pictures = draw(Curves(coverage_error(*one), {}, calibration(*one)), None)

    assert [pixels(png).shape for png in pictures] == [(500, 800, 3)] * 2


def test_the_folder_is_made_and_the_pictures_are_named(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"

    assert targets(folder) == (folder / "coverage.png", folder / "calibration.png")
    assert folder.is_dir()


def test_a_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(InputError, match=r"cannot make the folder .*/file/b: Not a directory"):
        targets(tmp_path / "file" / "b")


def test_without_matplotlib_the_way_to_get_it_is_told_before_anything_is_asked(tmp_path: Path) -> None:
    (tmp_path / "q.jsonl").write_text('{"id": 1, "question": "a", "sources": [], "must": []}', encoding="utf-8")
    code = "import sys; sys.modules['matplotlib'] = None; from bot.cli import main; main(prog_name='spotter')"
    arguments = ["evaluate", "q.jsonl", "--index", "none", "--plots", "pictures"]

    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], cwd=tmp_path, capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stdout) == (2, "")
    assert (
        done.stderr == "error: drawing needs matplotlib, which is not installed\nfix:   Run: pip install matplotlib\n"
    )
    assert not (tmp_path / "pictures").exists()
