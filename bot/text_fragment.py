"""Addresses that open a page at the words quoted: text fragments, as the WICG draft of that name has them."""

import re
from urllib.parse import quote

from ingest.inline import plain

_WHOLE = 8  # words up to which they are named whole; of more, the first and the last
_ENDS = 4  # words of each end


def link_to(url: str, words: str, page: str) -> str:
    """The address of the words on their page; the page's own where they would not be found, or not only there.

    Args:
        url: of the page.
        words: a stretch of the page's text, marks included.
        page: the page's text.
    """
    if "#page=" in url:  # a PDF: its viewer knows pages and no words
        return url
    lines = [line for line in map(_shown, words.splitlines()) if line]
    first, last = (lines[0].split(), lines[-1].split()) if lines else ([], [])
    if len(lines) == 1 and len(first) <= _WHOLE:
        ends = [" ".join(first)]
    else:
        ends = [" ".join(first[:_ENDS]), " ".join(last[-_ENDS:])]
    text = " ".join(_shown(page).split())
    if len(ends[0]) < 3 or text.count(ends[0]) != 1 or ends[-1] not in text:
        return url
    directive = ",".join(quote(end, safe="").replace("-", "%2D") for end in ends)
    return f"{url}{':~:' if '#' in url else '#:~:'}text={directive}"


def _shown(text: str) -> str:
    """Text as a browser shows it: without what makes it a heading or a list."""
    return "\n".join(plain(re.sub(r"^\s*(?:[-*+•>]|#{1,6}|\d{1,9}[.)])\s+", "", line)) for line in text.splitlines())
