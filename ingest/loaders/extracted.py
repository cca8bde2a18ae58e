"""The text of a page that is no text file, written together with its blocks, so that every offset is exact."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from ingest import boilerplate, lines
from ingest.documents import Block, BlockKind, Document, LeftOut
from ingest.errors import RejectedFileError
from ingest.lines import Line
from ingest.loaders import hidden
from ingest.loaders.runs import CLEAN, Row, Words, joined, one_line, rows_of
from ingest.loaders.text import LONGEST_LINE, document_of
from ingest.outline import title_of

LONGEST_TEXT = 20_000_000  # characters of a page
_LONGEST_TITLE = 300  # characters
LONGEST_LEFT_OUT = 300  # characters that are kept of a stretch that is left out
_DEEPEST = 8  # levels of indentation that are written
_FAQ_LEVEL = 6  # of a question that is no heading
_LISTED = (BlockKind.BULLET, BlockKind.STEP)
_HEADS = (BlockKind.HEADING, BlockKind.QUESTION)


class Extract:
    """Takes a page's parts in reading order; each becomes lines of Markdown and blocks, or is left out by name."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.left_out: list[LeftOut] = []
        self._parts: list[str] = []
        self.length = 0  # of the text
        self.hidden = 0  # characters that a reader would not see, and that are left out
        self.last = 0  # where the last part begins
        self._listed = False  # the last part is a list item, left out or not
        self._ends: dict[int, int] = {}  # places of blocks → level of the part that ends before

    @property
    def text(self) -> str:
        """What has been written."""
        return "".join(self._parts)

    def heading(self, words: Words, level: int) -> None:
        """A heading of level 1 to 6; one without words is left out."""
        self._head(BlockKind.HEADING, words, level)

    def question(self, words: Words, level: int = _FAQ_LEVEL, again: bool = False) -> None:
        """An FAQ question; with `again` another phrasing of the one before."""
        self._head(BlockKind.QUESTION, words, level, "\n" if again else "\n\n")

    def item(self, kind: BlockKind, words: Words, depth: int, number: int = 1) -> None:
        """A list item; one that is a link and nothing else is left out, unless a line leads into the list."""
        rows = rows_of(words)
        if not rows:
            return
        led_in = self._led_in
        indent = "  " * min(depth, _DEEPEST)
        mark = f"{number}. " if kind is BlockKind.STEP else "- "
        start = self._write(f"{indent}{mark}{joined(rows, indent)}", "\n" if self._listed else "\n\n") + len(indent)
        self._listed = True
        text = " ".join(row.text for row in rows)
        reason = boilerplate.reason_to_leave_out(text, in_list=True) if lines.has_words(text) else "ornament"
        if reason is None and all(row.linked for row in rows) and not led_in:
            reason = "link without text"
        if reason is not None:
            self.left_out.append(LeftOut(reason, start, self.length))
        else:
            self.blocks.append(Block(kind, start, self.length, start + len(mark), self.length, depth))

    def paragraph(self, words: Words, depth: int = 0) -> None:
        """A paragraph, below `depth` list items.

        It is cut where a line is a typed list item, a `Q:`, an `A:`, bold from end to end, or boilerplate.
        """
        rows = rows_of(words)
        if not rows:
            return
        indent = "  " * min(depth, _DEEPEST)
        start = self._write(indent + joined(rows, indent)) + len(indent)
        cutter = _Cutter(self, depth)
        at = start
        for row in rows:
            cutter.take(Line(at, row.text), row)
            at += len(row.text) + 1 + len(indent)
        cutter.close()

    def table(self, rows: Iterable[Sequence[str]], head: bool) -> None:
        """A table, one line a row; `head` where the first row names the columns, as far as the page tells.

        One whose rows are each a question and its answer becomes those.
        """
        kept = [[one_line(cell).replace("|", "/") for cell in row] for row in rows]
        head = head and bool(kept) and any(kept[0])
        kept = [row for row in kept if any(row)]
        if pairs := _pairs(kept[head:]):
            for question, answer in pairs:
                self.question(question)
                self.paragraph(answer)
            return
        columns = max((len(row) for row in kept), default=0)
        if columns < 2 or len(kept) == 1:
            for row in kept:
                self.paragraph(" ".join(cell for cell in row if cell))
            return
        written = ["| " + " | ".join([*row, *[""] * (columns - len(row))]) + " |" for row in kept]
        if head or (columns > 2 and _names_figures(kept)):
            written.insert(1, "|" + "---|" * columns)
        start = self._write("\n".join(written))
        if lines.has_words(" ".join(written)):
            self.blocks.append(Block(BlockKind.TABLE, start, self.length, start, self.length))
        else:
            self.left_out.append(LeftOut("ornament", start, self.length))

    def code(self, text: str) -> None:
        """Lines as they stand, blanks included."""
        rows = [line.translate(CLEAN).rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
        while rows and not rows[0]:
            rows.pop(0)
        written = "\n".join(rows).rstrip()
        if not written:
            return
        start = self._write(written)
        start += len(written) - len(written.lstrip())
        if lines.has_words(written):
            self.blocks.append(Block(BlockKind.CODE, start, self.length, start, self.length))
        else:
            self.left_out.append(LeftOut("ornament", start, self.length))

    def end_part(self, first: int) -> None:
        """What is headed from the block with this place on ends here: what follows is no part of it."""
        levels = [block.level for block in self.blocks[first:] if block.kind in _HEADS]
        if levels:
            self._ends[len(self.blocks)] = min(levels)

    def leave_out(self, reason: str, text: str) -> None:
        """Text that is no part of the page's content; of a long one the beginning is kept."""
        words = one_line(text[: 20 * LONGEST_LEFT_OUT])
        if len(words) > LONGEST_LEFT_OUT:
            words = words[:LONGEST_LEFT_OUT].rstrip() + " …"
        if lines.has_words(words):
            start = self._write(words)
            self.left_out.append(LeftOut(reason, start, self.length))

    def document(
        self, doc_id: str, named: str = "", title: str = "", url: str | None = None, pages: tuple[int, ...] = ()
    ) -> Document:
        """The page as it was written.

        Args:
            doc_id: its path below the ingested folder.
            named: the title that the file gives itself, for a page without a heading of level 1.
            title: the page's title, whatever its headings.
            url: where the page stands on the web.
            pages: where each printed page begins.

        Raises:
            RejectedFileError: nothing is left that says anything.
        """
        self.left_out.sort(key=lambda item: item.start)
        for place, level in self._ends.items():
            if place < len(self.blocks):
                self.blocks[place] = replace(self.blocks[place], ends=level)
        found = document_of(self.text, doc_id, self.blocks, self.left_out)
        headed = any(block.kind is BlockKind.HEADING and block.level == 1 for block in found.blocks)
        named = "" if headed else one_line(named[:_LONGEST_TITLE])
        name = one_line(title) or named or title_of(found.text, found.blocks, PurePosixPath(doc_id).stem)
        return replace(found, title=name, url=url, pages=pages, notes=(*found.notes, *hidden.note(self.hidden)))

    @property
    def _led_in(self) -> bool:
        """True below a paragraph that ends in a colon, and below items that are stated."""
        if not self.blocks or self.blocks[-1].end != self.length:
            return False
        last = self.blocks[-1]
        return last.kind in _LISTED or (last.kind is BlockKind.PARAGRAPH and self._parts[-1].endswith(":"))

    def _head(self, kind: BlockKind, words: Words, level: int, gap: str = "\n\n") -> None:
        text = " ".join(row.text for row in rows_of(words))
        level = max(1, min(level, 6))
        if not text:
            return
        mark = "#" * level + " "
        start = self._write(mark + text, gap)
        reason = boilerplate.reason_to_leave_out(text, in_list=True) if lines.has_words(text) else "ornament"
        if reason is not None:
            self.left_out.append(LeftOut(reason, start, self.length))
        else:
            self.blocks.append(Block(kind, start, self.length, start + len(mark), self.length, level))

    def _write(self, text: str, gap: str = "\n\n") -> int:
        """Write a part below what stands there; return where it begins.

        Raises:
            RejectedFileError: the part or the page is longer than prose is.
        """
        if len(text) > LONGEST_LINE and max(map(len, text.split("\n"))) > LONGEST_LINE:
            raise RejectedFileError(
                f"a paragraph of {len(text):,} characters (at most {LONGEST_LINE:,})",
                "Break it into paragraphs, or remove the file.",
            )
        gap = gap if self.length else ""
        self._listed = False
        self.length += len(gap) + len(text)
        if self.length > LONGEST_TEXT:
            raise RejectedFileError(f"more than {LONGEST_TEXT:,} characters of text", "Split the file.")
        self._parts += [gap, text] if gap else [text]
        self.last = self.length - len(text)
        return self.last


class _Cutter:
    """Cuts the lines of one paragraph into blocks."""

    def __init__(self, extract: Extract, depth: int) -> None:
        self._extract = extract
        self._depth = depth
        self._kind = BlockKind.PARAGRAPH
        self._start = self._words_start = self._end = -1
        self._asked = False  # the open block is a `Q:` that has come to its question mark

    def take(self, line: Line, row: Row) -> None:
        reason = boilerplate.reason_to_leave_out(row.text) if lines.has_words(row.text) else "ornament"
        if reason is None and row.linked:
            reason = "link without text"
        if reason is not None:
            self.close()
            self._extract.left_out.append(LeftOut(reason, line.start, line.end))
        elif row.bold and not self._depth and (lines.could_be_heading(row.text) or lines.asks(row.text)):
            self._open(BlockKind.HEADING, line, line.start)
            self.close()
        elif mark := lines.question(line):
            self._open(BlockKind.QUESTION, line, mark.words_start)
        elif mark := lines.answer(line):
            self._open(BlockKind.PARAGRAPH, line, mark.words_start)
        elif not self._depth and (mark := lines.step(line)):
            self._open(BlockKind.STEP, line, mark.words_start)
        elif not self._depth and (mark := lines.bullet(line)):
            self._open(BlockKind.BULLET, line, mark.words_start)
        elif self._start < 0 or self._asked:
            self._open(BlockKind.PARAGRAPH, line, line.start)
        else:
            self._end = line.end
        self._asked = self._start >= 0 and self._kind is BlockKind.QUESTION and lines.ends_asking(row.text)

    def _open(self, kind: BlockKind, line: Line, words_start: int) -> None:
        self.close()
        self._kind, self._start, self._words_start, self._end = kind, line.start, words_start, line.end

    def close(self) -> None:
        if self._start >= 0:
            level = _FAQ_LEVEL if self._kind in (BlockKind.HEADING, BlockKind.QUESTION) else self._depth
            self._extract.blocks.append(Block(self._kind, self._start, self._end, self._words_start, self._end, level))
        self._start = -1


def _pairs(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    """The rows of a table, where each is a question and its answer; else none."""
    filled = [[cell for cell in row if cell] for row in rows]
    asked = len(rows) > 1 and all(len(row) == 2 and lines.asks(row[0]) > lines.asks(row[1]) for row in filled)
    return filled if asked else []


def _names_figures(rows: Sequence[Sequence[str]]) -> bool:
    """True for a first row that is filled, its corner aside, and holds no figure, above rows that all hold one.

    Not asked of two columns: there `Sunday | closed` is as likely, and a head taken for a row does no harm.
    """
    figures = [any(char.isdigit() for cell in row for char in cell) for row in rows]
    return all(rows[0][1:]) and not figures[0] and all(figures[1:])
