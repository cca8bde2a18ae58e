"""Memory that a mapped file takes is given back, and the file is read on."""

import mmap
import sys
from pathlib import Path

import pytest

from ingest.graph import _let_go


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="told of by /proc")
def test_a_mapped_file_that_was_let_go_takes_no_memory_and_can_be_read_again(tmp_path: Path) -> None:
    path = tmp_path / "weights.bin"
    path.write_bytes(bytes(range(256)) * 4096)
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
        assert mapped[::4096].count(0) == 256
        before = _resident(path)

        _let_go(path)

        assert before > 0
        assert _resident(path) == 0
        assert mapped[:256] == bytes(range(256))


def _resident(path: Path) -> int:
    """Kilobytes of a mapped file that are in memory."""
    lines = iter(Path("/proc/self/smaps").read_text(encoding="utf-8").splitlines())
    at = next(line for line in lines if line.endswith(str(path)))
    assert at
    return int(next(line for line in lines if line.startswith("Rss:")).split()[1])
