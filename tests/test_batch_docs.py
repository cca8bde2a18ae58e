"""What docs/batch.md shows and names is what the command does. `python -m tests.test_batch_docs` writes it anew."""

import os
import re
import shlex
import tempfile
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from bot.answers import LONGEST_QUESTION
from bot.batch import columns, rows, topics
from bot.cli import main
from bot.commands.files import batch

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "batch.md"
TEXT = PAGE.read_text(encoding="utf-8")
_EXAMPLE = re.compile(
    r"```csv\n(?P<before>.*?)```\n\n```console\n\$ spotter (?P<command>[^\n]*)\n(?P<told>.*?)```\n\n"
    r"`questions.answers.csv`:\n\n```csv\n(?P<after>.*?)```\n",
    re.DOTALL,
)


def _shown() -> re.Match[str]:
    found = _EXAMPLE.search(TEXT)
    assert found is not None
    return found


def _run(folder: Path) -> tuple[str, str, int]:
    """What the command of the page prints and writes in an empty folder, and how it ends."""
    index = folder / "index"
    made = CliRunner().invoke(main, ["ingest", str(ROOT / "kb"), "--index", str(index)])
    assert made.exit_code == 0, made.output
    os.chdir(folder)
    Path("questions.csv").write_text(_shown()["before"], encoding="utf-8")
    result = CliRunner().invoke(main, [*shlex.split(_shown()["command"]), "--index", str(index)])
    return result.output, Path("questions.answers.csv").read_text(encoding="utf-8"), result.exit_code


@pytest.mark.model
def test_the_example_is_what_the_command_prints_and_writes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    told, after, code = _run(tmp_path)

    assert (told, after, code) == (_shown()["told"], _shown()["after"], 1)


def test_every_option_stands_on_the_page_and_no_other() -> None:
    table = TEXT[TEXT.index("## Options") :]

    named = re.findall(r"^\| `(--[\w-]+)", table, re.MULTILINE)

    assert named == [option.opts[0] for option in batch.params if isinstance(option, click.Option)]


def test_the_limits_and_the_names_of_columns_stand_on_the_page_as_they_are_in_the_code() -> None:
    told = {
        name: int(figure.replace(",", "")) for name, figure in re.findall(r"^\| (\w[\w ]+) \| ([\d,]+) \|$", TEXT, re.M)
    }
    listed = re.findall(r"^\| ([\w ]+) \| ((?:`[\w ]+`(?:, )?)+) \|", TEXT, re.MULTILINE)

    assert told == {
        "rows": rows.MOST_ROWS,
        "columns": rows.MOST_COLUMNS,
        "characters of a cell": rows.LONGEST_CELL,
        "characters of a row": rows.LONGEST_ROW,
        "bytes of a file of text": rows.LARGEST,
        "bytes of a workbook": rows.LARGEST_WORKBOOK,
        "records whose quotation marks are wrong": rows.MOST_BROKEN,
        "characters of a question": LONGEST_QUESTION,
        "conversations that are followed at once": columns.MOST_CONVERSATIONS,
        "questions without an answer that topics are looked for in": topics.MOST_LOOKED_AT,
    }
    assert {role: tuple(re.findall(r"`([^`]+)`", names)) for role, names in listed} == {
        "question": columns.QUESTION,
        "id": columns.ID,
        "history": columns.HISTORY,
        "conversation": columns.CONVERSATION,
        "expect": columns.EXPECT,
        "expect source": columns.EXPECT_SOURCE,
    }


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as _folder:
        _told, _after, _ = _run(Path(_folder))
    _new = f"{TEXT[: _shown().start('told')]}{_told}{TEXT[_shown().end('told') : _shown().start('after')]}{_after}"
    PAGE.write_text(_new + TEXT[_shown().end("after") :], encoding="utf-8")
