"""Days of the week that a text names: one by one, as ranges, as weekdays or weekends."""

import re

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_NAME = (
    r"(?:(?i:mondays?|tuesdays?|wednesdays?|thursdays?|fridays?|saturdays?|sundays?)"
    r"|(?:Mon|MON|Tues?|TUES?|Weds?|WEDS?|Thu(?:rs?)?|THU(?:RS?)?|Fri|FRI|Sat|SAT|Sun|SUN)s?(?=[\W\d]|$))"
)
_NAMED = re.compile(rf"\b({_NAME})\.?(?:\s*(?:-|–|—|to|till|until|through|thru)\s*({_NAME}))?")
_GROUPS = (
    (re.compile(r"\bweek ?days?\b|\bworking days?\b|\bduring the week\b", re.IGNORECASE), frozenset(range(5))),
    (re.compile(r"\bweek-?ends?\b", re.IGNORECASE), frozenset({5, 6})),
    (
        re.compile(r"\b(?:daily|every ?day|each day|all week|(?:7|seven) days a week)\b", re.IGNORECASE),
        frozenset(range(7)),
    ),
)


def days_of(text: str) -> frozenset[int]:
    """The days that a text names, Monday as 0; short forms only with a capital: `Mon–Wed` is {0, 1, 2}."""
    found: set[int] = set()
    for match in _NAMED.finditer(text):
        first = _number(match.group(1))
        last = _number(match.group(2)) if match.group(2) else first
        found.update((first + i) % 7 for i in range((last - first) % 7 + 1))
    for pattern, days in _GROUPS:
        if pattern.search(text):
            found |= days
    return frozenset(found)


def _number(name: str) -> int:
    return next(i for i, day in enumerate(DAYS) if day.startswith(name[:3].lower()))
