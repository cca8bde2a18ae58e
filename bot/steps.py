"""Procedures: the list of steps that a passage is part of."""

import re
from collections.abc import Sequence

from bot.cite import Pick
from bot.lists import LISTED, lead_in, named, runs
from ingest.documents import Block, BlockKind, Document, Passage, Section
from ingest.outline import sections

TITLE_WORDS = 8  # a numbered line of more is a step, not the title of what stands below it
_TELLS_HOW = re.compile(
    r"\b(?:how (?:to|it is|it['’]s|you|we)|to do|to perform|steps?|execution|perform\w*|technique|instructions?"
    r"|starting position|set ?up|exercise)\b",
    re.IGNORECASE,
)
_TELLS_IN_HEADING = re.compile(
    r"\b(?:how (?:to|it is|it['’]s|you|we)|steps?|execution|perform\w*|instructions?|procedure)\b", re.IGNORECASE
)
_NUMBERED = re.compile(r"(?:step )?(\d{1,2})[.):]", re.IGNORECASE)


def steps_around(document: Document, passage: Passage, score: float, question: Sequence[str] = ()) -> Pick | None:
    """All steps, in order, of the procedure that the passage holds a part of; None where it holds none.

    A numbered list of two or more is a procedure. A bulleted one, numbered headings, and numbered titles of paragraphs
    are one where the heading or the line above says so. Of several in one section it is that whose lead-in names what
    the question names.

    Args:
        document: the passage's.
        passage: what was found.
        score: of the pick.
        question: the stems of the question.
    """
    parts = sections(document)
    for place, section in enumerate(parts):
        if not _meets(section.body, passage):
            continue
        if below := _headed(document, parts, place):
            blocks = tuple(block for part in below for block in (part.heads[-1], *part.body))
            return Pick(document, " › ".join(section.path[:-1]), _spans(blocks), tuple(map(_is_item, blocks)), score)
        steps = _numbered(document, section, passage, question) or _bulleted(document, section, passage, question)
        if steps:
            return Pick(document, passage.heading, _spans(steps), tuple(map(_is_item, steps)), score)
    return None


def _headed(document: Document, parts: Sequence[Section], place: int) -> Sequence[Section]:
    """The sections of a procedure whose steps are headings, numbered from 1 below a heading or title that says so."""
    above = parts[place].path[:-1]
    if not _TELLS_IN_HEADING.search(" ".join(above[-1:] or [document.title])):
        return ()
    first = place - (_number_of(parts[place]) or 1) + 1
    found = []
    for number, part in enumerate(parts[max(first, 0) :], start=1):
        if part.path[:-1] != above or _number_of(part) != number:
            break
        found.append(part)
    return found if len(found) >= 2 and parts[place] in found else ()


def _number_of(part: Section) -> int | None:
    numbered = _NUMBERED.match(part.path[-1]) if part.path and part.heads else None
    return int(numbered.group(1)) if numbered else None


def _is_item(block: Block) -> bool:
    return block.kind in (*LISTED, BlockKind.HEADING)


def _numbered(document: Document, section: Section, passage: Passage, question: Sequence[str]) -> Sequence[Block]:
    numbered = runs(section, lambda block: block.kind is BlockKind.STEP or block.level > 0)
    found = []
    for run in _continued(document, section, numbered):
        if sum(block.kind is BlockKind.STEP for block in run) < 2:
            continue
        below = _below_titles(document, section, run)
        if below is None:
            found.append(run)
        elif _TELLS_HOW.search(_above(document, section, run[0])):
            found.append([*run, *below])
    return _nearest(document, section, found, passage, question)


def _continued(document: Document, section: Section, found: Sequence[list[Block]]) -> list[list[Block]]:
    """Join runs whose numbers go on, with what stands between them: a remark or bullets between steps 2 and 3."""
    joined: list[list[Block]] = []
    for run in found:
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


def _below_titles(document: Document, section: Section, run: Sequence[Block]) -> Sequence[Block] | None:
    """What stands below the last of numbered lines that are all titles of paragraphs; None where they are steps."""
    behind = [block for block in section.body if block.start >= run[-1].end][:1]
    following = [*run, *behind]
    for block, below in zip(following, [*following[1:], None], strict=True):
        if block.kind is not BlockKind.STEP or block.level:
            continue
        words = document.words(block)
        title = len(words.split()) <= TITLE_WORDS and words[-1:] not in ".!?;,:"
        if not title or below is None or below.kind is not BlockKind.PARAGRAPH:
            return None
    return behind


def _bulleted(document: Document, section: Section, passage: Passage, question: Sequence[str]) -> Sequence[Block]:
    told = [
        run
        for run in runs(section, lambda block: block.kind in LISTED or block.level > 0)
        if len(run) >= 2 and _TELLS_HOW.search(_above(document, section, run[0]))
    ]
    return _nearest(document, section, told, passage, question)


def _above(document: Document, section: Section, first: Block) -> str:
    """The heading of a list and the line that leads into it."""
    lead = lead_in(document, section, first)
    return " ".join((*section.path[-1:], document.words(lead) if lead else ""))


def _nearest(
    document: Document, section: Section, found: Sequence[list[Block]], passage: Passage, question: Sequence[str]
) -> Sequence[Block]:
    """The run that the question names; of like ones that which the passage holds most of; of those the longest."""
    if not found:
        return ()
    return max(
        found,
        key=lambda run: (
            named(document, lead_in(document, section, run[0]), question),
            sum(_meets([block], passage) for block in run),
            len(run),
        ),
    )


def _meets(blocks: Sequence[Block], passage: Passage) -> bool:
    return blocks[0].start < passage.end and passage.body_start < blocks[-1].end


def _spans(blocks: Sequence[Block]) -> tuple[tuple[int, int], ...]:
    return tuple(
        (
            block.start if block.kind is BlockKind.STEP else block.words_start,
            block.words_end if block.kind is BlockKind.HEADING else block.end,
        )
        for block in blocks
    )
