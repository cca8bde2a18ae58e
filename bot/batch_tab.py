"""The tab for a file of questions: file in, progress, file out. `run` is all that it needs of the batch machinery."""

import re
import shutil
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bot import batch
from bot.answers import Answer, Question
from bot.downloads import KEPT, Download, Downloads
from bot.fragments import fragment
from bot.serving import Serving
from bot.theme import gradio, uploads
from bot.wrapping import counted, shortened
from ingest.errors import SpotterError

LARGEST_FILE = 5 * 2**20  # bytes
ENDINGS = {".jsonl": "application/x-ndjson"}  # of files that are taken → media type of what comes back
N_PREVIEWED = 10
_PAUSE = 0.25  # seconds between two pictures of the progress


@dataclass(frozen=True, slots=True)
class Row:
    """One row as the preview shows it."""

    question: str
    outcome: str  # or why there is none
    answer: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a file is."""

    done: int
    total: int
    row: Row  # the last


def run(source: Path, target: Path, serving: Serving) -> Iterator[Progress]:
    """Answer a file of questions into another, row by row; where it is stopped, no file comes of it.

    Raises:
        InputError: the file cannot be used.
    """

    def ask(question: Question) -> Answer:
        return serving.ask(question, timed=False)

    rows = batch.read_rows(source)
    with batch.written_aside(target) as write:
        for done, row in enumerate(batch.answers_to(rows, ask), start=1):
            write(batch.json_line(row.columns))
            yield Progress(done, len(rows), _row(row.columns, row.outcome, row.error))


def _row(columns: dict[str, Any], outcome: str, error: str) -> Row:
    cited = columns.get("citations") or []
    return Row(
        shortened(str(columns.get("question", "")), 120),
        outcome or error,
        shortened(columns.get("answer", "") or columns.get("message", ""), 200),
        cited[0]["source"] if cited else "",
    )


class Batches:
    """Answers uploaded files. An upload is deleted as soon as it is read, its answers once their time is over."""

    def __init__(self, serving: Serving, downloads: Downloads, root: str) -> None:
        """Prepare.

        Args:
            serving: answers.
            downloads: keeps what comes of it.
            root: the path below which downloads lie.
        """
        self._serving = serving
        self._downloads = downloads
        self._root = root

    def answer(self, upload: Path) -> Iterator[str]:
        """Answer a file: pictures of its progress, the last with the address of the answers."""
        ending = upload.suffix.lower()
        if ending not in ENDINGS:
            yield _shown(f"This is no file of questions: it must end in {' or '.join(ENDINGS)}.")
            return
        stem = re.sub(r"[^\w.-]+", "-", upload.stem, flags=re.ASCII).strip("-.")[:60] or "questions"
        with TemporaryDirectory(prefix="spotter-batch-") as folder:
            source, target = Path(folder) / f"questions{ending}", Path(folder) / f"answers{ending}"
            shutil.move(upload, source)
            try:
                yield from self._answer(source, target, f"{stem}.answers{ending}")
            except SpotterError as error:
                message = error.message.replace(str(source), "the file")
                yield _shown(f"{message[:1].upper()}{message[1:]}. {error.fix}")

    def _answer(self, source: Path, target: Path, name: str) -> Iterator[str]:
        began = shown = time.monotonic()
        rows: list[Row] = []
        outcomes: Counter[str] = Counter()
        total = 0
        for progress in run(source, target, self._serving):
            total = progress.total
            outcomes[progress.row.outcome if progress.row.source or progress.row.answer else "failed"] += 1
            if len(rows) < N_PREVIEWED:
                rows.append(progress.row)
            now = time.monotonic()
            if now - shown >= _PAUSE:
                shown = now
                yield _shown(_pace(progress.done, total, now - began), progress.done, total, rows, running=True)
        token = self._downloads.add(Download(name, ENDINGS[target.suffix], target.read_bytes()))
        told = ", ".join(f"{n} {outcome.replace('_', ' ')}" for outcome, n in outcomes.most_common())
        seconds = time.monotonic() - began
        done = f"{counted(total, 'row')} in {seconds:.1f} s: {told}."
        yield _shown(done, total, total, rows, link=f"{self._root}/download/{token}", name=name)


def _pace(done: int, total: int, seconds: float) -> str:
    rate = done / max(seconds, 1e-3)
    return f"{done:,} of {total:,} rows, {rate:.0f} a second, {(total - done) / rate:.0f} s left"


def _shown(
    told: str,
    done: int = 0,
    total: int = 0,
    rows: list[Row] | None = None,
    running: bool = False,
    link: str = "",
    name: str = "",
) -> str:
    return fragment(
        "knowledge.html",
        view="batch",
        told=told,
        done=done,
        total=total,
        rows=rows or (),
        running=running,
        link=link,
        name=name,
        minutes=int(KEPT / 60),
    )


def batch_tab(batches: Batches) -> None:
    """The tab's parts, inside Gradio's blocks."""
    gr = gradio()
    gr.Markdown(
        f"A file of questions comes back with answers and sources. It ends in {' or '.join(ENDINGS)}, has at most "
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
