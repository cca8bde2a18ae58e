"""Tables, CSV, TSV and XLSX: of questions and answers, or of anything else that has a head, such as prices."""

import re
from collections.abc import Sequence
from pathlib import PurePosixPath

from ingest import lines
from ingest.documents import Document
from ingest.errors import RejectedFileError
from ingest.loaders.columns import ANSWER, QUESTION, Columns, columns_of, heads_table
from ingest.loaders.grids import Cells, Grid, read_csv, titled
from ingest.loaders.pairs import Refused, Row, Rows, common_url, document_of, merged, write_pairs, write_refused
from ingest.loaders.sheets import read_xlsx
from ingest.loaders.written import Writer

_HEAD_WITHIN = 10  # rows: a title and a line about the table may stand above its head


def load(data: bytes, doc_id: str) -> Document:
    """Read a table and write it out as a page.

    Questions and answers become FAQ pairs, rows with the same answer one pair; what cannot be used is left out by its
    line. Any other table becomes tables.

    Raises:
        RejectedFileError: no readable table, or no row of it can be used.
    """
    path = PurePosixPath(doc_id)
    if path.suffix.lower() == ".xlsx":
        grids, notes = read_xlsx(data)
    else:
        grid, notes = read_csv(data, "\t" if path.suffix.lower() == ".tsv" else ",")
        grids = [grid]
    writer, rows = Writer(), Rows()
    tables: list[tuple[Grid, str, int]] = []
    unknown: list[Refused] = []
    for grid, name in titled(grids):
        rows.refused.extend(_named(row, name) for row in grid.refused)
        if not grid.rows:
            continue
        head = _head(grid.rows)
        if head is not None:
            notes += _take_pairs(grid.rows, head[0], head[1], name, rows)
        elif (place := _table_head(grid.rows)) is not None:
            tables.append((grid, name, place))
        else:
            unknown.append(_named(Refused("the sheet" if name else "", _NO_HEAD, grid.rows[0].words), name))
    good = merged(rows.good)
    if not good and not tables and unknown:
        raise RejectedFileError(unknown[0].reason, _FIX)
    url = common_url(row.url for row in rows.good)
    write_pairs(writer, good, url)
    for grid, name, place in tables:
        rows.refused.extend(_write_table(writer, grid.rows, place, name))
    write_refused(writer, [*unknown, *rows.refused])
    repeats = len(rows.good) - len(good)
    notes += (
        [f"rows with the answer of an earlier row, taken as its question in other words: {repeats:,}"]
        if repeats
        else []
    )
    return document_of(writer, doc_id, path.stem, url, notes, rows.refused)


_NO_HEAD = (
    f"no head is recognised: looked for a column of questions ({', '.join(QUESTION)}) and one of answers "
    f"({', '.join(ANSWER)}), and for a first row that names two columns or more"
)
_FIX = "Name the columns in the first row, such as: question, answer."


def _named(row: Refused, sheet: str) -> Refused:
    return Refused(_where(row.where, sheet), row.reason, row.words) if sheet else row


def _where(where: str, sheet: str) -> str:
    return f"sheet {sheet}, {where}" if sheet else where


def _head(rows: Sequence[Cells]) -> tuple[int, Columns] | None:
    """The head of a question-and-answer table: its place and its columns."""
    for place, row in enumerate(rows[:_HEAD_WITHIN]):
        if (columns := columns_of(row.cells)) is not None:
            return place, columns
    return None


def _take_pairs(rows: Sequence[Cells], head: int, columns: Columns, sheet: str, found: Rows) -> list[str]:
    """Put the rows below a head to those found; return what there is to tell of the columns."""
    width = len(rows[head].cells)
    for row in rows[:head]:
        found.refuse(_where(row.where, sheet), "above the table's head", row.words)
    for row in rows[head + 1 :]:
        where = _where(row.where, sheet)
        if len(row.cells) > width:
            told = f"{len(row.cells)} cells, but {width} columns (is there a quotation mark missing?)"
            found.refuse(where, told, row.words)
            continue
        cells = (*row.cells, *[""] * (width - len(row.cells)))
        questions = [part for place in columns.questions for part in _phrasings(cells[place])]
        headings = ([sheet] if sheet else []) + [cells[place] for place in columns.headings]
        url = "" if columns.url is None else cells[columns.url]
        found.add(Row(where, tuple(questions), cells[columns.answer], tuple(headings), url), row.words)
    return [f"column {name!r} is not read" for name in columns.unread]


def _phrasings(cell: str) -> list[str]:
    """A cell's questions: one a line, or parted by bars. A line in lower case goes on with the one above it."""
    joined = re.sub(r"(?<=[^\s?!.|])[ \t]*\n[ \t]*(?=[^\W\d_A-Z])", " ", cell)
    return [part.strip() for part in re.split(r"[|\n]", joined) if lines.has_words(part)]


def _table_head(rows: Sequence[Cells]) -> int | None:
    """The place of any other table's head."""
    for place, row in enumerate(rows[:_HEAD_WITHIN]):
        if place + 1 < len(rows) and heads_table(row.cells, rows[place + 1].cells):
            return place
    return None


def _write_table(writer: Writer, rows: Sequence[Cells], place: int, sheet: str) -> list[Refused]:
    """Write a table below what stands above it; return the rows that do not fit its head."""
    head = rows[place].cells
    if sheet:
        writer.heading(sheet, 2)
    for row in rows[:place]:
        writer.prose(" ".join(row.cells))
    fitting = [row for row in rows[place + 1 :] if len(row.cells) <= len(head)]
    writer.table(head, [(*row.cells, *[""] * (len(head) - len(row.cells))) for row in fitting])
    return [
        Refused(_where(row.where, sheet), f"{len(row.cells)} cells, but {len(head)} columns", row.words)
        for row in rows[place + 1 :]
        if len(row.cells) > len(head)
    ]
