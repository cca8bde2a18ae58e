"""An editor's lint: what contradicts, repeats, says too little, cannot be found or could not be read."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.contradictions import Contradiction, contradictions
from bot.findings import Finding, Findings, Kind, Spot, finding, spot
from bot.intent import intent_of
from bot.near_duplicates import near_duplicates, pages_apart
from bot.rerank import asked, rerank
from bot.retrieve import retrieve
from bot.reviewed import sort_out
from bot.wrapping import counted
from ingest import builds
from ingest.documents import Document, LeftOut, Passage
from ingest.encoder import Encoder
from ingest.errors import InputError
from ingest.index import Index
from ingest.inline import plain
from ingest.lexical import fold
from ingest.pipeline import StartProgress, ingest
from ingest.report import Report, Status
from ingest.sources import find

THIN_WORDS = 25  # a page of fewer, without an FAQ pair, answers nothing
REVIEW_DAYS = 365
SOON_DAYS = 30  # before a page's last day, it is told
_EMPTY = {"heading without text": "a heading without text", "question without answer": "a question without an answer"}
_BATCH = 256  # questions encoded at a time


@dataclass(frozen=True, slots=True)
class Pages:
    """What is to be checked: files and folders, or else a published index."""

    sources: tuple[Path, ...] = ()
    index: Path | None = None


def pages_of(sources: Sequence[Path], index: Path | None) -> Pages:
    """What a command names; `kb` where it names nothing.

    Raises:
        InputError: it names both, or a source that does not exist.
        NoIndexError: there is no such index.
    """
    if sources and index is not None:
        raise InputError("both pages and an index are named", "Name the pages to check, or --index, not both.")
    if index is not None:
        builds.current_id(index)
        return Pages(index=index)
    named = tuple(sources) or (Path("kb"),)
    find(named)  # a wrong path is told before the model is loaded
    return Pages(named)


def check(
    pages: Pages,
    encoder: Encoder,
    reviewed: frozenset[str] = frozenset(),
    start_progress: StartProgress | None = None,
    review_days: int = REVIEW_DAYS,
) -> Findings:
    """Look at pages and sort out what has been reviewed.

    Raises:
        InputError: nothing of the pages can be read.
        IndexProblem: the index cannot be used.
    """
    if pages.index is not None:
        index, report = builds.open_build(pages.index, encoder).index, None
    else:
        with TemporaryDirectory(prefix="spotter-check-") as folder:  # what is being served stays as it is
            report = ingest(pages.sources, Path(folder), encoder, start_progress)
            index = builds.open_build(Path(folder), encoder).index
    found = findings_of(index, encoder, report, start_progress, review_days)
    return sort_out(found, reviewed, len(index.documents), len(index.passages))


def findings_of(
    index: Index,
    encoder: Encoder,
    report: Report | None = None,
    start_progress: StartProgress | None = None,
    review_days: int = REVIEW_DAYS,
    today: date | None = None,
) -> list[Finding]:
    """All findings on an index, by kind.

    Args:
        index: the pages.
        encoder: that they were encoded with.
        report: of the ingest that made the index, if it is at hand: it knows the files that could not be read.
        start_progress: called with the number of FAQ questions to ask.
        review_days: a page that was reviewed longer ago is told.
        today: the day that pages' dates are held against; the computer's where it is None.
    """
    against = list(_contradictions(index))
    return [
        *against,
        *_duplicates(index, against),
        *_thin(index),
        *_not_found(index, encoder, start_progress),
        *_stale(index, report, review_days, today or date.today()),
        *(_unreadable(report) if report is not None else ()),
    ]


def _contradictions(index: Index) -> Iterator[Finding]:
    """Contradictions; sentences that contradict each other on several points (opens, closes) are one finding."""
    between: dict[tuple[tuple[int, int], ...], list[Contradiction]] = {}
    for item in contradictions(index):
        between.setdefault(tuple((sentence.place, sentence.start) for sentence in item.sentences), []).append(item)
    for items in between.values():
        spots = []
        for i, sentence in enumerate(items[0].sentences):
            passage = index.passages[sentence.place]
            told = ", ".join(item.told[i] for item in items)
            spots.append(spot(index.documents[passage.doc_id], _heading(passage), sentence.start, sentence.end, told))
        told = "; ".join(f"{item.dimension}: {' against '.join(dict.fromkeys(item.told))}" for item in items)
        yield finding(Kind.CONTRADICTION, told, spots, ", ".join(item.dimension for item in items))


def _duplicates(index: Index, against: Sequence[Finding]) -> Iterator[Finding]:
    contradicted = {(item.source, item.start) for found in against for item in found.spots}
    for places in pages_apart(index, near_duplicates(index)):
        passages = [index.passages[place] for place in places]
        if any(p.doc_id == source and p.start <= start < p.end for p in passages for source, start in contradicted):
            continue  # the contradiction between the copies is told already
        pages = list(dict.fromkeys(passage.doc_id for passage in passages))
        told = f"{len(passages)} passages of {len(pages)} pages say nearly the same"
        yield finding(Kind.DUPLICATE, told, (_spot(index, passage) for passage in passages))


def _thin(index: Index) -> Iterator[Finding]:
    of_page: dict[str, list[Passage]] = {doc_id: [] for doc_id in index.documents}
    for passage in index.passages:
        of_page[passage.doc_id].append(passage)
    for doc_id, passages in of_page.items():
        document = index.documents[doc_id]
        n_words = sum(len(plain(passage.body).split()) for passage in passages)
        if n_words < THIN_WORDS and not any(_asks(passage) for passage in passages):
            last = max((passage.end for passage in passages), default=0)
            yield finding(Kind.THIN, f"a page of {n_words} words", [spot(document, "", 0, last)])
        for item in document.left_out:
            if item.reason in _EMPTY and not _holds_links(document, item):
                yield finding(Kind.THIN, _EMPTY[item.reason], [spot(document, "", item.start, item.end)], doc_id)


def _holds_links(document: Document, head: LeftOut) -> bool:
    """True where what stands below a heading has been left out itself, as a list of links is."""
    return any(
        item.reason not in _EMPTY and not document.text[head.end : item.start].strip()
        for item in document.left_out
        if item.start >= head.end
    )


def _not_found(index: Index, encoder: Encoder, start_progress: StartProgress | None) -> Iterator[Finding]:
    """FAQ questions that find another passage than their own answer; those that read alike and find the same, once."""
    pairs = [(place, passage) for place, passage in enumerate(index.passages) if passage.question]
    step = start_progress(len(pairs)) if start_progress and pairs else None
    missed: dict[tuple[str, int], list[Passage]] = {}
    for first in range(0, len(pairs), _BATCH):
        batch = pairs[first : first + _BATCH]
        encodings = encoder.encode_questions([passage.question for _, passage in batch])
        for (place, passage), encoding in zip(batch, encodings, strict=True):
            text = passage.question
            best = rerank(index, asked(index, text, intent_of(text), encoding), retrieve(index, text, encoding))[0]
            if best.place != place and not _answers(best.passage, passage):
                missed.setdefault((fold(text), best.place), []).append(passage)
            if step is not None:
                step(1)
    for (question, place), own in missed.items():
        best_passage = index.passages[place]
        told = f"“{own[0].question}” finds {best_passage.doc_id} › {_heading(best_passage) or best_passage.title}"
        told += " first" if len(own) == 1 else f" first, not the answers of {len(own)} other places"
        yield finding(
            Kind.NOT_FOUND, told, [_spot(index, best_passage), *(_spot(index, item) for item in own)], question
        )


def _answers(found: Passage, own: Passage) -> bool:
    """True for another part of the same answer, and for a copy: that is told as a near-duplicate."""
    return plain(found.body) == plain(own.body) or (found.doc_id, found.question) == (own.doc_id, own.question)


def _stale(index: Index, report: Report | None, review_days: int, today: date) -> Iterator[Finding]:
    for document in index.documents.values():
        last, seen = document.valid_until, document.reviewed
        front = next(((item.start, item.end) for item in document.left_out if item.reason == "front matter"), (0, 0))
        where = [spot(document, "", *front)]
        if last and (last - today).days <= SOON_DAYS:
            left = (last - today).days
            told = f"valid until {last}: " + (counted(left, "day") + " left" if left >= 0 else "its time is over")
            yield finding(Kind.STALE, told, where, f"{document.doc_id}\x00valid until {last}")
        if seen and (today - seen).days > review_days:
            told = f"reviewed {seen}: more than {counted(review_days, 'day')} ago"
            yield finding(Kind.STALE, told, where, f"{document.doc_id}\x00reviewed {seen}")
    for page in report.pages if report is not None else ():
        if page.status is Status.SKIPPED and page.reason.startswith("valid until"):
            nowhere = Spot(page.source, page.title, "", 0, 0, 0, "")
            yield finding(Kind.STALE, f"{page.reason}: its time is over", [nowhere], f"{page.source}\x00{page.reason}")


def _unreadable(report: Report) -> Iterator[Finding]:
    for page in report.pages:
        if page.status in (Status.REJECTED, Status.EMPTY):
            nowhere = Spot(page.source, "", "", 0, 0, 0, "")
            yield finding(Kind.UNREADABLE, page.reason, [nowhere], f"{page.source}\x00{page.reason}")


def _spot(index: Index, passage: Passage) -> Spot:
    return spot(index.documents[passage.doc_id], _heading(passage), passage.start, passage.end)


def _asks(passage: Passage) -> bool:
    return bool(passage.question) or passage.heading.endswith("?")


def _heading(passage: Passage) -> str:
    return " › ".join(part for part in (passage.heading, passage.question) if part)
