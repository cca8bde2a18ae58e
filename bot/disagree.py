"""Whether two statements about one point contradict each other: another number, direction, muscle, a yes and a no.

Statements are read for claims, pairs of a subject and a value. Two statements contradict where they make claims about
the same subject and share none of the values. Prices, times, ages and durations are compared where both statements
tell them of the same thing, on the same days.
"""

import re
from collections.abc import Iterator

from bot.muscles import movements
from bot.normal_text import in_digits, normalised
from bot.points import LEANS, NOWHERE, Point, points
from ingest.sentences import sentences

_RANGE = r"(\d+(?:[.,]\d+)?(?:\s*(?:-|–|to|or|and)\s*\d+(?:[.,]\d+)?)?\+?)"
_COUNTED = {
    "sets": re.compile(rf"{_RANGE}\s+sets?\b", re.IGNORECASE),
    "repetitions": re.compile(
        rf"{_RANGE}\s*(?:reps?|repetitions?|repeats?)\b|\bsets?\s+(?:of|with)\s+{_RANGE}"
        rf"|\brepeat\s+{_RANGE}\s+times",
        re.IGNORECASE,
    ),
    "times a week": re.compile(
        rf"{_RANGE}\s*(?:times?|days?|training days|sessions?)\s+(?:a|per|each|every)\s+week"
        r"|\b(alternating|alternate) days",
        re.IGNORECASE,
    ),
    "degrees": re.compile(rf"{_RANGE}[\s-]*(?:degrees?\b|°)", re.IGNORECASE),
}
_INWARDS = r"\b(?:in|inwards?)\b(?! (?:the|a|an|your|this|that|theory|line)\b)"
_UP = r"\b(?:up|go up|rise)\b"
_LIFTS = r"\b(?:rais|lift|driv|pull)\w*\s+(?:up )?(?:your |the |both |these )?"
_SIDES = {
    "toes turned": {
        "in": re.compile(rf"\b(?:toes|feet)\b[^.;,]{{0,30}}{_INWARDS}|\binternal(?:ly)? rotat", re.IGNORECASE),
        "out": re.compile(
            r"\b(?:toes|feet)\b[^.;,]{0,30}\b(?:out|outwards?)\b|\bexternal(?:ly)? rotat|\boutward", re.IGNORECASE
        ),
    },
    "part lifted": {
        "heels": re.compile(rf"{_LIFTS}heels|\bheels\b[^.;,]{{0,20}}{_UP}(?!\W+not)", re.IGNORECASE),
        "toes": re.compile(rf"{_LIFTS}toes|\btoes\b[^.;,]{{0,20}}{_UP}", re.IGNORECASE),
    },
    "knees": {
        "straight": re.compile(
            r"\bknees?\b[^.;]{0,40}\b(?:straight|extended|locked)\b|\b(?:straight|extended) knees?\b", re.IGNORECASE
        ),
        "bent": re.compile(
            r"\bknees?\b[^.;]{0,40}\b(?:bent|flexed)\b|\b(?:bent|flexed) knees?\b|\bbend (?:in|of) the knees?\b",
            re.IGNORECASE,
        ),
    },
}
_MUSCLES = {
    "calf": re.compile(r"\bcal(?:f|ves)\b(?! raises?)|\bgastrocnemius\b|\bsoleus\b", re.IGNORECASE),
    "shin": re.compile(r"\btibialis\b|\bshins?\b(?! splint)", re.IGNORECASE),
    "thigh": re.compile(r"\bquadriceps\b|\bquads\b|\bthighs?\b", re.IGNORECASE),
    "glutes": re.compile(r"\bglute(?:s|us)?\b|\bbuttocks\b", re.IGNORECASE),
}
_TRAINS = re.compile(
    r"\b(?:target|train|work|strengthen|engage|stress|build|tone|emphasi[sz]e)(?:s|es|ed|ing)?\b", re.IGNORECASE
)
_ASKED = {
    "sets": re.compile(r"\bsets?\b|\breps?\b|\brepetitions?\b|\bhow much\b|\bhow many\b", re.IGNORECASE),
    "repetitions": re.compile(r"\bsets?\b|\breps?\b|\brepetitions?\b|\bhow many\b", re.IGNORECASE),
    "times a week": re.compile(
        r"\boften\b|\bfrequen|\ba week\b|\bper week\b|\bhow many (?:times|days)\b|\bevery day\b", re.IGNORECASE
    ),
    "degrees": re.compile(r"\bangle\b|\bdegrees?\b", re.IGNORECASE),
    "toes turned": re.compile(r"\b(?:toes|feet|foot)\b", re.IGNORECASE),
    "part lifted": re.compile(r"\bheels?\b|\btoes\b|\blift|\brais(?:e|ing) (?:my|the|your)\b", re.IGNORECASE),
    "knees": re.compile(r"\bknees?\b|\blegs? (?:straight|bent)\b", re.IGNORECASE),
    "muscle trained": re.compile(
        r"\bmuscles?\b|\bwork(?:s|ed)?\b|\btrain|\btarget|\bbuild|\bshins?\b|\bhit\b", re.IGNORECASE
    ),
    "movement that trains": re.compile(r"\bsoleus\b|\btibialis\b", re.IGNORECASE),
    "price": re.compile(r"\bhow much\b|\bcosts?\b|\bpric\w+|\bfees?\b|\bcharges?\b|\bpay\b|\bfree\b", re.IGNORECASE),
    "time of day": re.compile(
        r"\bwhen\b|\bwhat time\b|\bhow (?:late|early)\b|\bopen\w*|\bclos(?:e|es|ed|ing)\b|\bhours\b", re.IGNORECASE
    ),
    "age": re.compile(r"\bhow old\b|\bage[ds]?\b|\byears? old\b", re.IGNORECASE),
    "duration": re.compile(
        r"\bhow (?:long|late|early|soon|fast|many (?:seconds|minutes|hours|days|weeks|months|years))\b"
        r"|\bhow far ahead\b|\bnotice\b|\blasts?\b",
        re.IGNORECASE,
    ),
    "phone number": re.compile(r"\bphone\b|\bcall\b|\bnumber\b", re.IGNORECASE),
    "yes or no": re.compile(
        r"^\W*(?:is|are|am|can|could|do|does|did|may|must|should|will|would|has|have)\b", re.IGNORECASE
    ),
}
_POINTS = {  # subject → dimensions of figures
    "price": ("price",),
    "time of day": ("opens", "closes", "time"),
    "age": ("age",),
    "duration": ("duration", "time ahead", "time after"),
    "phone number": ("phone number",),
}
_INNER = re.compile(r"\binner\b|\binside\b|\bmedial\b", re.IGNORECASE)
_OUTER = re.compile(r"\bouter\b|\boutside\b|\blateral\b", re.IGNORECASE)
_NEGATED = re.compile(
    r"(?:,? (?:and )?not|\bcannot|n['’]t|rather than|instead of|\bnever|\bwithout|\bavoid(?:ing)?) [^.;,]*",
    re.IGNORECASE,
)


