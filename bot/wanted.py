"""What a fact must contain to answer a question that wants one: a price, a time of day, a name."""

import re
from enum import StrEnum

from bot.counts import NUMBER_WORDS


class Wanted(StrEnum):
    """What a fact must contain to be an answer."""

    FREQUENCY = "frequency"  # how often
    DURATION = "duration"  # how long
    TEMPO = "tempo"  # how fast, how slowly
    PRICE = "price"  # what it costs
    AGE = "age"  # how old, from which age
    COUNT = "count"  # how many
    AMOUNT = "amount"  # how much, how far
    WEIGHT = "weight"  # how heavy
    TEMPERATURE = "temperature"  # how hot, how cold
    SPEED = "speed"  # how many kilometres an hour
    SHARE = "share"  # how many per cent
    SIZE = "size"  # how big
    BRAND = "brand"  # whose make it is
    PERSON = "person"  # who somebody is
    TEACHER = "teacher"  # who takes a class
    HOURS = "hours"  # at what time of day
    TIME = "time"  # when
    PHONE = "phone"  # a telephone number
    EMAIL = "e-mail"  # an e-mail address
    ADDRESS = "address"  # where it is, as one would write it on a letter
    REASON = "reason"  # why
    MEANING = "meaning"  # what is X
    ANY = "any"


def words(*alternatives: str) -> re.Pattern[str]:
    """A pattern that matches any of these, whole words, in any case."""
    return re.compile(rf"\b(?:{'|'.join(alternatives)})\b", re.IGNORECASE)


UNITS = r"(?:seconds?|secs?|minutes?|mins?|hours?|days?|weeks?|months?|years?)"
STAFF = "trainer|coach|manager|owner|instructor|teacher|boss|director|physio|physiotherapist|founder|chef|lifeguard"
_A_TIME = rf"(?:\d+|{NUMBER_WORDS}|one|an?|few|several|half)[ -]?(?:to|-|–|or)? ?(?:\w+[ -])?{UNITS}"
_NAMED = (
    r"\b(?!(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?\b)[A-Z][a-zà-ÿ]+ (?:[A-Z]\. |van |von |de |Mc)?"
    r"(?!(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)[A-Z][\w'’-]+"
    rf"|\b(?i:is|are|by|with|named|called|see|ask|contact|{STAFF}),? (?:for )?[A-Z][a-zà-ÿ]+\b"
    rf"|\b[A-Z][a-zà-ÿ]+(?: is|,) (?:the|our|your|head|your) (?:\w+ ){{0,2}}?(?:{STAFF})\b"
)
NEEDED = {
    Wanted.FREQUENCY: words(
        "times? (?:a|per|each|every)",
        "(?:per|a|each|every) (?:second |other )?(?:day|week|month|year|session|workout)",
        "daily|weekly|monthly|once|twice|every|always|never",
        r"alternat\w+",
        "days? (?:off|apart|between)",
        r"frequen\w+",
    ),
    Wanted.DURATION: words(
        _A_TIME,
        r"count of \w+",
        "until|forever",
        rf"(?:\d[\d.,]*|{NUMBER_WORDS}) ?"
        r"(?:m|km|cm|mm|(?:kilo|centi|milli)?met(?:re|er)s?|miles?|inch(?:es)?|feet|ft)",
    ),
    Wanted.TEMPO: words(_A_TIME, r"count of \w+", r"slow\w*|fast\w*|quick\w*|rapid\w*|speed\w*|tempo|pace"),
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
        rf"(?! (?:{UNITS}|people|guests|of)\b)"
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
    Wanted.WEIGHT: re.compile(
        rf"\b(?:\d[\d.,]*|{NUMBER_WORDS})(?:\s*(?:-|–|to)\s*\d[\d.,]*)?\s?-?"
        r"(?:kgs?|kilos?|kilograms?|lbs?|pounds?|%|per ?cent)"
        r"|\b(?:light|heav)\w*|\bbody-?weight\b|\b(?:own|only your|just your) body ?weight\b"
        r"|\b(?:empty|bare) (?:bar|sled)\b"
        r"|\b(?:no|any|same|moderate|manageable|excessive|too much|more|less) "
        r"(?:\w+ )?(?:weights?|loads?|resistance)\b"
        r"|\b(?:weights?|loads?) (?:that|which|with which|you can|so|until)\b"
        r"|\b(?:add|increase|reduce|drop) (?:the |your |some )?(?:weight|resistance)",
        re.IGNORECASE,
    ),
    Wanted.TEMPERATURE: re.compile(
        r"°|º|\b\d[\d.,]*\s?[CF]\b"
        r"|\b(?:degrees?|celsius|fahrenheit|temperatures?|(?:un)?heated|lukewarm|chilled|ice[- ]cold)\b",
        re.IGNORECASE,
    ),
    Wanted.SPEED: re.compile(
        r"\d\s?(?:km ?/ ?h|kph|kmh|mph|m/min|m/s)\b|\b(?:kilomet(?:re|er)s?|miles?) (?:an|per) hour\b|\blevels? \d",
        re.IGNORECASE,
    ),
    Wanted.SHARE: re.compile(r"\d\s*(?:%|per ?cent)|\b(?:half|thirds?|quarters?)\b", re.IGNORECASE),
    Wanted.SIZE: re.compile(
        r"(?<![£$€\d.,:])\d+(?![\d.,:]*\d|\s*(?:[€$£%]|euros?|pounds?|dollars?|[ap]\.?m\b|o['’]clock|minutes?|hours?|days?|weeks?"
        r"|months?|years?))|\bsizes?\b|\b(?:small|large|big|tiny|huge|spacious|size)\b"
        rf"|\b(?:{NUMBER_WORDS})\b",
        re.IGNORECASE,
    ),
    Wanted.BRAND: re.compile(r"\b(?i:brands?|makes?|models?|manufactur\w+|made (?:by|in))\b|(?<=[a-z,] )[A-Z][\w'’-]+"),
    Wanted.PERSON: re.compile(_NAMED),
    Wanted.TEACHER: re.compile(
        rf"{_NAMED}|\b(?i:{STAFF}|members? of staff|volunteer)s?\b|\|\s*[A-Z][a-zà-ÿ]+\s*(?=\||$)"
    ),
    Wanted.AMOUNT: re.compile(
        rf"(?:\b(?:\d[\d.,:]*|{NUMBER_WORDS}))\b(?!\s(?:seconds?|minutes?)\b)|\b(?:one|half|once|twice|every|each|free|low|high|heav\w+|slow\w*|full|far|deep"
        r"|as \w+ as)\b",
        re.IGNORECASE,
    ),
    Wanted.TIME: re.compile(
        r"(?<![\d€$£.,])\d+(?![\d.,]*\d|\s*(?:€|%|euros?|pounds?|dollars?|k?m\b|met|kilo|kgs?\b|spaces|places|people|guests))|\b(?-i:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\b|\b(?:\w+day|weekdays?|weekends?|morning|noon|evening|night|daily|always|never|after|before|during|while|when|once"
        r"|until|as soon as|closed?|open)\b",
        re.IGNORECASE,
    ),
    Wanted.REASON: words(
        "because|since|due to|therefore|thus|otherwise|so that|in order to|as a result|means?|leads? to|causes?|makes?",
        "ensures?|prevents?|helps?|allows?|reduces?|improves?|provides?|important",
        r"emphasi[sz]\w*",
        "as (?:a|it|they|the|this)",
        "to (?:avoid|keep|prevent)",
    ),
}
