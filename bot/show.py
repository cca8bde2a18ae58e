"""How a page was understood, from the published index: its sections, passages and FAQ pairs, and what was left out."""

import difflib
from bisect import bisect_left, bisect_right
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bot.wrapping import counted, shortened, wrapped
from ingest import builds
from ingest.documents import Document, Passage
from ingest.errors import InputError
from ingest.inline import plain
from ingest.lines import split_lines
from ingest.outline import sections
from ingest.report import PageReport, Status, page_report

_LONGEST = 300  # characters of a passage; all stand in the JSON
_LONGEST_LEFT_OUT = 100


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of the page's text."""

    line: int  # from 1
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class SectionView:
    """A section with its passages."""

    line: int
    path: tuple[str, ...]  # headings from the outermost
    questions: tuple[str, ...]  # of an FAQ pair
    blocks: dict[str, int]  # kind → how many
    passages: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class View:
    """One page."""

    build: str
    report: PageReport
    url: str | None
    sections: tuple[SectionView, ...]
    left_out: tuple[tuple[str, Stretch], ...]  # (reason, where)

    def as_json(self) -> dict[str, Any]:
        """The view as plain values."""
        report = self.report
        return {
            "build": self.build,
            "source": report.source,
            "title": report.title,
            "url": self.url,
            "notes": list(report.notes),
            "faq_pairs": report.faq_pairs,
            "passages": report.passages,
            "sections": [asdict(section) for section in self.sections],
            "left_out": [{"reason": reason, **asdict(stretch)} for reason, stretch in self.left_out],
        }


def view_of(folder: Path, source: str) -> View:
    """Look a page up by its source, or by the end of it where that is one page's alone.

    Raises:
        InputError: the index has no such page, with what became of it.
        IndexProblem: the index cannot be used.
    """
    build = builds.open_build(folder)
    return view_in(build, _doc_id(folder, build, source))


def view_in(build: builds.Build, doc_id: str) -> View:
    """Look at a page of an open build."""
    index = build.index
    document = index.documents[doc_id]
    page = _Page(document)
    passages = [passage for passage in index.passages if passage.doc_id == document.doc_id]
    return View(
        build.build_id,
        page_report(document, Status.INGESTED, len(passages)),
        document.url,
        _sections(page, passages),
        tuple((item.reason, page.stretch(item.start, item.end)) for item in document.left_out),
    )


def _doc_id(folder: Path, build: builds.Build, source: str) -> str:
    known = list(build.index.documents)
    if source in known:
        return source
    ends = [name for name in known if name.endswith(f"/{source}") or source.endswith(f"/{name}")]
    if len(ends) == 1:
        return ends[0]
    if ends:
        raise InputError(f"{source} may be {' or '.join(ends[:5])}", "Name one of them.")
    report = builds.report_of(folder, build) or {"pages": []}
    for page in report["pages"]:
        if page["source"] == source:
            told = f"{source} is not in the index: {page['status']}" + (
                f" ({page['reason']})" if page["reason"] else ""
            )
            raise InputError(told, f"Mend it, then: spotter ingest --index {folder}")
    near = difflib.get_close_matches(source, known, 3, 0.5)
    fix = f"Did you mean {' or '.join(near)}?" if near else "Name a page as the report of `spotter ingest` does."
    raise InputError(f"no page {source} in {folder}", fix)


class _Page:
    """A document that knows its lines."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self._starts = [line.start for line in split_lines(document.text)]

    def line(self, offset: int) -> int:
        """From 1."""
        return bisect_right(self._starts, offset)

    def stretch(self, start: int, end: int) -> Stretch:
        return Stretch(self.line(start), start, end, self.document.text[start:end])


def _sections(page: _Page, passages: list[Passage]) -> tuple[SectionView, ...]:
    """Sections with their passages; both are in order, and a passage lies in one section."""
    document = page.document
    found = []
    starts = [passage.start for passage in passages]
    for section in sections(document):
        start, end = (section.heads or section.body)[0].start, section.body[-1].end
        own = passages[bisect_left(starts, start) : bisect_left(starts, end)]
        found.append(
            SectionView(
                page.line(start),
                section.path,
                tuple(plain(document.words(question)) for question in section.questions),
                dict(Counter(block.kind.value for block in section.body)),
                tuple(page.stretch(passage.body_start, passage.end) for passage in own),
            )
        )
    return tuple(found)


def render_view(view: View, width: int = 100) -> str:
    """The page as a terminal shows it; lines are those of its text."""
    report = view.report
    counts = (
        counted(len(view.sections), "section"),
        counted(report.passages, "passage"),
        counted(report.faq_pairs, "FAQ pair"),
        f"{len(view.left_out):,} left out",
    )
    head = [f"{report.source}: {report.title}", *([view.url] if view.url else []), ", ".join(counts)]
    head += [f"note: {note}" for note in report.notes]
    parts = ["\n".join(wrapped(line, width) for line in head)]
    parts += ["\n".join(_section(section, width)) for section in view.sections]
    if view.left_out:
        lines = [
            wrapped(
                f"{reason}: {shortened(plain(stretch.text), _LONGEST_LEFT_OUT)}",
                width,
                f"{stretch.line:>5}  ",
                " " * 7,
            )
            for reason, stretch in view.left_out
        ]
        parts.append("\n".join(["Left out", *lines]))
    return "\n\n".join([*parts, f"Build {view.build}"])


def _section(section: SectionView, width: int) -> list[str]:
    kinds = ", ".join(counted(n, kind) for kind, n in section.blocks.items())
    place = " › ".join(section.path) or ("" if section.questions else "(below no heading)")
    lines = [wrapped(f"{place} ({kinds})".strip(), width, f"{section.line:>5}  ", " " * 7)]
    lines += [wrapped(f"Q: {question}", width, " " * 7, " " * 10) for question in section.questions]
    for passage in section.passages:
        words = shortened(plain(passage.text), _LONGEST)
        lines.append(wrapped(f"{passage.start}-{passage.end}", width, " " * 7))
        lines.append(wrapped(words, width, " " * 7 + "| "))
    return lines
