"""Markdown, read by a CommonMark parser: its tokens say on which lines a block lies."""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

from ingest import boilerplate, front_matter, lines
from ingest.documents import Block, BlockKind, Document, LeftOut
from ingest.lines import Line
from ingest.loaders import hidden, site_markup
from ingest.loaders.text import decode, document_of, hide_mark

_QUOTED = re.compile(r"\s*(?:>\s?)+(?=[^\W\d]|[*_\[\"“])")
_BOLD_LINE = re.compile(r"\s*(\*\*|__)(?=\S)((?:(?!\1).)+?)\1[:\s]*")


def load(data: bytes, doc_id: str) -> Document:
    """Read a Markdown page.

    Raises:
        RejectedFileError: as for plain text, and where the front matter cannot be understood.
    """
    text = decode(data)
    words = hide_mark(text)
    front = front_matter.read(words)
    blocks, left_out, notes = hidden.cut(words, *parse_markdown(words))
    blocks, left_out = site_markup.cut(words, blocks, left_out)
    return front.told_of(replace(document_of(text, doc_id, blocks, left_out), notes=notes))


def parse_markdown(text: str) -> tuple[list[Block], list[LeftOut]]:
    """Cut Markdown into blocks and what is left out, each in order; together they cover all that is not blank."""
    return _Reader(text).read()


@cache
def _parser() -> MarkdownIt:
    """Blocks alone; made once, which takes as long as reading a short page."""
    return MarkdownIt("commonmark").enable("table").disable("inline")


