"""Pages that are written out from rows: the text grows block by block, so that every offset is exact."""

import re
from collections.abc import Iterable, Sequence

from ingest import lines
from ingest.documents import Block, BlockKind, LeftOut
from ingest.lines import Line

_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff]")
_SURROGATES = re.compile("[\ud800-\udfff]")
_ROWS_WORDS = 80  # a table of more goes on in another one, which repeats its head: each fits a passage
_QUESTION_LEVEL = 6
_LONGEST_LEFT_OUT = 200  # characters


def clean(words: str) -> str:
    r"""Words as a page holds them: line ends are \n, no control characters, no halves of characters."""
    unified = words.replace("\r\n", "\n").replace("\r", "\n")
    return _SURROGATES.sub("\ufffd", _CONTROLS.sub("", unified)).strip()


def one_line(words: str) -> str:
    """Clean words without line ends."""
    return " ".join(clean(words).split())


class Writer:
    """A page's text, its blocks and what is left out of it; together they cover all that is not blank."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.left_out: list[LeftOut] = []
        self._parts: list[str] = []
        self._length = 0

    @property
    def text(self) -> str:
        """What has been written."""
        return "".join(self._parts)

    def heading(self, words: str, level: int) -> None:
        """`## Words`; level 1 to 6."""
        self._gap()
        self._put(BlockKind.HEADING, "#" * level + " ", one_line(words), level)

    def questions(self, questions: Sequence[str]) -> None:
        """The phrasings of one FAQ question, each on a line; the answer must follow."""
        self._gap()
        for question in questions:
            self._put(BlockKind.QUESTION, "Q: ", one_line(question), _QUESTION_LEVEL)

    def prose(self, words: str, mark: str = "") -> None:
        """Paragraphs and lists; an opening paragraph gets the mark, such as `A: `."""
        opened: list[Line] = []
        kind, head = BlockKind.PARAGRAPH, mark
        if not mark:
            self._gap()

        def close() -> None:
            nonlocal head
            if opened:
                found = "\n".join(line.stripped for line in opened)
                own = _item_mark(kind, found)
                self._put(kind, own or head, found[len(own) :])
                head = ""
            opened.clear()

        for line in lines.split_lines(clean(words)):
            item = next((k for k, has in _ITEMS if has(line) is not None), None)
            if line.blank or item is not None or not lines.has_words(line.text):
                close()
            if line.blank:
                self._gap()
            elif not lines.has_words(line.text):
                self._leave_out("ornament", line.stripped)
            else:
                if not opened:
                    kind = item or BlockKind.PARAGRAPH
                opened.append(line)
        close()

    def steps(self, steps: Iterable[str]) -> None:
        """`1. Words`, numbered from 1."""
        self._gap()
        for number, words in enumerate(steps, start=1):
            self._put(BlockKind.STEP, f"{number}. ", one_line(words))

    def table(self, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """A table as Markdown writes it, in parts that repeat the head."""
        opening = f"{_row(head)}\n|{' --- |' * len(head)}"
        opened: list[str] = []
        n_words = 0
        for row in (_row(cells) for cells in rows):
            if opened and n_words + len(row.split()) > _ROWS_WORDS:
                self._gap()
                self._put(BlockKind.TABLE, "", "\n".join([opening, *opened]))
                opened, n_words = [], 0
            opened.append(row)
            n_words += len(row.split())
        if opened:
            self._gap()
            self._put(BlockKind.TABLE, "", "\n".join([opening, *opened]))

    def leave_out(self, reason: str, words: str) -> None:
        """Write words that no passage will hold; of many, their beginning."""
        shown = one_line(words)
        if shown:
            self._gap()
            self._leave_out(reason, shown if len(shown) <= _LONGEST_LEFT_OUT else shown[: _LONGEST_LEFT_OUT - 1] + "…")

    def _leave_out(self, reason: str, words: str) -> None:
        start = self._length
        self._write(words + "\n")
        self.left_out.append(LeftOut(reason, start, start + len(words)))

    def _put(self, kind: BlockKind, mark: str, words: str, level: int = 0) -> None:
        start = self._length
        self._write(f"{mark}{words}\n")
        end = self._length - 1
        self.blocks.append(Block(kind, start, end, start + len(mark), end, level))

    def _gap(self) -> None:
        if self._parts and self._parts[-1] != "\n":
            self._write("\n")

    def _write(self, words: str) -> None:
        self._parts.append(words)
        self._length += len(words)


_ITEMS = ((BlockKind.STEP, lines.step), (BlockKind.BULLET, lines.bullet))


def _item_mark(kind: BlockKind, words: str) -> str:
    """The mark that opens a list item; "" of a paragraph."""
    for item, has in _ITEMS:
        if kind is item and (mark := has(Line(0, words.split("\n")[0]))) is not None:
            return words[: mark.words_start]
    return ""


def _row(cells: Sequence[str]) -> str:
    """A table's row; a bar inside a cell would end it."""
    return "| " + " | ".join(one_line(cell).replace("|", "/") for cell in cells) + " |"
