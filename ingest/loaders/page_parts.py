"""Which elements of a web page are its content, which its frame, and which nobody sees."""

import re
from dataclasses import dataclass, field
from typing import Any

from ingest.loaders.hidden import HIDDEN, is_invisible

_IN_CELLS = ("h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "details", "table", "pre", "main", "article")
_PARAGRAPHS = 2  # in a cell of data
_UNREAD = frozenset(
    re.findall(
        r"\w+",
        "script style template head svg iframe object embed video audio canvas map datalist select textarea input rp"
        " frameset noframes",
    )
)  # never text of the page
_FRAME = {
    "nav": "navigation",
    "aside": "aside",
    "footer": "page footer",
    "dialog": "dialog",
    "noscript": "for browsers without scripts",
    "button": "form",
}
_ROLES = {
    "navigation": "navigation",
    "menu": "navigation",
    "menubar": "navigation",
    "banner": "page header",
    "contentinfo": "page footer",
    "complementary": "aside",
    "search": "form",
    "dialog": "dialog",
    "alertdialog": "dialog",
}
_NAMES = (  # of classes and ids, whole
    (
        re.compile(r"(?:main-?|site-?|top-?|mobile-?)?(?:nav|navbar|navigation|menu)|breadcrumbs?|skip-?links?"),
        "navigation",
    ),
    (re.compile(r"(?:site-?|page-?)?footer"), "page footer"),
    (re.compile(r"side-?bar"), "aside"),
    (re.compile(r"(?:cookie|consent)s?(?:-?(?:banner|notice|bar|consent|popup|message))?"), "cookie notice"),
    (re.compile(r"(?:social-?)?(?:share|sharing)(?:-?(?:buttons?|links?|bar))?"), "navigation"),
)
_LONGEST = 1000  # characters of what is left out that are looked at
_LONGEST_FORM = 600  # characters of a form beside its fields
_MOST = 5000  # elements of what is left out that are looked at
BLOCKS = frozenset(  # elements that begin and end a line
    re.findall(
        r"\w+",
        "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption"
        " figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol optgroup option p pre"
        " search section summary table tbody td tfoot th thead tr ul",
    )
)
OUTSIDE = "outside the main content"


@dataclass(slots=True)
class _Table:
    """What tells a table of data from one that only places things."""

    placed: bool
    rows: int = 0
    cells: int = 0  # of the open row
    columns: int = 0
    paragraphs: int = 0  # of the open cell

    def holds(self, tag: str) -> None:
        """Count an element that stands in the table."""
        if tag == "tr":
            self.rows, self.cells = self.rows + 1, 0
        elif tag in ("td", "th"):
            self.cells, self.paragraphs = self.cells + 1, 0
            self.columns = max(self.columns, self.cells)
        elif tag == "p":
            self.paragraphs += 1
            self.placed = self.placed or self.paragraphs > _PARAGRAPHS
        elif tag in _IN_CELLS:
            self.placed = True

    @property
    def is_layout(self) -> bool:
        """True where it has one row or one column, or cells of more than a few lines."""
        return self.placed or self.rows < 2 or self.columns < 2


@dataclass(slots=True)
class Survey:
    """What must be known of a page before it is read."""

    mains: set[Any] = field(default_factory=set)  # the elements that hold its content; empty where it names none
    around: set[Any] = field(default_factory=set)  # those, and what they stand in
    titled: set[Any] = field(default_factory=set)  # what headings of level 1 stand in
    folded: set[Any] = field(default_factory=set)  # hidden elements that are shown when their title is chosen
    layouts: set[Any] = field(default_factory=set)  # tables that only place things

    @classmethod
    def of(cls, root: Any, folded: set[Any]) -> "Survey":
        """Look over a page, once."""
        from lxml import etree

        survey = cls(folded=folded)
        mains: list[Any] = []
        articles: list[Any] = []
        open_mains = open_articles = 0
        tables: list[_Table] = []
        for event, element in etree.iterwalk(root, events=("start", "end")):
            tag = element.tag
            if event == "end":
                if tag == "main" or element.get("role") == "main":
                    open_mains -= 1
                elif tag == "article":
                    open_articles -= 1
                elif tag == "table" and tables.pop().is_layout:
                    survey.layouts.add(element)
                continue
            if tag == "main" or element.get("role") == "main":
                if not open_mains and has_words(element):
                    mains.append(element)
                open_mains += 1
            elif tag == "article":
                if not open_articles and has_words(element):
                    articles.append(element)
                open_articles += 1
            elif tag == "h1":
                _mark(element, survey.titled)
            if tables:
                tables[-1].holds(tag)
            if tag == "table":
                tables.append(_Table(placed=element.get("role") in ("presentation", "none")))
        survey.mains = set(mains or (articles if len(articles) == 1 else ()))
        for element in survey.mains:
            _mark(element, survey.around)
        return survey

    def reason(self, element: Any, in_main: bool, in_section: bool, in_faq: bool) -> str | None:
        """Why an element is left out; None where it is read.

        Args:
            element: of the page.
            in_main: it stands in the main content.
            in_section: it stands in an article or a section.
            in_faq: it stands in a question and its answer, which may be folded.
        """
        if element in self.around or element.tag in ("html", "body"):
            return None
        if not in_faq and element not in self.folded and not is_seen(element):
            return HIDDEN
        frame = self._frame(element, in_main or in_section)
        if self.mains and not in_main:
            return frame or OUTSIDE
        return None if element in self.titled and element.tag != "nav" else frame

    def _frame(self, element: Any, inside: bool) -> str | None:
        tag = element.tag
        if tag == "button":
            return None if element.get("aria-expanded") or element.get("aria-controls") else "form"
        if tag in _FRAME:
            return _FRAME[tag]
        if tag == "header":
            return None if inside else "page header"
        if tag == "form":  # some sites put all of a page into one
            return "form" if len(beginning(element)) <= _LONGEST_FORM else None
        if (role := (element.get("role") or "").strip().lower()) in _ROLES:
            return _ROLES[role]
        named = [name.lower() for key in ("class", "id") for name in (element.get(key) or "")[:500].split()]
        return next((reason for name in named for mark, reason in _NAMES if mark.fullmatch(name)), None)


def is_unread(element: Any) -> bool:
    """True for scripts, pictures, fields and whatever else is no text."""
    return element.tag in _UNREAD or not isinstance(element.tag, str)


def is_seen(element: Any) -> bool:
    """False for what a page hides, as far as the element itself tells."""
    if element.get("hidden", "until-found").lower() != "until-found":
        return False
    return (element.get("aria-hidden") or "").lower() != "true" and not is_invisible(element.get("style") or "")


def _mark(element: Any, marked: set[Any]) -> None:
    """Add an element and all that it stands in."""
    while element is not None and element not in marked:
        marked.add(element)
        element = element.getparent()


def has_words(element: Any) -> bool:
    """True where an element holds a letter or a digit."""
    return any(char.isalnum() for text in element.itertext() for char in text)


def beginning(element: Any) -> str:
    """The words that an element begins with."""
    from lxml import etree

    parts: list[str] = []
    length = 0
    walker = etree.iterwalk(element, events=("start", "end"))
    for _, (event, inner) in zip(range(_MOST), walker, strict=False):
        text = (inner.text if event == "start" else None if inner is element else inner.tail) or ""
        if event == "start" and inner is not element and inner.tag in _UNREAD:
            walker.skip_subtree()
            text = ""
        text = " ".join(text.split())
        if text:
            parts.append(text)
            length += len(text) + 1
        if length > _LONGEST:
            break
    return " ".join(parts)


def length_of(element: Any) -> int:
    """Characters of an element's words, blanks at their ends aside."""
    return sum(
        (0 if inner.tag in _UNREAD else len((inner.text or "").strip()))
        + (0 if inner is element else len((inner.tail or "").strip()))
        for inner in element.iter()
    )
