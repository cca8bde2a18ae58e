"""Tables of a web page that are none of its table elements: rows of short cells that a style sheet lines up.

`<div class=row><span>Monday</span><span>6 to 22</span></div>`, several times: each row is one fact.
"""

from collections.abc import Container, Iterator, Sequence
from typing import Any

from ingest.loaders.page_elements import Element
from ingest.loaders.page_parts import BLOCKS, is_seen, is_unread
from ingest.loaders.page_state import HEADINGS

_FEWEST_ROWS = 2
_MOST_CELLS = 8
_LONGEST_CELL = 60  # characters
_MOST_ROWS = 200
_NO_CELLS = frozenset(("ul", "ol", "dl", "table", "details", "button", "nav", "form", "section", "article", *HEADINGS))
_CONTAINERS = frozenset(("div", "section", "article", "main", "td", "body", "fieldset", "figure"))  # a list stays one


def grids_of(found: Sequence[Element], titles: Container[Any]) -> dict[Any, list[list[str]]]:
    """The cells of each element that is such a table.

    Args:
        found: a page's elements that hold text.
        titles: those that head or unfold something; they stand in no such table.
    """
    sizes = {one.element: one for one in found}
    rows = ((one.element, _rows(one, sizes)) for one in found if one.element.tag in _CONTAINERS)
    return {at: cells for at, cells in rows if cells and not any(inner in titles for inner in at.iter())}


def _rows(one: Element, sizes: dict[Any, Element]) -> list[list[str]]:
    """The rows of an element, where all that it holds are rows of one look with as many cells; else none."""
    if (one.element.text or "").strip() or not _FEWEST_ROWS <= len(one.element) <= _MOST_ROWS:
        return []
    rows: list[list[str]] = []
    looks = set()
    for row in one.element:
        if row not in sizes:
            if is_unread(row) or not "".join(row.itertext()).strip():
                continue
            return []
        cells = list(_cells(row, sizes))
        if (row.tail or "").strip() or not 2 <= len(cells) <= _MOST_CELLS or (rows and len(cells) != len(rows[0])):
            return []
        looks.add((row.tag, *(cell.tag for cell in row if cell in sizes)))
        rows.append([" ".join((sizes[cell].words or "").split()) for cell in cells])
    short = all(cell and len(cell) <= _LONGEST_CELL for row in rows for cell in row)
    told = sum(any(char.isdigit() for cell in row for char in cell) for row in rows)
    return rows if len(rows) >= _FEWEST_ROWS and len(looks) == 1 and short and 2 * told >= len(rows) else []


def _cells(row: Any, sizes: dict[Any, Element]) -> Iterator[Any]:
    """What a row is made of, where it holds nothing else; nothing where it does."""
    if row.tag not in BLOCKS or (row.text or "").strip() or not is_seen(row):
        return
    cells = [cell for cell in row if cell in sizes]
    for cell in cells:
        if sizes[cell].words is None:
            return
        inner = [element for element in cell.iter() if isinstance(element.tag, str)]
        nested = any(element.tag in _NO_CELLS for element in inner) or sum(e.tag in BLOCKS for e in inner[1:]) > 1
        if (cell.tail or "").strip() or nested or not is_seen(cell):
            return
    yield from cells
