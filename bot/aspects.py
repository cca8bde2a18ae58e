"""Which part of an exercise's page a question is about: its mistakes, whom it is not for, what makes it harder.

Such pages are much alike: each part speaks of the same exercise, and the likest words often stand in the wrong one.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.answers import Hit
from bot.rerank import Asked
from bot.wanted import words

# Set by hand:
AHEAD = 2.0  # score by which a part that is asked for comes ahead of the others of its page
AHEAD_IN_TALK = 4.0  # where a follow-up says little else


@dataclass(frozen=True, slots=True)
class _Aspect:
    """What visitors say who mean a part, and what the headings of such parts say."""

    asked: re.Pattern[str]
    headed: re.Pattern[str]


_HURTS = r"hurt\w*|pain\w*|sore|ach(?:e|es|ing|y)|cramp\w*|killing me|niggl\w+|numb|pinch\w*"
_ASPECTS = (
    _Aspect(  # mistakes
        words(
            r"(?:am|are|is|was|doing|do|does|did|go|goes|going|went) (?:\w+ ){0,2}?wrong",
            r"mistakes?|faults?|errors?|fix(?:ed|ing)?|cure|correct (?:it|this|that|my)|get rid of",
            r"(?:stop|prevent|avoid|keep)(?: \w+){1,4}? from",
            r"how (?:do|can|could|should|to) (?:i |we |you |one )?(?:stop|prevent|avoid)",
            r"keeps?(?: on)? \w+ing|collaps\w+|always (?:feel|end up|get)|why (?:does|do|is|are) my",
            _HURTS,
        ),
        words(
            r"mistakes?|errors?|faults?|wrong|problems?|fix(?:es)?|pitfalls?|troubleshooting|corrections?|trouble"
            r"|watch out(?: for)?|look out for|bad habits?"
        ),
    ),
    _Aspect(  # whom it is not for
        words(
            r"safe(?:ly)? (?:for|with|to|if|when|after|during)|(?:is|are) (?:it|this|that|they) safe|risky|dangerous",
            r"pregnan\w+|expecting|trimester|surger\w+|operation|operated|replacements?|artificial|prosthe\w+|implant"
            r"|injur\w+|arthritis|osteo\w+|brittle|hernia\w*|slipped dis[ck]|sciatica|blood pressure|heart|asthma"
            r"|glaucoma|torn|tore|sprain\w*|fractur\w+|broke|broken|dizz\w+|diabet\w+|epilep\w+",
            r"(?:bad|dodgy|weak|new|stiff|frozen) (?:back|knees?|hips?|shoulders?|wrists?|ankles?|neck|elbows?|necks?)",
            r"doctor|physio\w*|contra-?indicat\w+|who (?:should|must|may|can)(?:n['’]t| not)",
            r"should (?:i|anyone|anybody|someone) (?:avoid|skip)",
            _HURTS,
        ),
        words(
            r"when not|not (?:for|suitable|recommended)|who should(?:n['’]t| not)|avoid|contra-?indications?|safety"
            r"|safe(?:ly)?|cautions?|warnings?|precautions?|skip|leave (?:it |this )?out|injur\w+|pain|health|careful"
            r"|do not|don['’]t|risks?|stop if|see a doctor|is it for me"
        ),
    ),
    _Aspect(  # harder
        words(
            r"too (?:easy|light)|harder|tougher|boring|bored|challeng\w+|more difficult|progress\w*|advance[ds]?",
            r"next (?:step|level|stage)|what(?:['’]s| is| comes|s)? (?:next|after)|variations?",
        ),
        words(r"harder|progress\w*|advance[ds]?|variations?|levels?|next|steps? up|versions?|too easy|challenge"),
    ),
    _Aspect(  # easier
        words(
            r"too (?:hard|difficult|tough|much|heavy)|easier|simpler|regress\w*|beginners? version|instead(?: of)?",
            r"variations?|alternatives?|(?:can(?:['’]t|not)|unable to) (?:yet |even )?(?:do|manage|get)",
            r"first (?:one|rep)|(?:not|isn['’]t) (?:yet )?(?:strong|fit) enough|too weak",
        ),
        words(
            r"easier|regress\w*|beginners?|no [\w-]+(?: [\w-]+)? yet|not yet|build(?:ing)? up|too hard|variations?",
            r"alternatives?|levels?|versions?|scal(?:e|ing)|adapt\w*|first|instead|options?",
        ),
    ),
    _Aspect(  # breathing
        words(r"breath\w*|inhal\w+|exhal\w+"),
        words(r"breath\w*"),
    ),
    _Aspect(  # how much of it
        words(
            r"(?:how many|number of|what) (?:sets|reps|repetitions|rounds)|sets and reps|reps|how heavy|which weights?"
        ),
        words(
            r"sets?|reps?|repetitions?|programm\w+|dos(?:e|age|ing)|amount|volume|load\w*|how (?:much|many|often|heavy)"
        ),
    ),
    _Aspect(  # setting up
        words(
            r"set ?up|starting position|stance|grip|where (?:do|should|to) (?:i |we |you )?(?:put|place|stand|hold|set)"
            r"|how (?:do|should|to|can) (?:i |we |you |one )?(?:hold|stand|grip|place|position|set up)"
        ),
        words(
            r"set[ -]?up|setting (?:it )?up|start(?:ing)?|get(?:ting)? (?:set|ready|into it)|prepar\w+|position\w*|grip"
            r"|stance"
        ),
    ),
)  # fmt: skip


def part_first(question: Asked, hits: tuple[Hit, ...]) -> tuple[Hit, ...]:
    """The hits, with the parts that the question asks for ahead of the other parts of the best one's page.

    Other pages stay where they are: the mistakes of another exercise are no answer.
    """
    asked = [aspect.headed for aspect in _ASPECTS if aspect.asked.search(question.text)]
    if not asked or not hits:
        return hits
    page, ahead = hits[0].passage.doc_id, AHEAD_IN_TALK if question.topic else AHEAD
    raised = [ahead if hit.passage.doc_id == page and _is_headed(hit, asked) else 0.0 for hit in hits]
    level = [max(hit.score for hit in hits), *(hit.score for hit in hits[1:])]  # the first may stand there by its name
    order = sorted(range(len(hits)), key=lambda i: -(level[i] + raised[i]))
    return tuple(replace(hits[i], score=hits[i].score + raised[i]) for i in order)


def _is_headed(hit: Hit, asked: Sequence[re.Pattern[str]]) -> bool:
    heading = hit.passage.heading.rpartition(" › ")[2]
    return any(pattern.search(heading) for pattern in asked)
