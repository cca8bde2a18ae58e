import numpy as np

from bot.answers import Outcome
from bot.gaps import Gap, InVain, gaps, in_vain, linked
from bot.journal_entries import Entry, Stretch
from tests.fakes import WordEncoder

UNSURE, NOT_FOUND, ANSWERED = Outcome.UNSURE, Outcome.NOT_FOUND, Outcome.ANSWERED


def entry(question: str, outcome: Outcome, day: int, helpful: bool | None = None, page: str = "") -> Entry:
    near = (Stretch(page, 0, 5),) if page else ()
    return Entry(
        f"{day}",
        f"2026-11-{day:02}T09:00:00.000Z",
        "",
        question,
        question,
        outcome,
        (),
        near,
        (),
        0.2,
        "b",
        1.0,
        helpful,
    )


def test_questions_in_vain_are_those_without_an_answer_or_with_one_voted_down() -> None:
    entries = [
        entry("Do you have a sauna?", NOT_FOUND, 1),
        entry("How much is a guest pass?", ANSWERED, 2),
        entry("When do you open?", ANSWERED, 3, helpful=False),
        entry("do you have a SAUNA", UNSURE, 4, page="club.md"),
        entry("Is there a pool?", ANSWERED, 5, helpful=True),
    ]

    rows = in_vain(entries)

    assert rows == [
        InVain("When do you open?", (ANSWERED,), 1, (), "2026-11-03T09:00:00.000Z"),
        InVain("do you have a SAUNA", (NOT_FOUND, UNSURE), 0, ("club.md",), "2026-11-04T09:00:00.000Z"),
    ]


def test_questions_alike_are_one_gap_and_the_most_asked_comes_first() -> None:
    rows = [
        InVain("Can I freeze my membership?", (NOT_FOUND,), 0, ("club.md",), "2026-11-01"),
        InVain("Is there a sauna?", (UNSURE, ANSWERED), 1, (), "2026-11-05"),
        InVain("Is there a sauna upstairs?", (UNSURE,), 0, ("rooms.md", "club.md"), "2026-11-03"),
    ]

    found = gaps(rows, WordEncoder())

    assert found == [
        Gap(
            question="Is there a sauna?",
            asked=3,
            outcomes={"answered": 1, "unsure": 2},
            unhelpful=1,
            pages=("club.md", "rooms.md"),
            last="2026-11-05",
            questions=("Is there a sauna?", "Is there a sauna upstairs?"),
        ),
        Gap("Can I freeze my membership?", 1, {"not_found": 1}, 0, ("club.md",), "2026-11-01", (rows[0].question,)),
    ]


def test_without_questions_there_are_no_gaps() -> None:
    assert gaps([], WordEncoder()) == []


def test_groups_are_those_that_merging_the_nearest_pair_first_makes() -> None:
    chance = np.random.default_rng(1)
    for _ in range(30):
        vectors = chance.normal(size=(14, 3))
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        near = (vectors @ vectors.T).astype(np.float32)

        assert linked(near, 0.6) == naive(near, 0.6)


def naive(near: "np.typing.NDArray[np.float32]", together: float) -> list[list[int]]:
    groups = [[i] for i in range(len(near))]
    while len(groups) > 1:
        pairs = [(near[np.ix_(a, b)].mean(), a, b) for i, a in enumerate(groups) for b in groups[i + 1 :]]
        best, one, other = max(pairs, key=lambda pair: pair[0])
        if best < together:
            break
        groups = [group for group in groups if group not in (one, other)] + [sorted(one + other)]
    return sorted(groups)
