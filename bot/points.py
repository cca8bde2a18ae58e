"""The point that a figure is about: which thing, on which days, under which condition."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.figures import figures
from bot.measure import DOSES, Figure
from bot.normal_text import normalised
from bot.stop_words import STOP_TERMS
from bot.weekdays import DAYS
from ingest.documents import Passage
from ingest.lexical import terms

_SHORT = {day[:n]: day for day in DAYS for n in (3, 4, 5)} | {"weds": "wednesday"}
_DAY = rf"(?:{'|'.join([*DAYS, 'weds', 'thurs', 'tues', *(day[:3] for day in DAYS)])})s?\b\.?"
_MONTH = r"(?:january|february|march|april|may|june|july|august|september|october|november|december)"
WHEN = re.compile(
    rf"\b(?P<first>{_DAY})(?:\s*(?:-|to|through|until|till)\s*(?P<last>{_DAY}))?"
    r"|\b(?P<some>weekdays?|working days|weekends?|daily|every day|each day|7 days a week|all week)\b"
    r"|\b(?P<holiday>(?:public|bank) holidays?|christmas(?: \w+)?|new year's(?: \w+)?|easter(?: \w+)?|summer|winter"
    rf"|holidays?)\b|\b(?P<date>\d{{1,2}}(?:st|nd|rd|th)? (?:of )?{_MONTH}|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?)\b"
)
_SOME = {"weekday": DAYS[:5], "weekdays": DAYS[:5], "working days": DAYS[:5], "weekend": DAYS[5:]}
_SOME |= {"weekends": DAYS[5:]}
_BREAK = re.compile(
    r"[;!?]|,\s+(?:and|but|or|so|which|who|where|then|though|although|because|while|whereas)\b"
    r"|\b(?:but|because|although|while|whereas|so that)\b"
    r"|\band (?=(?:is|are|was|has|have|can|must|may|will|costs?|takes?|lasts?|runs?|the|a|an|it|they|you|we|then)\b"
    r"|\w+s (?:you|the|a|an|it)\b)"
)
_CONDITION = re.compile(r"\b(?:if|unless|when|except|only|without|otherwise|with)\b[^,;.]*")
_LEADS = re.compile(r"^(?:for|on|during|in|with|as|if|when|at|to) [^,;:]{2,60}, ")
_SUBJECT = re.compile(
    r"(?:[a-z]+, )?((?:[\w'-]+ ){1,8}?)(?:is|are|was|has|have|can|must|may|will|costs?|takes?|lasts?|runs?)\b"
)
_FAMILIES = {name: family for family in (("opens", "closes", "time"), tuple(DOSES)) for name in family}
_SOME_ONLY = re.compile(
    r"\bsome (?:people|individuals|members|guests|athletes|lifters|of)\b|\bothers\b|\bfor example\b|\be\.g\."
)
_PHRASES = re.compile(r"\bfront desk\b|\bfrequently asked\b|^home(?: ?page)?$")
_YEAR = re.compile(r"(?:19|20)\d\d")
_WEEK = 604800  # seconds
_BARE = re.compile(r"\b\d+\b(?!-[a-z])")
_LABEL = re.compile(r"\|?\s*([^|:]{1,60})(?:\||:\s)")
_OPENING_WORDS = 6  # of a sentence whose subject is not seen to end
LEANS = re.compile(r"(?:it|they|this|these|those|that|he|she|both|here|there)\b")
# Words that say how a figure is told and not what of; `_HOUSE` is where the reader is anyway.
_TOLD = """
cost costs price priced pay pays paid charge charged fee fees rate rates amount total sum currently usually normally
typically generally around about approximately roughly recommended recommend ideal ideally good great best better solid
suggested aim plan try take takes taken last lasts run runs long hour hours minute minutes second seconds day days week
weeks month months year years time times am pm o'clock set sets rep reps repetition repetitions repeat repeats number
available offer offers offered include includes included including provide provided have has possible perform performed
complete completed use used using make makes free charge euro euros pound pounds dollar dollars usd eur gbp old aged
age ages per percent maximum minimum max min least most upto within every each daily once twice yes no note tip tips
please located costing begin begins begun start starts starting want desired required approx question questions answer
answers often open opens opening opened close closes closing closed shut shuts come comes train trains training trained
limit limits call calls phone ring reach dial telephone discount discounts reduction
"""
_HOUSE = "doors gym club studio centre center facility facilities house building place site property hotel restaurant"
# Titles made of these name a topic of the house; what else stands in a title is a thing of its own.
_FRAME = """
question answer faq info information about welcome general help overview page sample frequently contact
technique exercise exercises glance tip mistake muscle worked work perform
"""
_TOPICS = """
price fee rate opening hour time timetable schedule membership member join guest visitor class course parking location
rule fitness visit offer policy term condition training personal staff team desk reception holiday notice news flyer
leaflet brochure guide locker changing sauna pool towel payment cancel cancellation freeze booking practical sport
refund credit money ticket pass deposit voucher gift card discount online app website work fact access arrival direction
child children kid family parent young people teenager senior student beginner party birthday school company
food cafe shop hire rental equipment bring safety emergency accident hygiene health privacy data imprint job career
deadline date season summer winter building room shower toilet wheelchair transport
"""


def _stems(listed: str) -> frozenset[str]:
    return frozenset(term for word in listed.split() for term in terms(word))


TOLD = _stems(_TOLD)
HOUSE = _stems(_HOUSE)
FRAME = _stems(_FRAME)
TOPICS = _stems(_TOPICS) | FRAME
_PARTICLES = _stems("up down over under out off behind one two")  # pull-up and pull-down
_NO_SUBJECT = (STOP_TERMS | TOPICS | HOUSE) - _PARTICLES - _stems("muscle front work")


def telling(text: str) -> frozenset[str]:
    """The stems of a text that say what it is about."""
    found = (term for term in terms(text) if term not in STOP_TERMS and term not in TOLD and term not in HOUSE)
    return frozenset(term for term in found if not term[0].isdigit())


@dataclass(frozen=True, slots=True)
class Place:
    """Where a statement stands, as far as it says what the statement is about."""

    source: str
    subject: frozenset[str]  # what the page's title names beyond its topic: an exercise, a house
    name: frozenset[str]  # telling stems of the nearest of FAQ question, headings and title that has any
    section: frozenset[str]  # of the FAQ question, or of the headings
    known: frozenset[str]  # of all these and the title
    when: frozenset[str] = frozenset()  # days and dates of the nearest heading that names some

    @classmethod
    def of(cls, passage: Passage) -> "Place":
        """Read a passage's title, headings and question."""
        named = _PHRASES.sub("faq", normalised(passage.title))
        told = (named, normalised(passage.heading), normalised(passage.question))
        title, heading, question = (telling(WHEN.sub(" ", text)) for text in told)
        subject = frozenset(term for term in terms(named) if term not in _NO_SUBJECT and not _YEAR.fullmatch(term))
        name = question or heading - FRAME or subject - TOLD or title - FRAME
        section = question or heading
        when = dates(told[2]) or dates(told[1])
        return cls(passage.doc_id, subject, name, section, title | heading | question, when)


