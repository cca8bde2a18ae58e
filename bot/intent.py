"""What kind of answer a question wants, from its words alone."""

import re
from dataclasses import dataclass
from enum import StrEnum

from bot.counts import NUMBER_WORDS, counted_in, counts, names


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
    AGE = "age"  # how old, from which age
    COUNT = "count"  # how many
    AMOUNT = "amount"  # how much, how far, how heavy
    HOURS = "hours"  # at what time of day
    TIME = "time"  # when
    PHONE = "phone"  # a telephone number
    EMAIL = "e-mail"  # an e-mail address
    ADDRESS = "address"  # where it is, as one would write it on a letter
    REASON = "reason"  # why
    MEANING = "meaning"  # what is X
    ANY = "any"


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
        if self.counted and names(text, self.counted):
            return counts(text, self.counted)  # 40 spaces for members tell no number of members
        pattern = _NEEDED.get(self.wanted)
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


def _words(*alternatives: str) -> re.Pattern[str]:
    """A pattern that matches any of these, whole words, in any case."""
    return re.compile(rf"\b(?:{'|'.join(alternatives)})\b", re.IGNORECASE)


_UNITS = r"(?:seconds?|secs?|minutes?|mins?|hours?|days?|weeks?|months?|years?)"
_KINDS = (
    "tips|mistakes|errors|benefits|advantages|warnings|precautions|stretches|exercises|muscles|types|kinds|rules|variations"
    "|options|alternatives|reasons|examples|machines|classes|facilities|methods|check ?points|heads|parts|documents"
    "|discounts|memberships|plans|payment methods|things|pros|cons|risks|dangers|don'ts|dos"
)
_MEASURES = "much|far|high|low|heavy|deep|big|large|tall|wide|thick|warm|hot|cold"

_AUXILIARIES = r"is|are|was|were|do|does|did|can|could|may|might|must|shall|should|will|would|has|have|had"
_WHO = r"(?:i|we|you|he|she|they|it|my|our|your|the|an?|there|some\w+|no\w+|people|using|doing)"
_UNCOUNTED = r"(?<!\d )(?<!\d)" + "".join(
    f"(?<!{word}[ -])" for word in ("an?", *NUMBER_WORDS.split("|")) if "?" not in word
)

