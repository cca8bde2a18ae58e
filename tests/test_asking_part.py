import pytest

from bot.asking_part import asked_together, asking_part, says_what, without_story


@pytest.mark.parametrize(
    ("text", "part"),
    [
        (
            "I moved here last week and know nobody yet. How much is a guest pass for the pool?",
            "How much is a guest pass for the pool?",
        ),
        (
            "someone walked off with my umbrella from the hallway, for how long do you keep the camera's recordings",
            "for how long do you keep the camera's recordings",
        ),
        (
            "where do men shower during the building work, I cannot go to the office like that",
            "where do men shower during the building work",
        ),
    ],
)
def test_a_long_question_is_parted_from_its_story(text: str, part: str) -> None:
    assert asking_part(text) == part


@pytest.mark.parametrize(
    "text",
    [
        "I moved here. How much is a guest pass?",
        "What is a guest pass, and how much is it for somebody who comes with two of my friends?",
        "I moved here last week and know nobody yet, so I am looking forward to your guest pass.",
        "I moved here last week and want to swim with a friend who visits me. Is it free for them?",
        "",
    ],
    ids=["short", "two questions", "no question", "says nothing by itself", "empty"],
)
def test_any_other_question_stays_as_it_is(text: str) -> None:
    assert asking_part(text) == text


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("mum is 71 with brittle bones, is the squat safe for her?", "is the squat safe for her?"),
        ("20 normal press-ups are boring by now, what comes next", "what comes next"),
        ("I pulled a calf on 3 May. When can I train? I do not want to wait.", "When can I train? "),
        ("In 1066, who won?", "In 1066, who won?"),  # what leads into the question belongs to it
        ("Who came after Lena, the head coach since 2019?", "Who came after Lena, the head coach since 2019?"),
        ("I'm 71 and never lifted anything", "I'm 71 and never lifted anything"),  # nothing asks
        ("", ""),
    ],
)
def test_a_part_that_only_tells_is_no_part_of_what_is_asked(text: str, asked: str) -> None:
    assert without_story(text) == asked


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            "how long can I freeze for, and what does it cost?",
            ("how long can I freeze for", "what does it cost?"),
        ),
        ("Where can I park? Do you have lockers?", ("Where can I park", "Do you have lockers?")),
        ("can I bring a mate but how much is it", ("can I bring a mate", "how much is it")),
        ("how many sets and reps", ()),
        ("I lift weights and do you have a rack", ()),  # the first part tells
        ("what is the best squat and when", ()),  # "when" alone asks nothing
        ("who are you? are you a bot? can you lift? do you sleep?", ()),  # a list
    ],
)
def test_what_is_asked_together_is_parted(text: str, parts: tuple[str, ...]) -> None:
    assert asked_together(text) == parts


@pytest.mark.parametrize(
    ("part", "alone"),
    [
        ("do you have lockers", True),
        ("is there a sauna", True),
        ("when do you open", True),
        ("is there a fee", False),
        ("what does it cost", False),
        ("why", False),
    ],
)
def test_a_part_says_what_where_it_names_a_thing(part: str, alone: bool) -> None:
    assert says_what(part) is alone
