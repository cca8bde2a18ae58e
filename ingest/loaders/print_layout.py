"""Words that are placed on printed pages to paragraphs, headings, lists and tables."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import groupby, pairwise, takewhile

from ingest import lines
from ingest.documents import BlockKind
from ingest.lines import Line
from ingest.loaders.extracted import Extract
from ingest.loaders.print_lines import PrintedLine, PrintedPage, lines_of
from ingest.loaders.print_tables import MOST_LINES, table_at
from ingest.loaders.runs import Run

_PAGE_NUMBER = re.compile(r"\W*(?:page|seite|p\.)?\s*\d{1,4}\s*(?:(?:of|/|von|\|)\s*\d{1,4})?\W*", re.IGNORECASE)
_ROMAN = re.compile(r"[ivxlc]{1,8}")
_LEADERS = re.compile(r"(?:\s*\.){5,}\s*(?:\d{1,4}|[ivxlc]{1,8})$")  # of a table of contents
_HYPHENATED = re.compile(r"(\w+)-$")
_MARGIN = 0.12  # of a page's height: where headers and footers stand
_SAME_HEIGHT = 3.0  # points
_LINE_GAP = 1.6  # of a font's size; lines further apart are paragraphs
_LARGER = 1.12  # times the size of most words: a heading
_LONGEST_HEADING = 200  # characters
_LONGEST_NUMBER = 30  # characters of a page's number and what stands around it
_LONGEST_WORD = 60  # characters
_MOST_LINES = 300  # of a paragraph
_SHORT = 0.6  # of the widest line: a line that is broken where it ends


def write(pages: Sequence[PrintedPage]) -> tuple[Extract, tuple[int, ...]]:
    """The pages' text and where each of them begins."""
    by_page = [list(lines_of(page, number)) for number, page in enumerate(pages)]
    margins = _margins(pages, by_page)
    return _Writer(by_page, margins).write()


def _margins(pages: Sequence[PrintedPage], by_page: Sequence[Sequence[PrintedLine]]) -> dict[PrintedLine, str]:
    """Lines above and below the text: page numbers, and what stands on half of the pages at the same height."""
    found: dict[PrintedLine, str] = {}
    seen: dict[tuple[str, int], dict[int, PrintedLine]] = {}
    for page, page_lines in zip(pages, by_page, strict=True):
        height = page.top - page.bottom
        for line in page_lines:
            if _LEADERS.search(line.text[-200:]):
                found[line] = "table of contents"
            share = (line.y - page.bottom) / height if height > 0 else 0.5
            if _MARGIN < share < 1 - _MARGIN:
                continue
            place = round(line.y / _SAME_HEIGHT)
            if len(line.text) <= _LONGEST_NUMBER and (_PAGE_NUMBER.fullmatch(line.text) or _ROMAN.fullmatch(line.text)):
                found[line] = "page number"
            else:
                key = re.sub(r"\d+", "#", line.text)
                for near in (place - 1, place, place + 1):
                    seen.setdefault((key, near), {})[line.page] = line
    for on_pages in seen.values():
        if len(on_pages) >= max(2, len(pages) / 2):
            for line in on_pages.values():
                page = pages[line.page]
                found.setdefault(line, "page header" if 2 * line.y > page.top + page.bottom else "page footer")
    return found


