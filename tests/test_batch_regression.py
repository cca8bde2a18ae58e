import json
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest

from bot.batch.expected import verdict
from bot.batch.regression import Change, Kind
from bot.batch.run import Options, answer_file
from bot.batch.summary import told
from bot.batch.topics import Topic, Topics
from bot.bot import Bot
from ingest.errors import InputError
from tests import batching
from tests.asking import bot_over

GUEST, SUNDAY = "How much is a guest pass?", "When does the gym open on Sunday?"
CITED = "A guest pass costs £8 and is valid for 1 day. [1]"


@pytest.fixture(scope="module")
def bot(tmp_path_factory: pytest.TempPathFactory) -> Bot:
    return bot_over(tmp_path_factory.mktemp("pages"), batching.PAGES)


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Bot:
    """A bot whose pages say less, and other things."""
    page = "# Club questions\n\n## How much is a guest pass?\n\nA guest pass costs £9 and is valid for 1 day.\n"
    return bot_over(tmp_path_factory.mktemp("changed"), {"faq/club.md": page})


def rows(path: Path, *given: dict[str, Any]) -> Path:
    path.write_text("\n".join(map(json.dumps, given)), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("outcome", "expect", "sources", "found"),
    [
        ("answered", [], [], ""),
        ("answered", ["COSTS  £8"], ["faq/"], "met"),
        ("answered", ["/£\\d+ and/"], [], "met"),
        ("answered", ["costs", "£9"], [], "the answer lacks £9"),
        ("answered", ["/^£9/"], [], "the answer lacks /^£9/"),
        ("answered", [], ["exercises/, faq/"], "met"),
        ("answered", [], ["exercises/"], "cites faq/club.md, not exercises/"),
        ("answered", [], ["none"], "answered, not declined"),
        ("unsure", [], ["None"], "met"),
        ("not_found", ["£8"], [], "not_found, not answered"),
    ],
)
def test_what_is_expected_is_met_or_the_first_thing_that_is_not_is_told(
    outcome: str, expect: list[str], sources: list[str], found: str
) -> None:
    cited = [{"source": "faq/club.md"}] if outcome == "answered" else []
    answer = {"outcome": outcome, "answer": CITED if cited else "", "citations": cited}

    assert verdict(answer, expect, sources) == found


