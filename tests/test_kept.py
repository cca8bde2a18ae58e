import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import main
from ingest import builds, kept
from ingest.errors import (
    BusyIndexError,
    DamagedIndexError,
    InputError,
    NoIndexError,
    UnwritableIndexError,
)
from ingest.pipeline import ingest
from tests.fakes import WordEncoder


def publish(folder: Path, text: str) -> str:
    (folder / "kb").mkdir(exist_ok=True)
    (folder / "kb" / "a.md").write_text(text, encoding="utf-8")
    return ingest([folder / "kb"], folder / "index", WordEncoder()).build


def damage(folder: Path, build_id: str, name: str = "vectors.faiss") -> None:
    (folder / "index" / "builds" / build_id / name).write_bytes(b"x")


def run(*arguments: str | Path) -> Result:
    return CliRunner(env={"SPOTTER_INDEX": None, "COLUMNS": "100"}).invoke(main, list(map(str, arguments)))


@pytest.fixture
def three(tmp_path: Path) -> list[str]:
    """Ids of three builds, oldest first; the last is current."""
    return [publish(tmp_path, f"Lift {n} times.") for n in (1, 2, 3)]


def current(folder: Path) -> str:
    return builds.current_id(folder / "index")


def test_ids_stand_in_the_order_of_publishing_even_within_a_second(three: list[str]) -> None:
    assert three == sorted(three)
    assert len(set(three)) == 3


def test_builds_are_listed_newest_first_with_what_they_were_made_of(tmp_path: Path, three: list[str]) -> None:
    found = kept.kept_builds(tmp_path / "index")

    assert [(build.build_id, build.is_current, build.problem) for build in found] == [
        (three[2], True, ""),
        (three[1], False, ""),
        (three[0], False, ""),
    ]
    assert [(build.manifest.documents, build.manifest.encoder) for build in found if build.manifest] == [
        (1, "words")
    ] * 3


@pytest.mark.parametrize(("name", "known"), [("vectors.faiss", True), ("manifest.json", False)])
def test_a_damaged_build_is_listed_with_what_is_damaged(
    tmp_path: Path, three: list[str], name: str, known: bool
) -> None:
    damage(tmp_path, three[1], name)

    _, middle, _ = kept.kept_builds(tmp_path / "index")

    assert (middle.build_id, middle.manifest is not None) == (three[1], known)
    assert middle.problem.endswith(f"{name} has changed since it was published")


def test_a_rollback_makes_the_build_before_current_and_another_the_one_before_that(
    tmp_path: Path, three: list[str]
) -> None:
    rolled = []
    for _ in range(2):
        kept.roll_back(tmp_path / "index")
        rolled.append(current(tmp_path))

    assert rolled == [three[1], three[0]]
    assert builds.build_ids(tmp_path / "index") == tuple(three)
    assert builds.open_build(tmp_path / "index").index.passages[0].text == "Lift 1 times."


def test_a_rollback_to_a_named_build_can_be_taken_back(tmp_path: Path, three: list[str]) -> None:
    kept.roll_back(tmp_path / "index", three[0])
    back = current(tmp_path)
    kept.roll_back(tmp_path / "index", three[2])

    assert (back, current(tmp_path)) == (three[0], three[2])


def test_the_beginning_of_an_id_names_a_build_where_only_one_begins_so(tmp_path: Path, three: list[str]) -> None:
    kept.roll_back(tmp_path / "index", three[0][:18])

    assert current(tmp_path) == three[0]
    with pytest.raises(InputError, match=r"3 builds in .* begin with 20"):
        kept.roll_back(tmp_path / "index", "20")


def test_after_a_rollback_the_next_ingest_keeps_the_build_it_went_back_to_and_drops_what_it_left(
    tmp_path: Path, three: list[str]
) -> None:
    kept.roll_back(tmp_path / "index")

    fourth = publish(tmp_path, "Lift 4 times.")

    assert builds.build_ids(tmp_path / "index") == (three[0], three[1], fourth)
    kept.roll_back(tmp_path / "index")
    assert current(tmp_path) == three[1]


def test_an_ingest_that_changes_nothing_after_a_rollback_keeps_everything(tmp_path: Path, three: list[str]) -> None:
    kept.roll_back(tmp_path / "index", three[0])

    same = publish(tmp_path, "Lift 1 times.")

    assert (same, builds.build_ids(tmp_path / "index")) == (three[0], tuple(three))


def test_however_often_one_rolls_back_and_ingests_the_current_build_is_there(tmp_path: Path, three: list[str]) -> None:
    for n in range(8):
        if n % 3 != 2:
            kept.roll_back(tmp_path / "index", builds.build_ids(tmp_path / "index")[0])
        published = publish(tmp_path, f"Lift {n + 4} times.")

        assert builds.open_build(tmp_path / "index").build_id == published
        assert len(builds.build_ids(tmp_path / "index")) <= builds.KEPT


def test_there_is_no_going_back_from_the_first_build(tmp_path: Path) -> None:
    build_id = publish(tmp_path, "Lift.")

    with pytest.raises(InputError, match=f"there is no build before {build_id}"):
        kept.roll_back(tmp_path / "index")


def test_an_unknown_build_is_told_with_those_that_are_kept(tmp_path: Path, three: list[str]) -> None:
    with pytest.raises(InputError) as caught:
        kept.roll_back(tmp_path / "index", "../../etc")

    assert caught.value.message == f"no build ../../etc in {tmp_path / 'index'}"
    assert caught.value.fix == f"Builds that are kept: {', '.join(three)}."


