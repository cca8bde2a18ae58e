"""Each command of docs/api.md is run against a server as it is served, and does what the page says."""

import json
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli import main
from bot.keys import Keys
from bot.serving import Serving
from bot.settings import Settings
from bot.web import create_app
from tests.asking import bot_over
from tests.live import MemoryJournal, served

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
COMMANDS: list[str] = [line for block in re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL) for line in block.splitlines()]
CURLS = [line for line in COMMANDS if line.startswith("curl ")]
SERVER = "http://127.0.0.1:8000"
QUOTE = "A guest pass costs £8 and is valid for 1 day."
needs_curl = pytest.mark.skipif(shutil.which("curl") is None, reason="no curl on this machine")


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    pages = {
        path.relative_to(ROOT / "kb").as_posix(): path.read_text(encoding="utf-8")
        for path in sorted((ROOT / "kb").rglob("*.md"))
        if path.parent != ROOT / "kb"
    }
    bot = bot_over(tmp_path_factory.mktemp("docs"), pages)
    with served(create_app(Serving(bot), Settings(openapi="on", rate="off"), MemoryJournal())) as address:
        yield address


def said(url: str, command: str) -> str:
    words = [word.replace(SERVER, url) for word in shlex.split(command)]
    return subprocess.check_output([*words, "--max-time", "60"], encoding="utf-8")


def only(place: str) -> str:
    return next(line for line in CURLS if re.search(rf"8000{re.escape(place)}(?![\w/])", line))


@needs_curl
@pytest.mark.parametrize("command", CURLS)
def test_a_command_of_the_page_gets_what_it_asks_for(url: str, command: str) -> None:
    answer = said(url, command)

    refused = '"question": ""' in command or '"id": "…"' in command
    assert ('"fix":' in answer.replace(" ", "") and '"openapi"' not in answer) == refused
    assert answer


@needs_curl
def test_the_first_answer_is_the_one_that_the_page_shows(url: str) -> None:
    shown = json.loads(next(iter(re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL))))

    row = json.loads(said(url, only("/api/ask")))

    assert list(row) == list(shown)
    told = ("question", "understood_as", "outcome", "answer", "statements", "citations", "notice", "message")
    assert [row[name] for name in told] == [shown[name] for name in told]


@needs_curl
def test_the_refusal_is_the_one_that_the_page_shows(url: str) -> None:
    shown = re.findall(r"```json\n(\{\"error.*?)\n```", PAGE)

    assert [json.loads(text) for text in shown] == [json.loads(said(url, next(c for c in CURLS if '""' in c)))]


@needs_curl
def test_a_vote_with_an_answers_id_is_stored(url: str) -> None:
    entry = json.loads(said(url, only("/api/ask")))["id"]

    answer = said(url, only("/api/feedback").replace('"id": "…"', f'"id": "{entry}"'))

    assert json.loads(answer) == {"stored": True}


@needs_curl
def test_programs_get_the_same_quote_by_every_way(url: str) -> None:
    ways = [said(url, line) for line in CURLS if "How much is a guest pass?" in line]

    assert len(ways) == 5
    assert [QUOTE in way for way in ways] == [True, "valid" in ways[1], True, True, True]
    assert ways[3].rstrip().endswith("data: [DONE]")


def test_every_address_of_the_description_and_every_figure_stands_on_the_page(url: str) -> None:
    described = json.loads((ROOT / "bot" / "openapi.json").read_text(encoding="utf-8"))

    metrics = said(url, only("/metrics")) if shutil.which("curl") else ""
    names = {name for name in re.findall(r"# HELP (spotter_\w+)", metrics) if not name.endswith("_created")}

    assert [path for path in described["paths"] if f"`{path}" not in PAGE and f" {path}" not in PAGE] == []
    assert [name for name in sorted(names) if f"`{name}`" not in PAGE] == []


def test_every_setting_that_the_page_names_is_one() -> None:
    known = {f"SPOTTER_{name.upper()}" for name in Settings.__dataclass_fields__}

    assert set(re.findall(r"SPOTTER_\w+", PAGE)) <= known


def test_every_kind_of_refusal_stands_on_the_page() -> None:
    sources = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "bot").glob("http_*.py"))

    assert [code for code in re.findall(r"Refusal\((4\d\d|5\d\d)", sources) if code not in PAGE] == []


def test_the_command_prints_a_key_and_the_hash_that_lets_it_in() -> None:
    assert "spotter key" in COMMANDS

    result = CliRunner().invoke(main, ["key"])

    found = re.fullmatch(r"key:  (\S+)\nhash: ([0-9a-f]{64})\n", result.stdout)
    assert found is not None
    assert Keys.read(found[2]).name_of(found[1]) == found[2][:12]
    assert "not shown again" in result.stderr
