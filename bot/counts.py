"""What "how many" wants counted, and whether a text counts that or something else."""

import re
from functools import lru_cache

NUMBER_WORDS = "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|hundred"
_ASKED = re.compile(r"\b(?:how many|number of) ((?:[^\W\d]+[ -]?){1,5})", re.IGNORECASE)
_ENDS = """
is are was were do does did can could may might must shall should will would has have had i we you he she they it
there of in on at per to for from with by each a an the my our your this that these those and or
"""
_END = frozenset(_ENDS.split())  # words that what is counted ends before
_PLURALS = {"people": "people|persons?", "children": "child(?:ren)?", "women": "wom[ae]n", "men": "m[ae]n"}
_NUMBER = rf"(?<![\d£$€:.,/–-])(?:\d[\d,]*(?:\s*(?:-|–|to|or)\s*\d[\d,]*)?|{NUMBER_WORDS})\b\+?"
_BETWEEN = (  # a word that may stand between a number and what it counts: 3 *accessible parking* spaces
    r"[\s-]+(?!(?:for|to|per|at|in|on|from|with|by|an?|each|every|and|but|if|when|is|are|may|can|must|than|seconds?|minutes?"
    r"|hours?|days?|weeks?|months?|years?|euros?|pounds?|dollars?|times?)\b)[\w'’]+"
)
_MEASURES = {  # and what else says them
    "calories": r"calor\w+|k?cals?",
    "watts": r"watts?|\d ?W",
    "miles": "miles?",
    "kilometres": r"kilomet(?:re|er)s?|\d ?km",
    "kilometers": r"kilomet(?:re|er)s?|\d ?km",
    "litres": r"lit(?:re|er)s?|\d ?l",
    "liters": r"lit(?:re|er)s?|\d ?l",
    "metres": r"met(?:re|er)s?|\d ?m",
    "meters": r"met(?:re|er)s?|\d ?m",
}
_DOSES = ("sets", "reps", "repetitions")
_DOSE = re.compile(rf"{_NUMBER}\s*(?:sets?|reps?|repetitions?)\b", re.IGNORECASE)  # how many raises: 3 sets of 15
_DOSED = re.compile(
    rf"{_DOSE.pattern}|\b(?:sets?|reps?|repetitions?)(?: of| to| per \w+)?\W{{1,3}}{_NUMBER}|{_NUMBER}\s*[x×]\s*\d"
    r"|\|.*\d",
    re.IGNORECASE,
)


def counted_in(question: str) -> str:
    """The plural that a question wants counted, in lower case, sets and reps by their mere name; "" if none."""
    match = _ASKED.search(question)
    for word in re.split(r"[ -]", match.group(1).lower()) if match else ():
        if word in _END:
            break
        if word in _PLURALS or (len(word) > 3 and word.endswith("s") and not word.endswith("ss")):
            return word
    if match:
        return ""
    return next((dose for dose in _DOSES if re.search(rf"\b{dose}\b", question, re.IGNORECASE)), "")


def is_dose(counted: str) -> bool:
    """True for the words by which one asks how much of an exercise to do."""
    return counted in _DOSES


def is_measure(counted: str) -> bool:
    """True for a unit of measure: no other figure tells how many there are."""
    return counted in _MEASURES


def measures(text: str, counted: str) -> bool:
    """True where a text has a figure in a unit of measure, or speaks of it."""
    return re.search(rf"(?:\b|(?<=\d))(?:{_MEASURES[counted]})\b", text, re.IGNORECASE) is not None


def doses(text: str) -> bool:
    """True where a text tells how much of an exercise to do, in a sentence or the row of a table."""
    return _DOSED.search(text) is not None


def names(text: str, counted: str) -> bool:
    """True where a text has the word in any number, but not as part of another name: a *car* park has no cars."""
    return bool(_patterns(counted)[0].search(text))


def counts(text: str, counted: str) -> bool:
    """True where a figure of the text counts the thing, or tells how much of an exercise to do."""
    return bool(_patterns(counted)[1].search(text) or _DOSE.search(text))


@lru_cache(maxsize=1024)
def _patterns(counted: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    thing, plural = rf"\b(?:{_forms(counted)})\b", re.escape(counted)
    counting = "|".join(
        (
            rf"{_NUMBER}(?:{_BETWEEN}){{0,3}}?[\s-]+{thing}",
            rf"{thing}\W{{0,3}}[:|=(–—]\W{{0,3}}{_NUMBER}(?!\s*(?:%|[:.]\d|\w))",
            rf"{thing} (?:[\w'’]+ ){{0,3}}(?:is|are|to|of|than|most) {_NUMBER}(?!\s*(?:%|[:.]\d|(?!per|at|each|in)\w))",
            rf"\b(?:unlimited|any number of|as many|no|one|single|another) (?:\w+ )?{thing}",
            rf"\b(?:is|has|have|had|bring|take|invite|get|only) an? (?:\w+ )?{thing}",
        )
    )
    whole = rf"\b{plural}\b|{thing}(?!\s+(?!(?:{'|'.join(_END)}|not|if|when|who|which)\b)\w)"
    return re.compile(whole, re.IGNORECASE), re.compile(counting, re.IGNORECASE)


def _forms(plural: str) -> str:
    """A plural and its singular, as alternatives of a pattern."""
    if plural in _PLURALS:
        return _PLURALS[plural]
    if plural.endswith("ies"):
        return re.escape(plural[:-3]) + "(?:y|ies?)"
    if plural.endswith(("ses", "shes", "ches", "xes", "zes")):
        return re.escape(plural[:-2]) + "(?:es?)?"
    return re.escape(plural[:-1]) + "s?"
