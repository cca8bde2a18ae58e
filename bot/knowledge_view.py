"""What the editor's page shows of the pages: how they were understood, why a search finds what, what to look at."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict

from bot.bar_chart import bar_chart, bars
from bot.findings import Finding
from bot.fragments import fragment
from bot.search import Found
from bot.show import view_in
from bot.wrapping import counted, shortened
from ingest.builds import Build
from ingest.documents import Document, Passage
from ingest.index import Index
from ingest.inline import plain

N_HITS = 8
_LONGEST_PASSAGE = 400  # characters
MOST_FINDINGS = 200
RANKERS = {  # field of `Evidence` → its name, and what it says
    "dense": ("meaning", "cosine of question and passage"),
    "unit": ("best sentence", "cosine of question and the passage's best sentence"),
    "question": ("FAQ question", "cosine of question and the passage's FAQ question; -1 without one"),
    "keywords": ("keywords", "BM25 over the best that the question's words could reach"),
    "late": ("words, passage", "mean best match of each of the question's tokens in the passage"),
    "late_unit": ("words, sentence", "the same in the passage's best sentence"),
    "late_two": ("words, two sentences", "the same in the best two neighbouring sentences"),
    "missed": ("missed", "what each token's match lacks, squared; less is better"),
    "phrases": ("phrases", "share of the question's neighbouring words that are neighbours in the passage"),
    "weakest": ("weakest word", "the worst match among the rarer half of the question's words"),
    "told": ("weakest telling word", "the worst match among its telling words, in the best sentence"),
    "wanted": ("form", "holds what is asked for: a figure, a time, a reason"),
    "covered": ("covered", "share of the question's telling words that the passage holds"),
}


def overview(build: Build, accents: tuple[str, str]) -> str:
    """The figures of an index, and two plots of its passages: by page and by kind."""
    index = build.index
    pages = bars(_by_page(index))
    kinds = bars(list(Counter(_kind(index.documents[p.doc_id], p) for p in index.passages).items()))
    left_out = sum(len(document.left_out) for document in index.documents.values())
    return fragment(
        "knowledge.html",
        view="overview",
        figures=(
            ("pages", len(index.documents)),
            ("passages", len(index.passages)),
            ("FAQ pairs", sum(1 for passage in index.passages if passage.question)),
            ("stretches left out", left_out),
        ),
        plots=[
            ("Passages by page", pages, bar_chart(pages, accents)),
            ("Passages by kind", kinds, bar_chart(kinds, accents)),
        ],
        build=build,
    )


def understood(build: Build, doc_id: str) -> str:
    """How one page was understood: sections, passages, FAQ pairs, what was left out."""
    view = view_in(build, doc_id)
    counts = (
        counted(len(view.sections), "section"),
        counted(view.report.passages, "passage"),
        counted(view.report.faq_pairs, "FAQ pair"),
        f"{len(view.left_out):,} left out",
    )
    return fragment(
        "knowledge.html",
        view="page",
        page=view,
        counts=", ".join(counts),
        shown=lambda text: shortened(plain(text), _LONGEST_PASSAGE),
        kinds=lambda blocks: ", ".join(counted(n, kind) for kind, n in blocks.items()),
    )


def why(found: Found) -> str:
    """The best passages for a question with each ranker's figure."""
    hits = [
        (hit, [(name, _figure(value)) for name, value in asdict(hit.evidence).items()]) for hit in found.hits[:N_HITS]
    ]
    return fragment(
        "knowledge.html",
        view="why",
        understood=found.reading.shown,
        confidence=f"{100 * found.confidence:.0f} %",
        hits=hits,
        rankers=RANKERS,
        shown=lambda text: shortened(plain(text), _LONGEST_PASSAGE),
    )


def findings_list(findings: Sequence[Finding]) -> str:
    """What a check has found, by kind."""
    counts = Counter(finding.kind.value for finding in findings)
    return fragment(
        "knowledge.html",
        view="findings",
        counts=counts,
        findings=findings[:MOST_FINDINGS],
        more=len(findings) - len(findings[:MOST_FINDINGS]),
        shown=lambda text: shortened(plain(text), _LONGEST_PASSAGE),
    )


def note(text: str) -> str:
    """A sentence."""
    return fragment("knowledge.html", view="note", text=text)


def _by_page(index: Index) -> list[tuple[str, int]]:
    counts = Counter(passage.doc_id for passage in index.passages)
    return [(doc_id, counts[doc_id]) for doc_id in index.documents]


def _kind(document: Document, passage: Passage) -> str:
    if passage.question:
        return "FAQ pair"
    inside = (block.kind.value for block in document.blocks if passage.body_start <= block.start < passage.end)
    return Counter(inside).most_common(1)[0][0] if passage.end > passage.body_start else "heading"


def _figure(value: float | bool) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else f"{value:.3f}"