class _Reader:
    """Walks the parser's tokens; every line ends up in one block or is left out by name."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = lines.split_lines(text)
        self.blocks: list[Block] = []
        self.left_out: list[LeftOut] = []
        self._link_lines: set[int] = set()  # of link definitions
        self._next = 0  # first line that nothing has claimed yet

    def read(self) -> tuple[list[Block], list[LeftOut]]:
        """Return blocks and what is left out."""
        if (end := front_matter.end_of(self.text)) > 0:
            behind = sum(line.start < end for line in self.lines)
            self._leave_out(0, behind, "front matter")
            self._next = behind
        masked = "\n".join("" if number < self._next else line.text for number, line in enumerate(self.lines))
        found: dict[str, Any] = {}
        tokens = _parser().parse(masked, found)
        links = [*found.get("references", {}).values(), *found.get("duplicate_refs", [])]
        self._link_lines = {number for link in links for number in range(*link["map"])}
        self._walk(tokens)
        self._unclaimed(len(self.lines))
        return self.blocks, self.left_out

    def _walk(self, tokens: Sequence[Token]) -> None:
        open_items: list[tuple[BlockKind, int]] = []  # kind and first line of the list items around
        ordered: list[bool] = []
        for token in tokens:
            if token.type in ("ordered_list_open", "bullet_list_open"):
                ordered.append(token.type.startswith("ordered"))
            elif token.type in ("ordered_list_close", "bullet_list_close"):
                ordered.pop()
            elif token.type == "list_item_open" and token.map:
                open_items.append((BlockKind.STEP if ordered[-1] else BlockKind.BULLET, token.map[0]))
            elif token.type == "list_item_close":
                open_items.pop()
            elif token.map is not None and token.type in _LEAVES:
                self._unclaimed(token.map[0])
                if token.map[1] > self._next:
                    self._leaf(token, open_items)
                    self._next = max(self._next, token.map[1])

    def _leaf(self, token: Token, open_items: Sequence[tuple[BlockKind, int]]) -> None:
        assert token.map is not None  # noqa: S101 - the caller has looked
        first, behind = max(token.map[0], self._next), token.map[1]
        while behind > first and self.lines[behind - 1].blank:
            behind -= 1
        if behind == first:
            return
        if token.type == "heading_open":
            self._heading(first, behind, int(token.tag[1]))
        elif token.type == "table_open":
            self._add(BlockKind.TABLE, first, behind, self.lines[first].words_start)
        elif token.type in ("fence", "code_block"):
            self._add(BlockKind.CODE, first, behind, self.lines[first].words_start)
        elif token.type == "html_block" and self._is_comment(first, behind):
            self._leave_out(first, behind, "comment")
        elif token.type == "hr":
            self._leave_out(first, behind, "ornament")
        elif open_items and open_items[-1][1] == first:
            self._item(first, behind, open_items[-1][0], len(open_items) - 1)
        else:
            self._paragraph(first, behind, len(open_items))

    def _heading(self, first: int, behind: int, level: int) -> None:
        mark = lines.marked_heading(self.lines[first])
        if mark is not None:
            self._add(BlockKind.HEADING, first, behind, mark.words_start, level, mark.words_end)
        elif not lines.has_words(self._text_of(first, behind)):
            self._leave_out(first, behind, "ornament")
        else:  # underlined with === or ---
            words_end = self.lines[max(first, behind - 2)].end
            self._add(BlockKind.HEADING, first, behind, self.lines[first].words_start, level, words_end)

    def _item(self, first: int, behind: int, kind: BlockKind, depth: int) -> None:
        words = self._text_of(first, behind)
        reason = boilerplate.reason_to_leave_out(words, in_list=True) if lines.has_words(words) else "ornament"
        if reason is not None:
            self._leave_out(first, behind, reason)
            return
        mark = lines.step(self.lines[first]) or lines.bullet(self.lines[first])
        self._add(kind, first, behind, mark.words_start if mark else self.lines[first].words_start, depth)

    def _paragraph(self, first: int, behind: int, depth: int) -> None:
        """One paragraph, cut where a line is a `Q:`, an `A:`, bold from end to end, or boilerplate."""
        start = first
        for number in range(first, behind):
            line = self.lines[number]
            if (reason := self._reason(line)) is not None:
                self._prose(start, number, depth)
                self._leave_out(number, number + 1, reason)
                start = number + 1
            elif lines.question(line) or lines.answer(line) or self._is_answer(start, number):
                self._prose(start, number, depth)
                start = number
            elif not depth and (bold := _BOLD_LINE.fullmatch(line.text)) and number + 1 <= len(self.lines):
                if not (lines.could_be_heading(bold.group(2)) or lines.asks(bold.group(2))):
                    continue
                self._prose(start, number, depth)
                words_start = line.start + bold.start(2)
                self._add(BlockKind.HEADING, number, number + 1, words_start, 6, line.start + bold.end(2))
                start = number + 1
        self._prose(start, behind, depth)

    def _is_answer(self, start: int, number: int) -> bool:
        """True for the line below a `Q:` that has come to its question mark."""
        return (
            start < number
            and lines.question(self.lines[start]) is not None
            and lines.ends_asking(self.lines[number - 1].text)
        )

    def _prose(self, first: int, behind: int, depth: int) -> None:
        if first >= behind:
            return
        line = self.lines[first]
        if (mark := lines.question(line)) is not None:
            end = self.lines[behind - 1].end
            strong = self.text[line.words_start : mark.words_start].strip()[:2] in ("**", "__")
            closed = strong and self.text[mark.words_start : end].endswith(("**", "__"))
            self._add(BlockKind.QUESTION, first, behind, mark.words_start, 6, end - 2 * closed)
        elif (mark := lines.answer(line)) is not None:
            self._add(BlockKind.PARAGRAPH, first, behind, mark.words_start)
        else:
            quoted = _QUOTED.match(line.text)
            self._add(
                BlockKind.PARAGRAPH, first, behind, line.start + quoted.end() if quoted else line.words_start, depth
            )

    def _unclaimed(self, behind: int) -> None:
        """Lines between two tokens: link definitions, marks without words, and what is nested too deep to be parsed."""
        behind = min(behind, len(self.lines))
        while self._next < behind:
            first = self._next
            self._next += 1
            if self.lines[first].blank:
                continue
            if not lines.has_words(self.lines[first].text):
                self._leave_out(first, first + 1, "ornament")
            elif first in self._link_lines:
                self._leave_out(first, first + 1, "link definition")
            else:
                while self._next < behind and self._is_plain(self._next):
                    self._next += 1
                self._paragraph(first, self._next, 0)

    def _is_plain(self, number: int) -> bool:
        return lines.has_words(self.lines[number].text) and number not in self._link_lines

    def _reason(self, line: Line) -> str | None:
        return boilerplate.reason_to_leave_out(line.text) if lines.has_words(line.text) else "ornament"

    def _is_comment(self, first: int, behind: int) -> bool:
        words = self._text_of(first, behind)
        return words.startswith("<!--") and words.endswith("-->")

    def _text_of(self, first: int, behind: int) -> str:
        return self.text[self.lines[first].start : self.lines[behind - 1].end].strip()

    def _add(
        self, kind: BlockKind, first: int, behind: int, words_start: int, level: int = 0, words_end: int | None = None
    ) -> None:
        start, end = self.lines[first].words_start, self.lines[behind - 1].end
        self.blocks.append(Block(kind, start, end, words_start, end if words_end is None else words_end, level))

    def _leave_out(self, first: int, behind: int, reason: str) -> None:
        self.left_out.append(LeftOut(reason, self.lines[first].words_start, self.lines[behind - 1].end))


_LEAVES = ("heading_open", "paragraph_open", "table_open", "fence", "code_block", "html_block", "hr")
