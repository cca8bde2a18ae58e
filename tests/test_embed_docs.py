"""What docs/embed.md says of the widget is what its script does."""

import gzip
import re
from pathlib import Path

import brotli
import pytest

from bot import widget
from tests.test_widget_hostile import POLICIES

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "embed.md").read_text(encoding="utf-8")
SCRIPT = widget.SCRIPT.read_text(encoding="utf-8")
GLOBAL = {"title", "lang", "dir"}  # attributes that every element has


def section(name: str) -> str:
    return PAGE.split(f"## {name}\n")[1].split("\n## ")[0]


def first_cells(name: str) -> list[str]:
    return re.findall(r"^\| `([\w-]+)` \|", section(name), re.MULTILINE)


def test_every_attribute_stands_in_its_table_and_no_other_does() -> None:
    read = set(re.findall(r'(?:(?<!\.)get|getAttribute)\("([\w-]+)"\)', SCRIPT))

    assert sorted(first_cells("Attributes")) == sorted(read | GLOBAL)
    assert [name for name in GLOBAL if not re.search(rf"this\.{name}\b|\[{name}\]", SCRIPT)] == []


def test_every_custom_property_stands_in_its_table_with_its_default() -> None:
    found = dict(re.findall(r"var\((--spotter-[\w-]+), (.+?)[,)]", SCRIPT))

    assert sorted(first_cells("Style")) == sorted(found)
    for name in ("colour", "radius", "width", "height", "layer"):
        assert f"| `--spotter-{name}` | {found[f'--spotter-{name}']} |" in PAGE


def test_every_part_is_named() -> None:
    named = section("Style").split("parts, as")[1]
    made = re.findall(r'(?:el\(\s*"\w+\.|button\("|link\(")([\w.]+)"', SCRIPT)
    made += ["panel", "helpful", "unhelpful"]

    assert sorted(set(re.findall(r"`(\w+)`", named))) == sorted(
        {part for names in made for part in names.split(".") if part}
    )


def test_the_words_that_it_quotes_are_the_scripts() -> None:
    rows = re.findall(r"^\| `(title|greeting)` \| (.*?) \|", PAGE, re.MULTILINE)

    assert [f'"{words}"' in SCRIPT for _, words in rows] == [True, True]
    assert re.findall(r'^const LANGUAGES = \["(.*)"\];$', SCRIPT, re.MULTILINE) == ['en", "de", "es", "fr']
    assert "`en`, `de`, `es`, `fr`" in PAGE


def test_the_events_and_methods_are_there() -> None:
    told = set(re.findall(r"`spotter-(\w+)` \|", PAGE))

    assert told == set(re.findall(r'#tell\("(\w+)"', SCRIPT))
    assert [name for name in ("open()", "close()", "async ask(question)") if f"\n  {name} {{" not in SCRIPT] == []


def test_the_policy_is_the_one_that_is_tested() -> None:
    assert POLICIES["strict"].format(chat="https://chat.gym.example") in PAGE


def test_the_sizes_are_as_they_are_served() -> None:
    script = widget.SCRIPT.read_bytes()
    size = len(brotli.compress(script)) / 1000
    rows = re.findall(r"^\| [\w-]+ \| ([\d.]+) \| (\d+) \|$", PAGE, re.MULTILINE)

    assert rows[0] == (f"{size:.1f}", "1")
    assert len(rows) == 7
    assert [times for _, times in rows] == [f"{float(kb) / float(rows[0][0]):.0f}" for kb, _ in rows]
    assert f"gzip ({len(gzip.compress(script, 9)) / 1000:.1f} KB)" in PAGE


@pytest.mark.parametrize("picture", ["widget-desk.png", "widget-phone.png"])
def test_a_picture_is_there_and_light(picture: str) -> None:
    assert 1000 < (ROOT / "docs" / picture).stat().st_size < 60_000