def same_subject(place: Place, about: frozenset[str], other: Place, other_about: frozenset[str]) -> bool:
    """True where two pages are about one thing, or a statement of the one names what the other is about."""
    one, two = place.subject, other.subject
    if place.source == other.source or not one or not two or one == two:
        return True
    return (two <= about and not two < one) or (one <= other_about and not one < two)


NOWHERE = Place("", frozenset(), frozenset(), frozenset(), frozenset())  # for a statement without its page


@dataclass(frozen=True, slots=True)
class Point:
    """What a sentence says of one point."""

    dimension: str
    values: tuple[Figure, ...]  # at least one; several where the sentence names several
    about: frozenset[str]  # stems of the clause, or of the nearest place that has any
    around: frozenset[str]  # stems of the FAQ question or headings, where the clause says too little by itself
    known: frozenset[str]  # stems of the sentence and of where it stands
    when: frozenset[str]  # days and dates; empty where none are told
    beside: tuple[Figure, ...]  # other figures of the clause: they tell which thing it is
    place: Place

    def differs(self, other: "Point") -> bool:
        """True where both are about the same point and cannot both be right."""
        return self.dimension == other.dimension and self.same_thing(other) and self.differs_in_value(other)

    def differs_in_value(self, other: "Point") -> bool:
        """True where no figure of the one goes with a figure of the other."""
        return all(ours.differs(theirs) for ours in self.values for theirs in other.values)

    @property
    def told(self) -> str:
        """The figures as written."""
        return ", ".join(figure.shown for figure in self.values)

    def same_case(self, other: "Point") -> bool:
        """True where both are told of the same days, and the figures beside them tell no two things."""
        if bool(self.when) != bool(other.when) or (self.when and not self.when & other.when):
            return False
        return not _apart(self.beside, other.beside)

    def same_thing(self, other: "Point") -> bool:
        """True where each side's words are known on the other, on the same days, of the same subject."""
        if not self.same_case(other) or not (self._is_known_to(other) and other._is_known_to(self)):
            return False
        return same_subject(self.place, self.about, other.place, other.about)

    def _is_known_to(self, other: "Point") -> bool:
        """True where the other side has what this one is about; other pages word their headings differently."""
        if not self.about <= other.known:
            return False
        if self.place.source == other.place.source:
            return self.around - TOPICS <= other.known
        return not self.around or bool(self.around & other.known)


