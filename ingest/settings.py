"""What a gym can set: every setting of the ingester, read from the environment once, at the edge."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ingest.encoder import DEFAULT_MODEL


@dataclass(frozen=True, slots=True)
class IngestSettings:
    """Settings of `spotter ingest`."""

    model: str = DEFAULT_MODEL  # SPOTTER_MODEL: a sentence-transformers model, by name or folder
    index: Path = Path("index")  # SPOTTER_INDEX: the index folder

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "IngestSettings":
        """Read SPOTTER_MODEL and SPOTTER_INDEX; an empty value counts as absent."""
        default = cls()
        return cls(
            model=environment.get("SPOTTER_MODEL") or default.model,
            index=Path(environment.get("SPOTTER_INDEX") or default.index),
        )
