"""Takes out of a text what names or reaches a person and can be told by its form: addresses and numbers.

Names, ailments and street addresses have no form; they stay.
"""

import re

E_MAIL, PHONE, CARD, IBAN = "[e-mail]", "[phone]", "[card]", "[iban]"

_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff\x00]")  # would part a number unseen
_HALF = re.compile("[\ud800-\udfff]")  # a lone surrogate: no text file can hold it
_DOT = r"(?:[.．。]|\s?[\[(]\s?dot\s?[\])]\s?)"
_AT = r"(?:\s?[@＠]\s?|\s?[\[(]\s?at\s?[\])]\s?)"
# The name's length is bounded, so that a long text without "@" is read once; what is longer is no address.
_E_MAIL = re.compile(
    rf"(?<![\w.+%'-])[\w.+%'&=/~-]{{1,80}}{_AT}(?:[\w-]{{1,63}}{_DOT}){{1,5}}[^\W\d_]{{2,24}}", re.IGNORECASE
)
_LONG_NAME = re.compile(r"[^\s@＠]+[@＠][\w-]{1,63}(?:[.．。][\w-]{1,63})*[.．。][^\W\d_]{2,24}")
_IBAN = re.compile(r"(?<![^\W_])[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]){11,30}(?![^\W_])", re.IGNORECASE)
_BETWEEN = r"(?:[\s()./–‐‑-]{0,3})"
_NUMBER = re.compile(rf"[+＋]?\(?\d(?:{_BETWEEN}\d){{6,}}")
_DATE = re.compile(r"(?:\d{4}([-/. ])\d{1,2}\1\d{1,2}|\d{1,2}([-/. ])\d{1,2}\2(?:\d{4}|\d{2}))\Z")
_YEARS = re.compile(r"(?:19|20)\d\d\s?[-–/ ]\s?(?:19|20)\d\d\Z")
_LOCAL = re.compile(r"\d{3}[-.]\d{4}\Z|\d+\Z")  # seven or eight digits are a number where they are written like one
_SHORTEST, _SURE = 7, 9  # digits: of a local number, and from which any spelling is a number
_CARD = range(12, 20)  # digits of a payment card (ISO/IEC 7812)


def redact(text: str) -> str:
    """The text with a word in brackets in place of each e-mail address, phone, card and account number.

    A row of digits counts as a phone number from nine digits on, however it is spaced, so that a long list of weights
    may be lost; dates and years are kept.
    """
    text = _HALF.sub("�", _INVISIBLE.sub("", text))
    if "@" in text or "＠" in text or "at" in text.casefold():
        text = _LONG_NAME.sub(E_MAIL, _E_MAIL.sub(E_MAIL, text))
    return _NUMBER.sub(_number, _IBAN.sub(_account, text))


def is_luhn(digits: str) -> bool:
    """Whether the last digit is the check digit of those before (ISO/IEC 7812-1, annex B)."""
    doubled = (2 * int(digit) if place % 2 else int(digit) for place, digit in enumerate(reversed(digits)))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def is_iban(text: str) -> bool:
    """Whether the check digits are those of the account (ISO 13616: modulo 97)."""
    return int("".join(str(int(char, 36)) for char in text[4:] + text[:4])) % 97 == 1


def _account(match: re.Match[str]) -> str:
    compact = re.sub("[ -]", "", match[0])
    if not compact.isascii():
        return match[0]
    for end in range(len(compact), 14, -1):  # a word may stand behind the number
        if is_iban(compact[:end]):
            return IBAN + _behind(match[0], end)
    return match[0]


def _behind(text: str, taken: int) -> str:
    """What stands behind the first `taken` letters and digits."""
    for place, char in enumerate(text):
        if taken == 0:
            return text[place:]
        taken -= char not in " -"
    return ""


def _number(match: re.Match[str]) -> str:
    text = match[0]
    digits = "".join(str(int(char)) for char in text if char.isdecimal())
    if _DATE.match(text) or _YEARS.match(text):
        return text
    if len(digits) in _CARD and is_luhn(digits):
        return CARD
    sure = len(digits) >= _SURE or text[0] in "+＋(0"
    return PHONE if sure or (len(digits) >= _SHORTEST and _LOCAL.match(text)) else text