def points(sentence: str, place: Place, before: str = "") -> tuple[Point, ...]:
    """What a sentence says, figure by figure; figures about one thing are one point.

    Args:
        sentence: as it stands on the page.
        place: where it stands.
        before: the sentence before it, for one that leans on it ("It costs £8.").
    """
    text = normalised(sentence)
    found = figures(text)
    if not found or _SOME_ONLY.search(text):
        return ()
    leaning = telling(normalised(before)) if LEANS.match(text) else frozenset()
    label = _label(text)
    known = telling(text) | leaning | label | place.known
    grouped: dict[tuple[str, frozenset[str], frozenset[str], tuple[Figure, ...]], list[Figure]] = {}
    for figure in found:
        if figure.attribute and figure.dimension == "duration" and figure.low >= _WEEK:
            continue  # the name of a membership
        clause, beside = _clause(text, figure, found)
        about = (telling(clause) | leaning) - telling(figure.dimension) | label
        when = frozenset(_when(text, figure, found)) or place.when
        grouped.setdefault((figure.dimension, about, when, beside), []).append(figure)
    found_points = []
    for (dimension, about, when, beside), values in grouped.items():
        # "Showers are upstairs, and they are free": the clause leans on what stands before it
        named = about or place.name or telling(WHEN.sub(" ", text[: values[0].start]))
        found_points.append(Point(dimension, tuple(values), named, _around(about, place), known, when, beside, place))
    return tuple(found_points)


def _around(about: frozenset[str], place: Place) -> frozenset[str]:
    too_little = len(about) == 1 or (about and about <= place.subject)
    return place.section if too_little else frozenset()


def _label(text: str) -> frozenset[str]:
    """The figures that name a list item or a table's row: "4 to 7: 1 adult"."""
    match = _LABEL.match(text)
    return frozenset(f"#{number}" for number in _BARE.findall(match.group(1))) if match else frozenset()


def _apart(ours: tuple[Figure, ...], theirs: tuple[Figure, ...]) -> bool:
    """True where the figures beside tell two things: 5 sessions and 1, a 12-month membership and a monthly one."""
    for some, others in ((ours, theirs), (theirs, ours)):
        for figure in some:
            alike = [item for item in others if item.dimension == figure.dimension]
            if alike and all(figure.differs(item) for item in alike):
                return True
            condition = figure.attribute or figure.dimension == "age"
            if not alike and (condition or (figure.dimension.startswith("number of") and figure.low > 1)):
                return True
    return False


def _clause(text: str, figure: Figure, others: tuple[Figure, ...]) -> tuple[str, tuple[Figure, ...]]:
    """The clause around a figure, with the sentence's subject and conditions; the other figures that stand in it."""
    first = max((match.end() for match in _BREAK.finditer(text, 0, figure.start)), default=0)
    last = min((match.start() for match in _BREAK.finditer(text, figure.end)), default=len(text))
    inside = [item for item in others if first <= item.start and item.end <= last]
    kept, at = [], first
    for item in inside:
        kept.append(text[at : item.start])
        at = max(at, item.end)
    kept.append(text[at:last])
    kept += [match.group() for match in _CONDITION.finditer(text[:first] + " , " + text[last:])]
    if (lead := _LEADS.match(text)) is not None:
        kept.append(lead.group())
    if re.search(r"\band\s*$", text[:first]):
        subject = _SUBJECT.match(text)
        kept.append(subject.group(1) if subject else " ".join(text.split()[:_OPENING_WORDS]))
    family = _FAMILIES.get(figure.dimension, (figure.dimension,))
    return WHEN.sub(" ", " ".join(kept)), tuple(item for item in inside if item.dimension not in family)


def _when(text: str, figure: Figure, others: tuple[Figure, ...]) -> Iterator[str]:
    """The days and dates that a figure is told of: those behind it, where figures come first, else those before it."""
    spans = [(match.start(), match) for match in WHEN.finditer(text)]
    if not spans:
        return
    alike = sorted(
        {(item.start, item.end) for item in others if item.dimension in (figure.dimension, "opens", "closes")}
    )
    if len(alike) < 2:
        chosen = [match for _, match in spans]
    elif spans[0][0] > alike[0][0]:
        after = next((start for start, _ in alike if start > figure.start), len(text))
        chosen = [match for start, match in spans if figure.start <= start < after]
    else:
        before = [start for start, _ in spans if start < figure.start]
        floor = max((end for start, end in alike if end <= figure.start and any(end <= s for s in before)), default=0)
        chosen = [match for start, match in spans if floor <= start < figure.start]
    for match in chosen:
        yield from _days(match)


def dates(text: str) -> frozenset[str]:
    """The days and dates that a normalised text names."""
    return frozenset(day for match in WHEN.finditer(text) for day in _days(match))


def _days(match: re.Match[str]) -> Iterator[str]:
    if first := match["first"]:
        place = DAYS.index(_day(first))
        last = DAYS.index(_day(match["last"])) if match["last"] else place
        yield from DAYS[place : last + 1] if last >= place else (*DAYS[place:], *DAYS[: last + 1])
    elif some := match["some"]:
        yield from _SOME.get(some, DAYS)
    else:
        yield match.group().rstrip("s")


def _day(word: str) -> str:
    bare = word.strip(". ").removesuffix("s") if word.strip(". ") not in _SHORT else word.strip(". ")
    return _SHORT.get(bare, bare)
