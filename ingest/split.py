"""A page to passages: slices that follow its sections and fit the encoder."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from ingest.documents import Block, BlockKind, Document, Passage, Section
from ingest.inline import plain
from ingest.lines import Span
from ingest.outline import sections
from ingest.sentences import sentences, units_between
from ingest.tables import read_as

SPLITTER = "sections-3"  # part of the index's fingerprint: change it with any change of the cutting
TARGET_WORDS = 110  # a section of more is cut
TAIL_WORDS = 40  # a shorter end of a section stays with what stands before it, where that fits the encoder
PLACE_CHARACTERS = 180
_LISTED = (BlockKind.BULLET, BlockKind.STEP)

CountTokens = Callable[[str], int]  # words of a text as the encoder counts them


def place_text(title: str, heading: str, question: str) -> str:
    """Where a passage stands, as the encoder reads it before the words: title, heading path, question.

    At most `PLACE_CHARACTERS`, and so at most as many tokens: the question goes first, the title last.
    """
    room = PLACE_CHARACTERS
    shortened = []
    for part in (question, heading.replace(" › ", ". "), title):
        kept = plain(part)[: max(room - 2, 0)]
        room -= len(kept) + 2
        shortened.append(kept)
    return "".join(f"{part}. " if part[-1].isalnum() else f"{part} " for part in reversed(shortened) if part).strip()


def split(document: Document, count_tokens: CountTokens, limit: int) -> tuple[Passage, ...]:
    """Cut a document into passages of at most `limit` tokens, title and heading counted.

    With the document's `left_out` they cover every character that is not blank. A list stays whole while it fits.
    """
    cutter = _Cutter(document, count_tokens, limit)
    passages: list[Passage] = []
    seen: dict[str, int] = {}
    for section in sections(document):
        passages.extend(cutter.passage(section, piece, seen) for piece in cutter.pieces(section))
    return tuple(passages)


@dataclass(frozen=True, slots=True)
class _Piece:
    start: int
    body_start: int
    end: int


class _Cutter:
    def __init__(self, document: Document, count_tokens: CountTokens, limit: int) -> None:
        self.document = document
        self.text = document.text
        self.count_tokens = count_tokens
        self.limit = limit

    def pieces(self, section: Section) -> Iterator[_Piece]:
        """Slices of one section; the first takes its headings along."""
        opening = section.heads[0].start if section.heads else section.body[0].start
        spans = list(self._spans(section))
        for number, (start, end) in enumerate(spans):
            yield _Piece(opening if number == 0 else start, start, end)

    def passage(self, section: Section, piece: _Piece, seen: dict[str, int]) -> Passage:
        text = self.text[piece.start : piece.end]
        heading = " › ".join(section.path)
        key = "\x00".join((self.document.doc_id, heading, text))
        repeat = seen.get(key, 0)
        seen[key] = repeat + 1
        digest = hashlib.sha256(f"{key}\x00{repeat}".encode("utf-8", "surrogatepass")).hexdigest()
        questions = self._questions(section)
        return Passage(
            digest[:16],
            self.document.doc_id,
            self.document.title,
            heading,
            piece.start,
            piece.body_start,
            piece.end,
            text,
            questions[0] if questions else "",
            questions[1:],
        )

    def _questions(self, section: Section) -> tuple[str, ...]:
        return tuple(plain(self.document.words(block)) for block in section.questions)

    def _spans(self, section: Section) -> Iterator[Span]:
        """Fill each slice with whole groups up to the target; cut a group only where it does not fit the encoder."""
        room = self._room(section)
        opened: list[Span] = []
        words, filling = 0, self._filling(room)
        groups = list(_groups(self.text, section.body))
        for group in groups:
            start, end = group[0].start, group[-1].end
            size = len(self.text[start:end].split())
            read = self._read((start, end), room)
            tail = group is groups[-1] and size <= TAIL_WORDS
            whole = opened and (tail or words + size <= TARGET_WORDS) and filling.takes(read)
            if opened and not whole:
                yield opened[0][0], opened[-1][1]
                opened, words, filling = [], 0, self._filling(room)
            together = size <= TARGET_WORDS or group[0].kind in _LISTED or len(group) > 1
            if together and (whole or filling.takes(read)):
                opened.append((start, end))
                words += size
            else:
                yield from self._cut(group, room)
        if opened:
            yield opened[0][0], opened[-1][1]

    def _cut(self, group: Sequence[Block], room: int) -> Iterator[Span]:
        """Cut a group that is too long: between items, then sentences, then words, then anywhere."""
        parts = [part for block in group for part in self._parts(block, room, alone=len(group) == 1)]
        opened: Span | None = None
        filling = self._filling(room)
        for start, end in parts:
            joined = (opened[0], end) if opened else (start, end)
            prose = len(group) == 1 and len(self.text[joined[0] : joined[1]].split()) > TARGET_WORDS
            read = self._read((start, end), room)
            if opened and (prose or not filling.takes(read)):
                yield opened
                opened, filling = None, self._filling(room)
            if opened is None:
                joined = (start, end)
                filling.takes(read)
            opened = joined
        if opened:
            yield opened

    def _parts(self, block: Block, room: int, alone: bool) -> Iterator[Span]:
        if not alone and self._fits((block.start, block.end), room):
            yield block.start, block.end
            return
        for sentence in sentences(self.text, block.start, block.end, in_item=block.kind is not BlockKind.PARAGRAPH):
            yield from [sentence] if self._fits(sentence, room) else self._halves(sentence, room)

    def _halves(self, span: Span, room: int) -> Iterator[Span]:
        """Halve a stretch without sentence ends until the parts fit: at a line end or a blank near its middle."""
        start, end = span
        if end - start <= 1 or self._fits(span, room):
            yield span
            return
        middle = (start + end) // 2
        blank = next((i for i in range(middle, start, -1) if self.text[i].isspace()), middle)
        line_end = max(self.text.rfind(mark, start + 1, middle) for mark in "\r\n")
        blank = line_end if line_end > start + (end - start) // 4 else blank
        for part in ((start, blank), (blank, end)):
            yield from (piece for cut in sentences(self.text, *part, in_item=True) for piece in self._halves(cut, room))

    def _room(self, section: Section) -> int:
        """Tokens left for the body."""
        question = "".join(self._questions(section)[:1])
        place = place_text(self.document.title, " › ".join(section.path), question)
        return max(self.limit - self.count_tokens(place), self.limit // 4)

    def _fits(self, span: Span, room: int) -> bool:
        return self._filling(room).takes(self._read(span, room))

    def _read(self, span: Span, room: int) -> str | None:
        """What the encoder reads of a stretch; None for one so long that it does not fit."""
        start, end = span
        if end - start > room * 40:  # no token is longer on average; spares counting megabytes
            return None
        read = [read_as(self.document, *unit) for unit in units_between(self.document, start, end)]
        return " ".join(read) if read else plain(self.text[start:end])

    def _filling(self, room: int) -> "_Filling":
        return _Filling(self.count_tokens, self._markers, room)

    @cached_property
    def _markers(self) -> int:
        """Tokens that the encoder adds to any text."""
        return self.count_tokens("")


class _Filling:
    """What a passage is made of while it grows. Its tokens are those of its parts, as a blank parts tokens anyway."""

    def __init__(self, count_tokens: CountTokens, markers: int, room: int) -> None:
        self._count_tokens, self._markers = count_tokens, markers
        self._left = room - markers
        self._uncounted: list[str] = []  # as many letters as would still fit, if each were a token
        self._letters = 0

    def takes(self, read: str | None) -> bool:
        """True where a part still fits, which it then holds; None is one that does not."""
        if read is None:
            return False
        letters = self._letters + len(read) + 1
        if read.isascii() and letters <= self._left:
            self._uncounted.append(read)
            self._letters = letters
            return True
        left = self._left - (self._count_tokens(" ".join((*self._uncounted, read))) - self._markers)
        if left < 0:
            return False
        self._left, self._uncounted, self._letters = left, [], 0
        return True


def _groups(text: str, body: Sequence[Block]) -> Iterator[list[Block]]:
    """Blocks that belong together: a list with the line that leads into it; any other block by itself."""
    group: list[Block] = []
    for block in body:
        listed = block.kind in _LISTED or block.level > 0
        if group and not (listed and (_in_list(group) or text[group[-1].start : group[-1].end].rstrip().endswith(":"))):
            yield group
            group = []
        group.append(block)
    if group:
        yield group


def _in_list(group: Sequence[Block]) -> bool:
    return any(block.kind in _LISTED for block in group)
