"""A batch as a JUnit report, which build servers read: a case a row."""

import re
import tempfile
from collections.abc import Callable
from xml.sax.saxutils import quoteattr

from bot.batch.expected import MET
from bot.batch.regression import Change, Kind
from bot.batch.writing import Answered

_STEP = 1 << 20  # bytes copied at a time
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LONGEST = 500  # characters of a text


class Report:
    """Gathers cases; they are written when all are known, for their numbers stand before them."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._cases = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the report; `close` ends it
        self._tests = self._failures = self._errors = 0

    def add(self, answered: Answered, change: Change | None) -> None:
        """Take one row: an error where it failed, a failure where it is not as expected or an answer was lost."""
        asked = answered.asked
        self._tests += 1
        told = ""
        if answered.error:
            self._errors += 1
            told = f"<error message={_attribute(answered.error)}/>"
        elif answered.expectation not in ("", MET):
            self._failures += 1
            told = f"<failure message={_attribute(answered.expectation)}/>"
        elif change is not None and change.kind is Kind.LOST:
            self._failures += 1
            told = f"<failure message={_attribute(f'was {change.before}, is {change.after}')}/>"
        name = " ".join(part for part in (asked.id, asked.text) if part) or asked.row.where
        case = f"  <testcase classname={_attribute(self._name)} name={_attribute(name)}>{told}</testcase>\n"
        self._cases.write(case.encode())

    def write(self, write: Callable[[bytes], None]) -> None:
        """Write the report."""
        head = f'tests="{self._tests}" failures="{self._failures}" errors="{self._errors}"'
        write(f'<?xml version="1.0" encoding="UTF-8"?>\n<testsuite name={_attribute(self._name)} {head}>\n'.encode())
        self._cases.seek(0)
        while data := self._cases.read(_STEP):
            write(data)
        write(b"</testsuite>\n")

    def close(self) -> None:
        """Let go of what was gathered."""
        self._cases.close()


def _attribute(text: str) -> str:
    return quoteattr(_NO_XML.sub("\ufffd", " ".join(text.split())[:_LONGEST]))
