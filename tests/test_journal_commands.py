import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.answers import Outcome
from bot.bot import Bot
from bot.cli import main
from bot.commands.parts import Parts
from bot.journal_entries import read_entries
from ingest import builds
from ingest.pipeline import ingest
from tests.fakes import WordEncoder
from tests.journals import answered, bytes_below, journal_at, unanswered

PAGE = "# Club questions\n\n## How much is a guest pass?\n\nA guest pass costs £8 and is valid for 1 day.\n"


def run(*arguments: str) -> Result:
    parts = Parts(lambda _: WordEncoder(), lambda s, *_: Bot(builds.open_build(s.ingest.index), WordEncoder()))
    env = {"SPOTTER_INDEX": None, "SPOTTER_JOURNAL": None, "COLUMNS": "100"}
    return CliRunner(env=env).invoke(main, arguments, obj=parts, prog_name="spotter")


@pytest.fixture(autouse=True)
def ids(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A folder with an index and a journal of four questions."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "club.md").write_text(PAGE, encoding="utf-8")
    ingest([Path("club.md")], Path("index"), WordEncoder())
    with journal_at(Path("journal.sqlite")) as journal:
        kept = [
            journal.asked(unanswered("Is there a sauna?")),
            journal.asked(unanswered("=HYPERLINK(1) knee", Outcome.UNSURE)),
            journal.asked(answered("How much is a guest pass?")),
            journal.asked(unanswered("Is there a sauna upstairs?")),
        ]
        journal.voted(kept[2], helpful=False, reason="-1 for you")
    return kept


def test_gaps_are_shown_the_most_asked_first_with_what_becomes_of_them_today() -> None:
    result = run("gaps")

    assert (result.exit_code, result.stderr) == (0, "")
    lines = result.stdout.splitlines()
    assert lines[0] == "4 questions asked in vain, 3 groups"
    assert lines[2].startswith("1. 2 × Is there a sauna")
    assert "2 not found, last asked 20" in lines[3]


def test_gaps_as_json_are_those_of_the_journal() -> None:
    found = json.loads(run("gaps", "--json").stdout)

    guest = next(gap for gap in found if gap["question"] == "How much is a guest pass?")
    assert [gap["asked"] for gap in found] == [2, 1, 1]
    assert (guest["unhelpful"], guest["pages"]) == (1, ["faq/club.md"])
    assert {gap["now"] for gap in found} <= {"answered", "unsure", "not_found"}


def test_gaps_are_shown_of_a_file_of_answers_too(tmp_path: Path) -> None:
    rows = [unanswered("Is there a pool?").as_json(), answered("How much?").as_json(), {"id": 1, "error": "empty"}]
    (tmp_path / "answers.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")

    result = run("gaps", "--answers", "answers.jsonl", "--json")

    assert [gap["question"] for gap in json.loads(result.stdout)] == ["Is there a pool?"]


def test_the_journal_is_exported_as_json_lines(ids: list[str]) -> None:
    result = run("journal", "export")

    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert [row["id"] for row in rows] == ids
    assert rows[2]["cited"] == [{"source": "faq/club.md", "start": 10, "end": 32}]


def test_the_journal_is_exported_as_a_table_in_which_nothing_is_computed(ids: list[str]) -> None:
    result = run("journal", "export", "--out", "journal.csv")

    with Path("journal.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert (result.exit_code, result.stdout) == (0, "4 entries in journal.csv\n")
    assert [row["id"].lstrip("'") for row in rows] == ids
    assert [row["question"] for row in rows][1] == "'=HYPERLINK(1) knee"
    assert (rows[2]["helpful"], rows[2]["reason"], rows[2]["cited"]) == ("no", "'-1 for you", "faq/club.md 10-32")


def test_entries_are_erased_by_what_they_hold_and_nothing_of_them_is_left(ids: list[str], tmp_path: Path) -> None:
    result = run("journal", "erase", "--text", "KNEE")

    assert (result.exit_code, result.stdout) == (0, "1 entry erased from journal.sqlite\n")
    assert [entry.id for entry in read_entries(Path("journal.sqlite"))] == [ids[0], *ids[2:]]
    assert b"knee" not in bytes_below(tmp_path)


def test_entries_are_erased_by_id_by_date_and_all_at_once(ids: list[str]) -> None:
    assert run("journal", "erase", "--", ids[0], ids[3]).stdout == "2 entries erased from journal.sqlite\n"
    assert run("journal", "erase", "--before", "2020-01-01").exit_code == 1
    assert run("journal", "erase", "--all").stdout == "2 entries erased from journal.sqlite\n"
    assert read_entries(Path("journal.sqlite")) == []


def test_an_unknown_id_erases_nothing(ids: list[str]) -> None:
    result = run("journal", "erase", "--", ids[0], "A" * 22)

    assert (result.exit_code, result.stdout) == (2, "")
    assert f"no entry {'A' * 22} is in journal.sqlite: nothing was erased" in result.stderr
    assert len(read_entries(Path("journal.sqlite"))) == 4


@pytest.mark.parametrize("arguments", [[], ["--all", "--text", "x"]])
def test_erasing_needs_one_way_of_saying_what(arguments: list[str]) -> None:
    result = run("journal", "erase", *arguments)

    assert result.exit_code == 2
    assert len(result.stderr.splitlines()) == 2


@pytest.mark.parametrize("command", [["gaps"], ["journal", "export"], ["journal", "erase", "--all"]])
def test_where_there_is_no_journal_that_is_said(command: list[str]) -> None:
    for name in ("elsewhere.sqlite", "club.md"):
        result = run(*command, "--journal", name)

        assert (result.exit_code, result.stdout, len(result.stderr.splitlines())) == (2, "", 2)
        assert not Path("elsewhere.sqlite").exists()
        assert Path("club.md").read_text(encoding="utf-8") == PAGE


@pytest.mark.parametrize("command", ["export", "erase"])
def test_every_command_of_the_journal_has_help_with_an_example(command: str) -> None:
    assert f"Example:\n    spotter journal {command}" in run("journal", command, "--help").stdout
