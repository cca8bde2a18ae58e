"""What the README prints and says is what the program prints and does."""

import re
import shlex
from dataclasses import fields
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from bot.cli import main
from bot.page_settings import PageSettings
from bot.settings import Settings
from ingest import bank
from ingest.settings import IngestSettings

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("index")
    result = CliRunner().invoke(main, ["ingest", str(ROOT / "kb"), "--index", str(folder)])
    assert result.exit_code == 0, result.output
    return folder


def _commands() -> list[list[str]]:
    block = next(text for text in re.findall(r"```sh\n(.*?)```", README, re.DOTALL) if "spotter ask" in text)
    return [shlex.split(line, comments=True)[1:] for line in block.splitlines()]


def test_the_first_sixty_words_hold_a_question_and_the_beginning_of_its_answer() -> None:
    opening = " ".join(README.split()[:60])

    assert 'spotter ask "How much is a guest pass?"' in opening
    assert "A guest pass costs £8 and is valid for 1 day. A book of 5 guest passes costs £35. [1]" in opening


@pytest.mark.model
def test_the_first_answer_is_printed_as_the_readme_shows_it(index: Path) -> None:
    shown = re.search(r"```console\n\$ spotter (.*?)\n(.*?)```", README, re.DOTALL)
    assert shown is not None

    result = CliRunner(env={"COLUMNS": "80"}).invoke(main, [*shlex.split(shown.group(1)), "--index", str(index)])

    assert result.stdout == shown.group(2)


@pytest.mark.model
@pytest.mark.parametrize("command", [c for c in _commands() if c[0] in ("ask", "search", "verify")], ids=" ".join)
def test_a_command_of_the_readme_works(index: Path, command: list[str]) -> None:
    result = CliRunner().invoke(main, [*command, "--index", str(index)])

    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout


def test_every_command_stands_in_the_readme() -> None:
    assert isinstance(main, click.Group)

    assert sorted({command[0] for command in _commands()}) == sorted(main.commands)


def _told(value: object) -> str:
    return "" if value in (None, ()) else str(value)


def test_every_setting_stands_in_the_readme_with_its_default_and_no_other_does() -> None:
    rows = dict(re.findall(r"^\| `(SPOTTER_\w+)` \| `([^`]*)` \|", README, re.MULTILINE))
    settings = Settings()
    defaults = {
        f"SPOTTER_{field.name.upper()}": _told(getattr(part, field.name))
        for part in (settings, settings.ingest, settings.page)
        for field in fields(part)
        if not isinstance(getattr(part, field.name), IngestSettings | PageSettings)
    }

    assert rows == defaults


def test_the_bank_has_as_many_wordings_as_the_readme_says() -> None:
    wordings, _ = bank.parse(bank.default_text())

    assert re.findall(r"a bank of ([\d,]+) wordings", README) == [f"{len(wordings):,}"]


def test_every_file_that_the_readme_names_is_there() -> None:
    named = re.findall(r"`((?:kb|ingest|bot|bench|tests)/[\w/.]*)`", README)

    assert [name for name in named if not (ROOT / name).exists()] == []


def test_every_target_that_the_readme_names_is_in_the_makefile() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")

    assert [name for name in re.findall(r"`?\bmake (\w+)", README) if f"\n{name}:" not in makefile] == []
