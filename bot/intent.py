"""What kind of answer a question wants, from its words alone."""

import re
from dataclasses import dataclass
from enum import StrEnum


class Form(StrEnum):
    """The form of the answer."""

    STEPS = "steps"  # how something is done, from the first step to the last
    WAY = "way"  # how to do one thing, in a word or in steps
    LIST = "list"  # several things of one kind
    FACT = "fact"


class Wanted(StrEnum):
    """What a fact must contain to be an answer."""

    FREQUENCY = "frequency"  # how often
    DURATION = "duration"  # how long
    TEMPO = "tempo"  # how fast, how slowly
    PRICE = "price"  # what it costs
    COUNT = "count"  # how many
    AMOUNT = "amount"  # how much, how far, how heavy
    TIME = "time"  # when, opening hours
    REASON = "reason"  # why
    MEANING = "meaning"  # what is X
    ANY = "any"


@dataclass(frozen=True, slots=True)
class Intent:
    """Form and content."""

    form: Form
    wanted: Wanted
    defined: str = ""  # the words whose meaning is asked for

    def is_met(self, text: str) -> bool:
        """True where a text holds what the fact must contain: a figure, a moment, a reason, a definition."""
        if self.wanted is Wanted.MEANING:
            said = r"\W+".join(re.escape(word.removesuffix("s")) + r"(?:e?s)?" for word in self.defined.split())
            means = r"(?: is\b| are\b| means?\b| stands? for\b| refers?\b|[^.:;]{0,25}\()"
            label = (
                rf"(?:^|[.!?]\s)[^\w(]*(?:an? |the )?{said}[*_\"'”’]*:"  # "Seated raise: …" says not what a raise is
            )
            defines = rf"\b{said}\b[*_\"'”’]*{means}|\({said}\)|{label}"
            return bool(re.search(defines, text, re.IGNORECASE | re.MULTILINE))
        pattern = _NEEDED.get(self.wanted)
        return pattern is None or bool(pattern.search(text))


def intent_of(text: str) -> Intent:
    """Read form and content off a question."""
    if _REASON.search(text):
        return Intent(Form.FACT, Wanted.REASON)
    meaning = _MEANING.fullmatch(text.strip())
    for wanted, pattern in _ASKED.items():
        if pattern.search(text) and not (meaning and (meaning["one"] or meaning["said"])):
            return Intent(Form.FACT, wanted)
    if meaning:
        return Intent(Form.FACT, Wanted.MEANING, (meaning["term"] or meaning["said"]).strip())
    if _STEPS.search(text):
        return Intent(Form.STEPS, Wanted.ANY)
    if _WAY.search(text):
        return Intent(Form.WAY, Wanted.ANY)
    if _LIST.search(text):
        return Intent(Form.LIST, Wanted.ANY)
    return Intent(Form.FACT, Wanted.ANY)


def _words(*alternatives: str) -> re.Pattern[str]:
    """A pattern that matches any of these, whole words, in any case."""
    return re.compile(rf"\b(?:{'|'.join(alternatives)})\b", re.IGNORECASE)


_UNITS = r"(?:seconds?|secs?|minutes?|mins?|hours?|days?|weeks?|months?|years?)"
_NUMBER_WORDS = "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|hundred"
_KINDS = (
    "tips|mistakes|errors|benefits|advantages|warnings|precautions|stretches|exercises|muscles|types|kinds|rules|variations"
    "|options|alternatives|reasons|examples|machines|classes|facilities|methods|check ?points|heads|parts|documents"
    "|discounts|memberships|plans|payment methods|things|pros|cons|risks|dangers|don'ts|dos"
)
_MEASURES = "much|far|high|low|heavy|deep|old|big|large|tall|wide|late|early"

