"""Which muscles an exercise is said to train, and by which movement a muscle is said to be trained."""

import re
from dataclasses import dataclass

_GROUPS = {
    "calf": r"\bcal(?:f|ves)\b(?! (?:raise|press|stretch|machine))|\bgastrocnemius\b|\bsoleus\b",
    "shin": r"\btibialis\b|\bshins?\b(?! splint)",
    "front of the thigh": r"\bquadriceps\b|\bquads?\b|\bfront of (?:the|your) thighs?\b",
    "back of the thigh": r"\bhamstrings?\b|\bback of (?:the|your) thighs?\b",
    "inner thigh": r"\badductors?\b|\binner thighs?\b",
    "outer thigh": r"\babductors?\b|\bouter thighs?\b",
    "buttocks": r"\bglute(?:s|us)?\b|\bbuttocks\b",
    "belly": r"\babdominals?\b|\babs\b|\bobliqu\w+|\brectus abdominis\b|\bcore\b",
    "chest": r"\bchest\b|\bpec(?:s|torals?|toralis)\b",
    "back": r"\blats?\b|\blatissimus\b|\b(?:middle|upper|lower) back\b|\brhomboids?\b|\btrap(?:s|ezius)\b",
    "shoulders": r"\bshoulders?\b|\bdelt(?:s|oids?)\b|\brotator cuff\b",
    "biceps": r"\bbiceps?\b(?! (?:curl|femoris))|\bbrachialis\b",
    "triceps": r"\btriceps\b(?! (?:extension|dip|push))",
    "forearms": r"\bforearms?\b|\bwrist (?:flexors?|extensors?)\b",
}
_OPPOSED = (  # they move the same joint in opposite directions
    ("calf", "shin"),
    ("biceps", "triceps"),
    ("inner thigh", "outer thigh"),
)
_WHOLE = re.compile(r"\b(?:legs|(?:lower|upper|whole|full|entire) (?:body|leg|arm)|arms)\b")
_MUSCLES = {name: re.compile(pattern) for name, pattern in _GROUPS.items()}
_TRAINS = re.compile(
    r"\b(?:target(?:s|ed|ing)?|train(?:s|ed)?|work(?:s|ed|ing)?(?= (?:the|your|mainly|primarily|both|on)\b)|worked"
    r"|strengthen(?:s|ed|ing)?|engage(?:s|d)?|stress(?:es)?|loads?|emphasi[sz]es?|isolates?)\b"
)
_MAIN = re.compile(
    r"\b(?:main(?:ly)?|primar(?:y|ily)|chief(?:ly)?|mostly|principal(?:ly)?|specifically|target muscles?)\b"
)
_LABEL = re.compile(r"\W*(?:primary|main|target) (?:target )?muscles?(?: worked)?:")
_BESIDE = re.compile(
    r"\b(?:secondar(?:y|ily)|also|assist\w*|synerg\w*|stabili[sz]\w*|support\w*|as well|too|lesser|addition\w*)\b"
)
_PARTS = re.compile(r"[;.]|,? (?:and|while|with|but) (?=(?:the |your |also|second|engag|assist|help|work)\w*)|, ")
_NOT = re.compile(r"\b(?:not|never|n't|rather than|instead of|without|avoid\w*|no)\b[^,;.]*")
# Muscles that act at the ankle alone, and movements of the ankle and of the knee.
_ANKLE_ONLY = {"soleus": re.compile(r"\bsoleus\b"), "tibialis anterior": re.compile(r"\btibialis\b")}
_MOVES = {
    "ankle": re.compile(r"\b(?:calf|heel|toe|tibialis) (?:raises?|press(?:es)?)\b"),
    "knee": re.compile(r"\bsquats?\b|\bknee bends?\b|\blunges?\b|\bleg extensions?\b|\bstep-?ups?\b"),
}
_FOR = re.compile(r"\b(?:for|targets?|works?(?! to\b)|trains?|strengthens?|worked|trained|hits?|develops?)\b")


@dataclass(frozen=True, slots=True)
class Training:
    """What one sentence says that an exercise trains."""

    exercise: str  # the words before the verb; "" where the sentence has none, or a pronoun
    muscles: frozenset[str]
    main: bool  # said to be the main ones


def trainings(text: str) -> tuple[Training, ...]:
    """What a normalised sentence says that is trained, part by part; what is trained beside that is left out."""
    found: list[Training] = []
    if label := _LABEL.match(text):
        return _if_any("", text[label.end() :], main=True)
    verb = _TRAINS.search(text)
    if verb is None or _WHOLE.search(text):
        return ()
    before = text[: verb.start()]
    exercise = _MAIN.sub(" ", before.rsplit(":", 1)[-1].rsplit(",", 1)[-1])
    for part in _split(text[verb.end() :] if not _named(before) or "main" not in before else text):
        if not _BESIDE.search(part):
            found.extend(_if_any(exercise, _NOT.sub(" ", part), bool(_MAIN.search(before) or _MAIN.search(part))))
    if not found:
        return ()
    muscles = frozenset(muscle for item in found for muscle in item.muscles)
    return (Training(exercise.strip(), muscles, any(item.main for item in found)),)


def opposed(ours: frozenset[str], theirs: frozenset[str]) -> bool:
    """True where an exercise that trains the one hardly trains the other: they move a joint in opposite directions."""
    return any((a in ours and b in theirs) or (b in ours and a in theirs) for a, b in _OPPOSED)


def muscles(text: str) -> frozenset[str]:
    """The muscle groups that a normalised text names."""
    return _named(text)


def ankle_muscles(text: str) -> frozenset[str]:
    """The muscles that act at the ankle alone that a normalised text names."""
    return frozenset(name for name, pattern in _ANKLE_ONLY.items() if pattern.search(text))


def beside(text: str) -> frozenset[str]:
    """The muscles that a normalised sentence says are trained beside the main ones."""
    return frozenset(name for part in _split(text) if _BESIDE.search(part) for name in _named(part))


def movements(text: str, topic: str = "") -> dict[str, frozenset[str]]:
    """Muscle of the ankle → joints whose movements a normalised sentence names for it.

    Args:
        text: the sentence.
        topic: what the sentence is about, where it only says "it".
    """
    found: dict[str, set[str]] = {}
    for part in re.split(r"[;.]|, (?!and\b)", text):
        for muscle, pattern in _ANKLE_ONLY.items():
            if _FOR.search(part) and (pattern.search(part) or (pattern.search(topic) and len(part) > len(text) - 3)):
                joints = {joint for joint, moves in _MOVES.items() if moves.search(_NOT.sub(" ", part))}
                found.setdefault(muscle, set()).update(joints)
    return {muscle: frozenset(joints) for muscle, joints in found.items() if joints}


def _if_any(exercise: str, text: str, main: bool) -> tuple[Training, ...]:
    named = _named(text)
    return (Training(exercise, named, main),) if named else ()


def _named(text: str) -> frozenset[str]:
    return frozenset(name for name, pattern in _MUSCLES.items() if pattern.search(text))


def _split(text: str) -> list[str]:
    return _PARTS.split(text)
