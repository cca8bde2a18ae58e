"""Plain text, as people paste it from the web, to blocks: headings without marks, lists, steps, questions."""

from collections.abc import Sequence
from itertools import pairwise

from ingest import boilerplate, lines
from ingest.documents import Block, BlockKind, LeftOut
from ingest.lines import Line

_LABEL = 0  # level of a line above the title, such as the name of the site's department


def parse_text(text: str) -> tuple[list[Block], list[LeftOut]]:
    """Cut plain text into blocks and what is left out, each in order; together they cover all that is not blank.

    Which questions are FAQ pairs is not decided here: see `ingest.outline`.
    """
    reader = _Reader(lines.split_lines(text))
    reader.read()
    return reader.blocks, reader.left_out


class _Reader:
    """Goes down the lines once, looking one block ahead."""

    def __init__(self, text_lines: Sequence[Line]) -> None:
        self.lines = text_lines
        self.blocks: list[Block] = []
        self.left_out: list[LeftOut] = []
        self._reasons = _reasons(text_lines)
        self._headings = _inferred_headings(text_lines, self._reasons)
        self._rows = _table_rows(text_lines, self._reasons)
        self._indents: list[int] = []  # of the open list, outermost first

    def read(self) -> None:
        """Fill `blocks` and `left_out`."""
        index = 0
        while index < len(self.lines):
            line = self.lines[index]
            if line.blank:
                index += 1
            elif (reason := self._reasons[index]) is not None:
                self.left_out.append(LeftOut(reason, line.words_start, line.end))
                index += 1
            else:
                index = self._block(index)

    def _block(self, index: int) -> int:
        """Read the block that begins at this line; return the line behind it."""
        line = self.lines[index]
        if self._headings.get(index) == _LABEL:
            self.left_out.append(LeftOut("label above the title", line.words_start, line.end))
            return index + 1
        if index in self._headings:
            words = line.stripped.strip("*_ ")
            words_start = line.start + line.text.index(words)
            return self._heading(index, words_start, words_start + len(words), self._headings[index])
        if (mark := lines.marked_heading(line)) is not None:
            return self._heading(index, mark.words_start, mark.words_end, mark.level)
        if (mark := lines.question(line)) is not None:
            self._indents = []
            end = self._while_text(index, line.indent)
            end = next((row + 1 for row in range(index, end) if lines.ends_asking(self.lines[row].text)), end)
            self._add(BlockKind.QUESTION, index, end, mark.words_start, level=6)
            return end
        if (mark := lines.answer(line)) is not None and self.blocks and self.blocks[-1].kind is BlockKind.QUESTION:
            end = self._while_text(index, line.indent)
            self._add(BlockKind.PARAGRAPH, index, end, mark.words_start)
            return end
        for kind, mark in ((BlockKind.STEP, lines.step(line)), (BlockKind.BULLET, lines.bullet(line))):
            if mark is not None:
                return self._item(index, kind, mark)
        return self._table(index) if index in self._rows else self._paragraph(index)

    def _heading(self, index: int, words_start: int, words_end: int, level: int) -> int:
        self._indents = []
        line = self.lines[index]
        self.blocks.append(Block(BlockKind.HEADING, line.words_start, line.end, words_start, words_end, level))
        return index + 1

    def _item(self, index: int, kind: BlockKind, mark: lines.Mark) -> int:
        while self._indents and self._indents[-1] > mark.level:
            self._indents.pop()
        if not self._indents or self._indents[-1] < mark.level:
            self._indents.append(mark.level)
        end = self._while_text(index, mark.level, lazy=True)
        self._add(kind, index, end, mark.words_start, level=len(self._indents) - 1)
        return end

    def _table(self, index: int) -> int:
        self._indents = []
        behind = index + 1
        while behind in self._rows:
            behind += 1
        self._add(BlockKind.TABLE, index, behind, self.lines[index].words_start)
        return behind

    def _paragraph(self, index: int) -> int:
        line = self.lines[index]
        depth = sum(indent < line.indent for indent in self._indents)
        if not depth:
            self._indents = []
        end = self._while_text(index, -1)
        self._add(BlockKind.PARAGRAPH, index, end, line.words_start, level=depth)
        return end

    def _add(self, kind: BlockKind, first: int, behind: int, words_start: int, level: int = 0) -> None:
        start, end = self.lines[first].words_start, self.lines[behind - 1].end
        self.blocks.append(Block(kind, start, end, words_start, end, level))

    def _while_text(self, index: int, indent: int, lazy: bool = False) -> int:
        """Return the line behind the run of plain lines that continue the block begun at `index`.

        Lines of a list item continue it when they are indented further; with `lazy`, also when they start in lower
        case, as lines do that an editor has wrapped.
        """
        behind = index + 1
        while behind < len(self.lines) and self._continues(behind):
            line = self.lines[behind]
            wrapped = line.stripped[:1].islower() or not lines.ENDS_SENTENCE.search(self.lines[behind - 1].stripped)
            if line.indent <= indent and lazy and not (wrapped and line.stripped[:1].islower()):
                break
            behind += 1
        return behind

    def _continues(self, index: int) -> bool:
        line = self.lines[index]
        return (
            not line.blank
            and self._reasons[index] is None
            and index not in self._headings
            and index not in self._rows
            and not any(mark(line) for mark in _MARKS)
        )


