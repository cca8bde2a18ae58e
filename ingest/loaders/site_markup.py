"""What site generators and HTML add to Markdown: folds, tabs, notes, templates, imports. It is left out, and told.

The words in between stay as they stand in the file: a summary or a tab's label heads what it unfolds.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ingest import lines
from ingest.documents import Block, BlockKind, LeftOut
from ingest.inline import plain
from ingest.lines import Span

MARKUP = "markup"  # the reason of what is left out
_LEVEL = 6  # of what a fold or a tab names
_TAG = (
    r"(?:/?(?:details|summary|div|section|article|center|figure|figcaption|p|ul|ol|li|br|hr|h[1-6]|[A-Z]\w{1,40})\b"
    r"[^<>]{0,1000})"
)
_IMPORT = (
    r"import[ ](?:[\w*]|{)[^\n]{0,200}[ ]from[ ]['\"][^'\"\n]{1,200}['\"];?"
    r"|export[ ](?:const|default|function)[ ][^\n]*"
)
_FOUND = re.compile(
    rf"<(?P<tag>{_TAG})>"
    rf"|^[ \t]*(?:{_IMPORT})$"  # MDX
    r"|^[ \t]*(?:{%[^\n]{0,500}?%}|{{[<%][^\n]{0,500}?[>%]}})[ \t]*$"  # Jekyll, Hugo
    r"|^[ \t]*(?P<note>(?:!!!|\?\?\?\+?)[ ][\w-]{1,40}(?:[ ]\"(?=[^\"\n]+\"[ \t]*$))?)"  # MkDocs
    r"|^[ \t]*:{3,}[ ]?(?:[\w-]{1,40}\b|(?=\s*$))"  # Docusaurus, Pandoc
    r"|\[![A-Z]{3,20}\]",  # GitHub
    re.MULTILINE,
)
_LABEL = re.compile(r"""\blabel\s*=\s*(?:"([^"<>]+)"|'([^'<>]+)')""")
_SUMMARY = re.compile(r"summary\b")
_HEADING = re.compile(r"h([1-6])\b")
_ENDS = re.compile(r"/(?:details|TabItem|Tab)\b")


@dataclass(frozen=True, slots=True)
class _Stretch:
    """What is left out, and what this makes of the words behind it."""

    start: int
    end: int
    level: int = 0  # they are a heading of this level, or a question
    ends: int = 0  # what is headed at this level ends


def cut(text: str, blocks: Sequence[Block], left_out: Sequence[LeftOut]) -> tuple[list[Block], list[LeftOut]]:
    """Take markup out of a Markdown page's blocks."""
    found = list(_stretches(text)) if re.search(r"[<{!?:]|^import ", text, re.MULTILINE) else []
    if not found:
        return list(blocks), list(left_out)
    kept: list[Block] = []
    out = list(left_out)
    place = level = ends = 0
    noted = False  # the last block was a note's head: what is indented below is its text
    for block in blocks:
        if block.kind is BlockKind.CODE:
            indented = text[text.rfind("\n", 0, block.start) + 1 : block.start].isspace()
            kept.append(replace(block, kind=BlockKind.PARAGRAPH) if noted and indented else block)
            continue
        while place < len(found) and found[place].end <= block.start:
            place += 1
        at, noted = block.start, False
        ahead = place
        while ahead < len(found) and found[ahead].start < block.end:
            stretch = found[ahead]
            ahead += 1
            if text.count("`", text.rfind("\n", 0, stretch.start) + 1, stretch.start) % 2:
                continue
            if _keep(text, block, (at, stretch.start), (level, ends), kept, out):
                level = ends = 0
            out.append(LeftOut(MARKUP, max(stretch.start, block.start), min(stretch.end, block.end)))
            at = stretch.end
            noted = text[stretch.start : stretch.end].lstrip()[:1] in "!?"
            level, ends = stretch.level or level * (not stretch.ends), stretch.ends or ends
        if at == block.start and not ends:
            kept.append(block)
            level = 0
        elif _keep(text, block, (at, block.end), (level, ends), kept, out):
            level = ends = 0
    return kept, sorted(out, key=lambda item: item.start)


def _keep(text: str, block: Block, span: Span, head: tuple[int, int], kept: list[Block], out: list[LeftOut]) -> bool:
    """Keep the words between two stretches, as what the first of them makes of them; False where there are none."""
    words = text[slice(*span)]
    start, end = span[1] - len(words.lstrip()), span[0] + len(words.rstrip())
    if start >= end:
        return False
    if not lines.has_words(words):
        out.append(LeftOut("ornament", start, end))
        return False
    level, ends = head
    first = start + len(text[start:end]) - len(text[start:end].lstrip("> \t\r\n"))
    if level:
        kind = BlockKind.QUESTION if lines.asks(plain(text[first:end])) else BlockKind.HEADING
        kept.append(Block(kind, start, end, first, end, level, ends))
    elif span[0] == block.start:
        kept.append(replace(block, end=end, words_end=min(block.words_end, end), ends=ends))
    else:
        listed = block.kind in (BlockKind.BULLET, BlockKind.STEP)
        kept.append(Block(BlockKind.PARAGRAPH, start, end, first, end, block.level if listed else 0, ends))
    return True


def _stretches(text: str) -> Iterator[_Stretch]:
    for match in _FOUND.finditer(text):
        tag = match["tag"] or ""
        if label := _LABEL.search(tag):
            first, behind = label.span(1) if label[1] else label.span(2)
            yield _Stretch(match.start(), match.start("tag") + first, _LEVEL)
            yield _Stretch(match.start("tag") + behind, match.end())
        elif heading := _HEADING.match(tag):
            yield _Stretch(match.start(), match.end(), int(heading[1]))
        elif match["note"] and match["note"].endswith('"'):
            line_end = text.find("\n", match.end())
            line_end = len(text) if line_end < 0 else line_end
            yield _Stretch(match.start(), match.end())
            yield _Stretch(text.rindex('"', match.end(), line_end), line_end)
        else:
            ends = _LEVEL if _ENDS.match(tag) else 0
            yield _Stretch(match.start(), match.end(), _LEVEL if _SUMMARY.match(tag) else 0, ends)
