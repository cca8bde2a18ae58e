"""JSON, read row by row: an object a line, or the objects of one array, of which never more than one is held."""

import re
from collections.abc import Iterator
from typing import TextIO

from bot.batch.delimited import line_of
from bot.batch.rows import LONGEST_ROW, Row
from ingest.errors import InputError
from ingest.loaders.strict_json import parsed

_NO_TEXT = re.compile("[\udc80-\udcff]")  # how `surrogateescape` writes a byte
_STEP = 1 << 16  # characters read at a time
_MARK = re.compile(r'["\[\]{},]')
_END_OF_TEXT = re.compile(r'["\\]')
_FIX = 'Give an array of rows, such as [{"question": "…"}], or one row a line as .jsonl.'


def lines(file: TextIO) -> Iterator[Row]:
    """The rows of a JSONL file; blank lines are no rows."""
    at = 0
    while line := line_of(file):
        at += 1
        if line.strip():
            yield _row(f"line {at}", line)


def elements(file: TextIO) -> Iterator[Row]:
    """The rows of a file that is one JSON array.

    Raises:
        InputError: it is not.
    """
    for number, text in enumerate(_texts(file), start=1):
        yield _row(f"row {number}", text)


def _row(where: str, text: str) -> Row:
    if len(text) > LONGEST_ROW:
        return Row(where, (), (), f"more than {LONGEST_ROW:,} characters")
    if broken := undecodable(text):
        return Row(where, (), (), broken)
    try:
        value = parsed(text, one_line=True)
    except ValueError as error:
        return Row(where, (), (), str(error))
    if not isinstance(value, dict):
        return Row(where, (), (), "not a JSON object")
    return Row(where, tuple(value), tuple(value.values()))


def undecodable(text: str) -> str:
    """Why a text that was read with `surrogateescape` is none; "" where it is one."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        if "\udc80" <= text[error.start] <= "\udcff":
            return f"not UTF-8: byte {len(text[: error.start].encode()):,} of the row"
    return ""


def usable(text: str) -> str:
    """The text with a mark in place of each byte that is no text."""
    return _NO_TEXT.sub("\ufffd", text)


def _texts(file: TextIO) -> Iterator[str]:
    """Each element of an array as its text; of one that is too long, the beginning.

    What is between brackets and quotation marks is not looked at here: an element that is no JSON is found when parsed.
    """
    rest = ""
    while not rest.strip():
        rest = file.read(_STEP)
        if not rest:
            raise InputError(f"{file.name} is empty", _FIX)
    rest = rest.lstrip()
    if rest[0] != "[":
        raise InputError(f"{file.name} is not a JSON array", _FIX)
    scanner = _Scanner()
    rest = rest[1:]
    empty = True
    while not scanner.ended:
        for text, last in scanner.read(rest):
            if text.strip() or not (last and empty):
                yield text
            empty = False
        if not scanner.ended and not (rest := file.read(_STEP)):
            raise InputError(f"{file.name} ends before its array does", "Export it anew.")


class _Scanner:
    """Cuts the inside of an array at the commas between its elements."""

    def __init__(self) -> None:
        self.ended = False
        self._depth, self._in_text, self._escaped = 0, False, False
        self._pieces: list[str] = []
        self._length = 0

    def read(self, data: str) -> Iterator[tuple[str, bool]]:
        """The elements that end in the data; with each whether the array ends with it."""
        begin = at = 0
        while at < len(data):
            if self._escaped:
                self._escaped, at = False, at + 1
                continue
            found = (_END_OF_TEXT if self._in_text else _MARK).search(data, at)
            if found is None:
                break
            mark, at = found[0], found.end()
            if mark == "\\":
                self._escaped = True
            elif mark == '"':
                self._in_text = not self._in_text
            elif mark in "[{":
                self._depth += 1
            elif mark in "]}" and self._depth:
                self._depth -= 1
            elif not self._depth:
                self._keep(data[begin : found.start()])
                yield "".join(self._pieces), mark != ","
                self._pieces, self._length, begin = [], 0, at
                if mark != ",":
                    self.ended = True
                    return
        self._keep(data[begin:])

    def _keep(self, text: str) -> None:
        if self._length <= LONGEST_ROW:
            self._pieces.append(text)
            self._length += len(text)
