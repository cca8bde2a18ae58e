"""Answers of every kind, for the widget to show."""

from dataclasses import replace

from bot.answers import Answer, Citation, Outcome, Question, Statement

GUEST = "How much is a guest pass?"
STEPS = "How do I join?"
TOES = "Which way do the toes point?"
POOL = "Do you have a pool?"
SAUNA = "Is the sauna mixed?"
PAIN = "My knee hurts. May I squat?"
FOLLOW_UP = "And for five?"
URL = "https://gym.example/club"
QUOTE = """**Guests** are welcome.
They sign in at the desk.

- A guest pass costs **£8** and is valid for 1 day, one-off.
- A book of 5 costs £35."""


def cited(number: int, quote: str, title: str = "Club", heading: str = "", url: str | None = None) -> Citation:
    """A citation of `quote`."""
    return Citation(number, f"faq/{number}.md", title, heading, url, quote, 0, len(quote))


def answered(question: str, *statements: Statement, citations: tuple[Citation, ...], **more: object) -> Answer:
    """An answer that states something."""
    answer = Answer(question, question, Outcome.ANSWERED, statements, citations, 0.9, "b")
    return replace(answer, **more)  # type: ignore[arg-type]


_SAID = Statement("A guest pass costs **£8** and is valid for 1 day, one-off.", 1)
_GUEST = answered(
    GUEST,
    _SAID,
    citations=(cited(1, QUOTE, "The *club*", "Guests", URL),),
    suggestions=("Can I bring a guest?", "Is there parking?"),
)
_STEPS_QUOTE = "1. Bring photo ID.\n2. Sign the **form**.\n\nThe desk is open until 20:00."
ANSWERS = {
    GUEST: _GUEST,
    FOLLOW_UP: replace(_GUEST, question=FOLLOW_UP, understood_as="How much are five guest passes?", suggestions=()),
    STEPS: answered(
        STEPS,
        Statement("1. Bring photo ID.", 1, True),
        Statement("2. Sign the **form**.", 1, True),
        Statement("The desk is open until 20:00.", 1),
        Statement("Ask [1] of us.", 2),
        citations=(cited(1, _STEPS_QUOTE, "Joining"), cited(2, "Ask [1] of us.", "Guide", url="https://gym.example/a.pdf#page=3")),
    ),
    TOES: answered(
        TOES,
        Statement("Point the toes outwards.", 1),
        Statement("Point the toes inwards.", 2),
        citations=(
            cited(1, "Point the toes outwards.", "Leg press"),
            cited(2, "Point the toes inwards.", "Leg press FAQ"),
        ),
        sources_disagree=True,
    ),
    PAIN: answered(
        PAIN,
        Statement("Stop where it hurts.", 1),
        citations=(cited(1, "Stop where it hurts.", "Squats"),),
        notice="With pain, stop.\nThen ask a doctor.",
    ),
    POOL: Answer(
        POOL, POOL, Outcome.NOT_FOUND, (), (), 0.1, "b",
        suggestions=("Are there showers?",), message="The pages do not mention “pool”. Ask at the desk.",
    ),
    SAUNA: Answer(
        SAUNA, SAUNA, Outcome.UNSURE, (), (), 0.4, "b",
        closest=(cited(1, "The sauna opens at 9:00.", "Sauna"), cited(2, "Towels are needed in the sauna.", "Towels")),
        message="I am not sure that the pages answer this. The closest passages are shown below.",
    ),
}  # fmt: skip


def answer_to(question: Question) -> Answer:
    """One of the answers above."""
    return ANSWERS[question.text]
