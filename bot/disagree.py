"""Whether two statements about one point contradict each other: another number, direction, muscle, a yes and a no.

Statements are read for claims, pairs of a subject and a value. Two statements contradict where they make claims about
the same subject and no value of the one goes with a value of the other. Prices, times, ages and durations are compared
where both statements tell them of the same thing, on the same days. Readings are kept: the same sentences are read for
one question after another.
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from bot.limits import age_alone, rests
from bot.muscles import movements, muscles, opposed
from bot.normal_text import in_digits, normalised
from bot.points import LEANS, NOWHERE, Point, points
from bot.subjects import side_of_calf
from ingest.sentences import sentences

_READ = 50_000  # statements whose readings are kept
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
    "degrees": re.compile(rf"{_RANGE}[\s-]*(?:degrees?\b|°)(?!\s*(?:c|f)\b| celsius)", re.IGNORECASE),
    "temperature": re.compile(rf"{_RANGE}[\s-]*(?:degrees?\b|°)", re.IGNORECASE),
}
_WARM = re.compile(r"\b(?:heat\w*|warm\w*|temperatures?|cool\w*|cold|hot|water|celsius)\b|°\s*[CF]\b", re.IGNORECASE)
_JOINT = re.compile(
    r"\b(?:(?P<feet>feet|foot|toes?)|(?P<hips>hips?)|(?P<knees>knees?)|(?P<elbows>elbows?))\b", re.IGNORECASE
)
_INWARDS = r"\b(?:in|inwards?)\b(?! (?:the|a|an|your|this|that|theory|line)\b)"
_OR_SO = r"(?:(?:or|to|and) (?:\w+ ){1,3}?)?"  # straight *or very slightly bent* knees
_UP = r"\b(?:up|go up|rise)\b"
_LIFTS = (
    r"(?<!heel )(?<!calf )(?<!toe )\b(?:rais|lift|driv|pull)\w*\s+"
    r"(?:up )?(?:and lowering )?(?:your |the |both |these )?"
)
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
            rf"\bknees?\b[^.;]{{0,40}}\b(?:straight|extended|locked)\b|\b(?:straight|extended) {_OR_SO}knees?\b"
            r"|\b(?:straighten|extend|lock) (?:both |your |the )*knees?\b",
            re.IGNORECASE,
        ),
        "bent": re.compile(
            rf"\bknees?\b[^.;]{{0,40}}\b(?:bent|flexed)\b|\b(?:bent|flexed) {_OR_SO}knees?\b"
            r"|\bbend (?:(?:in|of) )?(?:both |your |the )*knees?\b",
            re.IGNORECASE,
        ),
    },
}
_TRAINS = re.compile(
    r"\b(?:target|train|work|strengthen|engage|stress|build|tone|emphasi[sz]e)(?:s|es|ed|ing)?\b", re.IGNORECASE
)
_MUSCLE = re.compile(r"\bmuscles?(?: worked)?:", re.IGNORECASE)
_POINTS = {  # subject → dimensions of figures
    "price": ("price",),
    "time of day": ("opens", "closes", "time"),
    "age": ("age",),
    "duration": ("duration", "time ahead", "time after"),
    "phone number": ("phone number",),
}
_NEGATED = re.compile(
    r"(?:,? (?:and )?not|\bcannot|n['’]t|rather than|instead of|\bnever|\bwithout|\bavoid(?:ing)?) [^.;,]*",
    re.IGNORECASE,
)
_CASE = re.compile(r"\b(?:if|when|once|until)\b[^.;,]*", re.IGNORECASE)


def contradict(one: str, other: str, subjects: frozenset[str]) -> bool:
    """True where two statements claim different things of one of the subjects."""
    if any(differ(subject, ours, theirs) for subject, ours, theirs in _shared(one, other, subjects)):
        return True
    return points_differ(one, other, subjects)


def points_differ(one: str, other: str, subjects: frozenset[str]) -> bool:
    """True where two statements tell figures of the same thing that cannot both be right.

    Bare prices, such as those below the names of two memberships, say not of what they are.
    """
    leaning = bool(LEANS.match(normalised(one)) or LEANS.match(normalised(other)))
    return any(
        (leaning or ours.dimension != "price" or bool(ours.about or theirs.about)) and ours.differs_in_value(theirs)
        for ours, theirs in _shared_points(one, other, subjects)
    )


def agree(one: str, other: str, subjects: frozenset[str]) -> bool:
    """True where two statements claim something of one of the subjects, and the same of all that they share."""
    shared = [_go_together(ours, theirs) for _, ours, theirs in _shared(one, other, subjects)]
    shared += [not ours.differs_in_value(theirs) for ours, theirs in _shared_points(one, other, subjects)]
    return bool(shared) and all(shared)


def differ(subject: str, ours: frozenset[str], theirs: frozenset[str]) -> bool:
    """True where the values that two statements claim of a subject cannot both be right."""
    if subject == "muscle trained" and not opposed(ours, theirs):
        return False  # the one adds a muscle
    return not _go_together(ours, theirs)


def _go_together(ours: frozenset[str], theirs: frozenset[str]) -> bool:
    """True where a value of the one is, lies within or holds one of the other."""
    if ours & theirs:
        return True
    return any(_within(a, b) or _within(b, a) for a in map(_bounds, ours) for b in map(_bounds, theirs) if a and b)


@lru_cache(maxsize=4096)
def _bounds(value: str) -> tuple[float, float] | None:
    """Both ends of "a" or "a-b"; None for what is no number."""
    match = re.fullmatch(r"(\d+(?:\.\d+)?)(?:-(\d+(?:\.\d+)?))?", value.replace(",", "."))
    return (float(match[1]), float(match[2] or match[1])) if match else None


def _within(one: tuple[float, float], other: tuple[float, float]) -> bool:
    return other[0] <= one[0] and one[1] <= other[1]


def of_interest(subject: str, subjects: frozenset[str]) -> bool:
    """True where a claim's subject is among those asked about; "toes turned" stands for both sides of the calf."""
    return bool(subjects & {subject, subject.split(",")[0], subject.split(" of ")[0]})


