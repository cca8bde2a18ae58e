"""What is drawn on printed pages, to lines and their cells."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.loaders.runs import one_line

_BULLETS = str.maketrans(dict.fromkeys("\x7f\x95\uf0b7\uf0a7\uf0a8\uf076\uf0d8\uf02d\u25aa\u25cf\u25e6", "•"))
_MARK_ALONE = re.compile(r"(?:•|[-–*])|\(?\d{1,3}[.)]?")
_LETTER = 0.5  # of a font's size: the width of a letter on average
_CAPITAL = 0.68  # and of a capital
_COLUMN_GAP = 1.3  # of a font's size


@dataclass(frozen=True, slots=True)
class Fragment:
    """Words as they are drawn; lengths in points, from the page's lower left corner."""

    text: str
    x: float
    y: float
    size: float
    bold: bool


@dataclass(frozen=True, slots=True)
class PrintedPage:
    """What is drawn on a page, in the file's order."""

    fragments: tuple[Fragment, ...]
    bottom: float
    top: float


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """Fragments of one height, next to one another; a wide gap parts them into cells."""

    page: int
    cells: tuple[str, ...]
    spans: tuple[tuple[float, float], ...]  # where each cell begins and, about, ends
    x: float
    y: float
    size: float
    bold: bool
    right: float

    @property
    def text(self) -> str:
        """The words of all cells."""
        return " ".join(self.cells)


def lines_of(page: PrintedPage, number: int) -> Iterator[PrintedLine]:
    """A page's lines, in the file's order."""
    row: list[Fragment] = []
    for fragment in page.fragments:
        if row and not _on_row(row, fragment):
            yield from _line(row, number)
            row = []
        row.append(fragment)
    yield from _line(row, number)


def _on_row(row: Sequence[Fragment], fragment: Fragment) -> bool:
    last = row[-1]
    height = max(min(last.size, fragment.size), 1.0)
    return abs(fragment.y - row[0].y) <= 0.6 * height and fragment.x >= last.x - height


def _line(row: Sequence[Fragment], number: int) -> Iterator[PrintedLine]:
    cells: list[str] = []
    spans: list[tuple[float, float]] = []
    right = 0.0
    ended = broken = True  # the last fragment, with a blank, with a line break
    for fragment in row:
        text = one_line(fragment.text.translate(_BULLETS))
        if not text:
            continue
        marks = len(cells) == 1 and broken and _MARK_ALONE.fullmatch(cells[0]) is not None
        apart = ended or fragment.text[0].isspace()
        if not cells or marks or (apart and fragment.x - right > _COLUMN_GAP * fragment.size):
            cells.append(text)
            spans.append((fragment.x, 0.0))
        else:
            gap = " " if apart else ""
            cells[-1] += gap + text
        n_capitals = sum(map(str.isupper, text))
        right = fragment.x + fragment.size * (_LETTER * (len(text) - n_capitals) + _CAPITAL * n_capitals)
        spans[-1] = (spans[-1][0], right)
        ended, broken = fragment.text[-1].isspace(), fragment.text[-1] == "\n"
    if len(cells) == 2 and _MARK_ALONE.fullmatch(cells[0]) and cells[1][0].isalpha():
        mark = cells[0] if cells[0][-1] in ".)•-–*" else f"{cells[0]}."
        cells, spans = [f"{mark} {cells[1]}"], [(spans[0][0], spans[1][1])]
    if cells:
        filled = [fragment for fragment in row if fragment.text.strip()]
        size = Counter[float]()
        for fragment in filled:
            size[round(2 * fragment.size) / 2] += len(fragment.text)
        height = size.most_common(1)[0][0]
        bold = all(fragment.bold for fragment in filled)
        yield PrintedLine(number, tuple(cells), tuple(spans), row[0].x, row[0].y, height, bold, right)
