"""What stands between two lines of `---` above a page's text: its title, its address, and until when it holds."""

import re
from dataclasses import dataclass, replace
from datetime import date

from ingest.documents import Document
from ingest.errors import RejectedFileError

_FENCED = re.compile(r"\s?---[ \t]*(?:\r\n?|\n)(?:[^\r\n]*(?:\r\n?|\n))*?---[ \t]*(?=[\r\n]|\Z)")
_LINE = re.compile(r"(?P<key>[A-Za-z][\w -]*?)[ \t]*:(?:[ \t]+(?P<value>.*))?")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_DAYS = ("reviewed", "valid_from", "valid_until")
_KEYS = ("title", "url", *_DAYS)


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What is read of it; other keys are left alone."""

    end: int = 0  # offset behind it; 0 where there is none
    title: str = ""
    url: str | None = None
    reviewed: date | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    notes: tuple[str, ...] = ()  # what could not be used

    def told_of(self, document: Document) -> Document:
        """The page with what its front matter says."""
        return replace(
            document,
            title=self.title or document.title,
            url=self.url or document.url,
            notes=(*document.notes, *self.notes),
            reviewed=self.reviewed,
            valid_from=self.valid_from,
            valid_until=self.valid_until,
        )


def end_of(text: str) -> int:
    """Offset behind the front matter that opens a text; 0 where there is none: two rules may just be ornaments."""
    found = _FENCED.match(text)
    return found.end() if found is not None and ":" in found.group() else 0


def read(text: str) -> FrontMatter:
    """Read lines of `key: value`. A value may stand in quotes, and a comment behind ` #`; nested values are not read.

    Raises:
        RejectedFileError: a date is none, a key stands twice, or the days are in the wrong order.
    """
    end = end_of(text)
    found: dict[str, str] = {}
    days: dict[str, date] = {}
    notes: list[str] = []
    for number, line in enumerate(re.split(r"\r\n?|\n", text[:end]), start=1):
        match = _LINE.fullmatch(line.rstrip())
        key = re.sub(r"[ -]", "_", match["key"].lower()) if match else ""
        if match is None or key not in _KEYS:
            continue
        value = _unquoted(match["value"] or "")
        if key in found:
            raise RejectedFileError(f"front matter, line {number}: {key} stands twice", "Remove one of them.")
        found[key] = value
        if key in _DAYS and value:
            days[key] = _day(key, value, number)
        elif key == "url" and value and not re.fullmatch(r"https?://[^\s\"<>]+", value, re.IGNORECASE):
            notes.append(f"front matter, line {number}: the url is not one of http or https and is not used")
            found[key] = ""
        elif value in (">", "|", ">-", "|-"):
            notes.append(f"front matter, line {number}: {key} has no value on its own line and is not used")
            found[key] = ""
    if {"valid_from", "valid_until"} <= days.keys() and days["valid_from"] > days["valid_until"]:
        raise RejectedFileError("front matter: valid_from is later than valid_until", "Mend one of the two dates.")
    return FrontMatter(end, found.get("title", ""), found.get("url") or None, **days, notes=tuple(notes))


def _unquoted(value: str) -> str:
    words = value.strip()
    if (quoted := re.fullmatch(r"([\"'])(.*?)\1(?:\s+#.*)?", words)) is not None:
        return " ".join(quoted[2].split())
    return " ".join(re.sub(r"(?:^|\s+)#.*", "", words).split())


def _day(key: str, value: str, number: int) -> date:
    try:
        if _DATE.fullmatch(value):
            return date.fromisoformat(value)
    except ValueError:
        pass
    raise RejectedFileError(
        f"front matter, line {number}: {key} is {value[:40]!r}, which is no date",
        f"Write it as year-month-day: {key}: 2026-01-31",
    )