def dimensions(subjects: frozenset[str]) -> frozenset[str]:
    """The dimensions of figures that are asked for."""
    return frozenset(dimension for subject in _POINTS.keys() & subjects for dimension in _POINTS[subject])


def told_by_figures(subjects: frozenset[str]) -> bool:
    """True where all that is asked about is told by figures, and never claimed in another way."""
    return subjects <= _POINTS.keys()


def _shared(one: str, other: str, subjects: frozenset[str]) -> Iterator[tuple[str, frozenset[str], frozenset[str]]]:
    if told_by_figures(subjects):
        return
    ours, theirs = claims(one), claims(other)
    for subject in ours.keys() & theirs.keys():
        if of_interest(subject, subjects):
            yield subject, ours[subject], theirs[subject]


def _shared_points(one: str, other: str, subjects: frozenset[str]) -> Iterator[tuple[Point, Point]]:
    """Figures that both statements tell of the same thing."""
    asked = dimensions(subjects)
    if not asked:
        return
    theirs = [point for point in _points(other) if point.dimension in asked]
    ours = [point for point in _points(one) if point.dimension in asked] if theirs else []
    if not ours:
        return
    leaning = bool(LEANS.match(normalised(one)) or LEANS.match(normalised(other)))  # "It costs £8." names nothing
    for our in ours:
        for their in theirs:
            alike = our.about == their.about or (leaning and not (our.about and their.about))
            if alike and our.dimension == their.dimension and our.same_case(their):
                yield our, their


@lru_cache(maxsize=_READ)
def _points(text: str) -> tuple[Point, ...]:
    found: list[Point] = []
    before = ""
    for start, end in sentences(text, 0, len(text)):
        found += points(text[start:end], NOWHERE, before)
        before = text[start:end]
    return tuple(found)


@lru_cache(maxsize=_READ)
def claims(text: str) -> Mapping[str, frozenset[str]]:
    """What a statement claims: subject → values. Numbers are digits, ranges have a plain hyphen."""
    found: dict[str, set[str]] = {}
    for subject, value in _claims(text):
        found.setdefault(subject, set()).add(value)
    return {subject: frozenset(values) for subject, values in found.items()}


def _claims(text: str) -> Iterator[tuple[str, str]]:
    figures, plain = in_digits(text), normalised(text)
    for counted, pattern in _COUNTED.items():
        subject = counted
        if counted in ("degrees", "temperature") and (counted == "temperature") != bool(_WARM.search(text)):
            continue
        for match in pattern.finditer(figures):
            value = next(group for group in match.groups() if group).lower()
            if counted == "degrees" and (part := _JOINT.search(text)):
                subject = f"degrees of the {part.lastgroup}"
            days = ("3", "4") if value.startswith("alternat") else (re.sub(r"\s*(?:-|–|to|or|and)\s*", "-", value),)
            yield from ((subject, value) for value in days)
    positive = _NEGATED.sub("", text)
    for subject, sides in _SIDES.items():
        said = _CASE.sub("", positive) if subject == "knees" else positive
        for value, pattern in sides.items():
            if pattern.search(said):
                yield subject + (side_of_calf(text) if subject == "toes turned" else ""), value
    if _TRAINS.search(positive) or _MUSCLE.search(positive):
        for muscle in muscles(normalised(_NEGATED.sub("", text))):
            yield "muscle trained", muscle
    for muscle, joints in movements(plain).items():
        for joint in joints:
            yield f"movement that trains, {muscle}", joint
    for years in age_alone(plain):
        yield "age alone", years
    for effort, seconds in rests(plain):
        yield f"rest, between {effort}s", seconds
    if said_first := re.match(r"\W*(yes|no)\b", text, re.IGNORECASE):
        yield "yes or no", said_first.group(1).lower()
