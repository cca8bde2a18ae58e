"""Spotter itself, asked one question after another by the bot that its own surfaces use."""

import multiprocessing
import os
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from tqdm import tqdm

from bench.workloads import Item, Reply
from bot.answers import Question
from bot.assemble import bot_of
from bot.bot import Bot
from bot.judge import attempt, judge
from bot.settings import Settings
from ingest.settings import IngestSettings

HITS = 60  # more than are ranked: all of them are wanted
_open: dict[str, Bot] = {}  # the bot of this process


def replies(name: str, index: Path, items: Sequence[Item], jobs: int) -> list[Reply]:
    """Ask all items, one at a time in each of `jobs` processes."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, context, _start, (index, max((os.cpu_count() or 1) // jobs, 1))) as pool:
        answers = pool.map(_ask, items, chunksize=8)
        return list(tqdm(answers, name, len(items), file=sys.stderr, mininterval=2.0))


def _start(index: Path, threads: int) -> None:
    os.environ.setdefault("OMP_NUM_THREADS", str(threads))
    bot = bot_of(Settings(IngestSettings(index=index)), print)
    bot.ask(Question("warm up"))
    _open["bot"] = bot


def _ask(item: Item) -> Reply:
    bot = _open["bot"]
    question = Question(item.text, item.history)
    began = time.perf_counter()
    answer = bot.ask(question, HITS)
    milliseconds = 1000 * (time.perf_counter() - began)
    pages = tuple(dict.fromkeys(hit.source for hit in answer.hits or ()))
    judged = None
    if item.expected is not None:
        judged = judge(item.expected, answer, attempt(bot, question, answer), bot.build.index)
    return Reply(pages, answer.confidence, milliseconds, answer, judged)