_REASON = _words("why", "how come", "what for", "reasons?")
_ASKED = {
    Wanted.FREQUENCY: _words("how often", "how many (?:times|days)", "how frequent(?:ly)?", "frequency"),
    Wanted.TEMPO: _words("how (?:fast|slow|slowly|quick|quickly)", "tempo", "(?:what|which) (?:speed|pace)"),
    Wanted.DURATION: _words("how long", rf"how many {_UNITS}", "duration"),
    Wanted.PRICE: _words(
        "costs?", "prices?", "pricing", "fees?", "charge[sd]?", "how much (?:is|are|do i pay|to pay|for)", "pay for"
    ),
    Wanted.COUNT: _words("how many", "sets?(?! ?up)", "reps?", "repetitions?", "number of", "what (?:age|angle)"),
    Wanted.AMOUNT: _words(rf"how (?:{_MEASURES})", "what (?:weight|percentage)"),
    Wanted.TIME: _words(
        "when",
        "what (?:time|day|date)s?",
        "(?:opening|closing) (?:hours|times?)",
        "hours",
        r"(?<!\bi )(?<!\bto )(?:open|close[ds]?)",
    ),
}
_TERM = r"[\w-]+"
_NO_TERM = (
    r"(?:in|on|at|for|of|to|with|your|my|our|the|a|an|it|this|that|there|like|included|needed|best|worst|called|wrong"
    r"|good)\b"
)
_MEANING = re.compile(
    r"(?:(?:what(?: exactly)?(?:'s|’s| is| are)(?: exactly)?|define|explain|meaning of) "
    rf"(?:(?P<one>an? )|the (?:term|word) |the (?={_TERM}\W*$))?(?P<term>(?:(?!{_NO_TERM}){_TERM}(?: |\b)){{1,3}})"
    rf"|what (?:does|do) (?:an? |the )?(?:(?:term|word|phrase) )?(?P<said>{_TERM}(?: {_TERM}){{0,2}}?)"
    r"(?: actually| really| exactly)? (?:mean|stand for))\W*",
    re.IGNORECASE,
)
_HOW = r"how (?:do|does|to|can|could|should|would|must) ?+(?:(?:i|we|you|one|people|someone)\b)?+ ?+"
_WAY = _words(rf"{_HOW}(?!(?:know|tell|often|many|long|fast|slow|slowly|quick|quickly|{_MEASURES})\b)\w+")
_STEPS = _words(
    rf"{_HOW}(?:properly |correctly |safely )?(?:do|perform|execute|use|set ?up|train|start|carry out|complete)",
    r"how (?:is|are) [^?]{3,60} (?:done|performed|executed)",
    "steps?(?! ?(?:box|machine|device|up|down|platform))",
    "step[- ]by[- ]step",
    "instructions?",
    "what (?:do|should|must) (?:i|we|you) (?:have to |need to )?do",
    "what(?:'s|’s| is) the (?:process|procedure)",
    "walk me through",
    "talk me through",
    "guide",
    "starting position",
    "set ?up",
    "(?:proper|right|correct|good) (?:form|technique)",
    "technique",
    "properly",
)
_LIST = re.compile(
    rf"\b(?:what|which|list|name|give|tell|show|any|some|all|two|three|four|five|\d)\b[^?.]{{0,40}}\b(?:{_KINDS})\b"
    rf"|^\W*(?:\w+\W+){{0,4}}(?:{_KINDS})\W*$|^\W*(?:\w+\W+)?(?:{_KINDS}) (?:for|of|in|with|when|on)\b"
    r"|\bwhat (?:should|must|do) (?:i|you|we) (?:avoid|watch|look out|pay attention|bring)\b|\bwhat can go wrong\b",
    re.IGNORECASE,
)
_A_TIME = rf"(?:\d+|{_NUMBER_WORDS}|one|an?|few|several|half)[ -]?(?:to|-|–|or)? ?(?:\w+[ -])?{_UNITS}"
_NEEDED = {
    Wanted.FREQUENCY: _words(
        "times? (?:a|per|each|every)",
        "(?:per|a|each|every) (?:second |other )?(?:day|week|month|year|session|workout)",
        "daily|weekly|monthly|once|twice|every|always|never",
        r"alternat\w+",
        "days? (?:off|apart|between)",
        r"frequen\w+",
    ),
    Wanted.DURATION: _words(
        _A_TIME,
        r"count of \w+",
        "until|forever",
        r"\d[\d.,]* ?(?:m|km|cm|met(?:re|er)s?|kilomet(?:re|er)s?|miles?|feet|ft)",
    ),
    Wanted.TEMPO: _words(_A_TIME, r"count of \w+", r"slow\w*|fast\w*|quick\w*|rapid\w*|speed\w*|tempo|pace"),
    Wanted.PRICE: re.compile(r"[€$£]|\d|\bfree\b|\bno (?:extra )?(?:charge|cost|fee)\b|\bincluded\b", re.IGNORECASE),
    Wanted.COUNT: re.compile(rf"\d|\b(?:{_NUMBER_WORDS}|once|twice|unlimited|a single|only one)\b", re.IGNORECASE),
    Wanted.AMOUNT: re.compile(
        rf"\d|\b(?:{_NUMBER_WORDS}|one|half|once|twice|every|each|free|low|high|heav\w+|slow\w*|full|far|deep"
        r"|as \w+ as)\b",
        re.IGNORECASE,
    ),
    Wanted.TIME: re.compile(
        r"\d|\b(?:\w+day|weekdays?|weekends?|morning|noon|evening|night|daily|always|never|after|before|during|while|when|once"
        r"|until|as soon as|closed?|open)\b",
        re.IGNORECASE,
    ),
    Wanted.REASON: _words(
        "because|since|due to|therefore|thus|otherwise|so that|in order to|as a result|means?|leads? to|causes?|makes?",
        "ensures?|prevents?|helps?|allows?|reduces?|improves?|provides?|important",
        r"emphasi[sz]\w*",
        "as (?:a|it|they|the|this)",
        "to (?:avoid|keep|prevent)",
    ),
}
