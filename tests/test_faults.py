"""A tenth of the campaigns in bench/faults."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
import uvicorn

from bench.faults import damage, full_disk, reload, syscalls
from bench.faults.small_kb import prepared
from bot.bot import Bot
from bot.decide import Caution
from bot.follow import following
from bot.serving import Serving
from bot.settings import Settings
from bot.web import create_app
from ingest import builds
from ingest.pipeline import ingest
from tests.fakes import WordEncoder


def test_the_prepared_index_holds_every_kind_of_file(tmp_path: Path) -> None:
    folder = prepared(tmp_path / "a")

    build = builds.open_build(folder / "index")

    assert {"bank.npz", "validity.json", "vectors.faiss", "report.json"} <= set(build.manifest.files)


@pytest.mark.skipif(not syscalls.possible(), reason="strace is not installed, or may not attach to a process")
def test_killed_or_failing_at_a_system_call_an_ingest_leaves_the_old_build_or_the_new_one(tmp_path: Path) -> None:
    rows, _ = syscalls.campaign(tmp_path, part=10, workers=2)

    assert [(row["unreadable, or next ingest failed"], row["done, but old"]) for row in rows] == [(0, 0)] * 3
    killed, cases = (int(str(rows[0][name])) for name in ("killed", "cases"))
    assert killed > 0.9 * cases  # a thread that is waited for calls more or less often
    assert sum(int(str(row["cases"])) for row in rows) > 300
    for row in rows:
        assert int(str(row["old build opens"])) > 10 < int(str(row["new build opens"]))


@pytest.mark.skipif(not full_disk.possible(), reason="no disk may be mounted here: it needs root or user namespaces")
def test_on_a_full_disk_an_ingest_says_so_and_the_old_build_stays(tmp_path: Path) -> None:
    rows = full_disk.campaign(tmp_path, 4)

    assert [(row["status"], row["found"]) for row in rows] == [("told", "old")] * 3 + [("done", "new")]


def test_no_damage_to_a_build_is_accepted(tmp_path: Path) -> None:
    rows = damage.campaign(tmp_path, 200)

    assert [row for row in rows if row["cases"] != row["refused"]] == []
    assert sum(int(str(row["cases"])) for row in rows) > 3500


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """The application over `folder/index`, which it follows closely: its address."""
    encoder = WordEncoder()
    bot = Serving(Bot(builds.open_build(folder / "index", encoder), encoder, caution=Caution.EAGER))
    app = create_app(bot, Settings(rate="off", waiting=1000))
    config = uvicorn.Config(
        app,
        port=0,
        log_level="warning",
        lifespan="off",
        http="h11",
        ws="none",
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    with following(bot, folder / "index", date.today(), every=0.05):
        thread.start()
        try:
            while not server.started:
                time.sleep(0.01)
            yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(30)


def test_no_answer_fails_or_mixes_builds_while_builds_are_published(tmp_path: Path) -> None:
    def publish() -> str:
        return ingest([tmp_path / "kb"], tmp_path / "index", WordEncoder()).build

    reload.write_pages(tmp_path, 0)
    first = publish()
    with serving(tmp_path) as address:
        row = reload.campaign(address, tmp_path, publish, first, n_reloads=20)

    assert row["failed with"] == ""
    assert (row["reloads"], row["failed"], row["mixed"], row["stale"]) == (20, 0, 0, 0)
    assert int(str(row["builds seen in answers"])) >= 20
