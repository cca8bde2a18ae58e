"""What a question asks about, as far as pages can contradict each other on it."""

import re
from collections.abc import Iterator
from functools import lru_cache

from bot.limits import asks_age_alone, asks_rest
from bot.muscles import ankle_muscles, muscles
from bot.normal_text import normalised
from bot.stop_words import STOP_TERMS
from ingest.lexical import terms

# What is claimed of these is claimed of the body, whatever the exercise.
OF_THE_BODY = ("toes turned, ", "movement that trains, ")
# A question about these wants a claim, and no sentence that only speaks of the same things.
LIMITS = ("age alone", "rest")  # claimed of everybody
POINTED = ("toes turned", "movement that trains", "part lifted", "muscle trained", "age alone", "rest")
_HOW_MANY = r"\bhow many\b(?! (?:times|days|seconds|minutes|hours|weeks|months|years|people|children|guests|places)\b)"
_LIFT = (
    r"(?<!calf )(?<!heel )(?<!toe )(?<!reverse )(?<!donkey )"
    r"\b(?:lift\w*|rais(?:e|ed|es|ing)|go(?:es)? up|comes? up|up|high|rise|move)(?! on| or)\b"
)
_BENT = r"\b(?:bent|bend\w*|straight\w*|lock\w*|exten\w+|flex\w*|positions?|angled?|keep|kept|hold|held)\b"
_ASKED = {
    "sets": rf"\bsets?\b|\breps?\b|\brepetitions?\b|\bhow much\b|{_HOW_MANY}",
    "repetitions": rf"\bsets?\b|\breps?\b|\brepetitions?\b|{_HOW_MANY}",
    "times a week": r"\boften\b|\bfrequen|\ba week\b|\bper week\b|\bhow many (?:times|days)\b|\bevery day\b",
    "degrees": r"\bangle\b|\bdegrees?\b",
    "temperature": r"\btemperature\b|\bdegrees?\b|\bhow (?:warm|cold|hot|cool)\b|\bheated\b",
    "part lifted": (
        rf"\b(?:heels?|toes?|foot|feet)\b(?! raises?).*{_LIFT}|{_LIFT}.*\b(?:heels?|toes?|foot|feet)\b(?! raises?)"
        r"|\bheels? or (?:the |my |your )?toes?\b|\btoes? or (?:the |my |your )?heels?\b"
    ),
    "knees": rf"\bknees?\b.*{_BENT}|{_BENT}.*\bknees?\b|\blegs? (?:straight|bent)\b",
    "price": r"\bhow much\b|\bcosts?\b|\bpric\w+|\bfees?\b|\bcharges?\b|\bpay\b|\bfree\b",
    "time of day": r"\bwhen\b|\bwhat time\b|\bhow (?:late|early)\b|\bopen\w*|\bclos(?:e|es|ed|ing)\b|\bhours\b",
    "age": r"\bhow old\b|\bage[ds]?\b|\byears? old\b",
    "duration": (
        r"\bhow (?:long|late|early|soon|fast|many (?:seconds|minutes|hours|days|weeks|months|years))\b"
        r"|\bhow far ahead\b|\bnotice\b|\blasts?\b"
    ),
    "phone number": r"\bphone\b|\bcall\b|\bnumber\b",
    "yes or no": r"^\W*(?:is|are|am|can|could|do|does|did|may|must|should|will|would|has|have)\b",
}
_PATTERNS = {subject: re.compile(pattern, re.IGNORECASE) for subject, pattern in _ASKED.items()}
_TOES = re.compile(
    r"\b(?:toes?|feet|foot)\b(?=.*\b(?:turn\w*|point\w*|rotat\w*|angled?|position\w*|plac\w+|face|facing|inwards?|outwards?"
    r"|inner|inside|outer|outside|medial|lateral|direction|way|(?:in|out)(?! (?:the|a|an|my|your)\b))\b)"
    r"|\b(?:turn\w*|point\w*|rotat\w*|angled?|position\w*|plac\w+|direction|way)\b.*\b(?:toes?|feet|foot)\b"
    r"|\b(?:inner|inside|outer|outside|medial|lateral)\b.*\b(?:toes?|feet|foot)\b",
    re.IGNORECASE,
)
_PLAIN = frozenset({"normal", "ordinary", "regular", "usual", "traditional", "standard", "simple", "smith", "machine"})
_MUSCLE = re.compile(
    r"\b(?:what|which|target|main|primary) (?:\w+ )?muscles?\b"
    r"|\bmuscles? (?:\w+ )?(?:work|train|target|used|are|is|do)",
    re.IGNORECASE,
)
_WORKS = re.compile(
    r"\b(?:work|train|target|hit|build|strengthen|engage|use|stress|tone|for|exercise|develop|grow|affect)(?:s|es|ed|ing)?\b",
    re.IGNORECASE,
)
_WHAT = re.compile(r"^\W*what\b|[,:]\s*what\b|\bwhat (?:do|does|is|are)\b", re.IGNORECASE)
_LOOKS = re.compile(r"\b(?:where|why|visible|see|lie|located|feel)\b", re.IGNORECASE)
_AMOUNT = re.compile(
    r"\bhow (?:long|many|much|often|far|fast|slow\w*|quick\w*|heavy|high|low|deep|late|early)\b|\bwhy\b", re.IGNORECASE
)
_WHETHER = re.compile(r"\b(?:is|are|do|does|did|will|can)\b", re.IGNORECASE)
_INNER = re.compile(r"\binner\b|\binside\b|\bmedial\b", re.IGNORECASE)
_OUTER = re.compile(r"\bouter\b|\boutside\b|\blateral\b", re.IGNORECASE)
_EXERCISE = re.compile(
    r"\b(?:raises?|press(?:es)?|curls?|squats?|lunges?|rows?|deadlifts?|(?:push|pull|chin|sit|step)-?ups?|planks?"
    r"|crunch(?:es)?|dips?|fly(?:es)?|extensions?|bridges?|thrusts?|kick-?backs?|shrugs?|stretch(?:es)?|jumps?|swings?|twists?"
    r"|(?:push|pull)-?downs?|exercises?|machine)\b",
    re.IGNORECASE,
)