_NAME_WORDS = 5  # a line of more that touches a paragraph is its first
_PROSE_LENGTH = 60  # characters of a line that is too long for a name, an address or a price
_MARKS = (lines.marked_heading, lines.question, lines.answer, lines.step, lines.bullet)


def _reasons(text_lines: Sequence[Line]) -> list[str | None]:
    """For each line the name of the rule that leaves it out, or None."""
    reasons: list[str | None] = []
    for line in text_lines:
        if line.blank:
            reasons.append(None)
        elif not lines.has_words(line.text):
            reasons.append("ornament")
        else:
            in_list = lines.bullet(line) is not None or lines.step(line) is not None
            reasons.append(boilerplate.reason_to_leave_out(line.text, in_list))
    for index in boilerplate.menu([line.text for line in text_lines], reasons):
        reasons[index] = "navigation"
    filled = [index for index, line in enumerate(text_lines) if not line.blank]
    for first, second in pairwise(filled):  # a picture's alternative text and its caption
        words = text_lines[first].stripped
        if (
            words == text_lines[second].stripped
            and reasons[first] is None
            and not any(m(text_lines[first]) for m in _MARKS)
        ):
            reasons[second] = "repeated line"
            if not lines.ENDS_SENTENCE.search(words) and not words.endswith("?"):
                reasons[first] = "image caption"
    if filled and len(filled) > 2 and boilerplate.signs(text_lines[filled[-1]].text):
        reasons[filled[-1]] = "byline"
    return reasons


def _table_rows(text_lines: Sequence[Line], reasons: Sequence[str | None]) -> set[int]:
    """Places of the lines that stand in columns, at least two in a row."""
    rows = {index for index, line in enumerate(text_lines) if reasons[index] is None and lines.in_columns(line)}
    return {index for index in rows if index - 1 in rows or index + 1 in rows}


def _inferred_headings(text_lines: Sequence[Line], reasons: Sequence[str | None]) -> dict[int, int]:
    """Levels of the lines that head what follows them without saying so by a mark: {line number: level}."""
    marked = any(lines.marked_heading(line) for line in text_lines)
    content = [index for index, line in enumerate(text_lines) if not line.blank and reasons[index] is None]
    candidates: list[int] = []
    for position, index in enumerate(content[:-1]):
        above = content[max(position - 1, 0)]
        asked = lines.asks(text_lines[above].text) and (
            candidates[-1:] == [above] or any(mark(text_lines[above]) for mark in _MARKS)
        )
        if asked and not lines.asks(text_lines[index].text):
            continue  # what follows a question is its answer, however short
        if _heads(text_lines, reasons, index, content[position + 1], position == 0):
            candidates.append(index)
    levels: dict[int, int] = {}
    in_faq = False
    only_questions = len(candidates) > 1 and all(lines.asks(text_lines[index].text) for index in candidates)
    for run in _runs(candidates, content):
        kept = _kept(text_lines, run, ends_page=run[-1] == content[-1])
        if not marked and run[0] == content[0] and not only_questions:
            title = _title(text_lines, reasons, kept)
            levels.update({index: _LABEL if index < title else 1 if index == title else 2 for index in kept})
            continue
        for position, index in enumerate(kept):
            asks = lines.asks(text_lines[index].text)
            nested = position > 0 and not lines.asks(text_lines[kept[position - 1]].text)
            levels[index] = 3 if nested or (asks and in_faq) else 2
            in_faq = lines.heads_faq(text_lines[index].stripped) or (in_faq and asks)
    return levels


