"""Marks inside a line of Markdown, taken off for reading and for encoding. Offsets never refer to this form."""

import re

# The bounds keep the time linear where marks are opened again and again and never closed.
_IMAGE = re.compile(r"!\[([^\]]{0,1000})\]\([^)]{0,2000}\)")
_LINK = re.compile(r"\[([^\]]{1,1000})\]\([^)\s]{0,2000}(?:\s\"[^\"]{0,1000}\")?\)")
_STRONG = re.compile(r"(\*\*|__)(?=\S)(.{1,2000}?)(?<=\S)\1")
_EMPHASIS = re.compile(r"(?<![\w*_])([*_])(?=\S)([^*_]{1,2000}?)(?<=\S)\1(?![\w*_])")
_CODE = re.compile(r"`([^`]+)`")
_QUOTED = re.compile(r"^[ \t]*(?:>[ \t]?)+(?=[^\W\d]|[*_\[\"“])", re.MULTILINE)
_CELL = re.compile(r"</?(?:table|thead|tbody|tr|td|th|br)\b[^<>]{0,1000}>", re.IGNORECASE)
_TAG = re.compile(
    r"</?(?:b|i|u|em|strong|small|span|sub|sup|mark|kbd|font|a|abbr|ins)(?:\s[^<>]{0,1000})?>", re.IGNORECASE
)


def plain(text: str) -> str:
    """Take off emphasis, links, code marks, quote marks and HTML's marks of words, and fold blanks.

    `**Body part:** [Legs](/legs)` → `Body part: Legs`.
    """
    if "<" in text:
        text = _TAG.sub("", _CELL.sub(" ", text))
    if ">" in text:
        text = _QUOTED.sub(" ", text)
    if "[" in text:
        text = _LINK.sub(r"\1", _IMAGE.sub(r"\1", text))
    if "*" in text or "_" in text:
        text = _EMPHASIS.sub(r"\2", _STRONG.sub(r"\2", text))
    if "`" in text:
        text = _CODE.sub(r"\1", text)
    return " ".join(text.replace("\ufeff", " ").split())
