import fcntl
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.bot import Bot
from bot.cli import main
from bot.commands.parts import Parts
from ingest import builds, lock
from ingest.errors import (
    BusyIndexError,
    DamagedIndexError,
    IncompatibleIndexError,
    NoIndexError,
    SpotterError,
    UnwritableIndexError,
)
from ingest.pipeline import ingest
from tests.fakes import WordEncoder

ROOT = Path(__file__).parent.parent
SAMPLES = 40  # bytes flipped in a file that is longer
STRIDE = 3  # operations from one kill to the next; `bench.faults.syscalls` tries every one


class OtherEncoder(WordEncoder):
    model = "other"
    fingerprint = "other-1"


def test_what_is_published_is_opened(tmp_path: Path) -> None:
    build_id = _publish(tmp_path, "Lift slowly.")

    build = builds.open_build(tmp_path / "index", WordEncoder())

    assert (build.build_id, build.manifest.model, build.manifest.passages, list(build.manifest.sources)) == (
        build_id,
        "words",
        1,
        ["a.md"],
    )
    assert [passage.text for passage in build.index.passages] == ["Lift slowly."]


def test_equal_content_publishes_nothing_new(tmp_path: Path) -> None:
    first = _publish(tmp_path, "Lift.")

    second = _publish(tmp_path, "Lift.")

    assert (second, builds.build_ids(tmp_path / "index")) == (first, (first,))


def test_three_builds_are_kept_and_the_oldest_goes(tmp_path: Path) -> None:
    published = [_publish(tmp_path, f"Lift {i} times.") for i in range(5)]

    kept = builds.build_ids(tmp_path / "index")

    assert len(kept) == 3
    assert published[-1] in kept
    assert builds.current_id(tmp_path / "index") == published[-1]


def test_no_index_is_told_with_the_command_that_makes_one(tmp_path: Path) -> None:
    with pytest.raises(NoIndexError) as caught:
        builds.open_build(tmp_path)

    assert (caught.value.message, caught.value.fix) == (
        f"no index in {tmp_path}",
        f"Run: spotter ingest --index {tmp_path}",
    )


def test_another_model_is_refused_with_the_command_that_repairs_it(tmp_path: Path) -> None:
    _publish(tmp_path, "Lift.")
    folder = tmp_path / "index"

    with pytest.raises(IncompatibleIndexError) as caught:
        builds.open_build(folder, OtherEncoder())

    assert (caught.value.message, caught.value.fix) == (
        f"the index in {folder} was made with the model 'words', not with 'other'",
        f"Run: spotter ingest --index {folder}   (or set SPOTTER_MODEL=words)",
    )


def test_every_flipped_byte_is_refused(tmp_path: Path) -> None:
    _publish(tmp_path, "# Lift\n\nSlowly.")
    files = [*_files(tmp_path), tmp_path / "index" / "CURRENT"]

    accepted = [(path.name, place) for path in files for place in _flips(path) if _opens(tmp_path / "index")]

    assert accepted == []
    assert _opens(tmp_path / "index")


def test_truncated_missing_and_foreign_files_are_refused(tmp_path: Path) -> None:
    _publish(tmp_path, "# Lift\n\nSlowly.")
    folder = tmp_path / "index"

    for path in _files(tmp_path):
        data = path.read_bytes()
        for damaged in (data[:-1], data[: len(data) // 2], b"", data + b"\0"):
            path.write_bytes(damaged)
            assert not _opens(folder), (path.name, len(damaged))
        path.unlink()
        assert not _opens(folder), path.name
        path.write_bytes(data)
    (path.parent / "foreign").write_bytes(b"x")
    with pytest.raises(DamagedIndexError, match="holds a file that was not published: foreign"):
        builds.open_build(folder)


def test_a_file_of_another_build_is_refused(tmp_path: Path) -> None:
    older, newer = (_publish(tmp_path, text) for text in ("Lift.", "Lower."))
    home = tmp_path / "index" / "builds"

    for path in sorted((home / older).iterdir()):
        mine = home / newer / path.name
        data = mine.read_bytes()
        shutil.copy(path, mine)
        assert mine.read_bytes() == data or not _opens(tmp_path / "index"), path.name
        mine.write_bytes(data)


def test_a_second_ingest_at_the_same_time_is_refused(tmp_path: Path) -> None:
    _publish(tmp_path, "Lift.")
    code = "import fcntl, sys; f = open(sys.argv[1], 'r+'); fcntl.flock(f, fcntl.LOCK_EX); print(flush=True); input()"
    with subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path / "index" / ".lock")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()

        with pytest.raises(BusyIndexError, match="another ingest"):
            _publish(tmp_path, "Lower.")

        holder.communicate("\n")
    assert _publish(tmp_path, "Lower.") == builds.current_id(tmp_path / "index")


def test_the_lock_is_free_after_a_failure(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), lock.writing(tmp_path):
        raise RuntimeError

    with (tmp_path / ".lock").open() as file:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def test_an_index_folder_that_cannot_be_made_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "index").write_text("a file")

    with pytest.raises(UnwritableIndexError, match="cannot write the index in"):
        _publish(tmp_path, "Lift.")


