"""Memory that mapped files take is given back, and the files are read on."""

import mmap
import sys
from pathlib import Path

import numpy as np
import pytest

from bot.assemble import encoder_of
from bot.settings import Settings
from ingest import builds, graph, mappings, storage
from ingest.pipeline import ingest
from tests.fakes import WordEncoder

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="told of by /proc")


def test_a_mapped_file_that_was_let_go_takes_no_memory_and_can_be_read_again(tmp_path: Path) -> None:
    path = tmp_path / "weights.bin"
    path.write_bytes(bytes(range(256)) * 4096)
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
        assert mapped[::4096].count(0) == 256
        before = _resident(path)

        mappings.let_go(mappings.spans_of(path))

        assert before > 0
        assert _resident(path) == 0
        assert mapped[:256] == bytes(range(256))


def test_a_mapped_array_that_was_let_go_takes_no_memory_and_can_be_read_again(tmp_path: Path) -> None:
    path = tmp_path / "numbers.raw"
    storage.write_durably(path, storage.raw(np.arange(100_000, dtype=np.int32)))
    content, _ = storage.mapped(path)
    numbers = np.frombuffer(content, dtype=np.int32).reshape(-1, 10)
    total = numbers.sum()
    before = _resident(path)

    storage.let_go(numbers[5:])

    assert before > 0
    assert _resident(path) == 0
    assert numbers.sum() == total


def test_an_array_in_memory_stays_when_let_go() -> None:
    numbers = np.arange(10)

    storage.let_go(numbers[2:])

    assert numbers.tolist() == list(range(10))


def test_however_many_questions_come_the_tokens_of_few_passages_stay_in_memory(tmp_path: Path) -> None:
    kb = tmp_path / "kb"
    kb.mkdir()
    for number in range(60):
        words = " ".join(f"word{number} step{i}" for i in range(40))
        (kb / f"page{number}.md").write_text(f"# Page {number}\n\n{words}.\n")
    ingest([kb], tmp_path / "index", WordEncoder())
    build = builds.open_build(tmp_path / "index", WordEncoder())
    path, places = next(tmp_path.glob("index/builds/*/tokens.raw")), np.arange(60, dtype=np.int32)

    read = [int(build.index.token_block(places).stored.sum()) for _ in range(2)]
    before = _resident(path)
    build.index.token_block(places)  # the third time it is more than are kept

    assert before > 0
    assert _resident(path) == 0
    assert read == [int(build.index.token_block(places).stored.sum())] * 2


def test_code_that_a_first_question_alone_needs_does_not_stay_in_memory() -> None:
    encoder = encoder_of(Settings())
    if not encoder.engine.startswith("openvino"):
        pytest.skip("no compiled encoder here")
    (library,) = Path(graph.openvino().__file__).parent.glob("libs/libopenvino_*_cpu_plugin.so")
    loaded = _resident(library, "r-xp")

    (first,) = encoder.encode_questions(["how deep should a squat be"])
    (again,) = encoder.encode_questions(["how deep should a squat be"])

    assert 0 < _resident(library, "r-xp") < loaded
    assert np.array_equal(first.vector, again.vector)


def _resident(path: Path, access: str = "") -> int:
    """Kilobytes in memory of a mapped file; where access is given, of what is mapped so."""
    found, own = 0, False
    lines = Path("/proc/self/smaps").read_text(encoding="utf-8").splitlines()
    for line in lines:
        span, *rest = line.split(maxsplit=5)
        if "-" in span:
            own = rest[-1] == str(path) and access in ("", rest[0])
        elif own and span == "Rss:":
            found += int(rest[0])
    assert any(line.endswith(str(path)) for line in lines)
    return found
