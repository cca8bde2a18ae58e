"""Procedures: the list of steps that a passage is part of."""

import re
from collections.abc import Callable, Sequence

from bot.cite import Pick
from ingest.documents import Block, BlockKind, Document, Passage, Section
from ingest.outline import sections

_LISTED = (BlockKind.BULLET, BlockKind.STEP)
_TELLS_HOW = re.compile(
    r"\b(?:how to|to do|to perform|steps?|execution|perform\w*|technique|instructions?|starting position|set ?up"
    r"|exercise)\b",
    re.IGNORECASE,
)


def steps_around(document: Document, passage: Passage, score: float) -> Pick | None:
    """All steps, in order, of the procedure that the passage holds a part of; None where it holds none.

    A numbered list of two or more is a procedure; a bulleted one is where its heading or the line above it says so.
    """
    for section in sections(document):
        if not _meets(section.body, passage):
            continue
        blocks = _numbered(document, section, passage) or _bulleted(document, section, passage)
        if blocks:
            listed = tuple(block.kind in _LISTED for block in blocks)
            return Pick(document, passage.heading, _spans(blocks), listed, score)
    return None


def _numbered(document: Document, section: Section, passage: Passage) -> Sequence[Block]:
    runs = _runs(section, lambda block: block.kind is BlockKind.STEP or block.level > 0)
    runs = _continued(document, section, runs)
    return _nearest([run for run in runs if sum(block.kind is BlockKind.STEP for block in run) >= 2], passage)


def _continued(document: Document, section: Section, runs: Sequence[list[Block]]) -> list[list[Block]]:
    """Join runs whose numbers go on, with what stands between them: a remark or bullets between steps 2 and 3."""
    joined: list[list[Block]] = []
    for run in runs:
        before, numbers = _numbers(document, joined[-1]) if joined else [], _numbers(document, run)
        if before and numbers and numbers[0] == before[-1] + 1:
            between = [block for block in section.body if joined[-1][-1].end <= block.start < run[0].start]
            joined[-1] = [*joined[-1], *between, *run]
        else:
            joined.append(run)
    return joined


def _numbers(document: Document, run: Sequence[Block]) -> list[int]:
    """The numbers of the outermost steps."""
    outermost = (block for block in run if block.kind is BlockKind.STEP and not block.level)
    marks = (re.search(r"\d{1,4}", document.text[block.start : block.words_start]) for block in outermost)
    return [int(mark.group()) for mark in marks if mark]


def _bulleted(document: Document, section: Section, passage: Passage) -> Sequence[Block]:
    told = [
        run
        for run in _runs(section, lambda block: block.kind in _LISTED or block.level > 0)
        if len(run) >= 2 and _TELLS_HOW.search(_above(document, section, run[0]))
    ]
    return _nearest(told, passage)


def _above(document: Document, section: Section, first: Block) -> str:
    """The heading of a list and the line that leads into it."""
    before = [block for block in section.body if block.end <= first.start]
    lead = document.words(before[-1]) if before and document.words(before[-1]).endswith(":") else ""
    return " ".join((*section.path[-1:], lead))


def _runs(section: Section, belongs: Callable[[Block], bool]) -> list[list[Block]]:
    runs: list[list[Block]] = []
    previous: Block | None = None
    for block in section.body:
        if belongs(block):
            if runs and previous is runs[-1][-1]:
                runs[-1].append(block)
            else:
                runs.append([block])
        previous = block
    return runs


def _nearest(runs: Sequence[Sequence[Block]], passage: Passage) -> Sequence[Block]:
    """The run that the passage holds most of; the section's longest where it holds none."""
    if not runs:
        return ()
    return max(runs, key=lambda run: (sum(_meets([block], passage) for block in run), len(run)))


def _meets(blocks: Sequence[Block], passage: Passage) -> bool:
    return blocks[0].start < passage.end and passage.body_start < blocks[-1].end


def _spans(blocks: Sequence[Block]) -> tuple[tuple[int, int], ...]:
    return tuple((block.start if block.kind is BlockKind.STEP else block.words_start, block.end) for block in blocks)
