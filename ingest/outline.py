"""What a page's blocks mean together: its title, FAQ pairs, sections, and what says nothing."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from ingest import boilerplate, lines
from ingest.documents import Block, BlockKind, Document, FaqPair, LeftOut, Section
from ingest.inline import plain
from ingest.questions import part_questions

_HEADS = (BlockKind.HEADING, BlockKind.QUESTION)
_CAPITAL_WORDS, _CAPITAL_LEVEL, _FEWEST_CAPITALS = 4, 6, 2
_TIGHT = 3  # questions, each right above its answer
_UNWRAPPED = 120  # characters of a line
_BREAK = re.compile(r"[ \t]*(?:\r\n|\r|\n)")
_ASKS = re.compile(
    r"(?:how|what|when|where|which|who|whom|whose|why|can|could|do|does|did|is|are|am|may|must|should|will|would|have|has)\b",
    re.IGNORECASE,
)


def settle(
    text: str, blocks: Sequence[Block], left_out: Sequence[LeftOut]
) -> tuple[tuple[Block, ...], tuple[LeftOut, ...]]:
    """Mark FAQ questions and set aside what says nothing: biographies, repeated paragraphs, headings without text."""
    kept = list(blocks)
    out = list(left_out)
    kept = _without(kept, _biographies(text, kept, out), out)
    kept = _without(kept, _repeated_paragraphs(text, kept), out)
    kept = _head_by_capitals(text, kept)
    kept = _end_answers(text, _mark_questions(text, part_questions(text, kept)))
    kept = _without(kept, _empty_heads(text, kept), out)
    return tuple(kept), tuple(sorted(out, key=lambda item: item.start))


def _without(blocks: list[Block], reasons: dict[int, str], out: list[LeftOut]) -> list[Block]:
    """The blocks but those at the given places, which go to `out`."""
    out.extend(LeftOut(reason, blocks[place].start, blocks[place].end) for place, reason in reasons.items())
    return [block for place, block in enumerate(blocks) if place not in reasons]


def title_of(text: str, blocks: Sequence[Block], stem: str) -> str:
    """The page's first outermost heading; else its file's name where that is words; else how it begins."""
    opening = [block for block in blocks[:1] if block.kind is BlockKind.HEADING]
    outermost = [block for block in blocks if block.kind is BlockKind.HEADING and block.level == 1]
    for heading in (*outermost[:1], *opening):
        return plain(text[heading.words_start : heading.words_end])
    name = re.sub(r"[_\s-]+", " ", stem).strip()
    if name and all(re.fullmatch(r"[^\W\d_]+", word) for word in name.split()):
        return name[0].upper() + name[1:]
    if not blocks:
        return stem
    words = plain(text[blocks[0].words_start : blocks[0].words_end]).split()
    return " ".join(words) if len(words) <= 12 else " ".join(words[:12]) + " …"


def sections(document: Document) -> tuple[Section, ...]:
    """Cut a page at its headings and FAQ questions; every block lies in exactly one section, in order."""
    return tuple(_sections(document))


def faq_pairs(document: Document) -> tuple[FaqPair, ...]:
    """The page's questions with the stretch that answers each."""
    return tuple(
        FaqPair(
            tuple(document.words(question) for question in section.questions),
            section.questions[0].start,
            section.body[0].start,
            section.body[-1].end,
        )
        for section in sections(document)
        if section.questions
    )


def _sections(document: Document) -> Iterator[Section]:
    above: list[Block] = []  # open headings, outermost first
    heads: list[Block] = []
    body: list[Block] = []
    for block in document.blocks:
        head = block.level if block.kind in _HEADS else 0
        outer = min((level for level in (head, block.ends) if level), default=0)
        if outer:
            if body:
                yield _section(document, above, heads, body)
                heads, body = [], []
            while above and above[-1].level >= outer:
                above.pop()
        if head:
            if block.kind is BlockKind.HEADING:
                above.append(block)
            heads.append(block)
        else:
            body.append(block)
    if body:
        yield _section(document, above, heads, body)


