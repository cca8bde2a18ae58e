"""What a sentence says besides figures, where the opposite can be said: yes and no, open and closed, in and out."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.disagree import claims
from bot.muscles import movements, opposed, trainings
from bot.normal_text import normalised
from bot.points import WHEN, Place, dates, same_subject, telling

_MAY = re.compile(
    r"\b(?:there (?:is|are)|(?:is|are|isn't|aren't) (?:\w+ )?(?:allowed|permitted|available|offered|provided|accepted"
    r"|possible|welcome|included|forbidden|prohibited|banned)|(?:has|have|offers?|provides?|accepts?|allows?|can|may|must"
    r"|cannot|can't|do not|does not|don't|doesn't))\b"
)
_NO = re.compile(
    r"\b(?:no|not|never|cannot|nobody|none|neither|forbidden|prohibited|banned|without|unavailable)\b|n't\b"
)
_REST = re.compile(r"\b(?:other|otherwise|else|except\w*|unless|only|if|another|same|always|more|less)\b")
_MUST = re.compile(r"\b(?:must|need\w*|required?|have to|has to|necessary|mandatory|compulsory|obligatory)\b")
_PERMITS = telling(
    "allowed permitted available offered provided accepted possible welcome included forbidden prohibited banned offers"
    " provides accepts allows may must cannot yes no unfortunately currently sorry does do guest guests customer"
)
_ANSWER = re.compile(r"\W*(yes|no)\b(?:[,.;:!]|\s*$| (?=(?:there|it|this|that|they|you|we|the|our|all|both)\b))")
_CLOSED = re.compile(
    r"\b(?:is|are|stays?|remains?|be) (?:also |always )?(?:closed|shut)\b(?!-| to)|^closed\b|: closed\b"
)
_ANY_TIME = re.compile(r"\bopen\b[^.;]*?\b(?:from|until|till|at|between|all day|24 hours)\b")
_LEVEL = re.compile(r"\b(beginner|intermediate|advanced|expert)\b")
_TIMES = re.compile(r"\b\d[\d:.]*(?: ?[ap]m)?\b|\ball day\b")
_LEVELS = re.compile(r"\b(?:level|difficulty|rated|rating|exercise|suits?|suitable)\b")


@dataclass(frozen=True, slots=True)
class Side:
    """What is said where the opposite can be: its value, of which thing."""

    dimension: str  # "toes turned, for the inner side", "main muscle", "yes or no", …
    values: frozenset[str]
    about: frozenset[str]
    known: frozenset[str]
    when: frozenset[str]
    place: Place
    anywhere: bool = False  # true of the body, whatever the page is about
    exact: bool = False  # the same thing only where both sides are about the same words
    sure: bool = True  # False where it leaves room for more: then only what cannot go together contradicts it

    def differs(self, other: "Side") -> bool:
        """True where both are about the same thing and share no value."""
        if self.dimension != other.dimension or self.values & other.values:
            return False
        if not (self.sure and other.sure) and not opposed(self.values, other.values):
            return False
        return self.same_thing(other)

    @property
    def told(self) -> str:
        """The values, for showing."""
        return " and ".join(sorted(self.values))

    def same_thing(self, other: "Side") -> bool:
        """True where each side's words are known on the other."""
        if self.anywhere:
            return True
        if self.when != other.when and not (self.dimension == "open or closed" and self.when & other.when):
            return False
        if self.exact and self.about != other.about:
            return False
        if not (self.about <= other.known and other.about <= self.known):
            return False
        return same_subject(self.place, self.about, other.place, other.about)


def sides(sentence: str, place: Place, topic: str = "") -> Iterator[Side]:
    """What a sentence says that can be said the other way round.

    Args:
        sentence: as it stands on the page.
        place: where it stands.
        topic: the sentence that it leans on, if any.
    """
    text = normalised(sentence)
    known = telling(text) | place.known
    none: frozenset[str] = frozenset()
    for dimension, values in claims(sentence).items():
        if dimension.startswith("toes turned, "):
            yield Side(dimension, values, none, none, none, place, anywhere=True)
    for muscle, joints in movements(text, normalised(topic)).items():
        yield Side(f"movement that trains the {muscle}", joints, none, none, none, place, anywhere=True)
    for training in trainings(text):
        about = telling(training.exercise) or place.name
        yield Side("muscle trained", training.muscles, about, known | about, none, place, sure=training.main)
    for clause in re.split(r"[;.]|, (?:and|but) |\bbut\b", text):
        days = dates(clause)
        opened = {"closed"} if _CLOSED.search(clause) else {"open"} if _ANY_TIME.search(clause) else set()
        if opened and days:
            about = telling(WHEN.sub(" ", _TIMES.sub(" ", clause)))
            yield Side("open or closed", frozenset(opened), about, known, days, place)
    if _LEVELS.search(text) and (levels := frozenset(_LEVEL.findall(text))):
        yield Side("level", levels, place.subject or place.name, known, none, place)


def yes_or_no(question: str, answer: str, place: Place) -> Iterator[Side]:
    """What the answer to a yes-or-no question says."""
    said = _ANSWER.match(normalised(answer))
    text = normalised(question)
    about = _fact(text, place)
    if said is None or not about:
        return
    dimension = "needed" if _MUST.search(text) else "yes or no"
    yield Side(dimension, frozenset({said.group(1)}), about, about | place.known, dates(text), place, exact=True)


def facts(sentence: str, place: Place) -> Iterator[Side]:
    """What a sentence says is so, or not so: allowed, available, provided."""
    text = _ANSWER.sub("", normalised(sentence))
    for clause in re.split(r"[;:.!?]|, (?:and|but|or) |\bbut\b|\bhowever\b", text):
        if _MAY.search(clause) is None or _REST.search(clause):
            continue
        about = _fact(_NO.sub(" ", clause), place)
        value = "no" if _NO.search(clause) else "yes"
        if about:
            dimension = "needed" if _MUST.search(clause) else "yes or no"
            known = about | place.known
            yield Side(dimension, frozenset({value}), about, known, dates(clause), place, exact=True)


def _fact(text: str, place: Place) -> frozenset[str]:
    """What it is that is so or not so; free parking is not the same as parking."""
    about = telling(WHEN.sub(" ", text)) - _PERMITS - place.subject
    return about | {"free"} if about and re.search(r"\bfree\b", text) else about
