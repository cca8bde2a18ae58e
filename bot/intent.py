"""What kind of answer a question wants, from its words alone."""

import re
from dataclasses import dataclass
from enum import StrEnum


class Form(StrEnum):
    """The form of the answer."""

    STEPS = "steps"  # how something is done
    LIST = "list"  # several things of one kind
    FACT = "fact"


class Wanted(StrEnum):
    """What a fact must contain to be an answer."""

    COUNT = "count"  # how many
    AMOUNT = "amount"  # how much, how far, how heavy
    FREQUENCY = "frequency"  # how often
    DURATION = "duration"  # how long
    PRICE = "price"  # what it costs
    TIME = "time"  # when, opening hours
    REASON = "reason"  # why
    MEANING = "meaning"  # what is X
    ANY = "any"


@dataclass(frozen=True, slots=True)
class Intent:
    """Form and content."""

    form: Form
    wanted: Wanted
    defined: str = ""  # the word whose meaning is asked for

    def is_met(self, text: str) -> bool:
        """True where a text holds what the fact must contain: a figure, a moment, a reason, a definition."""
        if self.wanted is Wanted.MEANING:
            return bool(
                re.search(
                    rf"\b{re.escape(self.defined)}s?\b(?: is\b| are\b| means\b| refers\b|:|[^.;]{{0,25}}\()",
                    text,
                    re.IGNORECASE,
                )
            )
        pattern = _NEEDED.get(self.wanted)
        return pattern is None or bool(pattern.search(text))


_STEPS = re.compile(
    r"\bhow (?:do|does|to|can|could|should|would|must) ?(?:i|we|you|one|people|someone)? ?(?:properly |correctly |safely |best )?"
    r"(?!know|tell|often|many|much|long|far|high|low|fast|slow|heavy|deep|old|late|early)"
    r"(?:do|perform|execute|set ?up|use|start|make|train|stretch|position|stand|get into|carry out|complete|\w+)\b"
    r"|\bsteps?\b(?! ?(?:box|machine|device|up\b|down\b|platform))(?: (?:for|to|of))?|\bstep[- ]by[- ]step\b|\binstructions?\b|\bwalk me through\b"
    r"|\bguide\b|\bstarting position\b|\bset ?up\b|\bproper(?:ly)? (?:form|technique)\b|\btechnique\b|\bhow (?:it|this) (?:is|gets) done\b"
    r"|^\s*how to\b",
    re.IGNORECASE,
)
_NOUNS = (
    "tips|mistakes|errors|benefits|advantages|warnings|precautions|stretches|exercises|muscles|types|kinds|rules|variations|options"
    "|alternatives|reasons|examples|machines|classes|facilities|methods|check ?points|heads|parts|documents|discounts|"
    "memberships|plans|payment methods|things|pros|cons|risks|dangers|don'ts|dos"
)
_LIST = re.compile(
    rf"\b(?:what|which|list|name|give|tell|show|any|some|all|two|three|four|five|\d)\b[^?.]{{0,40}}\b(?:{_NOUNS})\b|^\W*(?:\w+\W+){{0,4}}(?:{_NOUNS})\W*$"
    r"|\bwhat (?:should|must|do) (?:i|you|we) (?:avoid|watch|look out|pay attention|bring)\b|\bwhat can go wrong\b",
    re.IGNORECASE,
)
_AMOUNT = re.compile(
    r"\bhow (?:many|much|often|long|far|high|low|fast|slow|slowly|heavy|deep|old|big|large|tall|wide|quickly|late|early)\b|\bwhat (?:age|angle|price|"
    r"cost|fee|weight|number|percentage|frequency|tempo|speed)\b|\b(?:price|cost|fee|sets|reps|repetitions|frequency|duration)\b|\brep\b",
    re.IGNORECASE,
)
_COUNT = re.compile(
    r"\bhow many\b|\bsets?\b(?! ?up)|\breps?\b|\brepetitions?\b|\bnumber of\b|\bwhat (?:age|angle)\b", re.IGNORECASE
)
_FREQUENCY = re.compile(
    r"\bhow often\b|\bhow many (?:times|days)\b|\bhow frequent(?:ly)?\b|\bfrequency\b", re.IGNORECASE
)
_DURATION = re.compile(
    r"\bhow long\b|\bhow many (?:seconds|minutes|hours|weeks|months|years)\b|\bduration\b|\btempo\b", re.IGNORECASE
)
_PRICE = re.compile(
    r"\bcosts?\b|\bprices?\b|\bpricing\b|\bfees?\b|\bcharges?d?\b|\bhow much (?:is|are|do i pay|to pay|for)\b|\bpay for\b",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"\bwhen\b|\bwhat (?:time|day|date)s?\b|\b(?:opening|closing) (?:hours|times?)\b|\bhours\b|\b(?:open|close[ds]?)\b",
    re.IGNORECASE,
)
_REASON = re.compile(r"\bwhy\b|\bhow come\b|\bwhat for\b|\breason\b", re.IGNORECASE)