def _section(document: Document, above: Sequence[Block], heads: Sequence[Block], body: Sequence[Block]) -> Section:
    path = [plain(document.words(block)).rstrip(":") for block in above]
    if path and path[0] == document.title:
        path = path[1:]
    return Section(tuple(path), tuple(heads), tuple(body))


def _mark_questions(text: str, blocks: list[Block]) -> list[Block]:
    """Turn headings into FAQ questions: below an FAQ heading, or where at least two and half of the siblings ask."""
    marked = list(blocks)
    parents: list[Block] = []
    families: dict[int, list[int]] = {}  # start of the parent heading → places of its children
    inside_faq: dict[int, bool] = {}
    for place, block in enumerate(blocks):
        if block.kind is not BlockKind.HEADING:
            continue
        while parents and parents[-1].level >= block.level:
            parents.pop()
        parent = parents[-1].start if parents else -1
        families.setdefault(parent, []).append(place)
        inside_faq[place] = any(_is_faq(text, above) for above in parents)
        parents.append(block)
    for family in families.values():
        asking = {place for place in family if lines.asks(_words(text, blocks[place]))}
        mostly = len(asking) >= 2 and 2 * len(asking) >= len(family)
        for place in family:
            words = _words(text, blocks[place])
            asks = place in asking or (inside_faq[place] and bool(_ASKS.match(words)) and len(words.split()) >= 3)
            leaf = (
                place + 1 == len(blocks)
                or blocks[place + 1].kind not in _HEADS
                or blocks[place + 1].level <= blocks[place].level
            )
            if asks and leaf and (mostly or inside_faq[place]):
                words_start = blocks[place].words_start
                words_start += lines.number_length(text[words_start : blocks[place].words_end])
                marked[place] = replace(blocks[place], kind=BlockKind.QUESTION, words_start=words_start)
    return marked


def _head_by_capitals(text: str, blocks: Sequence[Block]) -> list[Block]:
    """Turn paragraphs of a few words in capitals into headings, where at least two stand above other text."""
    heads: set[int] = set()
    for place, (block, below) in enumerate(pairwise(blocks)):
        words = text[block.start : block.end]
        alone = block.kind is BlockKind.PARAGRAPH and not block.level and len(words.split()) <= _CAPITAL_WORDS
        if alone and lines.in_capitals(words) and not any(map(str.isdigit, words)) and below.kind not in _HEADS:
            following = text[below.start : below.end]
            if not lines.in_capitals(following) and not _BREAK.search(words):
                heads.add(place)
    if len(heads) < _FEWEST_CAPITALS:
        return list(blocks)
    return [
        replace(block, kind=BlockKind.HEADING, level=_CAPITAL_LEVEL) if place in heads else block
        for place, block in enumerate(blocks)
    ]


def _end_answers(text: str, blocks: Sequence[Block]) -> list[Block]:
    """End the last answer of plain text where those above it end: right below at least three questions in a row.

    Where each of them is one line, longer than lines are wrapped, the last answer is its first line.
    """
    ended: list[Block] = []
    run: list[int] = []  # questions in a row, each with a paragraph right below it and nothing else
    for place, block in enumerate(blocks):
        if block.kind in _HEADS:
            is_next = run and place == run[-1] + 2
            is_plain = block.kind is BlockKind.QUESTION and text[block.start] not in "#*_-"
            run = [*(run if is_next else ()), place] if is_plain else []
        elif run and place == run[-1] + 1:
            if (
                block.kind is not BlockKind.PARAGRAPH
                or len(_BREAK.findall(text[blocks[place - 1].end : block.start])) > 1
            ):
                run = []
            elif len(run) >= _TIGHT and (place + 1 == len(blocks) or blocks[place + 1].kind not in _HEADS):
                above = [text[blocks[asked + 1].start : blocks[asked + 1].end] for asked in run[:-1]]
                first = _BREAK.search(text, block.start, block.end)
                if first and max(map(len, above)) > _UNWRAPPED and not any(map(_BREAK.search, above)):
                    start = block.end - len(text[first.end() : block.end].lstrip())
                    ended.append(replace(block, end=first.start(), words_end=first.start()))
                    block = Block(BlockKind.PARAGRAPH, start, block.end, start, block.end, 0, blocks[run[-1]].level)
                    run = []
        elif len(run) >= _TIGHT and place == run[-1] + 2:
            block = replace(block, ends=blocks[run[-1]].level)
        ended.append(block)
    return ended


