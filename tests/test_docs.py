"""What the pages in docs/ name and say is what is there."""

import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from bot.decide import ANSWER_AT
from bot.retrieve import CANDIDATES

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "how-answers-are-found.md"
PICTURE = ROOT / "docs" / "how.svg"
TEXT = PAGE.read_text(encoding="utf-8")


@pytest.mark.parametrize("file", [PAGE, PICTURE], ids=lambda file: file.name)
def test_every_module_that_is_named_is_there(file: Path) -> None:
    named = set(re.findall(r"\b(?:bot|ingest)/[\w/.]+\w", file.read_text(encoding="utf-8")))

    assert named
    assert [name for name in sorted(named) if not (ROOT / name).is_file()] == []


def test_the_cautions_stand_on_the_page_as_they_are_in_the_code() -> None:
    told = {name: float(value) for value, name in re.findall(r"(0\.\d\d) if (\w+)", TEXT)}

    assert told == {caution.value: threshold for caution, threshold in ANSWER_AT.items()}


def test_the_picture_says_how_many_candidates_there_are() -> None:
    words = " ".join(ET.parse(PICTURE).getroot().itertext())

    assert f"{CANDIDATES} passages, by meaning and by keywords" in words


def test_the_readme_shows_the_picture_and_leads_to_the_page() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")

    assert "](docs/how.svg)" in readme
    assert "](docs/how-answers-are-found.md)" in readme