_REASON = _words("why", "how come", "what for", "reasons?")
_ASKED = {
    Wanted.FREQUENCY: _words("how often", "how many (?:times|days)", "how frequent(?:ly)?", "frequency"),
    Wanted.TEMPO: _words("how (?:fast|slow|slowly|quick|quickly)", "tempo", "(?:what|which) (?:speed|pace)"),
    Wanted.DURATION: _words("how long", rf"how many {_UNITS}", "how far (?:ahead|in advance)", "duration"),
    Wanted.PRICE: _words(
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
    Wanted.AGE: _words(
        "how old",
        "(?:what|which|minimum|maximum|least|right|old) age",
        "(?:age|ages) (?:limits?|restrictions?|groups?|from|for|is|are|do|does|can|may|must)",
        "too (?:old|young)",
        "old enough",
    ),
    Wanted.COUNT: _words(
        "how many", "sets?(?! ?(?:up|off|out|me|us))", "reps?", "repetitions?", "number of", "what angle"
    ),
    Wanted.AMOUNT: _words(rf"how (?:{_MEASURES})", "what (?:weight|percentage)"),
    Wanted.PHONE: _words(
        "(?:tele)?phone (?:number|no)",
        "(?:mobile|contact) number",
        "numbers? (?:to|can|do|should|could) (?:i |we )?(?:call|ring|phone)",
        "how (?:can|do|could) (?:i|we|one) (?:call|ring|phone) (?:you|the)",
    ),
    Wanted.EMAIL: _words("e-?mail address", "what(?:['’]s| is) (?:your|the) e-?mail", "which e-?mail"),
    Wanted.ADDRESS: _words(
        r"(?:what|where)(?:['’]s| is| are)? (?:your|the|its) (?:\w+ )?address",
        "(?:postal|street) address",
        "post ?code",
    ),
    Wanted.HOURS: _words(
        "(?:what|which) times?",
        "(?:opening|closing|business|visiting) (?:hours|times?)",
        rf"{_UNCOUNTED}hours",
        "(?:until|till|from) when",
        r"when [^.!?]{0,40}\b(?:open|opens|close|closes|shut|shuts)",
    ),
    Wanted.TIME: _words(
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
_WAY = _words(
    rf"{_HOW}(?!(?:know|tell|often|many|long|fast|slow|slowly|quick|quickly|old|late|early|{_MEASURES})\b)\w+"
)
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
_A_TIME = rf"(?:\d+|{NUMBER_WORDS}|one|an?|few|several|half)[ -]?(?:to|-|–|or)? ?(?:\w+[ -])?{_UNITS}"
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
        rf"(?:\d[\d.,]*|{NUMBER_WORDS}) ?"
        r"(?:m|km|cm|mm|(?:kilo|centi|milli)?met(?:re|er)s?|miles?|inch(?:es)?|feet|ft)",
    ),
    Wanted.TEMPO: _words(_A_TIME, r"count of \w+", r"slow\w*|fast\w*|quick\w*|rapid\w*|speed\w*|tempo|pace"),
    Wanted.PRICE: re.compile(
        r"[€$£]\s*\d|\d\s*[€$£]|\d\s*(?:euros?|dollars?|pounds?|francs?|pence|cents?|eur|usd|gbp|chf)\b"
        r"|(?<![\d:.,])\d+[.,]\d\d(?![\d:.,]*\d|\s*(?:am|pm|a\.m|p\.m|k?m|kg|met|kilo|times))\b"
        r"|\|\s*\d+(?:[.,]\d+)?\s*(?=\||$)|:\s*\d+(?:[.,]\d+)?\s*$"
        r"|\b(?:costs?|pays?|paid|charged?|fees?|prices?|deposit)\s+"
        r"(?:(?:is|of|are|only|just|about|from|you|us|an? extra)\s+)*\d"
        r"|\d\s*(?:%|per ?cent)|\b(?:half|full|reduced) price\b|\b(?:pay|costs?|for) (?:half|double|nothing)\b"
        r"|(?<!-)\bfree\b(?![ -]?(?:weight|standing|hand|of\b|to\b|style))"
        r"|\bno (?:\w+ )?(?:charge|cost|fee)s?\b|\b(?:is|are) included\b|\bincluded in\b"
        r"|\bcomplimentary\b|\bdoes not (?:pay|cost)\b|\b(?:not|never) charge\b",
        re.IGNORECASE,
    ),
    Wanted.PHONE: re.compile(
        r"(?<![\d.,:–-])(?:\+|\(?0)\d[\d ()/.-]{4,}\d|\b\d{3,}[ -]\d{3,}\b|\bext(?:ension|\.)? \d{1,5}\b"
        r"|\b(?:call|ring|phone|telephone|tel\.?|dial)(?: us)?(?: on| at)?:? \d{3,}",
        re.IGNORECASE,
    ),
    Wanted.EMAIL: re.compile(r"[\w.+-]+@[\w-]+\.\w+"),
    Wanted.ADDRESS: re.compile(
        r"\b[A-Z][\w'’-]+ (?:Street|St|Road|Rd|Lane|Avenue|Ave|Way|Square|Place|Drive|Close|Court|Row|Quay|Park|Terrace"
        r"|Hill|Boulevard|Crescent|Yard|Wharf)\b|\b[A-Z][\w-]*(?:stra(?:ß|ss)e|weg|platz|gasse) \d"
        r"|\b\d{1,4}[a-z]?,? [A-Z][a-z]+ [A-Z][a-z]+|\b[A-Z]{1,2}\d{1,2}[A-Z]? \d[A-Z]{2}\b"
    ),
    Wanted.HOURS: re.compile(
        rf"\b\d{{1,2}}[:.]\d\d\b|\b\d{{1,2}} ?(?:am|pm|a\.m|p\.m|o['’]clock|h)\b"
        rf"|\b\d{{1,2}} ?[-–] ?\d{{1,2}}\b(?!\s*\w)"
        rf"|\b(?:at|from|until|till|after|before|to) (?:\d{{1,2}}|{NUMBER_WORDS}|one)\b"
        rf"(?! (?:{_UNITS}|people|guests|of)\b)"
        r"(?![:.,]?\d)"
        r"|\b(?:noon|midday|midnight|closed|24/7|24 hours|half past|quarter (?:past|to)|(?:round|around) the clock)\b",
        re.IGNORECASE,
    ),
    Wanted.AGE: re.compile(
        rf"\b(?:aged?|from|under|over|below|above|than|least|turn(?:ed|s)?|between|to|until|up to|ages)\W"
        rf"(?:(?:the|of|age|are|a)\s)*(?:\d{{1,2}}|{NUMBER_WORDS}|thirteen|fourteen|sixteen|seventeen|eighteen)\b"
        r"(?![:.,]\d|\s*[€$£%]|\s(?:seconds?|minutes?|hours?|days?|weeks?|months?|per\b|kilo|met|people|guests|euros?|pounds?|dollars?|eur))"
        rf"|(?:\d|{NUMBER_WORDS}|teen)[ -](?:years?\b|(?:and|or) (?:over|older|up|under|above|younger)\b)"
        r"|\byear[- ]olds?\b|\bany age\b|\ball ages\b|\bage (?:of|limit|is)\b|\badults? only\b",
        re.IGNORECASE,
    ),
    Wanted.COUNT: re.compile(rf"\d|\b(?:{NUMBER_WORDS}|once|twice|unlimited|a single|only one)\b", re.IGNORECASE),
    Wanted.AMOUNT: re.compile(
        rf"(?:\b(?:\d[\d.,:]*|{NUMBER_WORDS}))\b(?!\s(?:seconds?|minutes?)\b)|\b(?:one|half|once|twice|every|each|free|low|high|heav\w+|slow\w*|full|far|deep"
        r"|as \w+ as)\b",
        re.IGNORECASE,
    ),
    Wanted.TIME: re.compile(
        r"\d|\b(?-i:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\b|\b(?:\w+day|weekdays?|weekends?|morning|noon|evening|night|daily|always|never|after|before|during|while|when|once"
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
