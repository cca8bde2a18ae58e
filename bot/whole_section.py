"""The section that a citation was taken from, for reading on."""

from ingest.documents import Document
from ingest.outline import sections


def section_around(document: Document, start: int, end: int) -> tuple[int, int] | None:
    """Where the sections begin and end that a stretch lies in, headings left out; None where the stretch is all of it.

    Args:
        document: the page.
        start: of the stretch.
        end: of the stretch.
    """
    bodies = [(section.body[0].start, section.body[-1].end) for section in sections(document)]
    touched = [(first, last) for first, last in bodies if first < end and start < last]
    if not touched:
        return None
    around = (min(first for first, _ in touched), max(last for _, last in touched))
    more = document.text[around[0] : max(start, around[0])] + document.text[min(end, around[1]) : around[1]]
    return around if more.strip() else None
