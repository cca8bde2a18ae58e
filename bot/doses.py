"""Sets, repetitions and times a week: of one exercise, or of all training of a muscle."""

import re
from dataclasses import dataclass

from bot.measure import Figure
from bot.muscles import muscles
from bot.normal_text import normalised
from bot.points import Place, Point
from ingest.documents import Passage

_EXERCISE = re.compile(
    r"\b(?:raises?|press(?:es)?|curls?|squats?|lunges?|rows?|deadlifts?|push-?ups?|pull-?ups?|chin-?ups?|planks?|crunch(?:es)?"
    r"|sit-?ups?|dips?|fly(?:es)?|extensions?|bridges?|thrusts?|kick-?backs?|shrugs?|stretch(?:es)?|jumps?|swings?|walk(?:s|ing)?"
    r"|run(?:s|ning)?|twists?|push-?downs?|pull-?downs?|step-?ups?|box|bends?|exercise)\b"
)
_TRAINING = re.compile(r"\b(?:train\w*|programm\w*|routine|workouts?|respond|plan|aim)\b")
_LEVEL = re.compile(r"\b(?:beginners?|intermediate|advanced|warm-?up|strength|endurance|rehab\w*)\b")


@dataclass(frozen=True, slots=True)
class Dose:
    """How much of what is advised."""

    dimension: str
    values: tuple[Figure, ...]
    general: bool  # of all training of its muscles, whatever the exercise
    muscles: frozenset[str]
    level: frozenset[str]  # for whom or what: beginners, endurance
    place: Place

    @property
    def told(self) -> str:
        """The figures as written."""
        return ", ".join(figure.shown for figure in self.values)

    def differs(self, other: "Dose") -> bool:
        """True where a general advice for a muscle and another advice for it cannot both be followed."""
        if not (self.general or other.general) or self.level != other.level or not self.muscles & other.muscles:
            return False
        return all(ours.differs(theirs) for ours in self.values for theirs in other.values)


def dose(point: Point, sentence: str, topic: str, passage: Passage, trained: frozenset[str]) -> Dose:
    """Read what a point about sets, repetitions or times a week is advised for.

    Args:
        point: the figures.
        sentence: that tells them.
        topic: the first sentence of its paragraph or list item.
        passage: that it stands in.
        trained: the muscles that the page says are trained.
    """
    text = normalised(sentence)
    heading = passage.heading.rsplit(" › ", 1)[-1]
    general, meant = False, trained
    for place in (f"{text} {normalised(topic)}", normalised(passage.question), normalised(heading)):
        if _EXERCISE.search(place):
            break
        if (named := muscles(place)) and _TRAINING.search(place):
            general, meant = True, named
            break
    return Dose(point.dimension, point.values, general, meant, frozenset(_LEVEL.findall(text)), point.place)
