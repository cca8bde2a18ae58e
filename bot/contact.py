"""How to reach the gym: a telephone number, an e-mail address or the way there, asked for in a few words.

Such questions share hardly a word with what answers them, "Call 0555 010 203", which can be told by its form.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.answers import Hit
from bot.best_sentences import Sentences
from bot.intent import Form, Intent, Wanted
from bot.rerank import Asked
from bot.same_page import SAME_QUESTION
from ingest.index import Index
from ingest.lexical import words

SURE = 0.6  # probability of such an answer; set by hand: the number may be that of one of several people
_DIGITS = 6  # of a telephone number of one's own: 112 is another's
_PLAIN = frozenset(  # words that ask for nothing beside
    re.findall(
        r"\w+",
        "a address an any are at by call can center centre club contact could do does e email find for get give gym"
        " have how i in is it located location mail me mobile no number of on our phone please postal reach ring s"
        " speak street talk tel telephone the there to touch us via want we what whats where which with write you"
        " your yours",
    )
)
_ASKED = (
    (Wanted.EMAIL, frozenset(("email", "mail", "write"))),
    (Wanted.PHONE, frozenset(("phone", "telephone", "tel", "call", "ring", "mobile"))),
    (Wanted.ADDRESS, frozenset(("address", "where", "located", "location"))),
)


def contact_asked(text: str) -> Wanted | None:
    """What a question wants that asks how to reach the gym and nothing else."""
    said = frozenset(words(text))
    if not said or not said <= _PLAIN:
        return None
    for wanted, by in _ASKED:
        if said & by:
            return wanted
    return Wanted.PHONE if said & {"contact", "reach", "touch", "talk", "speak"} else None


def contact_told(index: Index, question: Asked, hits: Sequence[Hit], wanted: Wanted) -> tuple[Asked, Hit] | None:
    """The best passage that tells it, and the question as one for it; None where none does, or an FAQ pair answers.

    Args:
        index: holds the passages.
        question: what is asked.
        hits: what was found, best first.
        wanted: `contact_asked` of the question.
    """
    if hits[0].evidence.question >= SAME_QUESTION:
        return None
    asked = replace(question, intent=Intent(Form.FACT, wanted))
    for hit in hits:
        if not asked.intent.is_met(hit.passage.body):
            continue
        told = Sentences(index, asked, hit.place)
        best = told.words(told.best)
        if asked.intent.is_met(best) and (wanted is not Wanted.PHONE or len(re.sub(r"\D", "", best)) >= _DIGITS):
            return asked, hit
    return None
