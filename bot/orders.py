"""What a sentence tells to do, or not to do: "raise your heels", "do not raise the heels"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.normal_text import normalised
from bot.points import Place, telling
from ingest.lexical import terms

_FORBIDS = re.compile(
    r"(?:(?:^|[,;:.!?(]|\b(?:and|so|but|or)\b)\s*(?:you )?)"
    r"\b(?P<no>do not|don't|never|avoid|must not|mustn't|should not|shouldn't)"
    r"\b(?! (?:need|have|be|get|let)\b)(?P<what>[^,;:.!?]*)"
)
_BUT_NOT = re.compile(
    r"\b(?P<verb>(?:lift|rais|lower|turn|point|bend|push|pull|press|lock|extend)\w*)\b(?P<one>[^;:.!?]*?),"
    r" (?:and )?not (?P<what>(?:your |the )?\w+)"
)
_CLAUSES = re.compile(r"[,;:.!?(]|\b(?:and|but|then|while|until|so that)\b")
_NOT = re.compile(r"\b(?:without|instead of|rather than|not|no)\b[^,;.]*")
_CASE = re.compile(r"\W*(?:if|when|unless|where|should you)\b")  # an order for one case does not forbid another
_MANNER = re.compile(r"^(?:please|now|always|simply|just|\w+ly)\s+")
_ALIKE = {"rais": "lift", "elev": "lift", "driv": "lift", "drop": "lower", "sink": "lower"}  # stems


@dataclass(frozen=True, slots=True)
class Order:
    """What a sentence tells to do or not to do."""

    forbids: bool
    verb: str  # its stem
    moves: frozenset[str]  # stems: of the verb and of what it is done to
    told: str
    place: Place
    dimension: str = "do and do not"

    def differs(self, other: "Order") -> bool:
        """True where one forbids what the other tells to do, of the same thing."""
        if self.forbids == other.forbids or self.verb != other.verb:
            return False
        forbidden, done = (self, other) if self.forbids else (other, self)
        if len(forbidden.moves) < 2 or not forbidden.moves <= done.moves:
            return False
        ours, theirs = self.place, other.place
        return ours.source == theirs.source or (ours.subject == theirs.subject and bool(ours.subject))


def orders(sentence: str, place: Place) -> Iterator[Order]:
    """What a sentence tells to do and not to do; what is only spoken of is no order."""
    text = told = normalised(sentence)
    if _CASE.match(text):
        return
    for match in _FORBIDS.finditer(text):
        yield from _order(True, match["what"], f"{match['no']}{match['what']}", place)
        told = told.replace(match["no"] + match["what"], " ")
    for match in _BUT_NOT.finditer(text):
        yield from _order(True, f"{match['verb']} {match['what']}", f"not {match['verb']} {match['what']}", place)
        told = told.replace(match.group(), f"{match['verb']}{match['one']}")
    for clause in _CLAUSES.split(_NOT.sub(" ", told)):
        words = _MANNER.sub("", clause.strip())
        if words and not words.split()[0].endswith(("ing", "s", "ed")):  # an order has the bare verb
            yield from _order(False, words, words, place)


def _order(forbids: bool, what: str, told: str, place: Place) -> Iterator[Order]:
    moves = {_ALIKE.get(stem, stem) for stem in telling(what)}
    verb = next(iter(terms(what)), "")
    verb = _ALIKE.get(verb, verb)
    if verb in moves:
        yield Order(forbids, verb, frozenset(moves), told.strip(), place)