# Words that make another exercise of one: what a page says of rows says little of pendlay rows.
_VARIANTS = frozenset(
    terms(
        "goblet bulgarian romanian sumo hack bench incline decline split pistol nordic face lat landmine zercher arnold"
        " preacher hammer pendlay turkish farmer russian cossack curtsy sissy jefferson larsen seated donkey tibialis"
        " glute hip reverse front back overhead"
    )
)


@lru_cache(maxsize=1024)
def subjects_of(question: str) -> frozenset[str]:
    """The subjects of claims that a question asks about, narrowed where it names a side, a muscle or an effort."""
    found = {subject for subject, pattern in _PATTERNS.items() if pattern.search(question)}
    if _AMOUNT.search(question):
        found.discard("part lifted")  # how long, while the heels are up
    else:
        found.update(_of_movement(question))
    if asks_age_alone(question):
        found.add("age alone")
    if effort := asks_rest(question):
        found.add(f"rest, between {effort}s")
    return frozenset(found)


def side_of_calf(text: str) -> str:
    """Which side of the calf a text is about: the same toes are right for one side and wrong for the other."""
    inner, outer = bool(_INNER.search(text)), bool(_OUTER.search(text))
    return "" if inner == outer else ", for the inner side" if inner else ", for the outer side"


def exercise_of(question: str) -> frozenset[str]:
    """The stems that name the exercise of a question: "the reverse calf raise"; empty where it names none."""
    found: set[str] = set()
    words = re.findall(r"[\w'-]+", question.lower())
    for place, word in enumerate(words):
        if not _EXERCISE.fullmatch(word) or word.startswith(("exercise", "machine")):
            continue
        while place >= 0 and words[place] not in _PLAIN and not STOP_TERMS.issuperset(stems := terms(words[place])):
            found.update(stems)
            place -= 1
    return frozenset(found)


def variant_of(question: str) -> frozenset[str]:
    """The stems that tell the exercise of a question from others of its kind: the goblet of "goblet squats"."""
    return exercise_of(question) & _VARIANTS


def _of_movement(question: str) -> Iterator[str]:
    """The subjects asked about that say which way to move, and what that trains."""
    if _TOES.search(question):
        yield "toes turned" + side_of_calf(question)
    if not _LOOKS.search(question) and (_WORKS.search(question) or _EXERCISE.search(question)):
        yield from (f"movement that trains, {muscle}" for muscle in ankle_muscles(question.lower()))
    if _asks_muscle(question):
        yield "muscle trained"


def _asks_muscle(question: str) -> bool:
    """True where it is the muscle that is asked for: by its name, as "what does it work", or as one of those named."""
    if _MUSCLE.search(question):
        return True
    exercise, named = _EXERCISE.search(question), muscles(normalised(question))
    if not exercise or not _WORKS.search(question):
        return False
    if named:
        return len(named) > 1 or (_WHETHER.match(question.strip()) is not None)
    return bool(_WHAT.search(question))
