import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from bot.answers import Answer, Outcome, Question
from bot.batch import AnsweredRow, Row, answers_to, json_line, read_rows, target_of, written_aside
from ingest.errors import InputError


def decline(question: Question) -> Answer:
    return Answer(question.text, question.text, Outcome.NOT_FOUND, (), (), 0.0, "b")


def written(path: Path, *lines: bytes) -> Path:
    path.write_bytes(b"\n".join(lines))
    return path


def test_rows_keep_their_columns_and_blank_lines_are_no_rows(tmp_path: Path) -> None:
    first = {"id": "a", "question": "how?", "history": ["what?"], "note": 1}
    path = written(tmp_path / "q.jsonl", json.dumps(first).encode(), b"", b'{"question": "when?", "history": null}')

    rows = read_rows(path)

    assert rows == (
        Row(1, first, Question("how?", ("what?",))),
        Row(3, {"question": "when?", "history": None}, Question("when?")),
    )


def test_a_byte_order_mark_and_any_line_ends_are_read_and_separators_inside_a_text_are_kept(tmp_path: Path) -> None:
    path = written(
        tmp_path / "q.jsonl", '\ufeff{"question": "a\u2028b"}\r\n{"question": "c"}\r{"question": "d"}'.encode()
    )

    rows = read_rows(path)

    assert [row.question for row in rows] == [Question("a\u2028b"), Question("c"), Question("d")]


@pytest.mark.parametrize(
    ("line", "error"),
    [
        (b"nonsense", "not JSON: Expecting value: line 1 column 1 (char 0)"),
        (b"[1]", "not a JSON object"),
        (b'{"question": "\xff"}', "not UTF-8: byte 14 of the line"),
        (b'{"id": 1}', "no question"),
        (b'{"question": 5}', "the question is not a text"),
        (b'{"question": " "}', "the question is empty"),
        (b'{"question": "' + b"a" * 10_000 + b'"}', "the question has 10,000 characters (at most 2,000)"),
        (b'{"question": "a", "history": "b"}', "the history is not a list of texts"),
        (b'{"question": "a", "history": [1]}', "the history is not a list of texts"),
        (b'{"question": "\\ud800"}', "half a character (a lone surrogate) in the question or its history"),
        (b'{"question": "a", "x": NaN}', "not JSON: NaN is no JSON number"),
        (b'{"question": "a", "x": 1e999}', "not JSON: 1e999 is too large a number"),
        (b'{"question": "a", "x": ' + b"[" * 200 + b"]" * 200 + b"}", "not JSON: too deeply nested"),
        (b"[" * 100_000, "not JSON: too deeply nested"),
    ],
)
def test_a_row_that_is_none_is_kept_with_its_error(tmp_path: Path, line: bytes, error: str) -> None:
    path = written(tmp_path / "q.jsonl", line, b'{"question": "when?"}')

    first, second = read_rows(path)

    assert (first.line, first.question, first.error) == (1, None, error)
    assert second == Row(2, {"question": "when?"}, Question("when?"))


@pytest.mark.parametrize(
    ("name", "content", "error"),
    [
        ("q.csv", b"question", "is not a .jsonl file"),
        ("q.jsonl", b" \n\n", "no questions in"),
        ("q.jsonl", '{"question": "a"}'.encode("utf-16"), "is UTF-16"),
    ],
)
def test_a_file_without_questions_is_refused(tmp_path: Path, name: str, content: bytes, error: str) -> None:
    path = written(tmp_path / name, content)

    with pytest.raises(InputError, match=error):
        read_rows(path)


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "folder.jsonl"
    folder.mkdir()

    with pytest.raises(InputError, match="Is a directory"):
        read_rows(folder)
    with pytest.raises(InputError, match="No such file or directory"):
        read_rows(tmp_path / "none.jsonl")


def test_answers_stand_behind_the_columns_of_the_row_and_replace_those_of_an_earlier_batch() -> None:
    columns = {"id": 7, "question": "how?", "answer": "old", "error": "old", "hits": [], "note": "x"}

    answered = list(answers_to([Row(1, columns, Question("how?"))], decline))

    assert answered == [
        AnsweredRow({"id": 7, "note": "x", **decline(Question("how?")).as_json()}, "not_found"),
    ]
    assert list(answered[0].columns)[:3] == ["id", "note", "question"]


