"""How an index's own FAQ questions fare on its pages, so that a probability can be fitted to the pages at hand."""

import json
from dataclasses import asdict, dataclass

from ingest.storage import Buffer

_FILE = "calibration.json"


@dataclass(frozen=True, slots=True)
class Calibration:
    """Log-odds that the best passage answers, for the FAQ questions of an index: two figures a question."""

    made_with: str  # version of the weights that gave the figures
    found: tuple[float, ...] = ()  # its own answer there to be found, without the question beside it
    held_out: tuple[float, ...] = ()  # its own answer taken away: what an unanswerable question on these pages gets

    def files(self) -> dict[str, Buffer]:
        """The calibration as files, for `read`."""
        return {_FILE: json.dumps(asdict(self), sort_keys=True).encode()}

    @classmethod
    def read(cls, files: dict[str, Buffer]) -> "Calibration | None":
        """The calibration that `files` holds; None where the index was made without.

        Raises:
            ValueError: it is damaged.
        """
        if _FILE not in files:
            return None
        row = json.loads(bytes(files[_FILE]))
        found, held_out = tuple(map(float, row["found"])), tuple(map(float, row["held_out"]))
        if len(found) != len(held_out):
            raise ValueError("the calibration's figures do not belong together")
        return cls(str(row["made_with"]), found, held_out)
