"""A web page's elements, in order, to the parts of its text."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from ingest import lines
from ingest.documents import BlockKind
from ingest.loaders.extracted import Extract
from ingest.loaders.page_folds import Folds, folds_of, plain
from ingest.loaders.page_parts import BLOCKS, OUTSIDE, Survey, beginning, is_unread, length_of
from ingest.loaders.page_state import ENDS, HEADINGS, Capture, OpenList, heading_level, stand_apart
from ingest.loaders.page_tables import Table, number
from ingest.loaders.runs import Run, paragraphs_of

_BOLD, _STRUCK, _LISTS = ("b", "strong"), ("del", "s", "strike"), ("ul", "ol", "menu", "dir")


def walk(root: Any, extract: Extract, whole: bool = False) -> None:
    """Write a page: its main content, or the whole; and what is left out, by name."""
    folds = folds_of(root)
    survey = Survey.of(root, folds.panels)
    _Walk(extract, replace(survey, mains={root}) if whole else survey, folds).walk(root)


class _Walk:
    def __init__(self, extract: Extract, survey: Survey, folds: Folds) -> None:
        self.extract = extract
        self.survey = survey
        self.folds = folds
        self.runs: list[Run] = []
        self.left_out: list[tuple[str, str]] = []  # met inside of a paragraph: written behind it
        self.in_main = self.sections = self.details = 0  # how many of them are open
        self.bold = self.links = self.pre = 0
        self.lists: list[OpenList] = []
        self.items: list[bool] = []  # for each open item: its mark is still to be written
        self.tables: list[Table] = []
        self.scopes: list[tuple[Any, bool]] = []  # elements with an item of schema.org, and whether it is a Question
        self.capture: Capture | None = None
        self.term = ""
        self.defined = False  # inside of what explains a term, behind its first paragraph
        self.asked = False  # the last part is a question
        self.level = 1  # of the last heading
        self.wraps: list[tuple[Any, int]] = []  # open elements that end a part, and the blocks before each

    def walk(self, root: Any) -> None:
        from lxml import etree

        skipped: Any = None
        walker = etree.iterwalk(root, events=("start", "end"))
        for event, element in walker:
            if event == "start":
                if self._is_skipped(element):
                    skipped = element
                    walker.skip_subtree()
                else:
                    self._start(element)
                    if element in self.folds.grids and self.capture is None and not self._in_cell:
                        self._flush()
                        self.extract.table(self.folds.grids[element], head=False)
                        walker.skip_subtree()
                continue
            if element is not skipped:
                self._end(element)
            if element is not root:
                self._text(element.tail or "")
        self._flush()

    def _is_skipped(self, element: Any) -> bool:
        if is_unread(element):
            return True
        in_faq = any(is_question for _, is_question in self.scopes)
        reason = self.survey.reason(element, self.in_main > 0, self.sections > 0, in_faq)
        reason = reason or ("struck out" if element.tag in _STRUCK else None)
        reason = reason or ("navigation" if element in self.folds.tabs else None)
        if reason is None:
            return False
        words = beginning(element)
        if reason == "form" and element.tag == "button" and (self.capture or lines.asks(words)):
            return False  # it unfolds an answer
        self.left_out.append((reason, words))
        self.extract.hidden += length_of(element) if reason == "hidden" else 0
        if element.tag in BLOCKS and not self.capture and not self._in_cell:
            self._flush()
        return True

    @property
    def _in_cell(self) -> bool:
        return bool(self.tables) and self.tables[-1].in_cell

    def _text(self, text: str) -> None:
        if not text:
            return
        if self.survey.mains and not self.in_main:
            if text.strip():
                self.left_out.append((OUTSIDE, text))
            return
        if self.pre:
            self.runs.append(Run(text, False, False))
        else:
            blank = " ".join(text.split())
            text = (" " if text[0].isspace() else "") + blank + (" " if blank and text[-1].isspace() else "")
            self.runs.append(Run(text, self.bold > 0, self.links > 0))

    def _start(self, element: Any) -> None:
        tag = element.tag
        if element in self.survey.mains:
            self._flush()
            self.in_main += 1
        if element.get("itemscope") is not None:
            self.scopes.append((element, (element.get("itemtype") or "").rstrip("/").endswith("schema.org/Question")))
        self.sections += tag in ("article", "section")
        self.details += tag == "details"
        if tag not in BLOCKS and self.runs and stand_apart(element, self.runs[-1].text):
            self._boundary()
        if tag in BLOCKS:
            self._start_block(element, tag)
        elif tag == "br":
            self.runs.append(Run("\n"))
        elif tag in _BOLD:
            self.bold += 1
        elif tag == "a" and element.get("href"):
            self.links += 1
        elif tag == "q":
            self.runs.append(Run("“", self.bold > 0, self.links > 0))
        elif tag in ("button", "label"):
            self._boundary()
        if element in self.folds.wraps:
            self.wraps.append((element, len(self.extract.blocks)))
        if element in self.folds.named and self.capture is None and not self._in_cell:
            self._flush()
            self.extract.heading(self.folds.named[element], min(self.level + 1, 6))
        if self._names_question(element) and (self.capture is None or self.capture.element is element):
            self._flush()
            self.capture = Capture(element, "name", self.level)
        elif self.capture is None and not self._in_cell and (tag == "button" or element in self.folds.titles):
            self._flush()
            self.capture = Capture(element, "summary", min(self.level + 1, 6))
        self._text(element.text or "")

    def _names_question(self, element: Any) -> bool:
        inside = any(is_question and scope is not element for scope, is_question in self.scopes[-1:])
        return inside and element.get("itemprop") == "name"

    def _start_block(self, element: Any, tag: str) -> None:
        if self.capture is not None and tag in ENDS.get(self.capture.kind, ()):
            self._close_capture()  # its end is missing
        if self.capture is not None:
            if tag in HEADINGS:
                self.capture.level = HEADINGS[tag]
            self._boundary()
            return
        if self._in_cell:
            self._boundary()
            return
        self._flush()
        if level := heading_level(element):
            self.capture = Capture(element, "heading", level)
        elif tag == "summary":
            self.capture = Capture(element, "summary", min(self.level + self.details, 6))
        elif tag == "dt":
            self.defined = False
            self.capture = Capture(element, "term", min(self.level + 1, 6))
        elif tag in _LISTS:
            self._say_term()
            self.lists.append(OpenList(tag == "ol", number(element.get("start"), 1)))
        elif tag == "li":
            if self.lists:
                self.lists[-1].number = number(element.get("value"), self.lists[-1].number)
                self.lists[-1].headed = False
            self.items.append(True)
        elif tag == "pre":
            self.pre += 1
        elif tag == "table" and element not in self.survey.layouts:
            self._say_term()
            self.tables.append(Table())
        elif self.tables and tag == "tr":
            self.tables[-1].open_row()
        elif self.tables and tag in ("td", "th"):
            self.tables[-1].in_cell = True

    def _end(self, element: Any) -> None:
        tag = element.tag
        if self.capture is not None and self.capture.element is element:
            self._close_capture()
            self.links -= tag == "a" and bool(element.get("href"))
        elif self._in_cell and tag in ("td", "th"):
            runs, self.runs = self.runs, []
            self.tables[-1].close_cell(element, runs)
        elif self._in_cell and tag in BLOCKS:
            self._boundary()
        elif tag in BLOCKS and self.capture is None:
            self._end_block(element, tag)
        elif tag in BLOCKS or tag in ("button", "label"):
            self._boundary()
        elif tag in _BOLD:
            self.bold -= 1
        elif tag == "a" and element.get("href"):
            self.links -= 1
        elif tag == "q":
            self.runs.append(Run("”", self.bold > 0, self.links > 0))
        self.sections -= tag in ("article", "section")
        self.details -= tag == "details"
        if self.scopes and self.scopes[-1][0] is element:
            self.scopes.pop()
        if element in self.survey.mains:
            self._flush()
            self.in_main -= 1
        if self.wraps and self.wraps[-1][0] is element:
            self.extract.end_part(self.wraps.pop()[1])

    def _end_block(self, element: Any, tag: str) -> None:
        self._flush()
        if tag in _LISTS and self.lists:
            self.lists.pop()
        elif tag == "li" and self.items:
            self.items.pop()
            if self.lists:
                self.lists[-1].number += 1
        elif tag == "pre":
            self.pre = max(self.pre - 1, 0)
        elif tag in ("dd", "dl"):
            self._say_term()
            self.defined = self.defined and tag == "dd"
        elif tag == "tr" and self.tables:
            self.tables[-1].close_row()
        elif tag == "table" and element not in self.survey.layouts and self.tables:
            self._close_table(self.tables.pop())

    def _boundary(self) -> None:  # of a block inside of what is gathered to one line
        self.runs.append(Run(" "))

    def _close_capture(self) -> None:
        capture, runs = self.capture, self.runs
        self.capture, self.runs = None, []
        words = plain("".join(run.text for run in runs))
        if capture is None or not words:
            self._write_left_out()
            return
        asks = lines.asks(words)
        if capture.kind == "name" or (asks and capture.kind in ("summary", "term")):
            self.extract.question(words, again=self.asked and capture.kind == "term")
            self.asked = True
        elif capture.kind == "term":
            self.term = f"{self.term}, {words}" if self.term else words
        else:
            self.level = self.level if capture.kind == "summary" else capture.level
            self.extract.heading(words, capture.level)
            self.asked = False
        if capture.kind != "term" and self.lists and self.items and self.items[-1]:
            self.items[-1] = False
            self.lists[-1].headed = True
        self._write_left_out()

    def _say_term(self) -> None:
        """A term that nothing explains, or that a list explains."""
        if self.term:
            self.extract.paragraph(self.term.rstrip(":") + ":")
            self.term, self.asked = "", False

    def _close_table(self, table: Table) -> None:
        self.extract.table(table.rows, table.has_head)
        self.asked = False
        self._flush()

    def _flush(self) -> None:
        """Write what has been gathered as a paragraph, a list item or code."""
        runs, self.runs = self.runs, []
        if any(run.text.strip() for run in runs):
            self._write(runs)
            self.asked = False
        self._write_left_out()

    def _write(self, runs: Sequence[Run]) -> None:
        if self.pre:
            self.extract.code("".join(run.text for run in runs))
            return
        if self.term:
            self.extract.item(BlockKind.BULLET, [Run(self.term.rstrip(":") + ": "), *runs], 0)
            self.term, self.defined = "", True
            return
        headed = bool(self.lists) and self.lists[-1].headed
        if self.items and self.items[-1]:
            self.items[-1] = False
            kind = BlockKind.STEP if self.lists and self.lists[-1].ordered else BlockKind.BULLET
            self.extract.item(kind, runs, max(len(self.lists) - 1, 0), self.lists[-1].number if self.lists else 1)
        else:
            depth = 0 if headed or not self.items else max(len(self.lists), 1)
            for paragraph in paragraphs_of(runs):
                self.extract.paragraph(paragraph, depth or int(self.defined))

    def _write_left_out(self) -> None:
        left_out, self.left_out = self.left_out, []
        for reason, text in left_out:
            self.extract.leave_out(reason, text)
