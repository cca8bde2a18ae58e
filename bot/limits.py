"""Two limits that pages tell in many words: the age from which one may come alone, and the rest between efforts."""

import re
from collections.abc import Iterator

from bot.figures import figures
from bot.normal_text import normalised

_ADULT = r"(?:adults?|parents?|guardians?)"
_ALONE = re.compile(
    r"\b(?:alone|unsupervised|unaccompanied|accompan\w+|supervis\w+|on (?:their|his|her|your|my) own"
    rf"|by (?:him|her|them)sel\w+|without (?:me|us|(?:an? |any |the |their |your |his |her )?{_ADULT}))\b"
)
_WITH_ADULT = re.compile(
    rf"\b(?:with|by|unless|needs?|requires?|only)\b(?: an?| their| the)?(?: \w+)? {_ADULT}\b"
    rf"|\b{_ADULT} (?:must|has to|have to|needs? to|is|are)\b"
)
_THRESHOLD = re.compile(
    r"\b(?:under|below|younger than|from(?: the age of)?|over|at least|minimum age[^.;]*?|not yet)[ -](\d{1,2})"
    r"(?!\d|:|\.\d|-\d| ?(?:minutes?|hours?|days?|weeks?|months?|kg|kilos?|am\b|pm\b|%))"
    r"|\b(\d{1,2})(?: years?(?: old)?| year-olds?)? (?:and|or) (?:over|older|above|up|upwards)\b|\b(\d{1,2})\+"
)
_YOUNG = range(3, 22)  # years of age about which somebody may have to come along
_PERSON = re.compile(
    r"\b(?:old|age[ds]?|years?|teen\w*|juniors?|sons?|daughters?|child(?:ren)?|kids?|boys?|girls?|turned|young\w*|minors?"
    r"|youths?|under-?\d+s?)\b"
)
_RESTS = re.compile(r"\b(?:rest(?:s|ed|ing)?|paus(?:e|es|ing)|breaks?|sit down|recover\w*|wait|breather)\b")
_EFFORTS = {
    "attempt": r"attempts?|tr(?:y|ies)|go(?:es)?|burns?|efforts?",
    "set": r"sets?|rounds?",
    "exercise": r"exercises?",
    "session": r"sessions?|workouts?|training days?|training",
}
_NAMED = "|".join(rf"(?P<{name}>{words})" for name, words in _EFFORTS.items())
_BETWEEN = re.compile(rf"\b(?:between|after)\b(?: [\w-]+){{0,3}}? (?:{_NAMED})\b")
_EFFORT = re.compile(rf"\b(?:{_NAMED})\b")


def age_alone(text: str) -> Iterator[str]:
    """The ages, in years, from which a statement lets somebody come alone: "under 16 only with an adult" is 16."""
    if not (_ALONE.search(text) or _WITH_ADULT.search(text)):
        return
    for match in _THRESHOLD.finditer(text):
        years = next(group for group in match.groups() if group)
        if int(years) in _YOUNG:
            yield years


def rests(text: str) -> Iterator[tuple[str, str]]:
    """Between which efforts a statement tells to rest, and for how long, in seconds, "a" or "a-b"."""
    between = _BETWEEN.search(text)
    if between is None or not _RESTS.search(text):
        return
    for figure in figures(text):
        if figure.dimension in ("duration", "time after"):  # "a day after each session"
            low, high = round(figure.low), round(figure.high)
            yield str(between.lastgroup), f"{low}" if low == high else f"{low}-{high}"


def asks_age_alone(question: str) -> bool:
    """True where a question asks from which age one may come alone."""
    text = normalised(question)
    alone = _ALONE.search(text) or _WITH_ADULT.search(text) or re.search(r"\b(?:adult|parent|guardian)s?\b", text)
    return bool(alone) and bool(_PERSON.search(text) or re.search(r"\b\d{1,2}\b", text))


def asks_rest(question: str) -> str:
    """Between which efforts a question asks how to rest; "" where it asks for no rest between any."""
    text = normalised(question)
    between = _BETWEEN.search(text) or _EFFORT.search(text)
    return str(between.lastgroup) if between and _RESTS.search(text) else ""
