"""What a page is made of. Every offset counts characters of `Document.text`."""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class BlockKind(StrEnum):
    """What a run of lines is."""

    HEADING = "heading"
    QUESTION = "question"  # an FAQ question: a heading, a `Q:` line or a bare line
    PARAGRAPH = "paragraph"
    BULLET = "bullet"
    STEP = "step"  # a numbered list item
    TABLE = "table"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, paragraph or list item."""

    kind: BlockKind
    start: int
    end: int
    words_start: int  # where the words begin: behind `##`, `•`, `3.`, `Q:`
    words_end: int
    level: int = 0  # headings and questions: 1 to 6; list items: depth, from 0
    ends: int = 0  # the part headed at this level, or deeper, has come to its end before the block; 0: none has


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Text that no passage holds, and why."""

    reason: str  # "navigation", "byline", "repeated line", …
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Document:
    """A page as it was read, with its structure."""

    doc_id: str  # "exercises/heel-raise.md": posix path below the ingested folder
    title: str
    text: str  # for .md and .txt the file itself, decoded, nothing normalised; else what its loader has written
    url: str | None = None
    blocks: tuple[Block, ...] = ()  # in order, disjoint
    left_out: tuple[LeftOut, ...] = ()  # in order; with the blocks they cover all that is not blank
    notes: tuple[str, ...] = ()  # what was assumed when the file was read: "read as Windows-1252", …
    reviewed: date | None = None  # when someone last looked whether it is still right
    valid_from: date | None = None  # the first day on which it may be shown
    valid_until: date | None = None  # the last one
    pages: tuple[int, ...] = ()  # where each printed page begins, the first at 0; empty for formats without pages

    def words(self, block: Block) -> str:
        """The block's words on one line, without its marks."""
        return " ".join(self.text[block.words_start : block.words_end].split())

    def page(self, offset: int) -> int | None:
        """The number of the printed page that a character stands on, from 1; None for formats without pages."""
        return max(bisect_right(self.pages, offset), 1) if self.pages else None


@dataclass(frozen=True, slots=True)
class FaqPair:
    """A question of the page, its other phrasings, and the stretch that answers it."""

    questions: tuple[str, ...]  # at least one
    start: int  # of the first question
    answer_start: int
    end: int


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and the blocks below it, down to the next heading."""

    path: tuple[str, ...]  # headings from the outermost, the page's title left out
    heads: tuple[Block, ...]  # the heading, after headings that had nothing of their own below them
    body: tuple[Block, ...]  # at least one

    @property
    def questions(self) -> tuple[Block, ...]:
        """The FAQ questions that head this section; empty where it is no FAQ pair."""
        return tuple(head for head in self.heads if head.kind is BlockKind.QUESTION)


@dataclass(frozen=True, slots=True)
class Passage:
    """A slice of a document, small enough to be encoded whole."""

    passage_id: str  # derived from doc_id and content: the same across builds
    doc_id: str
    title: str
    heading: str  # heading path, joined with " › "; "" above the first heading
    start: int
    body_start: int  # start, or behind the heading or question that opens the slice
    end: int
    text: str  # document.text[start:end]
    question: str = ""  # "" unless this is an FAQ pair's answer
    phrasings: tuple[str, ...] = ()  # the same question in other words

    @property
    def body(self) -> str:
        """The slice without the heading or question that opens it."""
        return self.text[self.body_start - self.start :]

    @property
    def questions(self) -> tuple[str, ...]:
        """All phrasings of the FAQ question, the page's first."""
        return (self.question, *self.phrasings) if self.question else ()