def test_what_an_ingest_that_died_has_left_is_removed(tmp_path: Path) -> None:
    _publish(tmp_path, "Lift.")
    left = tmp_path / "index" / "builds" / ".tmp-20260101-000000-0123456789ab"
    left.mkdir()
    (left / "vectors.faiss").write_bytes(b"half")
    (tmp_path / "index" / "CURRENT.tmp").write_text("half")

    build_id = _publish(tmp_path, "Lower.")

    assert not left.exists()
    assert builds.open_build(tmp_path / "index").build_id == build_id


@pytest.mark.parametrize("step", [8, 16, 24])
def test_after_a_kill_during_ingest_ask_answers_from_the_last_good_build(tmp_path: Path, step: int) -> None:
    question = "How much is a guest pass?"
    _publish(tmp_path, f"# Club\n\n## FAQ\n\n### {question}\n\nA guest pass costs £8.\n")
    (tmp_path / "kb" / "a.md").write_text(f"# Club\n\n## FAQ\n\n### {question}\n\nA guest pass costs £9.\n")
    publish = [sys.executable, "-m", "tests.publishing", str(tmp_path / "kb"), str(tmp_path / "index"), str(step)]
    killed = subprocess.run(publish, cwd=ROOT, capture_output=True, check=False)
    encoder = WordEncoder()
    parts = Parts(
        lambda _: encoder, lambda settings, *_: Bot(builds.open_build(settings.ingest.index, encoder), encoder)
    )

    done = CliRunner().invoke(main, ["ask", question, "--index", str(tmp_path / "index")], obj=parts)

    assert (killed.returncode, done.exit_code) == (-9, 0)
    assert done.stdout.startswith("A guest pass costs £8. [1]")


def test_a_kill_before_any_step_leaves_the_old_build_or_the_new_one(tmp_path: Path) -> None:
    old = _publish(tmp_path, "Lift.")
    (tmp_path / "kb" / "a.md").write_text("Lower.")

    outcomes = _tried(lambda step: _killed_before(tmp_path, step))

    died = [outcome for outcome in outcomes if outcome != (0, "Lower.")]
    assert {code for code, _ in died} == {-9}
    assert len(died) > 15
    assert [text for _, text in died] == sorted((text for _, text in died), key=["Lift.", "Lower."].index)
    assert died[0] == (-9, "Lift.")
    assert old


def _tried(attempt: Callable[[int], tuple[int, str]]) -> list[tuple[int, str]]:
    """Try steps 0, STRIDE, … until one goes through: exit status and words of the index, in order."""
    outcomes: list[tuple[int, str]] = []
    with ThreadPoolExecutor(2) as pool:
        while not outcomes or outcomes[-1][0] != 0:
            outcomes.extend(pool.map(attempt, range(len(outcomes) * STRIDE, (len(outcomes) + 4) * STRIDE, STRIDE)))
            assert len(outcomes) < 200
    first = [code for code, _ in outcomes].index(0)
    return outcomes[: first + 1]


def _killed_before(folder: Path, step: int) -> tuple[int, str]:
    copy = _copy(folder, f"kill-{step}")
    result = subprocess.run(
        [sys.executable, "-m", "tests.publishing", str(copy / "kb"), str(copy / "index"), str(step)],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    return result.returncode, _text_after(copy)


def _text_after(copy: Path) -> str:
    """The words of the current build after a fault; the next ingest must go through and leave nothing behind."""
    (passage,) = builds.open_build(copy / "index").index.passages
    ingest([copy / "kb"], copy / "index", WordEncoder())
    assert next(build.index.passages[0].text for build in builds.verify(copy / "index")) == "Lower."
    assert [path.name for path in (copy / "index" / "builds").iterdir() if path.name.startswith(".")] == []
    return passage.text


def _copy(folder: Path, name: str) -> Path:
    copy = folder / name
    for part in ("kb", "index"):
        shutil.copytree(folder / part, copy / part)
    return copy


def _publish(folder: Path, text: str) -> str:
    (folder / "kb").mkdir(exist_ok=True)
    (folder / "kb" / "a.md").write_text(text)
    return ingest([folder / "kb"], folder / "index", WordEncoder()).build


def _files(folder: Path) -> list[Path]:
    return sorted((folder / "index" / "builds" / builds.current_id(folder / "index")).iterdir())


def _flips(path: Path) -> Iterator[int]:
    """Flip one byte at a time, at each place or at places all over the file, and put it back."""
    data = path.read_bytes()
    for place in range(0, len(data), max(1, len(data) // SAMPLES)):
        changed = bytearray(data)
        changed[place] ^= 1 << (place % 8)
        path.write_bytes(changed)
        yield place
    path.write_bytes(data)


def _opens(folder: Path) -> bool:
    try:
        builds.open_build(folder)
    except SpotterError:
        return False
    return True