def _kept(text_lines: Sequence[Line], run: Sequence[int], ends_page: bool) -> Sequence[int]:
    """Of candidates in a row, those that are headings; the others are short lines of text, such as a list of prices."""
    if all(lines.asks(text_lines[index].text) for index in run):
        return run
    if ends_page:
        return run[:1]
    if len(run) > 3:
        return [run[0], run[-1]]
    return [run[0], *(index for index in run[1:] if lines.could_be_subheading(text_lines[index].text))]


def _title(text_lines: Sequence[Line], reasons: Sequence[str | None], run: Sequence[int]) -> int:
    """The page's title among the headings that open it: the one above a byline, else the first."""
    for index in run:
        below = next((place for place in range(index + 1, len(text_lines)) if not text_lines[place].blank), None)
        if below is not None and reasons[below] == "byline":
            return index
    return run[0]


def _heads(text_lines: Sequence[Line], reasons: Sequence[str | None], index: int, following: int, first: bool) -> bool:
    """True where this line could head the content line `following`."""
    line = text_lines[index]
    if any(mark(line) for mark in _MARKS) or line.indent > 3:
        return False
    above = text_lines[index - 1] if index else None
    alone_above = above is None or above.blank or reasons[index - 1] is not None or _opens_faq(above)
    if _opens_faq(line):
        return True
    next_line = text_lines[following]
    touches = following == index + 1
    stands_out = lines.in_capitals(line.text) and not lines.in_capitals(next_line.text)
    if lines.asks(line.text) and (line.stripped[:1].isupper() or alone_above):
        ended = alone_above or stands_out or (above is not None and bool(lines.ENDS_SENTENCE.search(above.stripped)))
        return ended and not (touches and next_line.stripped[:1].islower())
    if not lines.could_be_heading(line.text):
        return False
    if stands_out and not (above is not None and lines.in_capitals(above.text)) and _is_prose(next_line) and touches:
        return True
    if not alone_above:
        return (
            above is not None
            and bool(lines.ENDS_SENTENCE.search(above.stripped))
            and _names_prose(line, next_line, touches)
        )
    listed = bool(lines.step(next_line) or lines.bullet(next_line) or lines.in_columns(next_line))
    if lines.in_columns(line):
        return False
    if line.stripped.endswith(":"):
        return len(line.stripped.split()) <= 4
    if not touches or listed or first:
        return not (touches and next_line.stripped[:1].islower())
    return _names_prose(line, next_line, touches) or (
        len(line.stripped.split()) <= 8
        and next_line.stripped[:1].isupper()
        and bool(lines.ENDS_SENTENCE.search(next_line.stripped))
        and len(next_line.stripped) > len(line.stripped)
    )


def _opens_faq(line: Line) -> bool:
    """True for "Frequently asked questions" and little else, wherever it stands."""
    return lines.heads_faq(line.stripped) and len(line.stripped.split()) <= _NAME_WORDS and line.stripped[:1].isupper()


def _is_prose(line: Line) -> bool:
    """True for a line of text that is so long that an editor may have wrapped it."""
    return len(line.stripped) >= _PROSE_LENGTH and not any(mark(line) for mark in _MARKS)


def _names_prose(line: Line, next_line: Line, touches: bool) -> bool:
    """True for a few words right above a line of prose that is so long that an editor may have wrapped it."""
    return (
        touches
        and len(line.stripped.split()) <= _NAME_WORDS
        and not line.stripped.endswith(":")
        and not lines.in_columns(line)
        and not lines.in_columns(next_line)
        and _is_prose(next_line)
        and next_line.stripped[:1].isupper()
    )


def _runs(candidates: Sequence[int], content: Sequence[int]) -> list[list[int]]:
    """Group candidates that follow one another with no other content between."""
    place = {index: position for position, index in enumerate(content)}
    runs: list[list[int]] = []
    for index in candidates:
        if runs and place[index] == place[runs[-1][-1]] + 1:
            runs[-1].append(index)
        else:
            runs.append([index])
    return runs
