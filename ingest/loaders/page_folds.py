"""What a web page unfolds or heads by its looks alone: accordions, tabs, cards, questions that are no headings.

Sites write them in many ways: by roles and states for screen readers, by the attributes of a library, or by nothing but
classes and scripts of their own. What such pages have in common is that elements of one kind ask, or name, over and
over, each followed by something else.
"""

import re
from collections import Counter
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from ingest import lines
from ingest.loaders.page_elements import Element, elements_of
from ingest.loaders.page_grids import grids_of
from ingest.loaders.page_parts import BLOCKS, has_words, is_seen
from ingest.loaders.page_state import HEADINGS

_TITLES = frozenset(("a", "div", "header", "label", "p", "section", "span"))  # that may be a question as a whole
_HEADS = frozenset(("button", "dt", "summary", *HEADINGS))  # that head something by themselves
_FEWEST = 2  # elements of one look that ask or name; tabs
_NAMES = re.compile(r"(?:.*[-_])?(?:title|heading|headline|header|name)", re.IGNORECASE)  # a class of what is a title
_NAME_WORDS = 8
_NEAR = 50  # elements beside or in one that are looked at
_OPENERS = frozenset(("collapse", "tab", "pill"))  # Bootstrap's `data-toggle`
_SIGNS = r"[^\w\s?!.,:;'\"“”‘’()\[\]{}&%€$£¥#@*/+-]"
_ORNAMENTS = re.compile(rf"^(?:{_SIGNS}+\s*)+(?=\w)|\s*(?:{_SIGNS}+\s*)+$")
_PLUS = re.compile(r"^[-+]\s+|(?<=[?\s])\s*[-+]+$")  # of a question alone: there are memberships named so
_NUMBER = re.compile(r"^(?:Q(?:uestion)?\s*)?0\d\s*[.:)/–-]?\s+(?=\w)|^Q(?:uestion)?(?:\s*\d{0,3}[.:)])?\s+(?=[A-Z])")


def plain(words: str) -> str:
    """A title's words without what only adorns it: `01 Is there parking? +` is `Is there parking?`."""
    words = _ORNAMENTS.sub("", " ".join(words.split()))
    asked = _NUMBER.sub("", _PLUS.sub("", words))
    return asked if lines.asks(asked) else words


@dataclass(slots=True)
class Folds:
    """What heads, what unfolds, and what is unfolded."""

    titles: set[Any] = field(default_factory=set)  # elements that are a question or a title, as a whole
    panels: set[Any] = field(default_factory=set)  # hidden elements that are shown when their title is chosen
    tabs: set[Any] = field(default_factory=set)  # elements that name a panel elsewhere
    named: dict[Any, str] = field(default_factory=dict)  # the words of its tab for each panel that has one
    grids: dict[Any, list[list[str]]] = field(default_factory=dict)  # elements that are tables by their looks: cells
    wraps: set[Any] = field(default_factory=set)  # elements at whose end the part that is headed in them ends


def folds_of(root: Any) -> Folds:
    """Look for what a page unfolds, or heads without a heading's element."""
    found = elements_of(root)
    ids = {one.element.get("id"): one for one in found if one.element.get("id")}
    asking = [one for one in found if one.words and lines.asks(plain(one.words))]
    folds = Folds(set(_alike(found, asking)))
    tabs: dict[Any, tuple[Element, Element]] = {}  # by panel
    for one in found:
        for panel in (ids[name] for name in _opens(one.element) if name in ids):
            if one.first <= panel.first < one.behind:
                continue
            folds.panels.add(panel.element)
            if one.words and _is_tab(one.element) and one.behind != panel.first:
                tabs.setdefault(panel.element, (one, panel))
            elif one.words and one.element.tag in _TITLES and _is_toggle(one.element):
                folds.titles.add(one.element)
    for tab, panel in _labelled(found, ids):
        tabs.setdefault(panel.element, (tab, panel))
    if len(tabs) >= _FEWEST:
        folds.tabs.update(tab.element for tab, _ in tabs.values())
        folds.named.update(
            (at, plain(tab.words or "")) for at, (tab, panel) in tabs.items() if not _is_headed(tab, panel)
        )
    folds.grids = grids_of(found, folds.titles | folds.tabs)
    folds.titles.update(_naming(found))
    titles = [one for one in asking if one.element.tag in _HEADS]
    titles += [one for one in found if one.element in folds.titles]
    folds.panels.update(_unfolded(found, titles))
    folds.wraps.update((*_wraps(found, titles), *folds.named, *root.iter("details")))
    return folds


def _wraps(found: Sequence[Element], titles: Sequence[Element]) -> Iterator[Any]:
    """For each title the least element that holds more behind it; none where that holds other titles, too."""
    ends = {one.element: one.behind for one in found}
    wraps = []
    for one in titles:
        around = one.element.getparent()
        for _ in range(_NEAR):
            if around is None or ends[around] > one.behind:
                break
            around = around.getparent()
        wraps.append(around)
    alone = Counter(wraps)
    yield from (wrap for wrap in wraps if wrap is not None and alone[wrap] == 1)


