"""What many tests share: a cache of models, never the user's; a browser; a site with the widget on it."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.widget_site import Chat, Site

_CACHE = tempfile.mkdtemp(prefix="spotter-tests-")
os.environ["XDG_CACHE_HOME"] = _CACHE  # for the commands that tests start, too
os.environ.pop("SPOTTER_CACHE", None)


def pytest_unconfigure(config: pytest.Config) -> None:
    shutil.rmtree(_CACHE, ignore_errors=True)


@pytest.fixture(scope="module")
def chromium() -> "Iterator[Browser]":
    from tests.browser import browser

    with browser() as started:
        yield started


@pytest.fixture(scope="module")
def gym() -> "Iterator[Site]":
    from tests.widget_site import site

    with site() as found:
        yield found


@pytest.fixture(scope="module")
def chat_server() -> "Iterator[Chat]":
    from tests.live import served
    from tests.widget_site import Chat

    chat = Chat()
    with served(chat.app()) as chat.url:
        yield chat


@pytest.fixture
def chat(chat_server: "Chat", gym: "Site") -> "Chat":
    """The server that the widget asks, with the usual answers, which the gym's site may use."""
    from tests.widget_answers import answer_to

    return chat_server.reset(answer_to, {gym.url})