class _Writer:
    def __init__(self, by_page: Sequence[Sequence[PrintedLine]], margins: dict[PrintedLine, str]) -> None:
        self.lines = [line for page in by_page for line in page]
        self.margins = margins
        self.extract = Extract()
        self.starts: list[int] = [0]
        self.n_pages = len(by_page)
        kept = [line for line in self.lines if line not in margins]
        sizes = Counter[float]()
        for line in kept:
            sizes[line.size] += len(line.text)
        self.body = sizes.most_common(1)[0][0] if sizes else 0.0
        larger = sorted((size for size in sizes if self.body and size >= _LARGER * self.body), reverse=True)
        self.levels = {size: min(place + 1, 6) for place, size in enumerate(larger)}
        self.words = {word for line in kept for word in re.findall(r"\w+(?:-\w+)*", line.text.casefold())}
        self.rights = Counter[int]()
        for line in kept:
            self.rights[line.page] = max(self.rights[line.page], int(line.right))
        self.open: list[PrintedLine] = []
        self.items: list[float] = []  # where the open list's items begin, outermost first
        self.left_out: list[PrintedLine] = []

    def write(self) -> tuple[Extract, tuple[int, ...]]:
        place = 0
        while place < len(self.lines):
            line = self.lines[place]
            if line in self.margins:
                self.left_out.append(line)
            elif len(line.cells) > 1 and (n_lines := self._table(place)):
                place += n_lines
                continue
            else:
                if self.open and not self._goes_on(self.open[-1], line):
                    self._close()
                self.open.append(line)
            place += 1
        self._close()
        self.starts += [self.extract.length] * (self.n_pages - len(self.starts))
        return self.extract, tuple(self.starts[: self.n_pages])

    def _table(self, place: int) -> int:
        """Write the table that begins at a line; return how many lines it has, 0 where none does."""
        found = table_at(self.lines[place : place + MOST_LINES], self.margins.__contains__)
        if found is not None:
            self._close()
            self.items = []
            before = self.extract.length
            self.extract.table(found.rows, found.is_headed)
            self._begins(self.lines[place].page, before, self.extract.last)
            return found.n_lines
        of_run = list(takewhile(lambda line: len(line.cells) > 1 and line not in self.margins, self.lines[place:]))
        if len(of_run) < 2:
            return 0
        self._close()
        self.items = []
        for (page, _), run in groupby(of_run, key=lambda line: (line.page, len(line.cells))):
            rows = list(run)
            head = rows[0].bold and not any(line.bold for line in rows[1:])
            before = self.extract.length
            self.extract.table([line.cells for line in rows], head)
            self._begins(page, before, self.extract.last)
        return len(of_run)

    def _goes_on(self, above: PrintedLine, line: PrintedLine) -> bool:
        """True where a line goes on with the paragraph above."""
        head, text = self.open[0], line.text
        if (line.size in self.levels or head.size in self.levels) and line.size != head.size:
            return False
        if _begins_block(text) or len(self.open) >= _MOST_LINES:
            return False
        ended = bool(lines.ENDS_SENTENCE.search(above.text))
        if line.page != above.page or line.y > above.y:
            return not ended and text[:1].islower()
        if above.y - line.y > _LINE_GAP * max(line.size, above.size, 1.0):
            return False
        if line.bold != above.bold and (ended or text[:1].isupper()):
            return False
        if _marked(head.text) and line.x < head.x + 1:
            return text[:1].islower()
        return not (ended and self._is_short(above) and text[:1].isupper() and line.bold == head.bold and _asks(above))

    def _is_short(self, line: PrintedLine) -> bool:
        return line.right < _SHORT * self.rights[line.page]

    def _close(self) -> None:
        """Write the open paragraph, and what was left out inside of it."""
        opened, self.open = self.open, []
        if opened:
            self._write(opened)
        left_out, self.left_out = self.left_out, []
        for line in left_out:
            self.extract.leave_out(self.margins[line], line.text)

    def _write(self, opened: Sequence[PrintedLine]) -> None:
        head = opened[0]
        text = head.text
        turns: list[tuple[int, int]] = []  # (page, offset in the text)
        level = self.levels.get(head.size, 0)
        is_item = _marked(text) is not None and not level
        for above, line in pairwise(opened):
            text = self._joined(text, line.text, not is_item and not level and self._is_short(above))
            if line.page != above.page:
                turns.append((line.page, len(text) - len(line.text)))
        if level and (len(text) > _LONGEST_HEADING or (text.endswith(".") and len(text.split()) > 12)):
            level = 0
        before = self.extract.length
        mark = _marked(text)
        if level:
            self.extract.heading(text, level)
            self.items = []
        elif mark is not None:
            kind, words_start = mark
            number = re.search(r"\d+", text[:words_start])
            self.extract.item(kind, text[words_start:], self._depth(head.x), int(number[0]) if number else 1)
        else:
            self.extract.paragraph([Run(text, bold=all(line.bold for line in opened))])
            self.items = []
        self._begins(head.page, before, self.extract.last)
        for page, offset in turns:
            self._begins(page, before, self.extract.length - len(text) + offset)

    def _joined(self, text: str, more: str, breaks: bool) -> str:
        """The words of two lines; a word that was parted at the line's end is whole again."""
        parted = _HYPHENATED.search(text[-_LONGEST_WORD:])
        if parted is None or not more[:1].islower():
            return f"{text}\n{more}" if breaks else f"{text} {more}"
        rest = re.match(r"\w+", more)
        whole = (parted[1] + (rest[0] if rest else "")).casefold()
        hyphenated = f"{parted[1]}-{rest[0] if rest else ''}".casefold()
        keep = hyphenated in self.words and whole not in self.words
        return (text if keep else text[:-1]) + more

    def _depth(self, x: float) -> int:
        while self.items and self.items[-1] > x + 2:
            self.items.pop()
        if not self.items or self.items[-1] < x - 2:
            self.items.append(x)
        return len(self.items) - 1

    def _begins(self, page: int, before: int, start: int) -> None:
        """Note that a page begins here, unless it has begun before or nothing was written since `before`."""
        if self.extract.length > before:
            self.starts += [start] * (page + 1 - len(self.starts))


def _begins_block(text: str) -> bool:
    line = Line(0, text)
    return _marked(text) is not None or lines.question(line) is not None or lines.answer(line) is not None


def _marked(text: str) -> tuple[BlockKind, int] | None:
    line = Line(0, text)
    if (mark := lines.step(line)) is not None:
        return BlockKind.STEP, mark.words_start
    if (mark := lines.bullet(line)) is not None:
        return BlockKind.BULLET, mark.words_start
    return None


def _asks(line: PrintedLine) -> bool:
    return line.text.rstrip().endswith("?")
