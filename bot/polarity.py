"""Yes and No: whether the Yes of an FAQ answer answers a visitor's question, and where the answer begins without it.

"Yes, the joining fee is £25" answers "Is there a joining fee?". To "Can I get the joining fee back?" it would be a lie,
though the sentence behind the Yes may help.
"""

import re

from ingest.lexical import terms

CLOSE = 0.73  # cosine of two questions from which the Yes of one is the Yes of the other
SAME = 0.9  # cosine from which a Yes that nothing follows may stand without the question that it answers
_SAID = re.compile(r"[\"'“(*_]*(?:yes|no)\b[*_]*", re.IGNORECASE)
_BEHIND = re.compile(r"[\s,.;:!–—-]*(?:(?:and|but|so|however|though|because),?\s+)?", re.IGNORECASE)
_ASKS_WHAT = re.compile(r"\b(?:what|which|who|whose|whom|when|where|why|how)\b", re.IGNORECASE)
_ASKS_WHETHER = re.compile(
    r"\b(?:is|are|am|was|were|can|could|may|might|must|shall|should|will|would|do|does|did|has|have)(?:n['’]t)?\s+(?:i|you|u|we"
    r"|he|she|it|they|there|this|that|these|those|the|an?|my|our|your|any|some|every|all|members?|guests?)\b"
    r"|^\W*(?:is|are|am|was|were|can|could|may|must|should|will|would|do|does|did|has|have|any)(?:n['’]t)?\s",
    re.IGNORECASE,
)
_DEPENDS = re.compile(
    r"(?:if|when|unless|as|provided|providing|because|since|although|though|while|until|till|up|for|with|without|at|in|on"
    r"|from|by|to|after|before|during|except|please do|of course|absolutely|definitely|certainly|sure"
    r"|only (?:if|when|with|on|at|for|in|by|after|before|until|during)|not (?!all|every|each|any))\b",
    re.IGNORECASE,
)
_ELLIPSIS = re.compile(
    r"\W*(?:you|we|they|it|he|she|there|this|that|these|those|i)\W+(?:\w+(?:n['’]t)?)(?:\W+not)?\W*", re.IGNORECASE
)
_NEGATED = re.compile(r"\b(?:not|never|without|cannot|can't|no longer)\b|n['’]t\b", re.IGNORECASE)
_OPPOSITES = tuple(
    (frozenset(terms(one)), frozenset(terms(other)))
    for one, other in (
        ("open opened opening", "closed close closes shut"),
        ("allowed permitted", "forbidden banned prohibited"),
        ("free", "cost costs pay paid charge charged fee extra"),
        ("included", "extra separate"),
        ("safe good healthy", "dangerous unsafe bad harmful risky"),
        ("easy", "hard difficult"),
        ("straight extended", "bent bend flexed"),
        ("inwards in", "outwards out"),
        ("before", "after"),
        ("more", "less"),
        ("increase", "decrease reduce"),
        ("start join", "cancel leave stop"),
        ("possible", "impossible"),
    )
)


def says_yes_or_no(text: str) -> bool:
    """True where a text begins with Yes or No."""
    return _SAID.match(text) is not None


def same_point(question: str, answered: str, cosine: float) -> bool:
    """True where a Yes to one question is a Yes to the other.

    Args:
        question: the visitor's.
        answered: the FAQ question that the page answers.
        cosine: of the two.
    """
    return cosine >= CLOSE and not _opposed(question, answered)


def asks_whether(question: str) -> bool:
    """True where a question wants a Yes or a No: its last sentence asks whether, and not what, when or how."""
    *_, last = re.findall(r"[^.!?]*[^.!?\s][^.!?]*", question) or [question]
    whether = _ASKS_WHETHER.search(last)
    return whether is not None and not _ASKS_WHAT.search(last, 0, whether.start())


def without(text: str) -> int:
    """Where a sentence that begins with Yes or No goes on as a sentence of its own; its length where it does not."""
    said = _SAID.match(text)
    behind = _BEHIND.match(text, said.end()) if said else None
    if behind is None:
        return 0
    rest = text[behind.end() :]
    alone = len(rest.split()) >= 3 and not _DEPENDS.match(rest) and not _ELLIPSIS.fullmatch(rest)
    return behind.end() if alone else len(text)


def _opposed(one: str, other: str) -> bool:
    if bool(_NEGATED.search(one)) != bool(_NEGATED.search(other)):
        return True
    ours, theirs = set(terms(one)), set(terms(other))
    return any(
        (ours & a and not ours & b and theirs & b and not theirs & a)
        or (ours & b and not ours & a and theirs & a and not theirs & b)
        for a, b in _OPPOSITES
    )
