import re
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from click.testing import CliRunner
from playwright.sync_api import Browser

from bot.cli import main
from bot.demo_site import pages_of
from bot.journal_entries import read_entries
from ingest.pipeline import ingest
from tests.browser import needs_chromium
from tests.fakes import WordEncoder
from tests.widget_page import ask, part, visiting

ROOT = Path(__file__).parent.parent
SERVE = """
import sys
from collections.abc import Iterator
from pathlib import Path
from bot.bot import Bot
from bot.cli import main
from bot.commands.parts import Parts
from ingest import builds
from tests.fakes import WordEncoder
encoder = WordEncoder()
def bot_of(settings, *_):
    return Bot(builds.open_build(settings.ingest.index, encoder), encoder, settings.contact)
main(sys.argv[1:], obj=Parts(lambda _: encoder, bot_of))
"""


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def test_the_pages_hold_the_widget_as_the_documentation_says() -> None:
    pages = pages_of("http://127.0.0.1:8000", ("Is “A” < B?", 'And "C"?'))

    assert sorted(pages) == ["/", "/questions"]
    for text in (page.decode() for page in pages.values()):
        [script] = re.findall(r'<script type="module" src="(.*?)"></script>', text)
        assert re.fullmatch(r"http://127\.0\.0\.1:8000/widget\.js\?v=[0-9a-f]{12}", script)
        assert 'suggestions="Is “A” &lt; B? | And &quot;C&quot;?"' in text
        assert "$" not in text


def test_a_port_that_is_taken_is_told_in_two_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        result = CliRunner().invoke(main, ["demo-site", "--port", str(port)])

    assert result.exit_code == 2
    assert result.stderr.startswith(f"error: cannot listen on port {port} of 127.0.0.1: ")
    assert result.stderr.endswith("fix:   Stop what uses it, or choose another with --port.\n")


@needs_chromium
def test_one_command_shows_the_widget_on_another_origin(chromium: Browser, tmp_path: Path) -> None:
    (tmp_path / "kb.md").write_text(
        "# Club\n\n## How much is a guest pass?\n\nA guest pass costs £8.\n\n## Is there parking?\n\nYes, 40 spaces.\n",
        encoding="utf-8",
    )
    ingest([tmp_path / "kb.md"], tmp_path / "index", WordEncoder())
    chat = free_port()
    command = [sys.executable, "-c", SERVE, "demo-site", "--port", "0", "--index", str(tmp_path / "index")]
    journal = tmp_path / "journal.sqlite"
    environment = {"PATH": "", "PYTHONPATH": str(ROOT), "SPOTTER_PORT": str(chat), "PYTHONUNBUFFERED": "1"}
    environment["SPOTTER_JOURNAL"] = str(journal)
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        told = [running.stdout.readline() for _ in range(2)]
        try:
            [site] = re.findall(r"http://\S+", told[0])
            assert f"http://127.0.0.1:{chat}" in told[1]
            assert urllib.request.urlopen(f"{site}/questions", timeout=10).status == 200
            with visiting(chromium, site) as seen:
                part(seen.page, "bubble").click()
                shown = part(seen.page, "suggestion").all_inner_texts()
                violations = seen.violations()
                seen.page.goto(f"{site}/questions")
                part(seen.page, "panel").wait_for()
                ask(seen.page, "How much is a guest pass?")

                assert shown == ["How much is a guest pass?", "Is there parking?"]
                assert (violations, seen.violations(), seen.errors) == ([], [], [])
                assert seen.foreign((site, f"http://127.0.0.1:{chat}")) == []
        finally:
            running.send_signal(signal.SIGINT)
        assert running.wait(10) == 0
    assert not journal.with_name("journal.sqlite-wal").exists()  # closed
    assert [(f"http://{entry.site}", entry.question) for entry in read_entries(journal)] == [(site, shown[0])]
