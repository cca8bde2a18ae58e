"""What a Word paragraph's style and numbering make of it: a heading, a list item, an entry of the contents."""

import re
from dataclasses import dataclass
from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HEADING = re.compile(r"heading ([1-9])", re.IGNORECASE)
_LIST = re.compile(r"list (bullet|number)(?: ([2-9]))?", re.IGNORECASE)
_DEEPEST = 9  # levels of outlines and lists
_USUAL_SIZE = 20  # half points, where a document names none
_LONGEST_CHAIN = 20  # styles that are based on one another


@dataclass(frozen=True, slots=True)
class Look:
    """How a paragraph looks to a reader."""

    heading: int = 0  # level 1 to 6; 0: none
    listed: tuple[str, int, int | None] | None = None  # the list's name, depth from 0, first number or None: bullets
    contents: bool = False  # an entry of the table of contents


@dataclass(frozen=True, slots=True)
class _Style:
    name: str  # as Word names it in every language: "heading 1"
    based_on: str
    properties: Any  # of paragraphs
    bold: bool | None
    vanish: bool | None


class Styles:
    """The styles and numberings of a document."""

    def __init__(self, opened: Any) -> None:
        """Read them once."""
        root = opened.styles.element
        self._styles: dict[str, _Style] = {}
        self._default = ""
        for style in root.iter(f"{W}style"):
            style_id = style.get(f"{W}styleId") or ""
            look = style.find(f"{W}rPr")
            self._styles[style_id] = _Style(
                *(value(style, "name"), value(style, "basedOn"), style.find(f"{W}pPr")),
                *(is_on(look, "b"), is_on(look, "vanish")),
            )
            if style.get(f"{W}type") == "paragraph" and style.get(f"{W}default") in ("1", "true"):
                self._default = style_id
        self._formats = _formats(opened)
        usual = [value(look.find(f"{W}rPr"), "sz") for look in root.iter(f"{W}rPrDefault")]
        self.size = next((int(size) for size in usual if size.isdigit()), _USUAL_SIZE)  # of letters, in half points
        titles = {style_id for style_id, style in self._styles.items() if style.name.casefold() == "title"}
        self._shift = int(any(value(p, "pStyle") in titles for p in opened.element.body.iter(f"{W}pPr")))

    def look(self, paragraph: Any) -> Look:
        """Tell what a paragraph is: its own properties first, then those of its style and what that is based on."""
        own = paragraph.find(f"{W}pPr")
        style_id = value(own, "pStyle") or self._default
        chain = self._chain(style_id)
        names = [style.name for style in chain]
        if any(name.casefold().startswith("toc ") for name in names[:1]):
            return Look(contents=True)
        if any(name.casefold() == "title" for name in names):
            return Look(heading=1)
        level = next((int(match[1]) for name in names if (match := _HEADING.fullmatch(name))), 0)
        properties = [own, *(style.properties for style in chain)]
        outline = next((found for item in properties if (found := value(item, "outlineLvl")).isdigit()), "")
        if not level and outline and int(outline) < _DEEPEST:
            level = int(outline) + 1
        if level:
            return Look(heading=min(level + self._shift, 6))
        return Look(listed=self._listed(properties, names))

    def is_bold(self, style_id: str) -> bool:
        """True for words in a style that is bold."""
        return next((style.bold for style in self._chain(style_id) if style.bold is not None), False)

    def vanishes(self, style_id: str) -> bool:
        """True for words in a style that is hidden."""
        return next((style.vanish for style in self._chain(style_id) if style.vanish is not None), False)

    def _chain(self, style_id: str) -> list[_Style]:
        chain: list[_Style] = []
        while style_id in self._styles and len(chain) < _LONGEST_CHAIN:
            chain.append(self._styles[style_id])
            style_id = chain[-1].based_on
        return chain

    def _listed(self, properties: list[Any], names: list[str]) -> tuple[str, int, int | None] | None:
        typed = next((match for name in names if (match := _LIST.fullmatch(name))), None)
        below = int(typed[2] or 1) - 1 if typed else 0
        for item in properties:
            numbering = item.find(f"{W}numPr") if item is not None else None
            if numbering is None:
                continue
            name, depth = value(numbering, "numId"), value(numbering, "ilvl")
            if name == "0":
                return None  # taken off
            level = int(depth) if depth.isdigit() and int(depth) < _DEEPEST else 0
            form, first = self._formats.get((name, level), ("none", 1))
            if form == "none":
                break
            return name, max(level, below), None if form == "bullet" else first
        if typed is None:
            return None
        return f"style {typed[0]}", below, None if typed[1].lower() == "bullet" else 1


def _formats(opened: Any) -> dict[tuple[str, int], tuple[str, int]]:
    """Numberings: (list, depth) → (format, first number)."""
    relations = opened.part.rels.values()
    part = next((r.target_part for r in relations if r.reltype.endswith("/numbering") and not r.is_external), None)
    if part is None:
        return {}
    abstract: dict[str, dict[int, tuple[str, int]]] = {}
    for item in part.element.iter(f"{W}abstractNum"):
        abstract[item.get(f"{W}abstractNumId") or ""] = dict(_level(level) for level in item.iter(f"{W}lvl"))
    found: dict[tuple[str, int], tuple[str, int]] = {}
    for item in part.element.iter(f"{W}num"):
        name = item.get(f"{W}numId") or ""
        levels = dict(abstract.get(value(item, "abstractNumId"), {}))
        for override in item.iter(f"{W}lvlOverride"):
            depth, first = _whole(override.get(f"{W}ilvl"), 0), value(override, "startOverride")
            levels.update(_level(level) for level in override.iter(f"{W}lvl"))
            if first and depth in levels:
                levels[depth] = (levels[depth][0], _whole(first, 1))
        found.update({(name, depth): level for depth, level in levels.items()})
    return found


def _level(level: Any) -> tuple[int, tuple[str, int]]:
    return _whole(level.get(f"{W}ilvl"), 0), (value(level, "numFmt") or "decimal", _whole(value(level, "start"), 1))


def _whole(text: str | None, default: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) <= 4 else default


def value(properties: Any, name: str) -> str:
    """The value of a property; "" where it is not set."""
    found = properties.find(f"{W}{name}") if properties is not None else None
    return (found.get(f"{W}val") or "") if found is not None else ""


def is_on(properties: Any, name: str) -> bool | None:
    """Whether a property is switched on or off; None where it is not set."""
    found = properties.find(f"{W}{name}") if properties is not None else None
    return None if found is None else found.get(f"{W}val") not in ("0", "false", "off")
