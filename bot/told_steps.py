"""Procedures told in sentences, without a list: "Stand on the step. Raise your heels. Pause, then lower them."."""

import re
from collections.abc import Sequence

from ingest.documents import BlockKind, Document, Section
from ingest.sentences import sentences

LONGEST = 250  # words
_LEAST = 3  # instructions
_SHARE = 0.4  # of the sentences from the first instruction to the last
_VERBS = (
    "adjust|align|attach|begin|bend|brace|breathe|bring|choose|clasp|contract|cross|curl|dip|drive|drop|engage|exhale|extend"
    "|face|flex|go|grab|grasp|grip|hang|hinge|hold|inhale|jump|keep|kneel|lay|lean|let|lie|lift|load|lock|lower|maintain|move"
    "|open|pause|perform|pick|place|point|position|press|pull|push|put|raise|reach|relax|release|repeat|rest|return|reverse"
    "|rise|roll|rotate|row|select|set|shift|sit|slide|squat|squeeze|stand|start|stay|step|straighten|stretch|support|swing"
    "|switch|take|tense|tighten|tilt|tuck|turn|twist|unrack|walk|wrap"
)
_OPENINGS = (
    r"(?:(?:first|then|next|now|finally|slowly|gently|again|immediately|and|(?:once|while|with|as|after|when|keeping|in|on|at"
    r"|from|without|using|to|by|for|moving)\b[^.,;]{2,90}),?\s+){0,2}"
)
_INSTRUCTS = re.compile(rf"[\"'“(*_]*{_OPENINGS}(?:\w+ly )?(?:{_VERBS})\b", re.IGNORECASE)


def told_steps(document: Document, section: Section | None) -> Sequence[tuple[int, int]]:
    """The sentences of a section from its first instruction to its last; empty where it tells none so.

    At most `LONGEST` words: what is longer ends early.
    """
    if section is None or any(block.kind is not BlockKind.PARAGRAPH for block in section.body):
        return ()
    found = [span for block in section.body for span in sentences(document.text, block.words_start, block.end)]
    instructions = [i for i, span in enumerate(found) if _INSTRUCTS.match(document.text[slice(*span)])]
    if len(instructions) < _LEAST:
        return ()
    told = found[instructions[0] : instructions[-1] + 1]
    if len(instructions) < _SHARE * len(told):
        return ()
    n_words = 0
    for i, span in enumerate(told):
        n_words += len(document.text[slice(*span)].split())
        if n_words > LONGEST:
            return told[:i]
    return told