def _is_faq(text: str, block: Block) -> bool:
    return lines.heads_faq(_words(text, block))


def _empty_heads(text: str, blocks: Sequence[Block]) -> dict[int, str]:
    """Headings and questions with nothing below them.

    A heading stays where a deeper one follows, and a question where it is another phrasing: the next question stands in
    the very next line.
    """
    empty: dict[int, str] = {}
    following: Block | None = None
    for place in range(len(blocks) - 1, -1, -1):
        block = blocks[place]
        if block.kind not in _HEADS or (following is not None and following.kind not in _HEADS):
            following = block
            continue
        between = "" if following is None else text[block.end : following.start]
        phrasing = (
            following is not None
            and block.kind is BlockKind.QUESTION
            and following.kind is BlockKind.QUESTION
            and len(re.findall(r"\r\n|\r|\n", between)) == 1
        )
        deeper = following is not None and block.kind is BlockKind.HEADING and following.level > block.level
        title = place == 0 and following is not None and block.kind is BlockKind.HEADING
        if phrasing or deeper or title:
            following = block
        elif block.kind is BlockKind.QUESTION:
            empty[place] = "question without answer"
        else:
            empty[place] = "heading without text"
    return empty


def _biographies(text: str, blocks: Sequence[Block], left_out: Sequence[LeftOut]) -> dict[int, str]:
    """What follows "About the author", and what names the person of a byline right behind it.

    A byline in the page's first third stands above its text, not below it.
    """
    found: dict[int, str] = {}
    open_level = 0
    for place, block in enumerate(blocks):
        if block.kind in _HEADS:
            if open_level and block.level > open_level:
                found[place] = "author biography"
                continue
            open_level = block.level if boilerplate.heads_biography(_words(text, block)) else 0
        if open_level:
            found[place] = "author biography"
    for byline in left_out:
        if byline.reason != "byline" or byline.start < len(text) // 3:
            continue
        names = set(boilerplate.names_in_byline(text[byline.start : byline.end]))
        behind = bisect_left(blocks, byline.end, key=lambda block: block.start)
        for place in range(behind, len(blocks)):
            block = blocks[place]
            if (
                place in found
                or block.kind is not BlockKind.PARAGRAPH
                or not names & set(re.findall(r"[A-Z][a-z]{2,}", _words(text, block)))
            ):
                break
            found[place] = "author biography"
    return found


def _repeated_paragraphs(text: str, blocks: Sequence[Block]) -> dict[int, str]:
    """Paragraphs that stood before, word for word, unless they are all that their heading has."""
    found: dict[int, str] = {}
    seen: set[str] = set()
    for place, block in enumerate(blocks):
        words = _words(text, block).casefold()
        if block.kind is not BlockKind.PARAGRAPH or block.level or len(words.split()) < 4:
            continue
        alone = (place == 0 or blocks[place - 1].kind in _HEADS) and (
            place + 1 == len(blocks) or blocks[place + 1].kind in _HEADS or blocks[place + 1].ends > 0
        )
        if words in seen and not alone:
            found[place] = "repeated line"
        seen.add(words)
    return found


def _words(text: str, block: Block) -> str:
    return " ".join(text[block.words_start : block.words_end].split()).strip("*_ ")
