"""What the terminal shows of the journal: gaps."""

from collections.abc import Sequence

from bot.gaps import Gap
from bot.wrapping import counted, wrapped

_SHOWN = 3  # other wordings of a gap
_TOLD = {"answered": "answered today", "unsure": "unsure today too", "not_found": "not found today either", "": ""}
_OUTCOMES = {"answered": "answered", "unsure": "unsure", "not_found": "not found"}


def render_gaps(found: Sequence[Gap], width: int = 80) -> str:
    """Gaps, the most asked first."""
    total = sum(gap.asked for gap in found)
    parts = [f"{counted(total, 'question')} asked in vain, {counted(len(found), 'group')}"]
    for number, gap in enumerate(found, start=1):
        outcomes = [f"{times} {_OUTCOMES[outcome]}" for outcome, times in gap.outcomes.items()]
        votes = [f"{counted(gap.unhelpful, 'vote')} against"] if gap.unhelpful else []
        last = [f"last asked {gap.last[:10]}"] if gap.last else []
        now = [_TOLD[gap.now]] if gap.now else []
        lines = [wrapped(gap.question, width, f"{number}. {gap.asked} × ", "     ")]
        lines.append(wrapped(", ".join(outcomes + votes + last + now), width, "     "))
        if gap.pages:
            lines.append(wrapped(f"near: {', '.join(gap.pages)}", width, "     ", "       "))
        others = [question for question in gap.questions if question != gap.question]
        lines += [wrapped(f"also: {question}", width, "     ", "       ") for question in others[:_SHOWN]]
        if len(others) > _SHOWN:
            lines.append(f"     … and {len(others) - _SHOWN} more wordings")
        parts.append("\n".join(lines))
    return "\n\n".join(parts)
