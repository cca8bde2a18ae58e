"""What the chat page weighs and how soon it can be used, in Chromium: `python -m bench.page`.

A first load has an empty cache, a second one the first's. Usable: the question field is there and takes a question.
With `--sessions` it asks from many conversations at once and looks whether each gets its own answers.
"""

import argparse
import asyncio
import json
import statistics
import time
import urllib.request
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import Browser

from bot.serving import Serving
from bot.settings import Settings
from bot.web import create_app
from tests.asking import bot_over
from tests.browser import browser, watched
from tests.live import live

N_PAGES = 40


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--loads", type=int, default=7, help="first and second loads to take the median of")
    parser.add_argument("--sessions", type=int, default=0, metavar="N", help="also: N conversations at once")
    parser.add_argument("--turns", type=int, default=2000, help="questions of all sessions together")
    named = parser.parse_args()
    with (
        TemporaryDirectory() as folder,
        live(create_app(Serving(bot_over(Path(folder), pages())), Settings(rate="off"))) as url,
    ):
        with browser() as started:
            rows = [load(started, url) for _ in range(named.loads)]
        print("| load | bytes on the wire | requests | usable, ms (median) | least |\n|---|--:|--:|--:|--:|")
        for place, name in enumerate(("first", "second")):
            sizes, requests, seconds = zip(*(row[place] for row in rows), strict=True)
            took = f"{1000 * statistics.median(seconds):.0f} | {1000 * min(seconds):.0f}"
            print(f"| {name} | {max(sizes):,.0f} | {max(requests)} | {took} |")
        if named.sessions:
            began = time.perf_counter()
            crossed = asyncio.run(converse(url, named.sessions, named.turns))
            lasted = time.perf_counter() - began
            print(f"\n{named.sessions} sessions, {named.turns} turns in {lasted:.0f} s: {crossed} got another's answer")


def pages() -> dict[str, str]:
    """Pages whose answers tell themselves apart."""
    return {
        f"room{i}.md": f"# Room {i}\n\n### What colour is room number{i}x?\n\nThe room number{i}x is colour{i}y.\n"
        for i in range(N_PAGES)
    }


def load(started: Browser, url: str) -> list[tuple[float, int, float]]:
    """Load the page twice in a context of its own: for each load its bytes, requests and seconds until usable."""
    with watched(started) as seen:
        network = seen.page.context.new_cdp_session(seen.page)
        network.send("Network.enable")
        sizes: list[float] = []
        network.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
        found = []
        for _ in range(2):
            sizes.clear()
            began = time.perf_counter()
            seen.page.goto(url, wait_until="commit")
            seen.page.wait_for_selector("#question textarea")
            seconds = time.perf_counter() - began
            seen.page.wait_for_timeout(700)
            found.append((sum(sizes), sum(1 for size in sizes if size), seconds))
        return found


async def converse(url: str, n_sessions: int, n_turns: int) -> int:
    """Hold conversations at once, as the page's script does; how many turns got an answer that is not theirs."""
    each = n_turns // n_sessions
    crossed = await asyncio.gather(*(asyncio.to_thread(_session, url, n, each) for n in range(n_sessions)))
    return sum(crossed)


def _session(url: str, number: int, n_turns: int) -> int:
    chat: list[Any] = []
    crossed = 0
    for turn in range(n_turns):
        place = (number * 7 + turn) % N_PAGES
        data = turn_of(url, f"session{number}turn{turn}", f"What colour is room number{place}x?", chat)
        chat = [
            {"role": m["role"], "content": [{"type": "text", "text": p["text"]} for p in m["content"]]} for m in data[1]
        ]
        said = chat[-1]["content"][0]["text"]
        own = chat[-2]["content"][0]["text"].count(f"number{place}x")
        crossed += f"colour{place}y" not in said or not own or f"colour{place}y" not in data[2]
    return crossed


def turn_of(url: str, session: str, question: str, chat: list[Any]) -> list[Any]:
    """One turn through the queue; the outputs."""
    body = json.dumps({"data": [question, chat], "fn_index": 0, "session_hash": session}).encode()
    request = urllib.request.Request(  # noqa: S310 - our own address
        f"{url}/gradio_api/queue/join", body, {"Content-Type": "application/json"}
    )
    urllib.request.urlopen(request, timeout=120).close()  # noqa: S310
    address = f"{url}/gradio_api/queue/data?session_hash={session}"
    with urllib.request.urlopen(address, timeout=120) as stream:  # noqa: S310
        for line in stream:
            event = json.loads(line[5:]) if line.startswith(b"data:") else {}
            if event.get("msg") == "process_completed":
                return list(event["output"]["data"])
    raise AssertionError("no answer")


if __name__ == "__main__":
    main()