def _alike(found: Sequence[Element], asking: Sequence[Element]) -> Iterator[Any]:
    """Elements of one look that ask, at least half of those with that look, each with an answer."""
    questions = {one.first for one in asking}
    answered = [one for one in asking if one.element.tag in _TITLES and one.behind not in questions and _alone(one)]
    total = Counter(_look(one.element) for one in found if one.element.tag in _TITLES)
    n_asking = Counter(_look(one.element) for one in answered)
    for one in answered:
        look = _look(one.element)
        if n_asking[look] >= _FEWEST and 2 * n_asking[look] >= total[look]:
            yield one.element


def _naming(found: Sequence[Element]) -> Iterator[Any]:
    """Elements of one look that their class calls titles, each of a few words, above something that it opens."""
    at = {one.element: one for one in found}
    named = [one for one in found if one.words and _names(one) and _opens_parent(one, at[one.element.getparent()])]
    firsts = {one.first for one in named}
    looks = Counter(_look(one.element) for one in named)
    yield from (one.element for one in named if looks[_look(one.element)] >= _FEWEST and one.behind not in firsts)


def _opens_parent(one: Element, parent: Element) -> bool:
    return one.first == parent.first and one.behind < parent.behind


def _names(one: Element) -> bool:
    words = plain(one.words or "")
    classes = (one.element.get("class") or "").split()
    return (
        one.element.tag in BLOCKS
        and one.element.tag in _TITLES
        and one.element.getparent() is not None
        and any(_NAMES.fullmatch(name) for name in classes)
        and len(words.split()) <= _NAME_WORDS
        and any(char.isalpha() for char in words)
        and not lines.ENDS_SENTENCE.search(words)
        and _alone(one)
        and not any(inner.tag in HEADINGS for inner in one.element.iter())
    )


def _alone(one: Element) -> bool:
    """True where an element is a line by itself, not part of a sentence."""
    parent = one.element.getparent()
    if one.element.tag in BLOCKS or parent is None:
        return True
    around = islice(parent, _NEAR)
    return not any((text or "").strip() for text in (parent.text, *(inner.tail for inner in around)))


def _look(element: Any) -> tuple[str, ...]:
    parent = element.getparent()
    above = () if parent is None else (parent.tag, parent.get("class") or "")
    return (element.tag, element.get("class") or "", *above)


def _opens(element: Any) -> list[str]:
    """Ids of what is shown when an element is chosen."""
    states = element.get("aria-expanded") or element.get("aria-selected") or element.get("role") == "tab"
    names = (element.get("aria-controls") or "").split() if states else []
    if (element.get("data-toggle") or element.get("data-bs-toggle") or "") in _OPENERS:
        names += [(element.get(key) or "").lstrip("#") for key in ("data-target", "data-bs-target")]
    if element.tag == "a" and (element.get("href") or "").startswith("#"):
        names.append(element.get("href")[1:])
    return list(dict.fromkeys(names))


def _is_toggle(element: Any) -> bool:
    """True for what shows its panel below itself."""
    return element.get("role") == "button" or element.get("aria-expanded") is not None


def _is_tab(element: Any) -> bool:
    """True for what stands beside others of its kind, apart from its panel; a link is one where it stands in a list."""
    if element.get("role") == "tab" or (element.get("data-toggle") or element.get("data-bs-toggle")) in ("tab", "pill"):
        return True
    parent = element.getparent()
    return element.tag == "a" and parent is not None and parent.tag == "li"


def _labelled(found: Sequence[Element], ids: Mapping[str, Element]) -> Iterator[tuple[Element, Element]]:
    """Tabs that their panels name."""
    for one in found:
        tab = ids.get(one.element.get("aria-labelledby") or "")
        if one.element.get("role") == "tabpanel" and tab is not None and tab.words and tab.behind != one.first:
            yield tab, one


def _is_headed(tab: Element, panel: Element) -> bool:
    """True where a panel is a heading, begins with one of the same words, or only marks a place."""
    if panel.element.tag in _HEADS or not (panel.element.tag in BLOCKS or len(panel.element)):
        return True
    first = next((inner for inner in panel.element.iter(*HEADINGS) if has_words(inner)), None)
    words = "" if first is None else " ".join("".join(first.itertext()).split())
    return bool(words) and words.casefold() == plain(tab.words or "").casefold()


def _unfolded(found: Sequence[Element], titles: Sequence[Element]) -> Iterator[Any]:
    """Hidden elements right behind titles that nothing visible answers; panels of tabs."""
    heads = {one.behind for one in titles}
    parts = {one.element for one in titles}
    hidden = [one.element for one in found if not is_seen(one.element) and one.first in heads]
    folded = [element for element in hidden if _is_last(element, parts)]
    if len(folded) >= _FEWEST:
        yield from folded
    yield from (one.element for one in found if one.element.get("role") == "tabpanel")


def _is_last(element: Any, titles: Container[Any]) -> bool:
    """True where behind an element comes, in what it stands in, nothing, a title, or what is hidden as well."""
    following = next((inner for inner in islice(element.itersiblings(), _NEAR) if has_words(inner)), None)
    if following is None or not is_seen(following):
        return True
    return any(inner in titles for inner in islice(following.iter(), _NEAR))
