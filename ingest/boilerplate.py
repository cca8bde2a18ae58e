"""Lines that belong to a web page's frame and not to what it says. Each rule has the name that the report prints."""

import re
from collections.abc import Sequence

_NAVIGATION = re.compile(
    r"""(?:
    skip\ to\ (?:main\ )?content | (?:back\ to\ )?top | home(?:page)? | (?:main\ )?menu | search | toggle\ navigation
    | share(?:\ (?:this|on|via)\b.{0,30})? | tweet | pin\ it | print(?:\ this)?(?:\ page)? | e-?mail\ this.{0,20}
    | (?:read|learn|see|show|load)\ more(?:\ (?:about|on|here|articles?|posts?|results?)\b.{0,30})?
    | (?:next|previous|older|newer)(?:\ (?:page|post|article)s?(?::\s.{1,60})?)?
    | you\ are\ here\s?:.{1,80} | (?:we|this\ (?:web)?(?:site|page))\ uses?\ cookies\b.{0,120} | likes?\ \d+\b.{0,30}
    | log\ ?in | log\ ?out | sign\ (?:in|up) | register | subscribe(?:\ .{0,60})? | newsletter | follow\ us.{0,40}
    | (?:accept|manage|reject)(?:\ all)?\ cookies | cookie\ (?:policy|settings|notice)
    | privacy(?:\ (?:policy|notice))? | imprint | sitemap | terms(?:\ (?:of|and)\ \w+)*
    | all\ rights\ reserved | (?:©|\(c\)|copyright\b).{0,80}
    | table\ of\ contents | on\ this\ page | jump\ to.{0,40} | leave\ a\ (?:comment|reply) | (?:\d+\ )?comments?
    | advertisements? | sponsored | click\ here.{0,40}
    | \w[\w\ ]{0,24}(?:\s[>»›]\s\w[\w\ ]{0,40}){2,} | home(?:\s[|/·•]\s\w[\w\ ]{0,24}){2,}
    )[.:!…\s]*""",
    re.IGNORECASE | re.VERBOSE,
)
_MENU = 4  # lines
_MENU_WORDS = 3
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_DATE = (
    rf"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,?\s)?(?:\d{{1,2}}\.?\s{_MONTH}\s\d{{4}}"
    rf"|{_MONTH}\s\d{{1,2}}(?:st|nd|rd|th)?,?\s\d{{4}}|\d{{4}}-\d\d-\d\d|\d{{1,2}}[./]\d{{1,2}}[./]\d{{2,4}})"
)
_NAME = r"(?:[A-Z][\w'’.-]*|van|von|de|der|and|&)"
_BYLINE = re.compile(
    rf"""(?:
    (?i:by)\s{_NAME}(?:,?\s{_NAME}){{0,5}}(?:[\s,|·•–-]*\d+\s(?i:min(?:ute)?s?\sread))?
    | (?i:(?:(?:medically\s)?reviewed|written|posted|published|edited|updated|last\s(?:updated|modified|reviewed))
      (?:\s(?:by|on|in|at)\b|\s?:).{{0,80}})
    | (?i:authors?\s?:.{{0,60}})
    | \d+\s(?i:min(?:ute)?s?\sread)
    | (?i:(?:updated|published|posted)?\s*{_DATE})(?:[\s,|·•–-]*(?:(?i:by)\s.{{0,60}}|\d+\s(?i:min(?:ute)?s?\sread)))?
    )[.\s]*""",
    re.VERBOSE,
)
_CREDENTIALS = re.compile(r"[A-Z][\w'’-]+ ?[A-Z].{0,60}?\b[A-Z]{2,6}(?:, [A-Z]{2,6})+")
_SIGNATURE = re.compile(r"[–—-]?\s?[A-Z][a-z]+ [A-Z]\.|[–—-]\s?[A-Z][a-z]+ [A-Z][a-z]+")
_AUTHOR_HEADING = re.compile(
    r"(?:about the |about our |guest |meet the |the )?authors?(?:'s)?(?: bio(?:graphy)?)?:?", re.IGNORECASE
)
_CAPTION = re.compile(
    r"!\[[^\]]*\]\([^)]*\)|(?:figure|fig\.|image|photo|picture|video)\s?(?:\d[\d.-]*\s?[.:)]|credit|by\b|courtesy|:).{0,100}|\[(?:image|photo|video|gallery)[^\]]{0,60}\]",
    re.IGNORECASE,
)
_LINK = r"(?:\[[^\]]*\]\([^)\s]*(?:\s\"[^\"]*\")?\)|<?https?://\S+>?|www\.\S+)"
_LINKS_ONLY = re.compile(rf"(?:[•*+–—|>-]\s*)?{_LINK}(?:[\s,|·•/]+{_LINK})*\W*")
_PROMOTION = re.compile(
    rf"(?:get|try|download|start|join|subscribe|sign up|find out more|check out|visit)\b.{{0,80}}{_LINK}\W*",
    re.IGNORECASE,
)


def reason_to_leave_out(line: str, in_list: bool = False) -> str | None:
    """Name the rule by which a line is boilerplate, from the line alone; None where it is content.

    A list item is never a byline or a caption: "25 December 2026" may be a holiday.
    """
    words = line.strip()
    if _LINKS_ONLY.fullmatch(words):
        return "link without text"
    words = words.lstrip("•*+-–— ").strip("*_ ")
    if not words or len(words) > 160:
        return None
    entries = re.split(r"\s{2,}|\s[|·•/]\s", words)
    if _NAVIGATION.fullmatch(words) or all(_NAVIGATION.fullmatch(entry) for entry in entries):
        return "navigation"
    if in_list:
        return None
    if _BYLINE.fullmatch(words) or _CREDENTIALS.fullmatch(words):
        return "byline"
    if _CAPTION.fullmatch(words):
        return "image caption"
    if _PROMOTION.fullmatch(words):
        return "promotion"
    return None


def menu(texts: Sequence[str], reasons: Sequence[str | None]) -> list[int]:
    """Places of the lines of a menu: at least `_MENU` names of pages right below a line that is navigation.

    Args:
        texts: the lines of a page.
        reasons: for each the rule that leaves it out, or None.
    """
    found: list[int] = []
    for index, reason in enumerate(reasons):
        behind = index + 1
        while behind < len(texts) and reasons[behind] is None and _names_page(texts[behind]):
            behind += 1
        ended = behind < len(texts) and (not texts[behind].strip() or reasons[behind] is not None)
        if reason == "navigation" and ended and behind - index > _MENU:
            found.extend(range(index + 1, behind))
    return found


def _names_page(line: str) -> bool:
    """True for one to three words and no sentence."""
    return 1 <= len(line.split()) <= _MENU_WORDS and all(char.isalpha() or char in " &'’-/" for char in line.strip())


def heads_biography(heading: str) -> bool:
    """True for headings such as "About the author": what follows is not about the page's subject."""
    return bool(_AUTHOR_HEADING.fullmatch(heading.strip().strip("*_")))


def signs(line: str) -> bool:
    """True for a line that, as a page's last one, is its author's name."""
    return bool(_SIGNATURE.fullmatch(line.strip()))


def names_in_byline(line: str) -> tuple[str, ...]:
    """The capitalised words of a byline, by which a biography that follows is recognised."""
    return tuple(re.findall(r"\b[A-Z][a-z]{2,}\b", line.split(",")[0]))
