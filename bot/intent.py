"""What kind of answer a question wants, from its words alone."""

import re
from dataclasses import dataclass
from enum import StrEnum

from bot.counts import NUMBER_WORDS, counted_in, counts, doses, is_dose, is_measure, measures, names
from bot.wanted import NEEDED, STAFF, UNITS, Wanted, words

__all__ = ["Form", "Intent", "Wanted", "intent_of"]


class Form(StrEnum):
    """The form of the answer."""

    STEPS = "steps"  # how something is done, from the first step to the last
    WAY = "way"  # how to do one thing, in a word or in steps
    LIST = "list"  # several things of one kind
    FACT = "fact"


@dataclass(frozen=True, slots=True)
class Intent:
    """Form and content."""

    form: Form
    wanted: Wanted
    defined: str = ""  # the words whose meaning is asked for
    counted: str = ""  # the plural whose number is asked for

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
        if is_dose(self.counted):
            return doses(text)
        if is_measure(self.counted):
            return measures(text, self.counted)  # 3 sets tell no calories
        if self.counted and names(text, self.counted):
            return counts(text, self.counted)  # 40 spaces for members tell no number of members
        pattern = NEEDED.get(self.wanted)
        return pattern is None or bool(pattern.search(text))


def intent_of(text: str) -> Intent:
    """Read form and content off a question."""
    if _REASON.search(text):
        return Intent(Form.FACT, Wanted.REASON)
    meaning = _MEANING.fullmatch(text.strip())
    if _WHICH_ONES.search(text):
        return Intent(Form.LIST, Wanted.ANY)
    for wanted, pattern in _ASKED.items():
        if pattern.search(text) and not (meaning and (meaning["one"] or meaning["said"])):
            return Intent(Form.FACT, wanted, counted=counted_in(text) if wanted is Wanted.COUNT else "")
    if meaning:
        return Intent(Form.FACT, Wanted.MEANING, (meaning["term"] or meaning["said"]).strip())
    if _STEPS.search(text):
        return Intent(Form.STEPS, Wanted.ANY)
    if _WAY.search(text):
        return Intent(Form.WAY, Wanted.ANY)
    if _LIST.search(text):
        return Intent(Form.LIST, Wanted.ANY)
    return Intent(Form.FACT, Wanted.ANY)


_KINDS = (
    "tips|mistakes|errors|benefits|advantages|warnings|precautions|stretches|exercises|muscles|types|kinds|rules"
    "|variations|options|alternatives|reasons|examples|machines|classes|courses|lessons|facilities|methods"
    "|check ?points|heads|parts|documents|discounts|memberships|plans|payment methods|things|pros|cons|risks|dangers"
    "|don'ts|dos"
)
_MEASURES = "much|far|high|low|heavy|deep|big|large|tall|wide|thick|warm|hot|cold"
_FIGURED = "much|far|heavy|tall|thick"
_AUXILIARIES = r"is|are|was|were|do|does|did|can|could|may|might|must|shall|should|will|would|has|have|had"
_WHO = r"(?:i|we|you|he|she|they|it|my|our|your|the|an?|there|some\w+|no\w+|people|using|doing)"
_UNCOUNTED = r"(?<!\d )(?<!\d)" + "".join(
    f"(?<!{word}[ -])" for word in ("an?", *NUMBER_WORDS.split("|")) if "?" not in word
)

