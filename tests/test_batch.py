import csv
import io
import json
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from bot.answers import Answer, Question
from bot.batch.rows import Format
from bot.batch.run import Options, Progress, answer_file, target_of
from bot.bot import Bot
from ingest.errors import InputError
from tests import batching
from tests.asking import bot_over

GUEST = "How much is a guest pass?"
ANSWER = "A guest pass costs £8 and is valid for 1 day. [1]"
Read = Callable[..., list[dict[str, Any]]]


@pytest.fixture(scope="module")
def bot(tmp_path_factory: pytest.TempPathFactory) -> Bot:
    return bot_over(tmp_path_factory.mktemp("pages"), batching.PAGES, "Ask at the desk.")


def written(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def json_rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_a_row_keeps_its_columns_in_place_and_the_answer_stands_behind_them(tmp_path: Path, bot: Bot) -> None:
    row = {"id": 7, "question": GUEST, "note": [1, {"a": None}]}
    source, target = written(tmp_path / "q.jsonl", json.dumps(row)), tmp_path / "a.jsonl"

    summary = answer_file(source, target, lambda: bot)

    answer = bot.ask(Question(GUEST), timed=False).as_json()
    assert json_rows(target) == [{**row, **answer}]
    assert list(json_rows(target)[0])[:4] == ["id", "question", "note", "understood_as"]
    assert (summary.rows, summary.answered, summary.failed, summary.has_findings) == (1, 1, 0, False)


def test_a_table_has_the_columns_of_the_answer_behind_its_own(tmp_path: Path, bot: Bot) -> None:
    source = written(tmp_path / "q.csv", f"id,Frage,note\n1,{GUEST},x\n2,Who won the war?,\n")
    target = tmp_path / "a.csv"

    answer_file(source, target, lambda: bot, Options(sources=1, hits=1))

    head, first, second = csv.reader(io.StringIO(target.read_text(encoding="utf-8"), newline=""))
    assert head == [
        *("id", "Frage", "note", "outcome", "answer", "confidence"),
        *("source_1", "heading_1", "quote_1", "start_1", "end_1", "url_1", "more_sources"),
        *("sources_disagree", "understood_as", "message", "notice"),
        *("hit_source_1", "hit_start_1", "hit_end_1", "hit_score_1", "error"),
    ]
    cells = dict(zip(head, first, strict=True))
    citation = bot.ask(Question(GUEST)).citations[0]
    assert (cells["id"], cells["outcome"], cells["answer"], cells["error"]) == ("1", "answered", ANSWER, "")
    assert (cells["source_1"], cells["quote_1"]) == ("faq/club.md", citation.quote)
    assert (int(cells["start_1"]), int(cells["end_1"])) == (citation.start, citation.end)
    declined = dict(zip(head, second, strict=True))
    assert (declined["outcome"], declined["answer"], declined["source_1"]) == ("not_found", "", "")
    assert declined["message"].endswith("Ask at the desk.")


def test_an_answer_file_that_goes_in_again_comes_out_the_same(tmp_path: Path, bot: Bot) -> None:
    source = written(tmp_path / "q.csv", f"id,message,note\n1,{GUEST},=1\n2,Who won the war?,-\n")
    for form in (Format.CSV, Format.TSV, Format.JSONL, Format.JSON, Format.XLSX):
        first, second = tmp_path / f"first.{form}", tmp_path / f"second.{form}"
        answer_file(source, first, lambda: bot)

        answer_file(first, second, lambda: bot)

        assert first.read_bytes() == second.read_bytes(), form


def test_a_column_that_is_named_like_one_of_the_answers_stays_under_another_name(tmp_path: Path, bot: Bot) -> None:
    table = written(tmp_path / "q.csv", f"answer,question,source_1\nmine,{GUEST},web\n")
    objects = written(tmp_path / "q.jsonl", json.dumps({"answer": "mine", "question": GUEST, "closest": 3}))

    answer_file(table, tmp_path / "a.csv", lambda: bot)
    answer_file(objects, tmp_path / "a.jsonl", lambda: bot)

    (row,) = csv.DictReader(io.StringIO((tmp_path / "a.csv").read_text(encoding="utf-8"), newline=""))
    assert (row["given_answer"], row["given_source_1"]) == ("mine", "web")
    assert (row["answer"], row["source_1"]) == (ANSWER, "faq/club.md")
    (again,) = json_rows(tmp_path / "a.jsonl")
    assert (again["given_answer"], again["given_closest"], again["answer"]) == ("mine", 3, ANSWER)


def test_a_bad_row_has_its_error_and_the_others_go_on(tmp_path: Path, bot: Bot) -> None:
    long = "a" * 2001
    lines = [
        b"id,question",
        b"1,",
        b"2," + long.encode(),
        b"3,caf\xc3\xa9 \xff",
        b"4,a,b",
        b"5",
        b'6,"a"b',
        b'7,"open',
        b"8," + GUEST.encode(),
    ]
    source, target = written(tmp_path / "q.csv", b"\r\n".join(lines)), tmp_path / "a.csv"

    summary = answer_file(source, target, lambda: bot)

    rows = list(csv.DictReader(io.StringIO(target.read_bytes().decode(), newline="")))
    assert [(row["id"], row["error"]) for row in rows] == [
        ("1", "line 2: the question is empty"),
        ("2", "line 3: the question has 2,001 characters (at most 2,000)"),
        ("3", "line 4: not UTF-8: byte 6 of the row"),
        ("4", "line 5: 3 cells, but 2 columns (is a quotation mark missing?)"),
        ("5", "line 6: 1 cell, but 2 columns (is a quotation mark missing?)"),
        ("6", "line 7: a quotation mark inside a cell is not doubled"),
        ("7", "line 8: a quotation mark that opens a cell is not closed"),
        ("8", ""),
    ]
    assert (rows[1]["question"], rows[2]["question"], rows[3]["answer"]) == (long, "café �", "")
    assert (summary.failed, summary.answered, summary.has_findings) == (7, 1, True)
    assert len(summary.errors) == 7


@pytest.mark.parametrize(
    ("line", "error"),
    [
        (b"nonsense", "not JSON: expecting value, character 1"),
        (b"[1]", "not a JSON object"),
        (b'{"question": "\xff"}', "not UTF-8: byte 14 of the row"),
        (b'{"id": 1}', "no question"),
        (b'{"question": 5}', "the question is not a text"),
        (b'{"question": " "}', "the question is empty"),
        (b'{"question": "a", "history": 5}', "the history is not a list of texts"),
        (b'{"question": "a", "history": [1]}', "the history is not a list of texts"),
        (b'{"question": "\\ud800"}', "half a character (a lone surrogate) in the question or its history"),
        (b'{"question": "a", "x": NaN}', "NaN is no number"),
        (b'{"question": "a", "x": 1e999}', "the number 1e999 is beyond all bounds"),
        (b'{"question": "a", "question": "b"}', "the key 'question' stands twice in one object"),
        (b'{"question": "a", "x": ' + b"[" * 200 + b"]" * 200 + b"}", "nested more than 50 deep"),
        (b"[" * 100_000, "nested more than 50 deep"),
    ],
)
def test_a_line_that_is_no_row_is_one_with_an_error(tmp_path: Path, bot: Bot, line: bytes, error: str) -> None:
    source = written(tmp_path / "q.jsonl", line + b'\n\n{"question": "when?"}')

    answer_file(source, tmp_path / "a.jsonl", lambda: bot)

    first, second = json_rows(tmp_path / "a.jsonl")
    assert (first["error"], "id" in first, second["question"]) == (f"line 1: {error}", True, "when?")


def test_rows_of_a_conversation_are_each_others_history_in_any_format(tmp_path: Path, bot: Bot) -> None:
    rows = [("a", GUEST), ("b", "When does the gym open on Sunday?"), ("a", "and for how long?"), ("", "and when?")]
    source = written(tmp_path / "q.csv", "".join(f"{c},{q}\n" for c, q in [("conversation_id", "question"), *rows]))
    own = written(
        tmp_path / "h.csv", f'history,question\n{GUEST},and for how long?\n"[""{GUEST}""]",and for how long?\n'
    )

    answer_file(source, tmp_path / "a.jsonl", lambda: bot)
    answer_file(own, tmp_path / "b.jsonl", lambda: bot)

    understood = [row["understood_as"] for row in json_rows(tmp_path / "a.jsonl")]
    assert understood == [bot.ask(Question(*asked)).understood_as for asked in (
        (rows[0][1],), (rows[1][1],), (rows[2][1], (GUEST,)), (rows[3][1],)
    )]  # fmt: skip
    assert understood[2] != rows[2][1]
    assert [row["understood_as"] for row in json_rows(tmp_path / "b.jsonl")] == [understood[2]] * 2


def test_the_column_of_questions_is_named_by_its_name_or_number(tmp_path: Path, bot: Bot) -> None:
    source = written(tmp_path / "q.csv", f"what,text\n{GUEST},x\n")

    for column in ("what", "WHAT ", "1"):
        answer_file(source, tmp_path / "a.jsonl", lambda: bot, Options(column=column))
        assert json_rows(tmp_path / "a.jsonl")[0]["answer"] == ANSWER
    with pytest.raises(InputError, match="no column 'where'"):
        answer_file(source, tmp_path / "a.jsonl", lambda: bot, Options(column="where"))
    with pytest.raises(InputError, match=r"no column of questions in .*: it has 'a', 'b'"):
        answer_file(written(tmp_path / "n.csv", "a,b\n1,2\n"), tmp_path / "a.jsonl", lambda: bot)


def test_progress_is_told_with_its_end_and_a_batch_can_be_cancelled_and_goes_on(tmp_path: Path, bot: Bot) -> None:
    source = written(tmp_path / "q.txt", f"{GUEST}\n\n" * 100)
    target, told, rows = tmp_path / "a.csv", list[Progress](), iter(range(10))

    stopped = answer_file(source, target, lambda: bot, cancelled=lambda: next(rows, None) is None)
    existed = target.exists()
    summary = answer_file(source, target, lambda: bot, progress=told.append)

    assert (stopped.cancelled, stopped.rows, existed) == (True, 10, False)
    assert (summary.rows, summary.resumed, summary.answered) == (100, 10, 100)
    assert (told[-1].done, told[-1].total, told[-1].seconds_left) == (100, 100, 0)
    assert told[-1].rate > 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.csv", "q.txt"]


def test_questions_are_told_before_they_are_asked_some_at_a_time(tmp_path: Path) -> None:
    told: list[str] = []

    class Told:
        def prepare(self, questions: Sequence[Question]) -> None:
            told[:] = [question.text for question in questions]
            assert len(told) <= 64

        def ask(self, question: Question, n_hits: int, timed: bool) -> Answer:
            assert question.text in told
            raise InputError("not this one", "Ask another.")

        def __getattr__(self, name: str) -> Any:
            return getattr(real, name)

    real = bot_over(tmp_path / "pages", batching.PAGES)
    source = written(tmp_path / "q.txt", "".join(f"question {i}\n" for i in range(150)))

    summary = answer_file(source, tmp_path / "a.jsonl", Told)  # type: ignore[arg-type]

    assert (summary.rows, summary.failed) == (150, 150)
    assert json_rows(tmp_path / "a.jsonl")[149] == {
        "id": None,
        "question": "question 149",
        "error": "line 150: not this one",
    }


@pytest.mark.parametrize(
    ("source", "target", "error"),
    [
        ("q.csv", "q.csv", "is the question file itself"),
        ("q.csv", "link.csv", "is the question file itself"),
        ("q.csv", "a.txt", "cannot hold answers"),
        ("q.csv", "a.docx", "is of no format that is known"),
        ("q.csv", "none/a.csv", "cannot write"),
        ("none.csv", "a.csv", "cannot read .*: No such file or directory"),
        ("folder.csv", "a.csv", "cannot read .*: Is a directory"),
        ("empty.csv", "a.csv", "no questions in"),
        ("head.csv", "a.csv", "no questions in"),
        ("blank.jsonl", "a.csv", "no questions in"),
        ("object.json", "a.csv", "is not a JSON array"),
        ("half.json", "a.csv", "ends before its array does"),
        ("q.xlsx", "a.csv", "not an XLSX file"),
        ("fifo.csv", "a.csv", "is not a file"),
    ],
)
def test_files_that_cannot_be_used_are_refused_before_anybody_is_asked(
    tmp_path: Path, source: str, target: str, error: str
) -> None:
    def nobody() -> Bot:
        pytest.fail("the bot was called")

    written(tmp_path / "q.csv", "question\nwhy?\n")
    (tmp_path / "link.csv").symlink_to(tmp_path / "q.csv")
    (tmp_path / "folder.csv").mkdir()
    for name, content in {
        "empty.csv": "", "head.csv": "question\n", "blank.jsonl": " \n\n", "object.json": "{}",
        "half.json": '[{"question": "a"}', "q.xlsx": "question",
    }.items():  # fmt: skip
        written(tmp_path / name, content)
    os.mkfifo(tmp_path / "fifo.csv")
    before = sorted(tmp_path.iterdir())

    with pytest.raises(InputError, match=error):
        answer_file(tmp_path / source, tmp_path / target, nobody)

    assert sorted(tmp_path.iterdir()) == before


def test_more_columns_than_a_table_may_have_are_refused(tmp_path: Path, bot: Bot) -> None:
    source = written(tmp_path / "q.csv", "question\nwhy?\n")

    with pytest.raises(InputError, match=r"101 hits in a table \(at most 100\)"):
        answer_file(source, tmp_path / "a.csv", lambda: bot, Options(hits=101))
    with pytest.raises(InputError, match="21 sources in a table"):
        answer_file(source, tmp_path / "a.csv", lambda: bot, Options(sources=21))


def test_answers_go_beside_the_questions_and_those_to_text_become_a_table() -> None:
    assert target_of(Path("a/q.xlsx")) == Path("a/q.answers.xlsx")
    assert target_of(Path("q.txt")) == Path("q.answers.csv")
    assert target_of(Path("q.ndjson")) == Path("q.answers.jsonl")
    assert target_of(Path("q.csv"), Options(to=Format.JSON)) == Path("q.answers.json")
