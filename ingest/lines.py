"""A text's lines, and what the marks at a line's head say. Knows nothing of the lines around."""

import re
from dataclasses import dataclass
from typing import NamedTuple

Span = tuple[int, int]  # start and end, in characters of a text

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")
_FILLED = re.compile(r"[^\r\n]+")
_MARKED_HEADING = re.compile(r"\s{0,3}(#{1,6})\s+(?=\S)")
_STEP = re.compile(r"\s*(?:(?:step|schritt)\s+)?\(?\d{1,3}(?:[.)](?=\s|[A-Z])|:(?=\s))\s*", re.IGNORECASE)
_BULLETS = "•▪◦‣●■☐☑✓✔✅⁃►▶➤➢➔▸◆★※"  # that also stand right before a word
_BULLET = re.compile(
    rf"\s*(?:[{_BULLETS}○·☒✗*+–—-]\ufe0f?\s+(?:\[[ xX]\]\s+|[☐☑☒]\s+)?|[{_BULLETS}–-]\ufe0f?(?=[^\W\d_]))"
)
_QUESTION_MARK = re.compile(r"\s*(?:\*\*|__)?(?:Q(?:uestion)?\s?\d{0,3}\s?:|Q\d+\s*[.)])(?:\*\*|__)?\s*", re.IGNORECASE)
_ANSWER_MARK = re.compile(r"\s*(?:\*\*|__)?(?:A(?:nswer)?\s?\d{0,3}\s?:|A\d+\s*[.)])(?:\*\*|__)?\s*", re.IGNORECASE)
_FIGURES = re.compile(
    r"\d{1,2}[:.]\d\d|\d\s*(?:am|pm|a\.m|p\.m|€|\$|£|eur|usd)\b|[€$£]\s*\d|\d\s*[-–]\s*\d", re.IGNORECASE
)
_FAQ_HEADING = re.compile(
    r"\b(?:faqs?|f\.a\.q\.|frequently asked|common(?:ly asked)? questions|questions (?:and|&) answers|q ?& ?a"
    r"|your questions)\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"(?:Q\s?)?\(?\d{1,3}[.):]\s+", re.IGNORECASE)
_COLUMNS = re.compile(r"\S(?:[ ]*\t[ \t]*|[ ]{3,}|[ ]*\|[ ]*)\S")
ENDS_SENTENCE = re.compile(r"[.!?…:][\"'”’)\]]*$")


@dataclass(frozen=True, slots=True)
class Line:
    """One line without its line break; offsets are the text's."""

    start: int
    text: str

    @property
    def blank(self) -> bool:
        """True where nothing is printed."""
        return not self.text.strip()

    @property
    def words_start(self) -> int:
        """Offset of the first character that is not blank."""
        return self.start + len(self.text) - len(self.text.lstrip())

    @property
    def end(self) -> int:
        """Offset behind the last character that is not blank."""
        return self.start + len(self.text.rstrip())

    @property
    def indent(self) -> int:
        """Columns before the first character; a tab counts four."""
        head = self.text[: len(self.text) - len(self.text.lstrip())]
        return len(head.expandtabs(4))

    @property
    def stripped(self) -> str:
        """The line without blanks at either end."""
        return self.text.strip()


class Mark(NamedTuple):
    """What stands at a line's head, and where the words behind it lie."""

    level: int
    words_start: int
    words_end: int


def split_lines(text: str) -> list[Line]:
    r"""Cut at \n, \r\n and \r, and nowhere else."""
    return [Line(match.start(), match.group().rstrip("\r\n")) for match in _LINE.finditer(text) if match.group()]


def has_words(text: str) -> bool:
    """False for rules, ornaments and invisible characters."""
    return any(char.isalnum() for char in text)


def marked_heading(line: Line) -> Mark | None:
    """`## Heading`."""
    match = _MARKED_HEADING.match(line.text)
    if match is None or not has_words(line.text[match.end() :]):
        return None
    words = line.text.rstrip()
    unclosed = words.rstrip("#")
    if unclosed[-1].isspace():
        words = unclosed.rstrip()
    return Mark(len(match.group(1)), line.start + match.end(), line.start + len(words))


def step(line: Line) -> Mark | None:
    """`3. Words`, `3) Words`, `Step 3: words`."""
    return _head(_STEP, line)


def bullet(line: Line) -> Mark | None:
    """`• words`, `- words`, `* words`, `- [ ] words`, and `-Words` as people type it."""
    return _head(_BULLET, line)


def question(line: Line) -> Mark | None:
    """`Q: words`."""
    return _head(_QUESTION_MARK, line)


def answer(line: Line) -> Mark | None:
    """`A: words`."""
    return _head(_ANSWER_MARK, line)


def asks(text: str) -> bool:
    """True where the line is one question and nothing else."""
    words = text.strip().strip("*_").strip()
    words = words[number_length(words) :]
    return words.endswith("?") and 2 <= len(words.split()) <= 40 and not re.search(r"[.!?]\s+[A-Z]", words[:-1])


def ends_asking(text: str) -> bool:
    """True where a line's last word carries a question mark."""
    return text.rstrip().rstrip("*_").endswith("?")


def number_length(text: str) -> int:
    """Characters of the number that opens a question: `3. `, `Q3. `; 0 where there is none."""
    match = _NUMBER.match(text)
    return match.end() if match else 0


def in_columns(line: Line) -> bool:
    """True for a row of a table as it is pasted: its words parted by tabs, bars or wide gaps."""
    return bool(_COLUMNS.search(line.text)) and not (step(line) or bullet(line))


def could_be_heading(text: str) -> bool:
    """True where a line looks like a heading without a mark: short, capitalised, no sentence, no price or time."""
    words = text.strip()
    first = words.lstrip("\"'“‘(*_")[:1]
    return (
        len(words) <= 90
        and len(words.split()) <= 14
        and has_words(words)
        and (first.isupper() or first.isdigit())
        and not words.endswith((".", ",", ";", "!", "…", "-", "–"))
        and not _FIGURES.search(words)
        and "](" not in words
    )


def could_be_subheading(text: str) -> bool:
    """True where a line right below a heading is a heading itself and not a sentence without a full stop."""
    words = [word for word in text.split() if len(word) > 3]
    capitalised = sum(word[0].isupper() for word in words)
    return asks(text) or 2 * capitalised > len(words) or (len(text.split()) <= 7 and ": " not in text)


def in_capitals(text: str) -> bool:
    """True where all letters, four or more, are capitals: "HOW DO I JOIN"."""
    letters = [char for char in text if char.isalpha()]
    return len(letters) >= 4 and all(char.isupper() for char in letters)


def heads_faq(text: str) -> bool:
    """True for "FAQ", "Frequently asked questions" and the like."""
    return bool(_FAQ_HEADING.search(text)) and not text.rstrip("*_ ").endswith("?")


def _head(pattern: re.Pattern[str], line: Line) -> Mark | None:
    match = pattern.match(line.text)
    if match is None or not has_words(line.text[match.end() :]):
        return None
    return Mark(line.indent, line.start + match.end(), line.end)


def lines_of(text: str, start: int, end: int, most: int | None = None) -> tuple[Span, ...]:
    """The lines that are not blank; the first few, where `most` is given."""
    spans: list[Span] = []
    for match in _FILLED.finditer(text, start, end):
        keep(text, match.start(), match.end(), spans)
        if len(spans) == most:
            break
    return tuple(spans)


def keep(text: str, start: int, end: int, spans: list[Span]) -> None:
    """Add a stretch without the blanks at its ends, unless nothing is left."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        spans.append((start, end))
