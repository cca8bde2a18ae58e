import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import main
from bot.show import view_of
from ingest.errors import InputError
from ingest.pipeline import ingest
from tests.fakes import WordEncoder
from tests.test_cli import parts

PAGE = """---
url: https://gym.example/times
valid_until: 2999-01-01
---

# Times

Open all day.

- Monday: 6 to 22
- Sunday: 9 to 17

## FAQ

### Is it open at Easter?

Yes, from nine to five.

---
"""


@pytest.fixture
def index(tmp_path: Path) -> Path:
    kb = tmp_path / "kb"
    (kb / "sub").mkdir(parents=True)
    (kb / "sub" / "times.md").write_text(PAGE)
    (kb / "a.md").write_text("# A\n\nWords.")
    (kb / "sub" / "a.md").write_text("# A\r\rWords.\r\n\r\n---")
    (kb / "bad.md").write_bytes(b"caf\xe9")
    ingest([kb], tmp_path / "index", WordEncoder())
    return tmp_path / "index"


def show(*arguments: str) -> Result:
    env = {"SPOTTER_INDEX": None, "COLUMNS": "80"}
    return CliRunner(env=env).invoke(main, ["show", *arguments], obj=parts(WordEncoder()), prog_name="spotter")


def test_a_page_is_shown_with_its_sections_passages_and_what_was_left_out(index: Path) -> None:
    result = show("sub/times.md", "--index", str(index))

    body = result.stdout.split("\n\nBuild ")[0]
    assert (result.exit_code, result.stderr) == (0, "")
    assert body == (
        "sub/times.md: Times\n"
        "https://gym.example/times\n"
        "2 sections, 2 passages, 1 FAQ pair, 2 left out\n"
        "note: valid until 2999-01-01\n"
        "\n"
        "    6  (below no heading) (1 paragraph, 2 bullets)\n"
        "       73-123\n"
        "       | Open all day. - Monday: 6 to 22 - Sunday: 9 to 17\n"
        "\n"
        "   13  FAQ (1 paragraph)\n"
        "       Q: Is it open at Easter?\n"
        "       160-183\n"
        "       | Yes, from nine to five.\n"
        "\n"
        "Left out\n"
        "    1  front matter: --- url: https://gym.example/times valid_until: 2999-01-01\n"
        "       ---\n"
        "   19  ornament: ---"
    )


def test_as_json_every_stretch_is_a_slice_of_the_page(index: Path) -> None:
    shown = json.loads(show("times.md", "--index", str(index), "--json").stdout)

    stretches = [*shown["left_out"], *(passage for section in shown["sections"] for passage in section["passages"])]
    assert all(PAGE[item["start"] : item["end"]] == item["text"] for item in stretches)
    assert (shown["source"], shown["faq_pairs"], shown["passages"]) == ("sub/times.md", 1, 2)
    assert shown["sections"][1]["questions"] == ["Is it open at Easter?"]


def test_lines_are_counted_by_every_line_end(index: Path) -> None:
    assert [stretch.line for _, stretch in view_of(index, "sub/a.md").left_out] == [5]


@pytest.mark.parametrize(
    ("source", "message", "fix"),
    [
        ("bad.md", "bad.md is not in the index: rejected (not UTF-8: byte 3)", "Mend it, then"),
        ("sub/time.md", "no page sub/time.md in", "Did you mean sub/times.md or"),
        ("zzz", "no page zzz in", "Name a page as the report"),
    ],
)
def test_a_page_that_is_not_there_is_told_with_what_became_of_it(
    index: Path, source: str, message: str, fix: str
) -> None:
    with pytest.raises(InputError) as caught:
        view_of(index, source)

    assert caught.value.message.startswith(message)
    assert caught.value.fix.startswith(fix)


def test_a_source_may_be_the_path_that_was_ingested(index: Path) -> None:
    assert view_of(index, "kb/sub/times.md").report.source == "sub/times.md"
    assert view_of(index, "a.md").report.source == "a.md"
