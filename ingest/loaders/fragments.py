"""HTML inside a cell or a field, as editors of websites export it, to lines of text. No page: see the HTML loader."""

import html
import re

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)(?:\s[^<>]{0,2000})?/?>")
_KNOWN = re.compile(
    r"</?(?:p|br|ul|ol|li|b|strong|i|em|u|a|div|span|h[1-6]|table|tr|td|th)(?:\s[^<>]{0,2000})?/?>", re.IGNORECASE
)
_ENTITY = re.compile(r"&(?:amp|lt|gt|quot|nbsp|apos|#\d{1,6}|#x[0-9a-f]{1,5}|[a-z]{4,8});", re.IGNORECASE)
_UNSEEN = re.compile(r"<!--|<(script|style|template)\b[^<>]*>", re.IGNORECASE)
_BREAKS = frozenset({"br", "tr", "dt", "dd"})  # a line ends
_PARAGRAPHS = frozenset({"p", "div", "ul", "ol", "table", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "section"})


def text_of(fragment: str) -> str:
    """The words of a fragment: paragraphs parted by blank lines, list items with `-` or a number. Text stays as it is.

    Entities are read once; what is neither a tag nor an entity that HTML knows stays as it is written.
    """
    if not _KNOWN.search(fragment):
        return html.unescape(fragment).replace("\xa0", " ") if _ENTITY.search(fragment) else fragment
    words = " ".join(_seen(fragment).split())
    parts: list[str] = []
    numbers: list[int] = []  # of the open lists: the next item's, or 0 where items have bullets
    behind = 0
    for match in _TAG.finditer(words):
        parts.append(words[behind : match.start()])
        behind = match.end()
        closes, name = bool(match[1]), match[2].lower()
        if name in ("ul", "ol"):
            if closes and numbers:
                numbers.pop()
            elif not closes:
                numbers.append(1 if name == "ol" else 0)
            parts.append("\n\n" if len(numbers) < 2 else "\n")
        elif name == "li":
            parts.append("\n" if closes else f"\n{_mark(numbers)}")
        elif name in ("td", "th"):
            parts.append(" ")
        elif name in _BREAKS:
            parts.append("\n")
        elif name in _PARAGRAPHS:
            parts.append("\n" if numbers else "\n\n")
    parts.append(words[behind:])
    return _tidy(html.unescape("".join(parts)))


def _seen(fragment: str) -> str:
    """The fragment without comments and scripts; one that is never closed reaches to the end."""
    parts: list[str] = []
    behind = 0
    while (opened := _UNSEEN.search(fragment, behind)) is not None:
        parts.append(fragment[behind : opened.start()])
        closed = re.compile(rf"</{opened[1]}\s*>" if opened[1] else "-->", re.IGNORECASE).search(fragment, opened.end())
        behind = closed.end() if closed else len(fragment)
    return " ".join((*parts, fragment[behind:]))


def _mark(numbers: list[int]) -> str:
    if not numbers or not numbers[-1]:
        return "- "
    numbers[-1] += 1
    return f"{numbers[-1] - 1}. "


def _tidy(text: str) -> str:
    """At most one blank line between lines; a list item's mark and its first words on one line."""
    lines = [" ".join(line.split()) for line in text.split("\n")]
    joined = re.sub(r"(?m)^(-|\d{1,4}\.)\n+", r"\1 ", "\n".join(lines))
    return re.sub(r"\n{3,}", "\n\n", joined).strip()
