"""What the terminal shows: answers, hits and reports as text of a given width."""

import re
from collections.abc import Sequence
from dataclasses import asdict

from bot.answers import Answer, Citation, Hit, Outcome
from bot.wrapping import counted, shortened, wrapped
from ingest.builds import Build
from ingest.inline import plain
from ingest.report import PageReport, Report, Status

_AS_BEFORE = (Status.UNCHANGED, Status.SKIPPED)
MANY = 20  # pages; a report on more shows their details only where asked
_ITEM = re.compile(r"\s*(?:[-*+•]|\d{1,3}[.)])\s|\s*[#|]")  # a line that starts something of its own
_LONGEST_LEFT_OUT = 60  # characters
_LONGEST_HIT = 300  # characters


def render_answer(answer: Answer, width: int = 80) -> str:
    """An answer with its sources, or why there is none."""
    parts = []
    if answer.notice:
        parts.append("\n".join(wrapped(line, width) for line in answer.notice.splitlines()))
    if answer.understood_as.strip() != answer.question.strip():
        parts.append(wrapped(f"Understood as: {answer.understood_as}", width))
    if answer.statements:
        lines = answer.answer.splitlines()
        parts.append("\n".join(wrapped(line, width, after="  " if _ITEM.match(line) else "") for line in lines))
    if answer.sources_disagree:
        parts.append(wrapped("The sources disagree: what each of them says stands above.", width))
    if answer.message:
        parts.append(wrapped(answer.message, width))
    if answer.citations:
        parts.append(_cited("Sources", answer.citations, width))
    if answer.closest:
        parts.append(_cited("Closest passages", answer.closest, width))
    if answer.outcome is not Outcome.ANSWERED and answer.suggestions:
        listed = (wrapped(f"- {suggestion}", width, after="  ") for suggestion in answer.suggestions)
        parts.append("\n".join(["Questions that the pages answer:", *listed]))
    return "\n\n".join(parts)


def render_hits(hits: Sequence[Hit], width: int = 80) -> str:
    """Passages with their scores and what speaks for each, best first."""
    parts = []
    for rank, hit in enumerate(hits, start=1):
        passage = hit.passage
        evidence = "  ".join(f"{name} {value:.3f}" for name, value in asdict(hit.evidence).items())
        lines = [
            f"{rank}. {hit.score:.4f}  {passage.doc_id} {passage.start}-{passage.end}",
            wrapped(_place(passage.title, passage.heading), width, "   "),
            wrapped(evidence, width, "   "),
        ]
        if passage.question:
            lines.append(wrapped(f"Q: {passage.question}", width, "   "))
        lines.append(wrapped(shortened(plain(passage.body), _LONGEST_HIT), width, "   "))
        parts.append("\n".join(lines))
    return "\n\n".join(parts)


def render_report(report: Report, width: int = 100, verbose: bool = False) -> str:
    """What an ingest did with every path and how it understood each page; of many pages only what was not taken."""
    read = [page for page in report.pages if page.status in (Status.INGESTED, Status.UNCHANGED)]
    detailed = verbose or len(read) <= MANY
    parts = ["\n".join(_page(page, width)) for page in report.pages if detailed or page not in read]
    if not detailed:
        parts.append(f"(The details of {len(read)} pages: --verbose.)")
    totals = ", ".join(f"{n} {status}" for status, n in report.totals.items() if n)
    parts.append(
        f"{counted(len(report.pages), 'path')}: {totals}\n"
        f"{counted(report.passages, 'passage')}, {report.embedded} of them embedded anew\n"
        f"Build {report.build} in {report.index}, {report.seconds:.1f} s"
    )
    return "\n".join(parts)


def render_changes(report: Report, width: int = 100) -> str:
    """What an ingest has changed since the last one, of pages that were told of then."""
    parts = ["\n".join(_page(page, width)[:1]) for page in report.pages if page.status not in _AS_BEFORE]
    totals = ", ".join(f"{n} {status}" for status, n in report.totals.items() if n)
    return "\n".join([*parts, f"Build {report.build}: {totals}, {report.seconds:.1f} s"])


def render_builds(builds: Sequence[Build], index: str) -> str:
    """What a verification has checked, the current build first."""
    lines = []
    for i, build in enumerate(builds):
        manifest = build.manifest
        size = sum(size for size, _ in manifest.files.values())
        lines += [
            f"{build.build_id}  {'current' if i == 0 else 'kept'}, made {manifest.created} with {manifest.model}",
            f"  {counted(len(manifest.files), 'file')}, {size:,} bytes: every size and SHA-256 is as published",
            f"  {counted(manifest.passages, 'passage')} of {counted(manifest.documents, 'document')}: "
            "each is a slice of its document",
        ]
    return "\n".join([*lines, f"{index} is sound."])


def _cited(label: str, citations: Sequence[Citation], width: int) -> str:
    lines = [label]
    for citation in citations:
        lines.append(wrapped(f"[{citation.number}] {_place(citation.title, citation.heading)}", width, after="    "))
        lines.append(f"    {citation.source}" + (f" <{citation.url}>" if citation.url else ""))
        lines += [wrapped(line, width, "    | ") for line in _quoted(citation.quote)]
    return "\n".join(lines)


def _quoted(quote: str) -> list[str]:
    """A quote's paragraphs and list items, each on one line and without marks."""
    joined: list[str] = []
    open_line = False  # the last line goes on
    for line in quote.splitlines():
        text = plain(line)
        if not text:
            open_line = False
        elif open_line and not _ITEM.match(line):
            joined[-1] += f" {text}"
        else:
            joined.append(text)
            open_line = True
    return joined


def _place(title: str, heading: str) -> str:
    return f"{title} › {heading}" if heading else title


def _page(page: PageReport, width: int) -> list[str]:
    reason = page.reason or ("no longer there" if page.status is Status.REMOVED else "")
    told = page.source + (f": {reason}" if reason else "")
    lines = [wrapped(told, width, f"{page.status:<9}  ", " " * 11)]
    if page.status in (Status.INGESTED, Status.UNCHANGED):
        counts = (
            counted(len(page.headings), "heading"),
            counted(page.faq_pairs, "FAQ pair"),
            counted(page.steps, "numbered step"),
            counted(page.passages, "passage"),
        )
        details = [f"{page.title}: {', '.join(counts)}"]
        details += [f"headings: {' · '.join(page.headings)}"] if page.headings else []
        details += [f"note: {note}" for note in page.notes]
        details += [f"left out ({why}): {shortened(words, _LONGEST_LEFT_OUT)}" for why, words in page.left_out]
        lines += [wrapped(line, width, " " * 11, " " * 13) for line in details]
    return lines