def test_expectations_are_counted_and_a_missed_one_is_a_finding(tmp_path: Path, bot: Bot) -> None:
    source = tmp_path / "q.csv"
    source.write_text(
        f"id,question,expect,expect_source\n1,{GUEST},£8,faq/\n2,{SUNDAY},9:00,\n3,{GUEST},,\n4,{GUEST},/(/,\n",
        encoding="utf-8",
    )

    summary = answer_file(source, tmp_path / "a.jsonl", lambda: bot)

    found = [json.loads(line) for line in (tmp_path / "a.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [row.get("expectation") for row in found] == ["met", "the answer lacks 9:00", None, None]
    assert found[3]["error"].startswith("line 5: the expected pattern /(/ is none: ")
    assert (summary.expected, summary.met, summary.unmet) == (2, 1, ("2: the answer lacks 9:00",))
    assert summary.has_findings
    assert "as expected: 1 of 2\n  2: the answer lacks 9:00" in told(summary)


def test_patterns_are_refused_where_they_are_not_allowed(tmp_path: Path, bot: Bot) -> None:
    source = rows(tmp_path / "q.jsonl", {"question": GUEST, "expect": "/(a+)+$/"})

    summary = answer_file(source, tmp_path / "a.jsonl", lambda: bot, Options(patterns=False))

    assert summary.errors == ("line 1: a pattern is expected, and patterns are not read here",)


@pytest.mark.parametrize("form", ["jsonl", "json", "csv", "tsv", "xlsx"])
def test_what_changed_since_earlier_answers_in_any_format_is_told(
    tmp_path: Path, bot: Bot, changed: Bot, form: str
) -> None:
    before = rows(
        tmp_path / "before.jsonl",
        {"id": "a", "question": GUEST},
        {"id": "b", "question": SUNDAY},
        {"id": "c", "question": "Who won the war?"},
        {"id": "d", "question": "gone?"},
    )
    now = rows(
        tmp_path / "now.jsonl",
        {"id": "e", "question": "new?"},
        {"id": "b", "question": SUNDAY},
        {"id": "a", "question": GUEST},
        {"id": "c", "question": "Who won the war?"},
    )
    answer_file(before, tmp_path / f"before.answers.{form}", lambda: bot)
    options = Options(baseline=tmp_path / f"before.answers.{form}")

    same = answer_file(before, tmp_path / "same.csv", lambda: bot, options)
    summary = answer_file(now, tmp_path / "now.csv", lambda: changed, options)

    assert same.comparison is not None
    assert (same.comparison.compared, same.comparison.counts, same.has_findings) == (4, (), False)
    found = summary.comparison
    assert found is not None
    assert (found.compared, found.new, found.gone, found.lost) == (3, 1, 1, 1)
    assert found.counts == ((Kind.LOST, 1), (Kind.ANSWER, 1))
    assert found.changes == (
        Change(Kind.LOST, "b", SUNDAY, "answered from faq/club.md", found.changes[0].after),
        Change(Kind.ANSWER, "a", GUEST, "answered from faq/club.md", "answered from faq/club.md"),
    )
    assert summary.has_findings
    assert f"since before.answers.{form}: 2 of 3 rows changed (1 lost, 1 answer), 1 new, 1 gone" in told(summary)


def test_rows_without_ids_are_compared_by_their_questions(tmp_path: Path, bot: Bot, changed: Bot) -> None:
    source = rows(tmp_path / "q.jsonl", {"question": SUNDAY}, {"question": SUNDAY}, {"question": GUEST})
    answer_file(source, tmp_path / "before.jsonl", lambda: changed)

    summary = answer_file(source, tmp_path / "a.jsonl", lambda: bot, Options(baseline=tmp_path / "before.jsonl"))

    assert summary.comparison is not None
    assert (summary.comparison.compared, summary.comparison.new) == (3, 0)
    assert summary.comparison.counts == ((Kind.GAINED, 2), (Kind.ANSWER, 1))
    assert not summary.has_findings


def test_a_baseline_that_is_none_is_refused(tmp_path: Path, bot: Bot) -> None:
    source = rows(tmp_path / "q.jsonl", {"question": GUEST})
    other = rows(tmp_path / "other.jsonl", {"question": GUEST})

    with pytest.raises(InputError, match=r"the baseline cannot be compared: .* is no answer file"):
        answer_file(source, tmp_path / "a.jsonl", lambda: bot, Options(baseline=other))
    with pytest.raises(InputError, match="is the baseline itself"):
        answer_file(source, other, lambda: bot, Options(baseline=other))
    with pytest.raises(InputError, match="the baseline cannot be compared: cannot read"):
        answer_file(source, tmp_path / "a.jsonl", lambda: bot, Options(baseline=tmp_path / "none.jsonl"))


def test_a_junit_report_has_a_case_a_row(tmp_path: Path, bot: Bot, changed: Bot) -> None:
    source = rows(
        tmp_path / "q.jsonl",
        {"id": "a", "question": GUEST, "expect": "£9"},
        {"id": "b", "question": SUNDAY},
        {"id": "<c>", "question": 'say "\x01"'},
        {"id": "d"},
    )
    answer_file(source, tmp_path / "before.jsonl", lambda: bot)
    options = Options(baseline=tmp_path / "before.jsonl", junit=tmp_path / "report.xml")

    answer_file(source, tmp_path / "a.jsonl", lambda: changed, options)

    suite = ET.parse(tmp_path / "report.xml").getroot()
    assert suite.attrib == {"name": "q.jsonl", "tests": "4", "failures": "1", "errors": "1"}
    told = [[(part.tag, part.attrib["message"]) for part in case] for case in suite]
    assert [case.attrib["name"] for case in suite] == [f"a {GUEST}", f"b {SUNDAY}", '<c> say "�"', "d"]
    assert (told[0], told[2], told[3]) == ([], [], [("error", "line 4: no question")])
    assert told[1][0][1].startswith("was answered from faq/club.md, is ")


def test_topics_are_words_that_questions_share_each_question_in_one_of_them() -> None:
    topics = Topics()
    asked = ["Where can I park?", "Is parking free?", "Do you have a parking garage?", "Is the sauna open?"]
    for question in [*asked, "How hot is the sauna?", "Who won the cup?"]:
        topics.add(question)

    found = topics.most()

    assert found == (Topic("parking", 3, "Is parking free?"), Topic("sauna", 2, "Is the sauna open?"))
