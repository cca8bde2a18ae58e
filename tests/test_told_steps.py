import pytest

from bot.told_steps import LONGEST, told_steps
from ingest.outline import sections
from tests.pages import read


def test_the_sentences_from_the_first_instruction_to_the_last_are_the_procedure() -> None:
    text = (
        "Level: beginner. This raise is popular. Stand on a step. This is the start. Slowly raise your heels."
        " At the top, pause for a second. Many people like it."
    )

    assert _told(text) == [
        "Stand on a step.",
        "This is the start.",
        "Slowly raise your heels.",
        "At the top, pause for a second.",
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "Lower the bar.",
        "Then lower the bar.",
        "Slowly lower the bar.",
        "Keeping your back straight, lower the bar.",
        "Once you stand, slowly lower the bar.",
        "With your knees bent, slowly lower the bar.",
        "**Lower** the bar.",
    ],
)
def test_an_instruction_is_known_by_the_verb_that_opens_it(sentence: str) -> None:
    assert _told(f"Stand up. {sentence} Repeat ten times.") == ["Stand up.", sentence, "Repeat ten times."]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Stand up. Sit down.",
        "1. Week one\n\nStand up.\n\n2. Week two\n\nSit down. Stand up. Repeat.",
        "Stand up. Sit down. Repeat.\n\n- a belt\n- chalk",
        "The raise trains calves. It is old. People like it. Gyms have it.",
        "Lowering the bar is hard. Standing helps. Holding on is wise.",
        "Stand up. It is old. It is fun. It is good. It is loud. Sit down. It is nice. It is hot. Repeat it.",
    ],
)
def test_what_instructs_little_is_no_procedure(text: str) -> None:
    assert _told(f"Words come first.\n\n{text}") == []


def test_a_procedure_may_run_over_paragraphs_but_not_over_headings() -> None:
    told = "Stand up.\n\nRaise your heels.\n\nLower them. Lower them more."
    page = f"# Raise\n\n{told}\n\n## Tips\n\nHold on. Look up. Breathe.\n"

    assert _told(page) == ["Stand up.", "Raise your heels.", "Lower them.", "Lower them more."]


def test_a_very_long_procedure_ends_early() -> None:
    told = _told(" ".join(f"Lift {'it again ' * 20}here." for _ in range(9)))

    assert sum(len(sentence.split()) for sentence in told) <= LONGEST
    assert len(told) == 5


def _told(text: str) -> list[str]:
    document = read(text if text.startswith("#") else f"# Raise\n\n{text}\n", "raise.md")
    first = next(iter(sections(document)), None)
    return [document.text[start:end] for start, end in told_steps(document, first)]
