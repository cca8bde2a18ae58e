"""How a build was made, as its manifest tells it, and which encoder may search it."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ingest.encoder import FLOAT, Encoder
from ingest.errors import IncompatibleIndexError
from ingest.index import FORMAT
from ingest.split import SPLITTER


@dataclass(frozen=True, slots=True)
class Manifest:
    """How a build was made."""

    model: str
    fingerprint: str  # of the model's weights
    dimension: int
    documents: int
    passages: int
    sources: dict[str, str]  # doc_id → SHA-256 of the file
    files: dict[str, tuple[int, str]]  # name → bytes, SHA-256
    created: str  # UTC, ISO 8601
    encoder: str = "torch f32"  # what computed the vectors
    vectors_like: str = FLOAT  # encoders of the same word may share an index
    splitter: str = SPLITTER
    format: int = FORMAT

    @property
    def content(self) -> dict[str, Any]:
        """All but the time: equal content, equal build."""
        return {name: value for name, value in asdict(self).items() if name != "created"}

    def as_bytes(self) -> bytes:
        """As a file, for `parsed`."""
        return json.dumps(asdict(self), indent=1, sort_keys=True).encode()


def parsed(data: bytes, folder: Path) -> Manifest:
    """A manifest from its file, whose bytes the caller has checked.

    Raises:
        IncompatibleIndexError: it is of another format or splitter.
    """
    row = json.loads(data)
    if row.get("format") != FORMAT or row.get("splitter") != SPLITTER:
        raise IncompatibleIndexError(
            f"the index in {folder} has format {row.get('format')}/{row.get('splitter')}; "
            f"this version reads {FORMAT}/{SPLITTER}",
            f"Run: spotter ingest --index {folder}",
        )
    row["files"] = {name: (size, digest) for name, (size, digest) in row["files"].items()}
    return Manifest(**row)


def check_encoder(manifest: Manifest, encoder: Encoder, folder: Path) -> None:
    """Refuse to search vectors of one model with another's, or of one kind of numbers with another.

    Raises:
        IncompatibleIndexError: the weights differ, or parity does not hold between the encoders.
    """
    if manifest.fingerprint != encoder.fingerprint:
        raise IncompatibleIndexError(
            f"the index in {folder} was made with the model {manifest.model!r}, not with {encoder.model!r}",
            f"Run: spotter ingest --index {folder}   (or set SPOTTER_MODEL={manifest.model})",
        )
    if manifest.vectors_like != encoder.vectors_like:
        raise IncompatibleIndexError(
            f"the index in {folder} was encoded by {manifest.encoder!r}, which {encoder.engine!r} does not match",
            f"Run: spotter ingest --index {folder}   (or set SPOTTER_PRECISION as it was)",
        )
