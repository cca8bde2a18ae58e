"""Text that a reader of the page would not see: by inline styles, by HTML in Markdown. It is left out, and told."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ingest import lines
from ingest.documents import Block, BlockKind, LeftOut

HIDDEN = "hidden"  # the reason of what is left out
_INVISIBLE = re.compile(
    r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|opacity\s*:\s*0*\.?0+\s*(?:;|!|$)"
    r"|font-size\s*:\s*(?:0+(?:\.0*)?(?:px|pt|em|rem|%)?|0?\.\d+(?:px|pt))\s*(?:;|!|$)|(?:left|top|right|bottom|text-indent|margin-left|"
    r"margin-top)\s*:\s*-\d{4,}|color\s*:\s*transparent|clip\s*:\s*rect\(\s*0)",
    re.IGNORECASE,
)
_COLOUR = re.compile(r"(?:^|;)\s*(background-color|background|color)\s*:\s*([^;!]{1,40}?)\s*(?=;|!|$)", re.IGNORECASE)
_LONGEST_STYLE = 2000  # characters
_SHORT_HEX = re.compile(r"#([0-9a-f])([0-9a-f])([0-9a-f])")
_NAMED = {"white": "#ffffff", "black": "#000000"}
_OPENS = re.compile(r"<!--|<([a-z][a-z0-9]{0,15})(?=[\s>])([^<>]{0,2000})>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""\s(hidden(?=[\s=/]|$)|style\s*=\s*(?:"([^"]*)"|'([^']*)'|(\S+)))""", re.IGNORECASE)
_EMPTY_TAGS = frozenset(("area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"))


def is_invisible(style: str) -> bool:
    """True where an inline style hides its text: not shown, off the page, of no size, or coloured like its ground."""
    style = style[:_LONGEST_STYLE]
    if _INVISIBLE.search(style):
        return True
    colours = {name.lower(): _colour(value) for name, value in _COLOUR.findall(style)}
    ground = colours.get("background-color", colours.get("background"))
    return ground is not None and ground == colours.get("color")


def _colour(value: str) -> str:
    value = _SHORT_HEX.sub(r"#\1\1\2\2\3\3", value.lower()) if len(value) == 4 else value.lower()
    return _NAMED.get(value, value)


def note(n_characters: int) -> tuple[str, ...]:
    """What a page's report says of it; nothing where there is none."""
    return (f"hidden text: {n_characters:,} character{'s' * (n_characters != 1)} left out",) if n_characters else ()


def cut(
    text: str, blocks: Sequence[Block], left_out: Sequence[LeftOut]
) -> tuple[list[Block], list[LeftOut], tuple[str, ...]]:
    """Take comments and elements that are hidden out of the blocks of a Markdown page; and tell how much it was.

    A block ends before such a stretch, and another begins behind it: what is quoted stands in the page as it is, so
    that no sentence can go on across it. Sentences that are parted so are told too.
    """
    spans = list(_spans(text, [block for block in blocks if block.kind is BlockKind.CODE]))
    if not spans:
        return list(blocks), list(left_out), ()
    kept: list[Block] = []
    out = list(left_out)
    hidden = n_parted = 0
    for block in blocks:
        at, n_kept = block.start, len(kept)
        own = [] if block.kind is BlockKind.CODE else [s for s in spans if s[0] < block.end and s[1] > block.start]
        for start, end, reason in own:
            first, behind = max(start, block.start), min(end, block.end)
            _keep(text, block, at, first, kept, out)
            out.append(LeftOut(reason, first, behind))
            hidden += (behind - first) * (reason == HIDDEN)
            at = behind
        if own:
            _keep(text, block, at, block.end, kept, out)
            n_parted += sum(not lines.ENDS_SENTENCE.search(text[part.start : part.end]) for part in kept[n_kept:-1])
        else:
            kept.append(block)
    parted = (f"sentences parted by a comment or hidden text: {n_parted:,}",) if n_parted else ()
    return kept, sorted(out, key=lambda item: item.start), (*note(hidden), *parted)


def _keep(text: str, block: Block, start: int, end: int, kept: list[Block], out: list[LeftOut]) -> None:
    """Keep what stands between two hidden stretches of a block, as a block."""
    words = text[start:end]
    if not words.strip():
        return
    end -= len(words) - len(words.rstrip())
    start += len(words) - len(words.lstrip())
    if not lines.has_words(text[max(start, block.words_start if start == block.start else 0) : end]):
        out.append(LeftOut("ornament", start, end))
    elif start == block.start:
        kept.append(replace(block, end=end, words_end=min(block.words_end, end)))
    else:
        level = block.level if block.kind in (BlockKind.BULLET, BlockKind.STEP) else 0
        kept.append(Block(BlockKind.PARAGRAPH, start, end, start, end, level))


def _spans(text: str, code: Sequence[Block]) -> Iterator[tuple[int, int, str]]:
    """Hidden stretches: (start, end, reason), in order and apart."""
    if "<" not in text:
        return
    at = 0
    while (match := _OPENS.search(text, at)) is not None:
        start = match.start()
        around = next((block for block in code if block.start <= start < block.end), None)
        if around is not None or text.count("`", text.rfind("\n", 0, start) + 1, start) % 2:
            at = around.end if around is not None else match.end()
        elif match[1] is None:
            end = text.find("-->", match.end())
            at = end + 3 if end >= 0 else match.end()
            if end >= 0:
                yield start, at, "comment"
        elif match[1].lower() not in _EMPTY_TAGS and not match[2].endswith("/") and _hides(" " + match[2]):
            at = _end_of(text, match[1], match.end())
            yield start, at, HIDDEN
        else:
            at = match.end()


def _hides(attributes: str) -> bool:
    return any(
        name.lower() == "hidden" or is_invisible(one or two or three)
        for name, one, two, three in _ATTRIBUTE.findall(attributes)
    )


def _end_of(text: str, tag: str, start: int) -> int:
    """Behind the end of an element; the text's end where it is never closed, as browsers have it."""
    depth = 1
    for match in re.compile(rf"<(/?){tag}\b[^<>]{{0,2000}}>", re.IGNORECASE).finditer(text, start):
        depth += -1 if match[1] else 1
        if not depth:
            return match.end()
    return len(text)
