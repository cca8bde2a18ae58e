"""The figures of a text, in units that can be compared: prices, times of day, durations, ages, sets, counts."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from bot.measure import Figure
from ingest.lexical import terms

_N = r"(?<![\d.])(?:\d{1,3}(?:,\d{3})+|\d++)(?:\.\d++)?"
_RANGE = rf"({_N})(?:\s*(?:-|to|or|and)\s*({_N}))?(\+?)"
_TIME = r"(\d{1,2})(?:[:.h]([0-5]\d))?\s*(am|pm|o'clock)?"
_CLOCK = re.compile(rf"\b{_TIME}(?:\s*(?:-|to|until|till|and)\s*{_TIME})?(?![\d%]|\.\d)", re.IGNORECASE)
_DOTTED = re.compile(
    r"(?:\b(?:at|from|until|till|by|between|opens?|closes?|o'clock)\s+[\d.]+|[\d.]+\s*(?:am|pm|o'clock)).*$"
)
_ROLE = re.compile(
    r"\b(?:(?P<opens>open\w*|from|starts?|begins?|after|earliest)|(?P<closes>clos\w*|until|till|ends?|shuts?|before|by|latest))"
    r"\W+(?:\w+\W+){0,2}$"
)
_MONEY = re.compile(rf"(£|\$|€|\b(?:usd|eur|gbp)\b)\s*{_RANGE}|{_RANGE}\s*(£|€|\b(?:euros?|dollars?|pounds|pence)\b)")
_PAYS = re.compile(r"\b(?:cost|price|pay|fee|charge|euro|rate)")
_CURRENCIES = {"£": "£", "gbp": "£", "pounds": "£", "$": "$", "usd": "$", "dollar": "$", "dollars": "$"}
_RATE = re.compile(
    r"\s*(?:/|\bper\b|\beach\b|\bevery\b|\ban?\b)\s*(hour|day|night|week|month|year|visit|session|class|person|head|use|"
    r"entry|guest|room|car|vehicle|adult|child|lesson|stay|pet)\b"
)
_FREE = re.compile(
    r"\bfree of charge\b|\b(?:no|without) (?:extra |additional |any )?(?:charge|cost|fee)\b|\bcomplimentary\b"
    r"|\b(?:is|are|be|for|both|also|it's|completely|absolutely|totally) free\b"
    r"(?!\W+(?:to (?!use)|of\b|from|weights?|and (?:clear|easy)|(?!for|on|at|in|and|with|to|but|if|all|every)\w+))"
)
_SECONDS: dict[str, float] = {
    "second": 1.0,
    "sec": 1.0,
    "minute": 60.0,
    "min": 60.0,
    "hour": 3600.0,
    "hr": 3600.0,
    "day": 86400.0,
}
_SECONDS |= {"night": 86400.0, "week": 604800.0, "month": 2629800.0, "year": 31557600.0}
_KILOS: dict[str, float] = {"kg": 1.0, "kilo": 1.0, "kilogram": 1.0, "lb": 0.4536, "pound": 0.4536, "gram": 0.001}
_METRES: dict[str, float] = {
    "km": 1000.0,
    "kilometre": 1000.0,
    "kilometer": 1000.0,
    "mile": 1609.3,
    "m": 1.0,
    "metre": 1.0,
    "meter": 1.0,
}
_METRES |= {"cm": 0.01, "feet": 0.3048, "foot": 0.3048, "ft": 0.3048, "inch": 0.0254, "inches": 0.0254, "yard": 0.9144}
_PLAIN: tuple[tuple[str, re.Pattern[str], Callable[[str], float]], ...] = (
    ("sets", re.compile(rf"{_RANGE}\s+sets?\b"), lambda _: 1),
    ("repetitions", re.compile(rf"{_RANGE}\s*(?:reps?|repetitions?|repeats?)\b"), lambda _: 1),
    ("repetitions", re.compile(rf"\bsets?\s+(?:of|with)\s+{_RANGE}(?!\s*(?:sec|min|\d|m\b))"), lambda _: 1),
    ("repetitions", re.compile(rf"\brepeat\w*\s+(?:\w+\s+){{0,2}}{_RANGE}\s+times"), lambda _: 1),
    (
        "times a week",
        re.compile(rf"{_RANGE}[\s-]*(?:times?|days?|training days|sessions?|workouts?)\s+(?:a|per|each|every)\s+week"),
        lambda _: 1,
    ),
    ("hours a day", re.compile(rf"{_RANGE}\s*(?:hours?|hrs?)\s+(?:a|per)\s+day"), lambda _: 1),
    ("age", re.compile(rf"\b(?:aged?|age of|ages)\s+(?:is\s+)?{_RANGE}"), lambda _: 1),
    (
        "age",
        re.compile(
            rf"\b(?:under|over|below|above)\s+{_RANGE}s?(?=\s*(?:years?\b(?!\s*(?:ago|before))|[,.;]|$|\w+\s+(?:may|can|must)))"
        ),
        lambda _: 1,
    ),
    (
        "age",
        re.compile(
            rf"\b(?:child|children|kids|teenagers|juniors|persons?|people|anyone)\s+(?:from|over|under|of)\s+{_RANGE}(?:\s+years?)?"
        ),
        lambda _: 1,
    ),
    ("age", re.compile(rf"\bfrom\s+{_RANGE}\s+years\b(?!\s+(?:ago|to|until))"), lambda _: 1),
    ("age", re.compile(rf"{_RANGE}[\s-]*years?[\s-]+(?:old|of age)\b"), lambda _: 1),
    ("age", re.compile(rf"\bage\b[^.;]{{0,40}}?{_RANGE}(?:\s+years?)?"), lambda _: 1),
    (
        "duration",
        re.compile(rf"{_RANGE}[\s-]*(seconds?|secs?|minutes?|mins?|hours?|hrs?|days?|nights?|weeks?|months?|years?)\b"),
        lambda unit: _SECONDS[unit.rstrip("s")],
    ),
    (
        "weight",
        re.compile(rf"{_RANGE}[\s-]*(kgs?|kilos?|kilograms?|lbs?|pounds?|grams?)\b"),
        lambda unit: _KILOS[unit.rstrip("s")],
    ),
    (
        "distance",
        re.compile(
            rf"{_RANGE}[\s-]*(km|kilometres?|kilometers?|miles?|m|metres?|meters?|cm|feet|foot|ft|inch(?:es)?|yards?)\b"
        ),
        lambda unit: _METRES[unit.rstrip("s") if unit not in _METRES else unit],
    ),
    ("percent", re.compile(rf"{_RANGE}\s*(?:%|per ?cent\b)"), lambda _: 1),
    ("degrees", re.compile(rf"{_RANGE}[\s-]*(?:degrees?\b|°)"), lambda _: 1),
)
_SAID = (  # what a text must hold for each of `_PLAIN`: looked for first, as it costs less than the pattern
    ("set",),
    ("rep",),
    ("set",),
    ("repeat",),
    ("week",),
    ("day",),
    ("age",),
    ("under", "over", "below", "above"),
    ("child", "kids", "teenagers", "juniors", "person", "people", "anyone"),
    ("years",),
    ("year",),
    ("age",),
    ("sec", "min", "hour", "hr", "day", "night", "week", "month", "year"),
    ("kg", "kilo", "lb", "pound", "gram"),
    ("",),
    ("%", "cent"),
    ("degree", "°"),
)
_DIGIT = re.compile(r"\d")
_PHONE = re.compile(r"(?<![\d£$€.-])\+?\(?\d[\d ()/.-]{6,16}\d(?!\w)")
_CALLS = re.compile(r"\b(?:phone|telephone|tel|call|ring|whatsapp|mobile|fax|number)\b")
_COUNT = re.compile(rf"(?<![\d:.,#£$€/-]){_RANGE}\s+([a-z]{{3,}})\b")
_AHEAD = re.compile(r"\s*(?:\w+ ){0,1}?(?:before|ahead|in advance|prior|earlier|beforehand|notice)\b")
_LATER = re.compile(r"\s*(?:after|later|afterwards)\b")
_AT_LEAST = re.compile(
    r"\b(?:at least|minimum(?: \w+)?(?: of| is)?|min|(?:no|not|never)(?: \w+)? less than|from|over|more than|above)\s*$"
)
_AT_MOST = re.compile(
    r"\b(?:up to|at most|maximum(?: \w+)?(?: of| is)?|max|(?:no|not) more than"
    r"|(?<!no )(?<!not )(?<!never )less than|under|below|within)\s*$"
)
_NO_COUNTS = """
one ones way ways time times rep reps repetition repetitions set sets per the and half may can must will are was has
january february march april june july august september october november december
leg legs arm arms hand hands foot feet knee knees side sides
"""
_NO_COUNT = frozenset(_NO_COUNTS.split())


def figures(text: str) -> tuple[Figure, ...]:
    """The figures of a normalised text, in order."""
    found: list[Figure] = []
    rest = text
    # without a digit nothing is told but that something is free
    for read in (_phones, _prices, _plain_figures, _times, _counts) if _DIGIT.search(text) else (_prices,):
        found += [figure for figure in read(rest) if "\x00" not in rest[figure.start : figure.end]]
        for figure in found:
            rest = rest[: figure.start] + "\x00" * (figure.end - figure.start) + rest[figure.end :]
    return tuple(sorted(found, key=lambda figure: (figure.start, figure.dimension)))


def _phones(text: str) -> Iterator[Figure]:
    if not _CALLS.search(text):
        return
    for match in _PHONE.finditer(text):
        digits = re.sub(r"\D", "", match.group())
        if 8 <= len(digits) <= 15:
            number = float(digits[-8:])  # without what differs between home and abroad
            yield Figure("phone number", number, number, match.group().strip(), *match.span())


def _prices(text: str) -> Iterator[Figure]:
    for match in _MONEY.finditer(text):
        before, low, high, _, low2, high2, _, after = match.groups()
        if after in ("pounds", "dollars", "pence") and not _PAYS.search(text):
            continue
        sign = before or after
        factor = 0.01 if sign == "pence" else 1
        unit = "£" if sign == "pence" else _CURRENCIES.get(sign, "€")
        yield _figure(text, match, "price", low or low2, high or high2, factor, unit, match.end())
    for match in _FREE.finditer(text):
        yield Figure("price", 0, 0, match.group(), *match.span())


def _plain_figures(text: str) -> Iterator[Figure]:
    taken: list[tuple[int, int]] = []
    for (dimension, pattern, factor), said in zip(_PLAIN, _SAID, strict=True):
        if not any(word in text for word in said):
            continue
        for match in pattern.finditer(text):
            first, last = match.start(1), match.end(2) if match.group(2) else match.end(1)
            if any(first < end and start < last for start, end in taken):
                continue
            if dimension == "repetitions" and text[first:last] == "1":
                continue  # "this is one repetition"
            taken.append((first, last))
            unit = match.group(4) if pattern.groups > 3 else ""
            name = dimension
            if dimension == "duration":
                name = "time ahead" if _AHEAD.match(text, match.end()) else name
                name = "time after" if _LATER.match(text, match.end()) else name
            yield _figure(text, match, name, match.group(1), match.group(2), factor(unit))


def _times(text: str) -> Iterator[Figure]:
    for match in _CLOCK.finditer(text):
        if "." in match.group() and not _DOTTED.search(text, 0, match.end()):
            continue  # 6.15 is a time where one is told, else a decimal
        hour, minute, half, hour2, minute2, half2 = match.groups()
        first = _minutes(hour, minute, half)
        second = _minutes(hour2, minute2, half2) if hour2 else None
        clocks = [bool(minute or half), bool(minute2 or half2)]
        if second is not None and clocks[1] and second[0] <= 1440:
            if not half and half2:
                first = (first[0] + 720 if half2 == "pm" and first[0] + 720 < second[0] else first[0],)
            until = second[0] or 1440
            if first[0] <= 1440 and (clocks[0] or half2):
                yield Figure("opens", first[0], first[0], _clock(first[0]), match.start(), match.end())
                yield Figure("closes", until, until, _clock(until), match.start(), match.end())
        elif clocks[0] and first[0] <= 1440 and second is None:
            before = text[: match.start()]
            role = next((role for n in range(4) if (role := _ROLE.search(before, _back(before, n)))), None)
            name = "time" if role is None else "opens" if role["opens"] else "closes"
            when = (first[0] or 1440) if name == "closes" else first[0]
            yield Figure(name, when, when, _clock(when), *match.span())


def _counts(text: str) -> Iterator[Figure]:
    for match in _COUNT.finditer(text):
        if match.group(4) not in _NO_COUNT:
            counted = _figure(text, match, f"number of {terms(match.group(4))[0]}", match.group(1), match.group(2))
            yield replace(counted, end=match.start(4))  # what is counted stays to be read


def _figure(
    text: str,
    match: re.Match[str],
    dimension: str,
    low: str,
    high: str | None,
    factor: float = 1,
    unit: str = "",
    rate_from: int | None = None,
) -> Figure:
    first = float(low.replace(",", "")) * factor
    last = float((high or low).replace(",", "")) * factor
    start = text.index(low, match.start())
    before = text[: match.start() if dimension != "age" else start]
    bound = "at least" if _AT_LEAST.search(before) or "+" in match.group() else ""
    bound = "at most" if _AT_MOST.search(before) or re.match(r"(?:under|below)\b", match.group()) else bound
    if dimension == "age" and (bound == "at least" or match.group().startswith(("over", "above"))):
        bound = ""  # "from 16" and "over 16" tell the age just as "16" does
    rate = _RATE.match(text, rate_from) if rate_from is not None else None
    begin = start if dimension == "age" else match.start()
    shown = text[begin : match.end()].strip() + (rate.group() if rate else "")
    per = rate.group(1) if rate else ""
    return Figure(dimension, min(first, last), max(first, last), shown, begin, match.end(), bound, unit, per)


def _minutes(hour: str, minute: str | None, half: str | None) -> tuple[int]:
    """Minutes of the day."""
    hours = int(hour)
    if half in ("am", "pm"):
        hours = hours % 12 + (12 if half == "pm" else 0)
    return (hours * 60 + int(minute or 0),)


def _back(text: str, n: int) -> int:
    """Where the last n + 1 words of a text begin."""
    return len(text) - len(" ".join(text.split(" ")[-n - 2 :]))


def _clock(minutes: float) -> str:
    return f"{int(minutes) // 60}:{int(minutes) % 60:02d}"