def test_a_failed_row_keeps_its_id_and_the_others_go_on() -> None:
    rows = [
        Row(1, {"id": "a", "question": ""}, error="the question is empty"),
        Row(2, error="not a JSON object"),
        Row(4, {"question": "how?"}, Question("how?")),
    ]

    answered = list(answers_to(rows, decline))

    assert answered == [
        AnsweredRow(
            {"id": "a", "question": "", "error": "line 1: the question is empty"}, "", "line 1: the question is empty"
        ),
        AnsweredRow({"id": None, "error": "line 2: not a JSON object"}, "", "line 2: not a JSON object"),
        AnsweredRow(decline(Question("how?")).as_json(), "not_found"),
    ]


def test_a_question_that_is_refused_on_the_way_fails_its_row_alone() -> None:
    def refuse(question: Question) -> Answer:
        raise InputError("not this one", "Ask another.")

    answered = list(answers_to([Row(3, {"id": 1, "question": "how?"}, Question("how?"))], refuse))

    assert answered == [
        AnsweredRow({"id": 1, "question": "how?", "error": "line 3: not this one"}, "", "line 3: not this one")
    ]


def test_answers_go_beside_the_question_file_unless_another_is_named(tmp_path: Path) -> None:
    path = written(tmp_path / "q.jsonl", b"{}")

    assert target_of(path) == tmp_path / "q.answers.jsonl"
    assert target_of(path, tmp_path / "a.jsonl") == tmp_path / "a.jsonl"


def test_the_question_file_is_never_the_target_by_whatever_name(tmp_path: Path) -> None:
    path = written(tmp_path / "q.jsonl", b"{}")
    link = tmp_path / "link.jsonl"
    link.symlink_to(path)

    for name in (path, link, tmp_path / "." / "q.jsonl"):
        with pytest.raises(InputError, match="is the question file itself"):
            target_of(path, name)


def test_what_is_written_takes_the_targets_place_only_at_the_end(tmp_path: Path) -> None:
    target = written(tmp_path / "a.jsonl", b"old")

    with written_aside(target) as write:
        write(b"new")
        before = target.read_bytes()

    assert (before, target.read_bytes()) == (b"old", b"new")
    assert list(tmp_path.iterdir()) == [target]


def test_where_writing_ends_early_the_target_stays_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    target = written(tmp_path / "a.jsonl", b"old")

    def write_and_stop() -> None:
        with written_aside(target) as write:
            write(b"new")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_and_stop()

    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


def test_a_link_is_followed(tmp_path: Path) -> None:
    target = written(tmp_path / "a.jsonl", b"old")
    link = tmp_path / "link.jsonl"
    link.symlink_to(target)

    with written_aside(link) as write:
        write(b"new")

    assert (link.is_symlink(), target.read_bytes()) == (True, b"new")


@pytest.mark.parametrize("name", ["folder", "file/a.jsonl", "none/a.jsonl", "a" * 300, "loop"])
def test_a_target_that_cannot_be_written_is_refused_before_anything_is(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").touch()
    (tmp_path / "loop").symlink_to(tmp_path / "loop")

    with pytest.raises(InputError, match="cannot write"), written_aside(tmp_path / name):
        pytest.fail("the block ran")


def test_json_is_utf8_with_half_characters_as_they_came() -> None:
    line = json_line({"id": "\ud800", "note": "£8"})

    assert line == '{"id": "\\ud800", "note": "£8"}\n'.encode()
    assert json.loads(line) == {"id": "\ud800", "note": "£8"}


def test_the_next_questions_are_told_before_they_are_asked_some_at_a_time() -> None:
    rows = [Row(i + 1, {}, Question(f"question {i}") if i % 10 else None, "" if i % 10 else "bad") for i in range(150)]
    told: list[str] = []

    def ask(question: Question) -> Answer:
        assert question.text in told
        raise InputError("not this one", "")

    def prepare(questions: Sequence[Question]) -> None:
        told[:] = [question.text for question in questions]
        assert len(told) < 70

    assert len(list(answers_to(rows, ask, prepare))) == 150
