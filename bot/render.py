"""What the terminal shows: answers, hits and reports as text of a given width."""

import re
import textwrap
from collections.abc import Sequence
from dataclasses import asdict

from bot.answers import Answer, Citation, Hit, Outcome
from ingest.builds import Build
from ingest.inline import plain
from ingest.report import PageReport, Report, Status

MANY = 20  # pages; a report on more shows their details only where asked
_ITEM = re.compile(r"\s*(?:[-*+•]|\d{1,3}[.)])\s|\s*[#|]")  # a line that starts something of its own
_LONGEST_LEFT_OUT = 60  # characters
_LONGEST_HIT = 300  # characters


def render_answer(answer: Answer, width: int = 80) -> str:
    """An answer with its sources, or why there is none."""
    parts = []
    if answer.notice:
        parts.append("\n".join(_wrapped(line, width) for line in answer.notice.splitlines()))
    if answer.understood_as.strip() != answer.question.strip():
        parts.append(_wrapped(f"Understood as: {answer.understood_as}", width))
    if answer.statements:
        lines = answer.answer.splitlines()
        parts.append("\n".join(_wrapped(line, width, after="  " if _ITEM.match(line) else "") for line in lines))
    if answer.sources_disagree:
        parts.append(_wrapped("The sources disagree: what each of them says stands above.", width))
    if answer.message:
        parts.append(_wrapped(answer.message, width))
    if answer.citations:
        parts.append(_cited("Sources", answer.citations, width))
    if answer.closest:
        parts.append(_cited("Closest passages", answer.closest, width))
    if answer.outcome is not Outcome.ANSWERED and answer.suggestions:
        listed = (_wrapped(f"- {suggestion}", width, after="  ") for suggestion in answer.suggestions)
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
            _wrapped(_place(passage.title, passage.heading), width, "   "),
            _wrapped(evidence, width, "   "),
        ]
        if passage.question:
            lines.append(_wrapped(f"Q: {passage.question}", width, "   "))
        lines.append(_wrapped(_shortened(plain(passage.body), _LONGEST_HIT), width, "   "))
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
        f"{_count(len(report.pages), 'path')}: {totals}\n"
        f"{_count(report.passages, 'passage')}, {report.embedded} of them embedded anew\n"
        f"Build {report.build} in {report.index}, {report.seconds:.1f} s"
    )
    return "\n".join(parts)


def render_builds(builds: Sequence[Build], index: str) -> str:
    """What a verification has checked, the current build first."""
    lines = []
    for i, build in enumerate(builds):
        manifest = build.manifest
        size = sum(size for size, _ in manifest.files.values())
        lines += [
            f"{build.build_id}  {'current' if i == 0 else 'kept'}, made {manifest.created} with {manifest.model}",
            f"  {_count(len(manifest.files), 'file')}, {size:,} bytes: every size and SHA-256 is as published",
            f"  {_count(manifest.passages, 'passage')} of {_count(manifest.documents, 'document')}: "
            "each is a slice of its document",
        ]
    return "\n".join([*lines, f"{index} is sound."])


def _cited(label: str, citations: Sequence[Citation], width: int) -> str:
    lines = [label]
    for citation in citations:
        lines.append(_wrapped(f"[{citation.number}] {_place(citation.title, citation.heading)}", width, after="    "))
        lines.append(f"    {citation.source}" + (f" <{citation.url}>" if citation.url else ""))
        lines += [_wrapped(line, width, "    | ") for line in _quoted(citation.quote)]
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
    lines = [_wrapped(told, width, f"{page.status:<9}  ", " " * 11)]
    if page.status in (Status.INGESTED, Status.UNCHANGED):
        counts = (
            _count(len(page.headings), "heading"),
            _count(page.faq_pairs, "FAQ pair"),
            _count(page.steps, "numbered step"),
            _count(page.passages, "passage"),
        )
        details = [f"{page.title}: {', '.join(counts)}"]
        details += [f"headings: {' · '.join(page.headings)}"] if page.headings else []
        details += [f"left out ({why}): {_shortened(words, _LONGEST_LEFT_OUT)}" for why, words in page.left_out]
        lines += [_wrapped(line, width, " " * 11, " " * 13) for line in details]
    return lines


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _shortened(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 2].rstrip() + " …"


def _wrapped(text: str, width: int, before: str = "", after: str | None = None) -> str:
    return textwrap.fill(
        " ".join(text.split()),
        max(width, len(before) + 20),
        initial_indent=before,
        subsequent_indent=before if after is None else after,
        break_long_words=False,
        break_on_hyphens=False,
    )
