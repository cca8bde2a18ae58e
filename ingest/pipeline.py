"""Pages in, published index out."""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from ingest import bank, builds, kept, lock, sources, vectors
from ingest.calibration import Calibration
from ingest.documents import Document, Passage
from ingest.encoder import Encoder, Progress
from ingest.errors import IndexProblem, InputError
from ingest.index import Index
from ingest.loaders import LOADERS
from ingest.loading import load_each
from ingest.report import PageReport, Report, Status, page_report, published
from ingest.split import split
from ingest.vectors import PassageText, PassageVectors

Calibrate = Callable[[Index, Encoder], Calibration]
_FIX = f"Add pages of one of these types: {', '.join(sorted(LOADERS))}."
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
    today: date | None = None,
) -> Report:
    """Read files and folders, build an index from them and publish it. The last build serves until the new one does.

    Args:
        named: files and folders.
        folder: the index folder.
        encoder: turns passages into vectors.
        start_progress: called once, where there is anything to encode.
        bank_text: questions that people ask, for `ingest.bank`; "" for an index without.
        calibrate: tells how the new index's own FAQ fares on it.
        today: pages whose time was over before it are skipped; the computer's day where it is None.

    Raises:
        InputError: nothing of what was named can be ingested.
        IndexProblem: the index is being written by another process, or cannot be written.
    """
    began = time.perf_counter()
    pages, refused = _load(named, today or date.today())
    with lock.writing(folder):
        previous = _previous(folder)
        passages = {
            page.document.doc_id: split(page.document, encoder.count_tokens, encoder.max_tokens) for page in pages
        }
        # vectors of another engine are alike, but not the same: what a fresh ingest would give is what this gives
        same = previous and (previous.manifest.fingerprint, previous.manifest.encoder) == (
            encoder.fingerprint,
            encoder.engine,
        )
        known = previous.index if previous and same else None
        documents = [page.document for page in pages]
        in_order = [passage for document in documents for passage in passages[document.doc_id]]
        asked = bank.encode(bank_text, encoder, known.bank if known else None) if bank_text else None
        new = _New(documents, in_order, known, encoder, start_progress)
        index = Index.build(documents, in_order, new.vectors(), asked)
        index = index.calibrated(calibrate(index, encoder)) if calibrate else index
        digests = {page.document.doc_id: page.digest for page in pages}
        before = previous.manifest.sources if previous else {}
        understood = [
            page_report(
                page.document,
                Status.UNCHANGED if before.get(page.document.doc_id) == page.digest else Status.INGESTED,
                len(passages[page.document.doc_id]),
            )
            for page in pages
        ]
        build = builds.publish(folder, index, encoder, digests, published((*understood, *refused)))
        kept.discard_damaged(folder)
    named_now = {page.source for page in (*understood, *refused)}
    removed = [PageReport(source, Status.REMOVED) for source in before if source not in named_now]
    return Report(
        build.build_id,
        str(folder),
        tuple(sorted((*understood, *refused, *removed), key=lambda page: page.source)),
        len(index.passages),
        new.n_passages,
        time.perf_counter() - began,
    )


def _load(named: Sequence[Path], today: date) -> tuple[list[_Page], list[PageReport]]:
    pages: list[_Page] = []
    refused: list[PageReport] = []
    found = sources.find(named)
    for item in found:
        if item.skipped or item.rejected:
            status = Status.SKIPPED if item.skipped else Status.REJECTED
            refused.append(PageReport(item.doc_id, status, item.skipped or item.rejected))
    files = [item for item in found if not (item.skipped or item.rejected)]
    loading = load_each([(item.doc_id, partial(sources.read, item)) for item in files])
    for item, loaded in zip(files, loading, strict=True):
        document = loaded.document
        if loaded.error is not None:
            told = loaded.error.message
            status = Status.EMPTY if told.startswith("empty") else Status.REJECTED
            refused.append(PageReport(item.doc_id, status, told))
        elif document is not None and document.valid_until and document.valid_until < today:
            told = f"valid until {document.valid_until}"
            refused.append(PageReport(item.doc_id, Status.SKIPPED, told, document.title))
        elif document is not None:
            pages.append(_Page(document, loaded.digest))
    if not pages:
        where = ", ".join(map(str, named))
        why = [f"{page.source}: {page.reason}" for page in refused if page.status is not Status.SKIPPED]
        if why:
            rest = f" (and {len(why) - 1} more)" if len(why) > 1 else ""
            raise InputError(f"nothing in {where} can be ingested: {why[0]}{rest}", _FIX)
        raise InputError(f"no pages in {where}", _FIX)
    return pages, refused


def _previous(folder: Path) -> builds.Build | None:
    try:
        return builds.open_build(folder)
    except IndexProblem:
        return None  # none yet, damaged or of an older format: everything is built anew


class _New:
    """What has to be encoded of an index, and the vectors of all of it."""

    def __init__(
        self,
        documents: Sequence[Document],
        passages: Sequence[Passage],
        known: Index | None,
        encoder: Encoder,
        start_progress: StartProgress | None,
    ) -> None:
        """Find the passages that the last index by the same model, `known`, does not hold in the same words."""
        by_id = {document.doc_id: document for document in documents}
        self._texts = [PassageText.of(by_id[passage.doc_id], passage) for passage in passages]
        self._keys = [text.key for text in self._texts]
        self._known = known
        self._places = {key: place for place, key in enumerate(known.keys)} if known else {}
        self._encoder = encoder
        self._start_progress = start_progress
        self._repeats = Counter(key for key in self._keys if key not in self._places)
        self.n_passages = len(self._repeats)  # that are encoded

    def vectors(self) -> Iterator[PassageVectors]:
        """One a passage, in order; each text is encoded once."""
        first = {key: i for i, key in reversed(list(enumerate(self._keys))) if key in self._repeats}
        places = sorted(first.values())
        progress = self._start_progress(len(places)) if places and self._start_progress else None
        fresh = vectors.encode(self._encoder, [self._texts[i] for i in places], progress)
        again: dict[str, PassageVectors] = {}  # texts that will be met once more
        for i, key in enumerate(self._keys):
            if key in self._places and self._known is not None:
                yield self._known.stored(self._places[key])
            elif first[key] == i:
                item = next(fresh)
                if self._repeats[key] > 1:
                    again[key] = item
                yield item
            else:
                yield again[key]
