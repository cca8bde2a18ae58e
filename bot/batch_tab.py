"""The tab for a file of questions: file in, progress, file out. `spotter batch` runs the same code."""

import re
import shutil
import time
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Thread
from typing import Any

from bot.answers import Answer, Question
from bot.ask_queue import AskQueue
from bot.asking import Asking
from bot.batch.rows import Format
from bot.batch.run import Options, Progress, answer_file, target_of
from bot.batch.summary import Summary, told
from bot.downloads import KEPT, Download, Downloads
from bot.fragments import fragment
from bot.serving import Serving
from bot.theme import gradio, uploads
from bot.wrapping import shortened
from ingest.errors import InputError, SpotterError

LARGEST_FILE = 5 * 2**20  # bytes
KINDS = {  # of what comes back
    ".csv": "text/csv; charset=utf-8",
    ".tsv": "text/tab-separated-values; charset=utf-8",
    ".jsonl": "application/x-ndjson",
    ".json": "application/json",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
ENDINGS = tuple(f".{form.value}" for form in Format)  # of files that are taken
N_PREVIEWED = 10
_PAUSE = 0.25  # seconds between two pictures of the progress


@dataclass(frozen=True, slots=True)
class Row:
    """One row as the preview shows it."""

    question: str
    outcome: str
    answer: str
    source: str


class InTurn:
    """One bot, asked row by row behind the visitors that are there; remembers the first answers for the preview."""

    def __init__(self, serving: Serving, queue: AskQueue) -> None:
        """Take the bot of this moment: where the index changes meanwhile, all rows are answered from one build."""
        bot = serving.bot
        self.build, self.caution, self.contact = bot.build, bot.caution, bot.contact
        self.first: list[Row] = []
        self._ask = partial(serving.ask, bot=bot)
        self._queue = queue

    def ask(self, question: Question, n_hits: int = 0, timed: bool = True) -> Answer:
        """Answer one question in its turn."""
        answer = self._queue.wait(partial(self._ask, question, n_hits, timed))
        if len(self.first) < N_PREVIEWED:
            self.first.append(_row(answer))
        return answer

    def prepare(self, questions: Sequence[Question]) -> None:
        """Nothing: encoding many at once would make visitors wait."""


def _row(answer: Answer) -> Row:
    return Row(
        shortened(answer.question, 120),
        answer.outcome.value.replace("_", " "),
        shortened(answer.answer or answer.message, 200),
        answer.citations[0].source if answer.citations else "",
    )


class _Run:
    """One file being answered in a thread of its own; whoever watches it may stop it, and need not wait for its end."""

    def __init__(self, upload: Path, bot: InTurn) -> None:
        self.progress: Progress | None = None
        self.summary: Summary | None = None
        self.data = b""  # the answers, as a file
        self.error: Exception | None = None
        self.stop = Event()
        self._upload = upload
        self._bot = bot
        self.thread = Thread(target=self._run, name="batch", daemon=True)
        self.thread.start()

    def _run(self) -> None:
        try:
            with TemporaryDirectory(prefix="spotter-batch-") as folder:
                source = Path(folder) / f"questions{self._upload.suffix.lower()}"
                shutil.move(self._upload, source)
                self._answer(source)
        except Exception as error:  # noqa: BLE001 - it is raised by whoever watches
            self.error = error

    def _answer(self, source: Path) -> None:
        target, options = target_of(source), Options(patterns=False)
        try:
            self.summary = answer_file(
                source, target, lambda: self._bot, options, progress=self._note, cancelled=self.stop.is_set
            )
        except SpotterError as error:
            message = error.message.replace(str(source), "the file")
            raise InputError(f"{message[:1].upper()}{message[1:]}", error.fix) from None
        if not self.summary.cancelled:
            self.data = target.read_bytes()

    def _note(self, progress: Progress) -> None:
        self.progress = progress


class Batches:
    """Answers uploaded files. An upload is deleted as soon as it is read, its answers once their time is over."""

    def __init__(self, asking: Asking, downloads: Downloads, root: str) -> None:
        """Prepare.

        Args:
            asking: answers, in turn.
            downloads: keeps what comes of it.
            root: the path below which downloads lie.
        """
        self._asking = asking
        self._downloads = downloads
        self._root = root

    def answer(self, upload: Path) -> Generator[str]:
        """Answer a file: pictures of its progress, the last with the address of the answers.

        Closing the iterator stops the work after the row that is being answered, and nothing is kept. It returns at
        once: it is closed in the thread that serves everybody.
        """
        ending = upload.suffix.lower()
        if ending not in ENDINGS:
            yield _shown(f"This is no file of questions: it must end in {_named(ENDINGS)}.")
            return
        began = time.monotonic()
        bot = InTurn(self._asking.serving, self._asking.queue)
        run = _Run(upload, bot)
        try:
            while run.thread.is_alive():
                run.thread.join(_PAUSE)
                if run.thread.is_alive() and run.progress is not None:
                    yield _shown(_pace(run.progress), run.progress.done, run.progress.total, bot.first, running=True)
        finally:
            run.stop.set()
        if isinstance(run.error, SpotterError):
            yield _shown(f"{run.error.message}. {run.error.fix}")
            return
        if run.error is not None:
            raise run.error
        assert run.summary is not None  # noqa: S101 - else there is an error
        yield self._done(upload, run.summary, run.data, bot.first, time.monotonic() - began)

    def _done(self, upload: Path, summary: Summary, data: bytes, first: Sequence[Row], seconds: float) -> str:
        stem = re.sub(r"[^\w.-]+", "-", upload.stem, flags=re.ASCII).strip("-.")[:60] or "questions"
        ending = summary.target.suffix
        name = f"{stem}.answers{ending}"
        link = f"{self._root}/download/{self._downloads.add(Download(name, KINDS[ending], data))}"
        lines = (*summary.notes, *summary.errors, *told(summary).splitlines()[1:])
        head = f"{told(summary).splitlines()[0]}, in {seconds:.1f} s."
        return _shown(head, summary.rows, summary.rows, first, lines=lines, link=link, name=name)


def _named(endings: Sequence[str]) -> str:
    return f"{', '.join(endings[:-1])} or {endings[-1]}"


def _pace(progress: Progress) -> str:
    left = "" if progress.seconds_left is None else f", {progress.seconds_left:.0f} s left"
    return f"{progress.done:,} of {progress.total:,} rows, {progress.rate:.0f} a second{left}"


def _shown(
    told: str,
    done: int = 0,
    total: int = 0,
    rows: Sequence[Row] = (),
    running: bool = False,
    lines: Sequence[str] = (),
    link: str = "",
    name: str = "",
) -> str:
    return fragment(
        "knowledge.html",
        view="batch",
        told=told,
        done=done,
        total=total,
        rows=tuple(rows),
        running=running,
        lines=lines,
        link=link,
        name=name,
        minutes=int(KEPT / 60),
    )


def batch_tab(batches: Batches) -> None:
    """The tab's parts, inside Gradio's blocks."""
    gr = gradio()
    gr.Markdown(
        f"A file of questions comes back with answers and sources. It ends in {_named(ENDINGS)}, has at most "
        f"{LARGEST_FILE // 2**20} MB, and is deleted once it is read."
    )
    file = gr.File(label="File of questions", file_types=list(ENDINGS), elem_id="batch-file", height=150)
    with gr.Row(elem_id="batch-buttons"):
        start = gr.Button("Answer the file", variant="primary", elem_id="batch-start", scale=0, min_width=160)
        cancel = gr.Button("Cancel", elem_id="batch-cancel", scale=0, min_width=100)
    out = gr.Markdown(elem_id="batch-out", sanitize_html=True, latex_delimiters=[])

    def answered(sent: Any) -> Iterator[Any]:
        upload = _uploaded(sent)
        if upload is None:
            yield gr.skip(), _shown("Choose a file first.")
            return
        for picture in batches.answer(upload):
            yield None, picture

    quiet = {"api_visibility": "private", "show_progress": "hidden"}
    running = start.click(answered, [file], [file, out], preprocess=False, concurrency_limit=2, **quiet)
    cancel.click(lambda: _shown("Cancelled: nothing was kept."), None, [out], cancels=[running], **quiet)


def _uploaded(sent: Any) -> Path | None:
    """The uploaded file that a browser names; None where it names another."""
    path = sent.get("path") if isinstance(sent, dict) else None
    upload = Path(path).resolve() if isinstance(path, str) and "\x00" not in path else None
    if upload is None or upload.parent.parent != uploads().resolve() or not upload.is_file():
        return None
    return upload