_REASON = words("why", "how come", "what for", "reasons?")
_ASKED = {
    Wanted.FREQUENCY: words("how often", "how many (?:times|days)", "how frequent(?:ly)?", "frequency"),
    Wanted.SPEED: words(r"km ?/ ?h", "kph", "mph", "(?:top|max(?:imum)?) speed"),
    Wanted.TEMPO: words("how (?:fast|slow|slowly|quick|quickly)", "tempo", "(?:what|which) (?:speed|pace)"),
    Wanted.DURATION: words("how long", rf"how many {UNITS}", "how far (?:ahead|in advance)", "duration"),
    Wanted.PRICE: words(
        "costs?",
        "prices?",
        "pricing",
        "fees?",
        "charge[sd]?",
        "how much (?:is|are|do i pay|to pay|for)",
        "pay for",
        "(?:what|how much) (?:do|would|will|must|should|did) (?:i|we|you|they|he|she) (?:have to )?pay",
        "set (?:me|us) back",
    ),
    Wanted.AGE: words(
        "how old",
        "(?:what|which|minimum|maximum|least|right|old) age",
        "(?:age|ages) (?:limits?|restrictions?|groups?|from|for|is|are|do|does|can|may|must)",
        "too (?:old|young)",
        "old enough",
    ),
    Wanted.WEIGHT: words(
        "how heavy", "how much weight", "(?:what|which) weights?", r"how many (?:kgs?|kilos?|kilograms|lbs?|pounds)"
    ),
    Wanted.SHARE: words("percentage", "(?:in|many) per ?cent"),
    Wanted.SIZE: words("how (?:big|large)", "(?:what|which) sizes?", "dimensions"),
    Wanted.BRAND: words(
        "(?:what|which|whose) (?:brands?|makes?|models?|manufacturers?)", "who (?:makes|made|manufactures)"
    ),
    Wanted.TEMPERATURE: words("how (?:hot|warm|cold)(?! up)", "(?:what|which) temperature", "temperature of"),
    Wanted.PERSON: words(
        rf"who(?:['’]s| is| are) (?:the|your|my|our) (?:\w+ ){{0,2}}?(?:{STAFF})s?",
        "who (?:owns|founded|invented|designed|built|runs the (?:gym|club|place|studio))",
        r"who(?:['’]s| is| are) (?:the|your|our) (?:\w+ ){0,2}?(?:\w{3,}(?:minder|keeper|ist)|cleaner|nurse)s?",
        rf"(?:{STAFF})s?['’]?s? names?",
        rf"names? of (?:the|your|my|our) (?:\w+ ){{0,2}}?(?:{STAFF})s?",
    ),
    Wanted.TEACHER: words("who(?:['’]s| is| are| will be)? (?:teach|lead|coach|instruct|tak|giv|hold)(?:es|s|e|ing)?"),
    Wanted.COUNT: words(
        "how many",
        "(?<!my )(?<!between )(?<!between two )sets(?! ?(?:up|off|out|me|us))",
        "(?:set|rep|repetition)s? range",
        "reps",
        "repetitions",
        "number of",
        "what angle",
    ),
    # how low I should go is often told without a figure: to just below the knee
    Wanted.AMOUNT: words(rf"how (?:{_FIGURED})", "how (?:high|low|deep|wide) (?:is|are)", "what weight"),
    Wanted.PHONE: words(
        "(?:tele)?phone (?:number|no)",
        "(?:mobile|contact) number",
        "numbers? (?:to|can|do|should|could) (?:i |we )?(?:call|ring|phone)",
        "how (?:can|do|could) (?:i|we|one) (?:call|ring|phone) (?:you|the)",
    ),
    Wanted.EMAIL: words("e-?mail address", "what(?:['’]s| is) (?:your|the) e-?mail", "which e-?mail"),
    Wanted.ADDRESS: words(
        r"(?:what|where)(?:['’]s| is| are)? (?:your|the|its) (?:\w+ )?address",
        "(?:postal|street) address",
        "post ?code",
    ),
    Wanted.HOURS: words(
        "(?:what|which) times?",
        "(?:opening|closing|business|visiting) (?:hours|times?)",
        rf"{_UNCOUNTED}hours",
        "(?:until|till|from) when",
        r"when [^.!?]{0,40}\b(?:open|opens|close|closes|shut|shuts)",
    ),
    Wanted.TIME: words(
        rf"when(?:['’]s| (?:exactly )?(?:{_AUXILIARIES}|to))",
        r"(?:know|tell me|say|sure|exactly|since|by|and|about) when",
        rf"(?<!\w )(?<!\w, )when (?!{_WHO}\b)\w+",
        r"when(?=\W*$)",
        "(?:what|which) (?:day|date)s?",
        "how (?:late|early)",
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
_WAY = words(rf"{_HOW}(?!(?:know|tell|often|many|long|fast|slow|slowly|quick|quickly|old|late|early|{_MEASURES})\b)\w+")
_STEPS = words(
    rf"{_HOW}(?:properly |correctly |safely )?(?:do|perform|execute|use|set ?up|train|start|carry out|complete)",
    r"how (?:is|are) [^?]{3,60} (?:done|performed|executed)",
    "steps?(?! ?(?:box|machine|device|up|down|platform))",
    "step[- ]by[- ]step",
    "instructions?",
    "what (?:do|should|must) (?:i|we|you) (?:have to |need to )?do(?! (?:if|when|in case|after|about)\\b)",
    "what(?:'s|’s| is) the (?:process|procedure)",
    "walk me through",
    "talk me through",
    "guide",
    r"in (?:the (?:right|correct|proper) )?order(?! to\b)",
    "starting position",
    "set ?up",
    "(?:proper|right|correct|good) (?:form|technique)",
    "technique",
)
_WAY = re.compile(
    rf"{_WAY.pattern}|\b(?:explain|show|describe|tell|teach)(?: (?:me|us|to me))? how (?:i|we|you|one|to)\b"
    r"|\bwhat(?:['’]s| is) the (?:right|best|correct|proper|easiest|safest|quickest) way\b",
    re.IGNORECASE,
)
_OTHER = r"other |different |(?:kinds|sorts|types) of |of (?:the|your) "
_PLURAL = (
    r"(?!(?:days|times|hours|dates|fees|costs|prices|charges|does|has|was|units|minutes|weeks|months|years)\b)"
    r"\w{2,}(?<![isu])s"
)
_LIST = re.compile(
    rf"\b(?:what|which|list|name|give|tell|show|any|some|all|two|three|four|five|\d)\b[^?.]{{0,40}}\b(?:{_KINDS})\b"
    rf"|^\W*(?:\w+\W+){{0,4}}(?:{_KINDS})\W*$|^\W*(?:\w+\W+)?(?:{_KINDS}) (?:for|of|in|with|when|on)\b"
    r"|\bwhat (?:all )?(?:should|must|do|shall|can) (?:i|you|we|one|members|guests|visitors) "
    r"(?:all )?(?:have to |need to |want to )?"
    r"(?:avoid|watch|look|pay attention|bring|pack|carry|prepare|check|inspect|leave)\b"
    r"|\bwhat (?:do|will|would) (?:i|we|you) need(?= (?:for|on|before|to)\b|\W*$)"
    r"|\bwhat can go wrong\b"
    rf"|\bwhat (?:{_OTHER})?{_PLURAL} (?:{_AUXILIARIES}|there)\b",
    re.IGNORECASE,
)
_WHICH_ONES = re.compile(
    rf"^\W*(?:please |can you |could you )?(?:list|name)(?: me| us)? (?:all|the|your|every)\b"
    rf"|\bwhich (?:{_OTHER})?{_PLURAL}\b",
    re.IGNORECASE,
)
