"""Questions and answers that come as rows: which rows are good, which are one pair, how a page holds them."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from ingest import lines
from ingest.documents import Document
from ingest.errors import RejectedFileError
from ingest.loaders.fragments import text_of
from ingest.loaders.written import Writer, clean, one_line
from ingest.outline import title_of

LONGEST_QUESTION = 500  # characters
LONGEST_ANSWER = 20_000
_SAYS_ALONE = 5  # words: an answer of fewer ("Yes.") depends on its question, and is no reason to merge two
_TOLD = 3  # reasons in an error; all stand in the report


@dataclass(frozen=True, slots=True)
class Row:
    """One question and answer as it stands in a file."""

    where: str  # "line 7", "sheet Prices, row 7"
    questions: tuple[str, ...]  # the same question in other words
    answer: str
    path: tuple[str, ...] = ()  # headings that it belongs below
    url: str = ""


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that cannot be used."""

    where: str
    reason: str
    words: str


@dataclass(slots=True)
class Rows:
    """All rows of a file."""

    good: list[Row] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)

    def add(self, row: Row, words: str) -> None:
        """Take a row, or refuse it; `words` are those that the report shows of it."""
        asked = [one_line(text_of(q[: 4 * LONGEST_QUESTION])) for q in row.questions]
        questions = tuple(dict.fromkeys(question for question in asked if lines.has_words(question)))
        answer = clean(text_of(row.answer[: 4 * LONGEST_ANSWER]))  # what is cut off is refused: it is still too long
        reason = _reason(questions, answer)
        if reason:
            self.refused.append(Refused(row.where, reason, words))
        else:
            path = tuple(name for name in map(one_line, row.path) if lines.has_words(name))
            self.good.append(Row(row.where, questions, answer, path, clean(row.url)))

    def refuse(self, where: str, reason: str, words: str) -> None:
        """Refuse what is no row."""
        self.refused.append(Refused(where, reason, words))


def _reason(questions: Sequence[str], answer: str) -> str:
    if not questions:
        return "no question"
    if not lines.has_words(answer):
        return "no answer"
    longest = max(map(len, questions))
    if longest > LONGEST_QUESTION:
        return f"a question of {longest:,} characters (at most {LONGEST_QUESTION:,})"
    if len(answer) > LONGEST_ANSWER:
        return f"an answer of {len(answer):,} characters (at most {LONGEST_ANSWER:,})"
    return ""


def merged(rows: Iterable[Row]) -> list[Row]:
    """One row for those below the same heading that give the same answer, with all their questions."""
    found: dict[tuple[object, ...], Row] = {}
    for row in rows:
        words = tuple(row.answer.casefold().split())
        alone = () if len(words) >= _SAYS_ALONE else tuple(question.casefold() for question in row.questions)
        key = (row.path, row.url, words, alone)
        before = found.get(key)
        if before is None:
            found[key] = row
        else:
            known = {question.casefold() for question in before.questions}
            more = tuple(question for question in row.questions if question.casefold() not in known)
            found[key] = Row(before.where, (*before.questions, *more), before.answer, before.path, before.url)
    return list(found.values())


def common_url(urls: Iterable[str]) -> str | None:
    """The address that all rows name, if it is one that a browser may follow; rows without one do not count."""
    named = {url for url in urls if url}
    return next(iter(named)) if len(named) == 1 and all(is_address(url) for url in named) else None


def is_address(url: str) -> bool:
    """True for http and https, and no blanks."""
    return url.lower().startswith(("https://", "http://")) and not any(char.isspace() for char in url)


def write_pairs(writer: Writer, rows: Sequence[Row], url: str | None) -> None:
    """Write pairs below their headings, in the order in which these are first met."""
    of_path: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        of_path.setdefault(row.path, []).append(row)
    opened: tuple[str, ...] = ()
    for path in _in_order(of_path):
        for depth, name in enumerate(path):
            if opened[: depth + 1] != path[: depth + 1]:
                writer.heading(name, min(2 + depth, 5))
        opened = path
        for row in of_path[path]:
            writer.questions(row.questions)
            writer.prose(row.answer, mark="A: ")
            if row.url and row.url != url:
                writer.leave_out(f"address of {row.where}", row.url)


def _in_order(paths: Iterable[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Paths by their parts' first appearance, what has no heading of its own before its siblings that have one."""
    known = list(paths)
    place: dict[tuple[str, ...], int] = {}
    for path in known:
        for depth in range(1, len(path) + 1):
            place.setdefault(path[:depth], len(place))
    return sorted(known, key=lambda path: [place[path[:depth]] for depth in range(1, len(path) + 1)])


def write_refused(writer: Writer, refused: Sequence[Refused]) -> None:
    """Write what was refused, for the report alone."""
    for row in refused:
        writer.leave_out(f"{row.where}: {row.reason}", row.words or "(nothing)")


def document_of(
    writer: Writer, doc_id: str, stem: str, url: str | None, notes: Sequence[str], refused: Sequence[Refused]
) -> Document:
    """The page that was written.

    Raises:
        RejectedFileError: it has no block.
    """
    if not writer.blocks:
        if refused:
            told = "; ".join(f"{row.where}: {row.reason}" for row in refused[:_TOLD])
            more = f" (and {len(refused) - _TOLD:,} more)" if len(refused) > _TOLD else ""
            raise RejectedFileError(f"no row can be used: {told}{more}", "Mend the rows that are named.")
        raise RejectedFileError("empty: no rows", "Add rows, or remove the file.")
    title = re.sub(r"\bfaq(?=s?\b)", "FAQ", title_of("", (), stem), flags=re.IGNORECASE)
    return Document(doc_id, title, writer.text, url, tuple(writer.blocks), tuple(writer.left_out), notes=tuple(notes))