def contradict(one: str, other: str, subjects: frozenset[str]) -> bool:
    """True where two statements claim different things of one of the subjects."""
    if any(ours.isdisjoint(theirs) for ours, theirs in _shared(one, other, subjects)):
        return True
    return any(ours.differs_in_value(theirs) for ours, theirs in _shared_points(one, other, subjects))


def agree(one: str, other: str, subjects: frozenset[str]) -> bool:
    """True where two statements claim something of one of the subjects, and the same of all that they share."""
    shared = [bool(ours & theirs) for ours, theirs in _shared(one, other, subjects)]
    shared += [not ours.differs_in_value(theirs) for ours, theirs in _shared_points(one, other, subjects)]
    return bool(shared) and all(shared)


def _shared(one: str, other: str, subjects: frozenset[str]) -> Iterator[tuple[frozenset[str], frozenset[str]]]:
    ours, theirs = claims(one), claims(other)
    for subject in ours.keys() & theirs.keys():
        if subject.split(",")[0] in subjects:
            yield ours[subject], theirs[subject]


def _shared_points(one: str, other: str, subjects: frozenset[str]) -> Iterator[tuple[Point, Point]]:
    """Figures that both statements tell of the same thing."""
    wanted = [subject for subject in _POINTS if subject in subjects]
    if not wanted:
        return
    theirs = list(_points(other))
    leaning = bool(LEANS.match(normalised(one)) or LEANS.match(normalised(other)))  # "It costs £8." names nothing
    for our in _points(one):
        for their in theirs:
            alike = our.about == their.about or (leaning and not (our.about and their.about))
            asked = any(our.dimension in _POINTS[subject] for subject in wanted)
            if asked and alike and our.dimension == their.dimension and our.same_case(their):
                yield our, their


def _points(text: str) -> Iterator[Point]:
    before = ""
    for start, end in sentences(text, 0, len(text)):
        yield from points(text[start:end], NOWHERE, before)
        before = text[start:end]


def subjects_of(question: str) -> frozenset[str]:
    """The subjects of claims that a question asks about."""
    return frozenset(subject for subject, pattern in _ASKED.items() if pattern.search(question))


def claims(text: str) -> dict[str, frozenset[str]]:
    """What a statement claims: subject → values. Numbers are digits, ranges have a plain hyphen."""
    found: dict[str, set[str]] = {}
    for subject, value in _claims(text):
        found.setdefault(subject, set()).add(value)
    return {subject: frozenset(values) for subject, values in found.items()}


def _claims(text: str) -> Iterator[tuple[str, str]]:
    figures = in_digits(text)
    for subject, pattern in _COUNTED.items():
        for match in pattern.finditer(figures):
            value = next(group for group in match.groups() if group)
            yield subject, re.sub(r"\s*(?:-|–|to|or|and)\s*", "-", value.lower())
    positive = _NEGATED.sub("", text)
    for subject, sides in _SIDES.items():
        for value, pattern in sides.items():
            if pattern.search(positive):
                yield subject + (_side_meant(text) if subject == "toes turned" else ""), value
    if _TRAINS.search(positive):
        for value, pattern in _MUSCLES.items():
            if pattern.search(positive):
                yield "muscle trained", value
    for muscle, joints in movements(normalised(text)).items():
        for joint in joints:
            yield f"movement that trains, {muscle}", joint
    if said := re.match(r"\W*(yes|no)\b", text, re.IGNORECASE):
        yield "yes or no", said.group(1).lower()


def _side_meant(text: str) -> str:
    """Which side of the calf a statement is about: the same toes are right for one side and wrong for the other."""
    inner, outer = bool(_INNER.search(text)), bool(_OUTER.search(text))
    return "" if inner == outer else ", for the inner side" if inner else ", for the outer side"
