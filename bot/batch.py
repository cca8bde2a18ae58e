"""A file of questions in, the same file with answers out: one row a line, in the same order, none lost."""

import json
import math
import os
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from io import FileIO
from pathlib import Path
from typing import Any

from bot.answers import Answer, Question
from ingest.errors import InputError
from ingest.storage import sync_folder

# Columns that an answer writes: in a row that comes in, say from an earlier batch, they are replaced.
ANSWER_COLUMNS = frozenset({item.name for item in fields(Answer)} | {"answer", "error"})
DEEPEST = 100  # lists and objects inside each other, in a row
_TOGETHER = 64  # rows that are prepared at once
_SURROGATE = re.compile("[\ud800-\udfff]")  # half a character: JSON can name one, UTF-8 cannot
_FORM = 'A row is {"question": "…"}, and may have "id" and "history": ["…"].'


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a question file."""

    line: int  # from 1
    columns: dict[str, Any] = field(default_factory=dict)  # the row's own, its id among them
    question: Question | None = None
    error: str = ""  # why there is no question


@dataclass(frozen=True, slots=True)
class AnsweredRow:
    """One line of an answer file."""

    columns: dict[str, Any]
    outcome: str  # "" where the row failed
    error: str = ""


def read_rows(path: Path) -> tuple[Row, ...]:
    """Read a `.jsonl` file of questions. A row that is none is kept with its error; blank lines are no rows.

    Raises:
        InputError: the file cannot be read, is of another format, or holds no row.
    """
    _require_jsonl(path)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(
            f"cannot read {path}: {error.strerror}", "Name a .jsonl file with one question a line."
        ) from None
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise InputError(f"{path} is UTF-16, not UTF-8", "Save it as UTF-8.")
    lines = enumerate(data.removeprefix(b"\xef\xbb\xbf").splitlines(), start=1)
    rows = tuple(_row(number, line) for number, line in lines if line.strip())
    if not rows:
        raise InputError(f"no questions in {path}", _FORM)
    return rows


def target_of(path: Path, out: Path | None = None) -> Path:
    """Where the answers to a question file go: `questions.jsonl` → `questions.answers.jsonl` unless `out` is given.

    Raises:
        InputError: that is the question file itself, of another format, or something that is not a file.
    """
    target = out or path.with_name(f"{path.stem}.answers.jsonl")
    _require_jsonl(target)
    if _same(target, path):
        raise InputError(f"{target} is the question file itself", "Name another file with --out.")
    return target


def answers_to(
    rows: Sequence[Row],
    ask: Callable[[Question], Answer],
    prepare: Callable[[Sequence[Question]], None] = lambda _: None,
) -> Iterator[AnsweredRow]:
    """Answer rows in order, each with its own columns in front of the answer's; one that fails has `error` instead.

    Args:
        rows: what is asked.
        ask: answers one question.
        prepare: told of the questions that come next, some at a time.
    """
    for number, row in enumerate(rows):
        if number % _TOGETHER == 0:
            prepare([row.question for row in rows[number : number + _TOGETHER] if row.question is not None])
        error = row.error
        if row.question is not None:
            try:
                answer = ask(row.question)
            except InputError as refused:
                error = refused.message
            else:
                yield AnsweredRow({**_kept(row), **answer.as_json()}, answer.outcome.value)
                continue
        asked = {"question": row.columns["question"]} if "question" in row.columns else {}
        error = f"line {row.line}: {error}"
        yield AnsweredRow({"id": None, **_kept(row), **asked, "error": error}, "", error)


@contextmanager
def written_aside(target: Path) -> Iterator[Callable[[bytes], None]]:
    """Give a function that writes beside the target; at the end, what was written takes the target's place at once.

    Where the block raises, the target stays as it was. A link is followed.

    Raises:
        InputError: the target cannot be written.
    """
    try:
        target = target.resolve()
        if target.exists() and not target.is_file():
            raise InputError(f"cannot write {target}: it is not a file", "Name another file.")
        aside = target.with_name(f".{target.name}.{os.getpid()}.tmp")
        file = aside.open("wb", buffering=0)
    except (OSError, RuntimeError) as error:
        raise _unwritable(target, error) from None

    def write(data: bytes) -> None:
        view = memoryview(data)
        try:
            while view:
                view = view[file.write(view) :]
        except OSError as error:
            raise _unwritable(target, error) from None

    try:
        with file:
            yield write
            _finish(file, aside, target)
    finally:
        aside.unlink(missing_ok=True)


def _finish(file: FileIO, aside: Path, target: Path) -> None:
    try:
        os.fsync(file.fileno())
        aside.replace(target)
        sync_folder(target.parent)
    except OSError as error:
        raise _unwritable(target, error) from None


def json_line(value: Any) -> bytes:
    """A value as one line of UTF-8 JSON; half a character stays the escape that it came as.

    Raises:
        ValueError: a number is not finite.
    """
    return _utf8(json.dumps(value, ensure_ascii=False, allow_nan=False))


def json_lines(value: Any) -> bytes:
    """The same over many lines, for reading."""
    return _utf8(json.dumps(value, ensure_ascii=False, allow_nan=False, indent=2))


def _utf8(text: str) -> bytes:
    return text.encode("utf-8", "backslashreplace") + b"\n"


def _require_jsonl(path: Path) -> None:
    if path.suffix.lower() != ".jsonl":
        raise InputError(f"{path} is not a .jsonl file", "Use .jsonl files, one JSON object a line.")


def _row(number: int, line: bytes) -> Row:
    try:
        columns = json.loads(line.decode("utf-8"), parse_constant=_refuse_constant, parse_float=_finite)
    except UnicodeDecodeError as error:
        return Row(number, error=f"not UTF-8: byte {error.start} of the line")
    except RecursionError:
        return Row(number, error="not JSON: too deeply nested")
    except ValueError as error:
        return Row(number, error=f"not JSON: {error}")
    if not isinstance(columns, dict):
        return Row(number, error="not a JSON object")
    if not _is_shallow(columns):
        return Row(number, error="not JSON: too deeply nested")
    try:
        return Row(number, columns, _question(columns))
    except InputError as error:
        return Row(number, columns, error=error.message)


def _question(columns: dict[str, Any]) -> Question:
    text = columns.get("question")
    if text is None:
        raise InputError("no question", _FORM)
    history = columns.get("history")
    if history is None:
        history = []
    if not isinstance(text, str):
        raise InputError("the question is not a text", _FORM)
    if not isinstance(history, list) or not all(isinstance(item, str) for item in history):
        raise InputError("the history is not a list of texts", _FORM)
    if any(map(_SURROGATE.search, (text, *history))):
        raise InputError("half a character (a lone surrogate) in the question or its history", "Save the file anew.")
    return Question(text, tuple(history))


def _kept(row: Row) -> dict[str, Any]:
    return {name: value for name, value in row.columns.items() if name not in ANSWER_COLUMNS}


def _is_shallow(value: Any) -> bool:
    level = [value]
    for _ in range(DEEPEST):
        level = [
            child
            for item in level
            if isinstance(item, dict | list)
            for child in (item.values() if isinstance(item, dict) else item)
        ]
        if not level:
            return True
    return False


def _refuse_constant(name: str) -> float:
    raise ValueError(f"{name} is no JSON number")


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(f"{text} is too large a number")
    return value


def _same(target: Path, path: Path) -> bool:
    try:
        return target.samefile(path)
    except OSError:
        return False  # there is no such file yet, or it cannot be one: writing will tell


def _unwritable(target: Path, error: OSError | RuntimeError) -> InputError:
    return InputError(
        f"cannot write {target}: {getattr(error, 'strerror', None) or error}",
        "Name a file in a folder that exists, can be written and has space.",
    )
