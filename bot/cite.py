"""What is stated, and from where: stretches of documents to statements and numbered citations."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from bot.answers import Citation, Statement
from ingest.documents import Document
from ingest.encoder import Floats


@dataclass(frozen=True, slots=True)
class Pick:
    """What is stated from one source: stretches of one document, in order."""

    document: Document
    heading: str
    spans: tuple[tuple[int, int], ...]
    listed: tuple[bool, ...]  # for each stretch: it is an item of a list
    score: float  # how well the best of them answers; comparable within one question
    vector: Floats | None = None  # of the stretch that answers best, length 1
    found: float = 0.0  # how well its passage was found; comparable within one question
    place: tuple[int, int] = (-1, 0)  # of its passage in the index, and of the part that answers best
    until: int = 0  # the quote goes on to here: a list of which the first items are stated

    @property
    def text(self) -> str:
        """The stretches, joined."""
        return " ".join(self.document.text[start:end] for start, end in self.spans)

    @property
    def n_words(self) -> int:
        """How many words are stated."""
        return len(self.text.split())


def cite(picks: Sequence[Pick]) -> tuple[tuple[Statement, ...], tuple[Citation, ...]]:
    """Statements and numbered citations; a quote spans the whole paragraphs or items that its statements stand in."""
    statements: list[Statement] = []
    citations: list[Citation] = []
    for number, pick in enumerate(picks, start=1):
        start, end = _quoted(pick)
        citations.append(citation(number, pick.document, pick.heading, start, end))
        stated = zip(pick.spans, pick.listed, strict=True)
        statements.extend(Statement(pick.document.text[a:b], number, listed) for (a, b), listed in stated)
    return tuple(statements), tuple(citations)


def citation(number: int, document: Document, heading: str, start: int, end: int) -> Citation:
    """Cite a stretch of a document."""
    url = _url(document, start)
    return Citation(number, document.doc_id, document.title, heading, url, document.text[start:end], start, end)


def _url(document: Document, start: int) -> str | None:
    """Where a reader finds the stretch: the document's address, or its path, with the printed page.

    `#page=n` opens a PDF on its n-th page in every browser: RFC 8118, section 3.
    """
    page = document.page(start)
    return document.url if page is None else f"{document.url or quote(document.doc_id)}#page={page}"


def _quoted(pick: Pick) -> tuple[int, int]:
    first, last = pick.spans[0][0], max(pick.spans[-1][1], pick.until)
    around = [block for block in pick.document.blocks if block.end > first and block.start < last]
    if not around:
        return first, last
    return min(first, around[0].words_start), max(last, around[-1].end)
