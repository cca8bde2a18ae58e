"""Pages in, published index out."""

import hashlib
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest import bank, builds, lock, sources, vectors
from ingest.calibration import Calibration
from ingest.documents import Document, Passage
from ingest.encoder import Encoder, Progress
from ingest.errors import IndexProblem, InputError, RejectedFileError
from ingest.index import Index
from ingest.loaders import load
from ingest.report import PageReport, Report, Status, page_report
from ingest.split import split
from ingest.vectors import PassageVectors

Calibrate = Callable[[Index, Encoder], Calibration]
StartProgress = Callable[[int], Progress]  # (texts to encode) → told of each batch


@dataclass(frozen=True, slots=True)
class _Page:
    document: Document
    digest: str  # SHA-256 of the file


def ingest(
    named: Sequence[Path],
    folder: Path,
    encoder: Encoder,
    start_progress: StartProgress | None = None,
    bank_text: str = "",
    calibrate: Calibrate | None = None,
) -> Report:
    """Read files and folders, build an index from them and publish it. The last build serves until the new one does.

    Args:
        named: files and folders.
        folder: the index folder.
        encoder: turns passages into vectors.
        start_progress: called once, where there is anything to encode.
        bank_text: questions that people ask, for `ingest.bank`; "" for an index without.
        calibrate: tells how the new index's own FAQ fares on it.

    Raises:
        InputError: nothing of what was named can be ingested.
        IndexProblem: the index is being written by another process, or cannot be written.
    """
    began = time.perf_counter()
    pages, refused = _load(named)
    with lock.writing(folder):
        previous = _previous(folder)
        passages = {
            page.document.doc_id: split(page.document, encoder.count_tokens, encoder.max_tokens) for page in pages
        }
        encoded, n_embedded = _encode(pages, passages, _reusable(previous, encoder), encoder, start_progress)
        documents = [page.document for page in pages]
        in_order = [passage for document in documents for passage in passages[document.doc_id]]
        known_bank = previous.index.bank if previous and _same_model(previous, encoder) else None
        asked = bank.encode(bank_text, encoder, known_bank) if bank_text else None
        index = Index.build(documents, in_order, encoded, asked)
        index = index.calibrated(calibrate(index, encoder)) if calibrate else index
        digests = {page.document.doc_id: page.digest for page in pages}
        build = builds.publish(folder, index, encoder, digests)
        builds.discard_damaged(folder)
    before = previous.manifest.sources if previous else {}
    understood = [
        page_report(
            page.document,
            Status.UNCHANGED if before.get(page.document.doc_id) == page.digest else Status.INGESTED,
            len(passages[page.document.doc_id]),
        )
        for page in pages
    ]
    named_now = {page.source for page in (*understood, *refused)}
    removed = [PageReport(source, Status.REMOVED) for source in before if source not in named_now]
    return Report(
        build.build_id,
        str(folder),
        tuple(sorted((*understood, *refused, *removed), key=lambda page: page.source)),
        len(index.passages),
        n_embedded,
        time.perf_counter() - began,
    )


def _load(named: Sequence[Path]) -> tuple[list[_Page], list[PageReport]]:
    pages: list[_Page] = []
    refused: list[PageReport] = []
    for item in sources.find(named):
        if item.skipped or item.rejected:
            status = Status.SKIPPED if item.skipped else Status.REJECTED
            refused.append(PageReport(item.doc_id, status, item.skipped or item.rejected))
            continue
        try:
            data = sources.read(item)
            pages.append(_Page(load(data, item.doc_id), hashlib.sha256(data).hexdigest()))
        except RejectedFileError as error:
            status = Status.EMPTY if error.message.startswith("empty") else Status.REJECTED
            refused.append(PageReport(item.doc_id, status, error.message))
    if not pages:
        where = ", ".join(map(str, named))
        why = [f"{page.source}: {page.reason}" for page in refused if page.status is not Status.SKIPPED]
        if why:
            rest = f" (and {len(why) - 1} more)" if len(why) > 1 else ""
            raise InputError(
                f"nothing in {where} can be ingested: {why[0]}{rest}", "Add pages as .md or .txt, in UTF-8."
            )
        raise InputError(f"no pages in {where}", "Add pages as .md or .txt, in UTF-8.")
    return pages, refused


def _previous(folder: Path) -> builds.Build | None:
    try:
        return builds.open_build(folder)
    except IndexProblem:
        return None  # none yet, damaged or of an older format: everything is built anew


def _reusable(previous: builds.Build | None, encoder: Encoder) -> dict[str, PassageVectors]:
    if previous is None or not _same_model(previous, encoder):
        return {}
    return {key: previous.index.stored(place) for place, key in enumerate(previous.index.keys)}


def _same_model(previous: builds.Build, encoder: Encoder) -> bool:
    return previous.manifest.fingerprint == encoder.fingerprint


def _encode(
    pages: Sequence[_Page],
    passages: dict[str, tuple[Passage, ...]],
    known: dict[str, PassageVectors],
    encoder: Encoder,
    start_progress: StartProgress | None,
) -> tuple[list[PassageVectors], int]:
    """Vectors of all passages in order, and how many passages had to be encoded."""
    parts = [vectors.parts_of(page.document, passage) for page in pages for passage in passages[page.document.doc_id]]
    questions = [passage.questions for page in pages for passage in passages[page.document.doc_id]]
    keys = [vectors.key_of(*pair) for pair in zip(parts, questions, strict=True)]
    new = {key: i for i, key in reversed(list(enumerate(keys))) if key not in known}
    places = sorted(new.values())
    if places:
        progress = start_progress(len(places)) if start_progress else None
        encoded = vectors.encode(encoder, [parts[i] for i in places], [questions[i] for i in places], progress)
        known = {**known, **{item.key: item for item in encoded}}
    return [known[key] for key in keys], len(places)
