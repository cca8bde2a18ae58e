import re
from pathlib import Path

import pytest

from bot.answers import Question
from bot.expectations import Expectation, read_expectations
from ingest.errors import InputError


def test_a_row_names_the_question_the_pages_and_the_texts(tmp_path: Path) -> None:
    path = tmp_path / "q.jsonl"
    path.write_text(
        '\ufeff{"id": 1, "question": "a\u2028b", "history": ["c"], "sources": ["club"], "must": ["£8"], '
        '"kind": "fact"}\n\n'
        '{"id": "2", "question": "d", "sources": [], "must": []}\n',
        encoding="utf-8",
    )

    expectations = read_expectations(path)

    assert expectations == (
        Expectation("1", Question("a\u2028b", ("c",)), ("club",), (re.compile("£8"),), "fact"),
        Expectation("2", Question("d"), (), ()),
    )


@pytest.mark.parametrize(
    ("content", "error"),
    [
        ("", "no questions in"),
        ("x", "line 1: Expecting value"),
        ('{"id": 1, "question": "a", "must": []}', "line 1: no 'sources'"),
        ('\n{"id": 1, "question": "a", "sources": "club", "must": []}', "line 2: 'sources' is not a list of texts"),
        ('{"id": 1, "question": "a", "sources": [], "must": ["("]}', "line 1: missing \\)"),
        ('{"id": 1, "question": "", "sources": [], "must": []}', "line 1: the question is empty"),
    ],
)
def test_a_file_with_a_row_that_is_none_is_refused(tmp_path: Path, content: str, error: str) -> None:
    path = tmp_path / "q.jsonl"
    path.write_text(content, encoding="utf-8")

    with pytest.raises(InputError, match=error):
        read_expectations(path)


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    latin = tmp_path / "latin.jsonl"
    latin.write_bytes(b"\xa3")

    with pytest.raises(InputError, match="No such file or directory"):
        read_expectations(tmp_path / "none.jsonl")
    with pytest.raises(InputError, match="Is a directory"):
        read_expectations(tmp_path)
    with pytest.raises(InputError, match="not UTF-8: byte 0"):
        read_expectations(latin)
