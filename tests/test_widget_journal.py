"""The widget on a gym's own site, asked and voted through the whole application, with a journal on the disk."""

from pathlib import Path

from bot.journal_entries import read_entries
from bot.serving import Serving
from bot.settings import Settings
from bot.web import create_app
from tests.asking import bot_over
from tests.browser import browser, needs_chromium
from tests.journals import in_time, journal_at
from tests.live import FEE, PAGES, served
from tests.widget_page import ask, part, visiting
from tests.widget_site import Chat, site

pytestmark = needs_chromium


def test_questions_and_votes_of_a_sites_visitors_are_kept_once_each_with_the_site(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite"
    with site() as gym, browser() as chromium, journal_at(path) as journal:
        settings = Settings(rate="off", origins=gym.url)
        with served(create_app(Serving(bot_over(tmp_path, PAGES)), settings, journal)) as url:
            with visiting(chromium, gym.put(Chat(url=url))) as seen:
                ask(seen.page, FEE)
                turn = ask(seen.page, "When is the gym open on weekdays?")
                part(seen.page, "vote").last.click()
                turn.get_by_role("textbox").fill("And in winter?")
                turn.get_by_role("textbox").press("Enter")
                assert in_time(lambda: any(entry.reason for entry in read_entries(path)))
            with visiting(chromium, gym.put(Chat(url=url.replace("127.0.0.1", "localhost")))) as other:
                ask(other.page, FEE)  # under another name, the same site
            errors = [*seen.errors, *other.errors]

    entries = read_entries(path)
    assert [entry.question for entry in entries] == [FEE, "When is the gym open on weekdays?", FEE]
    assert {entry.site for entry in entries} == {gym.url.removeprefix("http://")}
    assert [(entry.helpful, entry.reason) for entry in entries] == [(None, ""), (False, "And in winter?"), (None, "")]
    assert errors == []
