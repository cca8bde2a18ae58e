"""The tab about the pages: how each was understood, why a search finds what it does, what an editor should look at."""

import queue
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from bot import check
from bot.answers import LONGEST_QUESTION, Question
from bot.knowledge_view import findings_list, note, overview, understood, why
from bot.serving import Serving
from bot.theme import gradio
from ingest import builds
from ingest.builds import Build
from ingest.errors import SpotterError
from ingest.report import PageReport, Report, Status


class Knowledge:
    """What the tab's events do, on the bot that answers now."""

    def __init__(self, serving: Serving, folder: Path, review_days: int, accents: tuple[str, str]) -> None:
        """Prepare.

        Args:
            serving: holds the bot.
            folder: of the index; its report names files that could not be read.
            review_days: a page reviewed longer ago is a finding.
            accents: colours of the plots on light and on dark.
        """
        self._serving = serving
        self._folder = folder
        self._review_days = review_days
        self._accents = accents
        self._checked: tuple[str, str] = ("", "")  # build and what its check has found
        self._checking = threading.Lock()

    @property
    def sources(self) -> list[str]:
        """The pages."""
        return sorted(self._serving.bot.build.index.documents)

    def overview(self) -> str:
        """The index in figures."""
        return overview(self._serving.bot.build, self._accents)

    def page(self, source: str | None) -> str:
        """How a page was understood."""
        build = self._serving.bot.build
        return understood(build, source) if source and source in build.index.documents else note("Choose a page.")

    def why(self, text: str) -> str:
        """What is found for a question, and why."""
        try:
            return why(self._serving.search(Question(text.strip()))[1])
        except SpotterError as error:
            return note(f"{error.message[:1].upper()}{error.message[1:]}. {error.fix}")

    def check(self) -> Iterator[str]:
        """Check the pages that are served: how far it is, then the findings. One at a time; kept for the build.

        Closing the iterator leaves the check to its end, so that not one more can be begun beside it.
        """
        bot = self._serving.bot
        if self._checked[0] != bot.build.build_id:
            if not self._checking.acquire(blocking=False):
                yield note("The pages are being checked already: try again in a moment.")
                return
            told: queue.Queue[str | Exception | None] = queue.Queue()
            target = self._find
            threading.Thread(target=target, args=(bot.build, bot.encoder, told.put), daemon=True).start()
            while isinstance(item := told.get(), str):
                yield note(item)
            if item is not None:
                raise item
        yield self._checked[1]

    def _find(self, build: Build, encoder: Any, tell: Callable[[Any], None]) -> None:
        def start(total: int) -> Callable[[int], None]:
            done = 0

            def step(n: int) -> None:
                nonlocal done
                done += n
                if done % 10 == 0:
                    tell(f"Asking the pages their own questions: {done:,} of {total:,}")

            return step

        failure: Exception | None = None
        try:
            tell("Comparing statements …")
            report = _report_of(self._folder, build)
            found = check.findings_of(build.index, encoder, report, start, self._review_days)
            self._checked = (build.build_id, findings_list(list(found)))
        except Exception as error:  # noqa: BLE001 - raised again in the thread that waits for it
            failure = error
        self._checking.release()
        tell(failure)


def _report_of(folder: Path, build: Build) -> Report | None:
    """The report of the ingest that made a build, as far as a check asks for it; None where it is not there."""
    try:
        found = builds.report_of(folder, build)
    except SpotterError:
        return None
    pages = tuple(
        PageReport(page["source"], Status(page["status"]), page["reason"], page["title"])
        for page in (found or {"pages": []})["pages"]
    )
    return Report(build.build_id, str(folder), pages, 0, 0, 0.0)


def knowledge_tab(knowledge: Knowledge) -> tuple[Any, Any]:
    """The tab's parts, inside Gradio's blocks: what is to be filled when the page is opened."""
    gr = gradio()

    def markdown(name: str, value: str = "") -> Any:
        return gr.Markdown(value, elem_id=name, sanitize_html=True, latex_delimiters=[])

    with gr.Tabs(elem_id="knowledge-tabs"):
        with gr.Tab("Overview"):
            figures = markdown("overview")
        with gr.Tab("Pages"):
            source = gr.Dropdown(knowledge.sources, value=None, label="Page", elem_id="page-choice")
            page = markdown("page-view", note("Choose a page to see how it was understood."))
        with gr.Tab("Why"):
            with gr.Row(elem_id="why-row"):
                text = gr.Textbox(
                    label="Question", max_length=LONGEST_QUESTION, elem_id="why-question", lines=1, scale=1
                )
                ask = gr.Button("Search", variant="primary", elem_id="why-search", scale=0, min_width=110)
            scores = markdown("why-view")
        with gr.Tab("Check"):
            begin = gr.Button("Check the pages", variant="primary", elem_id="check-start", scale=0, min_width=180)
            findings = markdown("check-view", note("Looks for contradictions, repetitions, thin and outdated pages."))
    quiet = {"api_visibility": "private", "show_progress": "hidden"}
    source.change(knowledge.page, [source], [page], **quiet)
    gr.on([text.submit, ask.click], knowledge.why, [text], [scores], **quiet)
    begin.click(knowledge.check, None, [findings], concurrency_limit=2, **quiet)
    return figures, source
