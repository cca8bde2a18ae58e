"""What a gym can set: every setting of the ingester, read from the environment once, at the edge."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ingest.encoder import DEFAULT_MODEL
from ingest.errors import SettingError

PRECISIONS = ("auto", "f32", "bf16", "int8")
_CACHE = Path("~/.cache/spotter")


@dataclass(frozen=True, slots=True)
class IngestSettings:
    """Settings of `spotter ingest`."""

    model: str = DEFAULT_MODEL  # SPOTTER_MODEL: a sentence-transformers model, by name or folder
    index: Path = Path("index")  # SPOTTER_INDEX: the index folder
    cache: Path = _CACHE  # SPOTTER_CACHE: where converted models are kept; read it through `cache_folder`
    precision: str = "auto"  # SPOTTER_PRECISION: one of PRECISIONS
    threads: int = 0  # SPOTTER_THREADS: cores that encoding uses; 0: all that this process may

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "IngestSettings":
        """Read SPOTTER_*; an empty value counts as absent.

        Raises:
            SettingError: SPOTTER_PRECISION is none of its words, or SPOTTER_THREADS no number of threads.
        """
        default = cls()
        return cls(
            model=environment.get("SPOTTER_MODEL") or default.model,
            index=Path(environment.get("SPOTTER_INDEX") or default.index),
            cache=Path(environment.get("SPOTTER_CACHE") or default.cache),
            precision=_precision(environment.get("SPOTTER_PRECISION") or default.precision),
            threads=_threads(environment.get("SPOTTER_THREADS") or str(default.threads)),
        )

    def cache_folder(self, environment: Mapping[str, str] = os.environ) -> Path:
        """The cache in full; by default in XDG_CACHE_HOME, where that is set to an absolute path."""
        base = Path(environment.get("XDG_CACHE_HOME") or "")
        return base / "spotter" if self.cache == _CACHE and base.is_absolute() else self.cache.expanduser()

    def cores(self) -> int:
        """How many cores encoding uses."""
        if self.threads:
            return self.threads
        if hasattr(os, "sched_getaffinity"):  # not on macOS or Windows
            return len(os.sched_getaffinity(0))
        return os.cpu_count() or 1


def _precision(value: str) -> str:
    if value not in PRECISIONS:
        raise SettingError(f"SPOTTER_PRECISION is {value!r}", f"Set it to {', '.join(PRECISIONS)}.")
    return value


def _threads(value: str) -> int:
    if not value.isdecimal() or int(value) > 1024:
        raise SettingError(f"SPOTTER_THREADS is {value!r}", "Set it to how many cores to use, or to 0 for all.")
    return int(value)