_MEANING = re.compile(
    r"(?:what(?:'s|’s| is| are)|define|explain|meaning of|what does) (?:an? |the (?:term |word )?)?([\w-]+)(?: mean)?\W*",
    re.IGNORECASE,
)

_FIGURE = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|hundred|half|once|twice|"
    r"daily|weekly|monthly|yearly|annually|every|each|free|no charge|low|high|alternating|unlimited)\b",
    re.IGNORECASE,
)
_MOMENT = re.compile(
    r"\d|\b(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|weekdays?|weekends?|morning|noon|evening|night|daily|always|never|"
    r"after|before|during|while|when|once|until|as soon as|closed?|open)\b",
    re.IGNORECASE,
)
_CAUSE = re.compile(
    r"\b(?:because|since|so that|due to|as a result|therefore|thus|in order to|ensures?|prevents?|helps?|allows?|reduces?|improves?|means?|"
    r"leads? to|causes?|makes?|otherwise|important|provides?|emphasi[sz]\w*|mechanism|as (?:a|it|they|the|this)|to (?:avoid|keep|prevent))\b",
    re.IGNORECASE,
)


def intent_of(text: str) -> Intent:
    """Read form and content off a question."""
    wanted = Wanted.ANY
    if _REASON.search(text):
        return Intent(Form.FACT, Wanted.REASON)
    for kind, pattern in _ASKED.items():
        if pattern.search(text):
            wanted = kind
            break
    if wanted is Wanted.ANY and (meaning := _MEANING.fullmatch(text.strip())):
        return Intent(Form.FACT, Wanted.MEANING, meaning.group(1))
    if wanted is Wanted.ANY and _STEPS.search(text):
        return Intent(Form.STEPS, wanted)
    if wanted is Wanted.ANY and _LIST.search(text):
        return Intent(Form.LIST, wanted)
    return Intent(Form.FACT, wanted)


_NUMBER = re.compile(
    r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|hundred|once|twice|unlimited|"
    r"a single|only one)\b",
    re.IGNORECASE,
)
_OFTEN = re.compile(
    r"\btimes? (?:a|per|each|every)\b|\b(?:per|a|each|every) (?:second |other )?(?:day|week|month|year|session|workout)\b|\bdaily\b|\bweekly\b"
    r"|\bmonthly\b|\bonce\b|\btwice\b|\balternat\w+\b|\bevery\b|\bdays? (?:off|apart|between)\b|\balways\b|\bnever\b|\bfrequen\w+",
    re.IGNORECASE,
)
_LASTS = re.compile(
    r"\b(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|a|an|few|several|half|count of \w+)[ -]?(?:to|-|–|or)? ?(?:\w+[ -])?"
    r"(?:seconds?|secs?|minutes?|mins?|hours?|days?|weeks?|months?|years?)\b|\bcount of \w+\b|\b\d+-second\b|\buntil\b|\bforever\b",
    re.IGNORECASE,
)
_MONEY = re.compile(
    r"[€$£]\s?\d|\d\s?(?:€|\$|£|eur|euros?|usd|dollars?|pounds?|gbp|pence|cents?|chf)|\bfree\b|\bno (?:extra )?(?:charge|cost|fee)\b|\bincluded\b|\d",
    re.IGNORECASE,
)

_ASKED = {
    Wanted.FREQUENCY: _FREQUENCY,
    Wanted.DURATION: _DURATION,
    Wanted.PRICE: _PRICE,
    Wanted.COUNT: _COUNT,
    Wanted.AMOUNT: _AMOUNT,
    Wanted.TIME: _TIME,
}
_NEEDED = {
    Wanted.FREQUENCY: _OFTEN,
    Wanted.DURATION: _LASTS,
    Wanted.PRICE: _MONEY,
    Wanted.COUNT: _NUMBER,
    Wanted.AMOUNT: _FIGURE,
    Wanted.TIME: _MOMENT,
    Wanted.REASON: _CAUSE,
}
