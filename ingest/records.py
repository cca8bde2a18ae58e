"""Documents and passages as lines of JSON, and back: a line is read when it is first asked for."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Generic, TypeVar, overload

import numpy as np

from ingest.documents import Passage
from ingest.storage import Buffer

Item = TypeVar("Item")
_NEWLINE = 10


def lines(rows: Iterable[dict[str, Any]]) -> bytes:
    """One row a line."""
    return b"".join(json.dumps(row, ensure_ascii=True).encode() + b"\n" for row in rows)


class Lines(Sequence[Item], Generic[Item]):
    """What the lines of a file stand for; each is read once."""

    def __init__(self, data: Buffer, of_row: Callable[[dict[str, Any]], Item]) -> None:
        """Find the lines; none is read yet.

        Raises:
            ValueError: the last line has no end.
        """
        self._data = memoryview(data)
        self._of_row = of_row
        self._ends = np.flatnonzero(np.frombuffer(data, dtype=np.uint8) == _NEWLINE) if len(data) else np.zeros(0, int)
        if (int(self._ends[-1]) + 1 if len(self._ends) else 0) != len(data):
            raise ValueError("the last line has no end")
        self._read: dict[int, Item] = {}

    def __len__(self) -> int:
        return len(self._ends)

    @overload
    def __getitem__(self, place: int) -> Item: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Item]: ...
    def __getitem__(self, place: int | slice) -> Item | Sequence[Item]:
        if isinstance(place, slice):
            return tuple(self[i] for i in range(*place.indices(len(self))))
        place = range(len(self))[place]
        found = self._read.get(place)
        if found is None:
            found = self._read[place] = self._of_row(self.row(place))
        return found

    def __iter__(self) -> Iterator[Item]:
        return (self[place] for place in range(len(self)))

    def row(self, place: int) -> dict[str, Any]:
        """A line as it was written."""
        start = int(self._ends[place - 1]) + 1 if place else 0
        row: dict[str, Any] = json.loads(bytes(self._data[start : int(self._ends[place])]))
        return row


class Named(Mapping[str, Item], Generic[Item]):
    """The items of a sequence by name, in its order."""

    def __init__(self, names: Iterable[str], items: Sequence[Item]) -> None:
        """Pair names with items; no item is looked at.

        Raises:
            ValueError: there are more of the one than of the other, or a name occurs twice.
        """
        self._places = {name: place for place, name in enumerate(names)}
        self._items = items
        if len(self._places) != len(items):
            raise ValueError("names and items do not belong together")

    def __getitem__(self, name: str) -> Item:
        return self._items[self._places[name]]

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


def of_passage(passage: Passage, key: str) -> dict[str, Any]:
    """A passage as a row; `key` is that of its vectors."""
    return {"key": key, **{name: getattr(passage, name) for name in Passage.__slots__}}


def passage(row: dict[str, Any]) -> Passage:
    """The passage of a row."""
    del row["key"]
    row["phrasings"] = tuple(row["phrasings"])
    return Passage(**row)


def key(row: dict[str, Any]) -> str:
    """The key of a passage's vectors."""
    return str(row["key"])