@pytest.mark.parametrize("name", ["vectors.faiss", "manifest.json", "passages.jsonl"])
def test_a_damaged_build_does_not_become_current(tmp_path: Path, three: list[str], name: str) -> None:
    damage(tmp_path, three[1], name)

    with pytest.raises(DamagedIndexError, match="has changed since it was published"):
        kept.roll_back(tmp_path / "index")

    assert current(tmp_path) == three[2]


def test_a_rollback_to_a_named_build_mends_a_damaged_pointer(tmp_path: Path, three: list[str]) -> None:
    (tmp_path / "index" / "CURRENT").write_text("nonsense")
    with pytest.raises(DamagedIndexError) as caught:
        kept.roll_back(tmp_path / "index")
    listed = run("builds", "--index", tmp_path / "index")

    kept.roll_back(tmp_path / "index", three[1])

    assert caught.value.fix.startswith("Name a build, as in: spotter rollback BUILD")
    assert (listed.exit_code, "has no current build" in " ".join(listed.stdout.split())) == (1, True)
    assert current(tmp_path) == three[1]


def test_nothing_is_made_where_there_is_no_index(tmp_path: Path) -> None:
    with pytest.raises(NoIndexError):
        kept.roll_back(tmp_path / "index")
    with pytest.raises(NoIndexError):
        kept.kept_builds(tmp_path / "index")

    assert list(tmp_path.iterdir()) == []


def test_a_rollback_while_an_ingest_writes_is_refused_with_the_writers_process(
    tmp_path: Path, three: list[str]
) -> None:
    code = (
        "import sys, pathlib; from ingest.lock import writing\n"
        "with writing(pathlib.Path(sys.argv[1])): print(flush=True); input()"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "index")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        with pytest.raises(BusyIndexError) as rollback:
            kept.roll_back(tmp_path / "index")
        with pytest.raises(BusyIndexError) as second:
            publish(tmp_path, "Lift 4 times.")
        holder.communicate("\n")

    told = f"another ingest (process {holder.pid}) is writing {tmp_path / 'index'}"
    assert (rollback.value.message, second.value.message) == (told, told)
    assert current(tmp_path) == three[2]


def test_a_pointer_that_cannot_be_written_is_an_error_and_stays(tmp_path: Path, three: list[str]) -> None:
    (tmp_path / "index" / "CURRENT").unlink()
    (tmp_path / "index" / "CURRENT").mkdir()

    with pytest.raises(UnwritableIndexError, match="cannot write the index"):
        kept.roll_back(tmp_path / "index", three[0])


def test_a_clock_that_went_back_does_not_mix_up_the_order(tmp_path: Path) -> None:
    first = publish(tmp_path, "Lift.")
    later = f"29991231-235959-{first[16:]}"
    (tmp_path / "index" / "builds" / first).rename(tmp_path / "index" / "builds" / later)
    builds.point_to(tmp_path / "index", later)

    second = publish(tmp_path, "Lower.")

    assert second.startswith("30000101-000000-")
    made = builds.read_manifest(tmp_path / "index", second).created
    assert abs((datetime.now(UTC) - datetime.fromisoformat(made)).total_seconds()) < 60
    kept.roll_back(tmp_path / "index")
    assert current(tmp_path) == later


def test_builds_prints_a_table_and_ends_with_1_where_one_is_damaged(tmp_path: Path, three: list[str]) -> None:
    sound = run("builds", "--index", tmp_path / "index")
    damage(tmp_path, three[0])
    found = run("builds", "--index", tmp_path / "index")

    lines = sound.stdout.splitlines()
    assert (sound.exit_code, lines[0], lines[2], lines[3]) == (
        0,
        f"{three[2]}  current",
        "  sound",
        f"{three[1]}  kept",
    )
    assert lines[1].endswith(": 1 page, 1 passage, by words (words)")
    assert found.exit_code == 1
    assert "vectors.faiss has changed since it was published" in " ".join(found.stdout.split())


def test_a_build_that_a_rollback_left_behind_is_listed_as_such(tmp_path: Path, three: list[str]) -> None:
    run("rollback", "--index", tmp_path / "index")

    lines = run("builds", "--index", tmp_path / "index").stdout.splitlines()

    assert [line for line in lines if line.startswith("2")] == [
        f"{three[2]}  kept until the next ingest publishes",
        f"{three[1]}  current",
        f"{three[0]}  kept",
    ]


def test_builds_as_json_names_each_build_and_its_state(tmp_path: Path, three: list[str]) -> None:
    damage(tmp_path, three[0], "manifest.json")

    listed = json.loads(run("builds", "--json", "--index", tmp_path / "index").stdout)

    assert listed["current"] == three[2]
    assert [(row["id"], row["current"], row["sound"], row["passages"]) for row in listed["builds"]] == [
        (three[2], True, True, 1),
        (three[1], False, True, 1),
        (three[0], False, False, None),
    ]


def test_the_rollback_command_says_what_is_current_now(tmp_path: Path, three: list[str]) -> None:
    done = run("rollback", "--index", tmp_path / "index")
    refused = run("rollback", "nope", "--index", tmp_path / "index")

    assert (done.exit_code, done.stdout.split(", made ")[0]) == (0, f"{three[1]} is current in {tmp_path / 'index'}")
    assert (refused.exit_code, refused.stdout, refused.stderr.splitlines()[0]) == (
        2,
        "",
        f"error: no build nope in {tmp_path / 'index'}",
    )
