"""Until when pages hold: what an index remembers of it, so that nothing is shown whose time is over."""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from ingest.documents import Document
from ingest.storage import Buffer

_NAME = "validity.json"  # written only where some page has such days


class Validity(NamedTuple):
    """The days on which a page may be shown."""

    first: date | None  # None: any day before
    last: date | None  # None: any day after

    def holds(self, day: date) -> bool:
        """True where the page may be shown on this day."""
        return (self.first or day) <= day <= (self.last or day)


def validity_of(documents: Iterable[Document]) -> dict[str, Validity]:
    """By doc_id, of the pages that do not hold for ever."""
    return {
        document.doc_id: Validity(document.valid_from, document.valid_until)
        for document in documents
        if document.valid_from or document.valid_until
    }


def files(validity: Mapping[str, Validity]) -> dict[str, Buffer]:
    """As a file of the index."""
    rows = {doc_id: [day.isoformat() if day else None for day in days] for doc_id, days in validity.items()}
    return {_NAME: json.dumps(rows).encode()} if rows else {}


def read(found: Mapping[str, Buffer]) -> dict[str, Validity]:
    """From the files of an index.

    Raises:
        ValueError: a day is none.
        TypeError: the file is of another form.
    """
    rows = json.loads(bytes(found[_NAME])) if _NAME in found else {}
    return {
        doc_id: Validity(*(date.fromisoformat(day) if day else None for day in days)) for doc_id, days in rows.items()
    }
