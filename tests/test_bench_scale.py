from pathlib import Path

import pytest

from bench.scale_table import COLUMNS, Row, extrapolated, table
from bench.synthetic import PAGE, QUESTIONS, Sources, markdown, pages, question_of, sources_of, write
from ingest.pipeline import ingest
from tests.fakes import WordEncoder

EXERCISES = [
    {
        "title": title,
        "text": f"Level: beginner. Stand with your {side} foot on the bench. Lift the barbell {times} times. "
        f"Lower the {tool} slowly to the floor. Keep your back straight while you {verb}.",
        "meta": {"Primary muscles": muscle},
    }
    for title, side, times, tool, verb, muscle in (
        ("Toe Lift", "left", 12, "barbell", "lift", "calves"),
        ("Heel Walk", "right", 30, "cable", "walk", "Calves, shins"),
        ("Arm Curl", "left", 8, "dumbbell", "curl", "biceps"),
        ("Rope Pull", "right", 15, "rope", "pull", "biceps"),
    )
]
SNIPPETS = [
    {"title": asked, "text": answer, "domain": "club", "entity": entity}
    for asked, answer, entity in (
        ("Is there parking at Iron Barn?", "Iron Barn has 40 spaces behind the house.", "IRON BARN"),
        ("When does Blue Hall open on Monday", "It opens at 6 in the morning.", "BLUE HALL"),
        ("Can I bring a dog to the Red Shed?", "No, dogs are not allowed at the Red Shed.", "RED SHED"),
        ("Do you sell water?", "Yes, a bottle is 2 pounds at the desk.", None),
    )
]


@pytest.fixture(scope="module")
def sources() -> Sources:
    return sources_of(EXERCISES, SNIPPETS)


def test_sources_are_sentences_by_muscle_and_snippets_with_the_business_they_are_about(sources: Sources) -> None:
    assert sorted(sources.sentences) == ["biceps", "calves"]
    assert not any("Level:" in sentence for many in sources.sentences.values() for sentence in many)
    assert sources.businesses == ("Blue Hall", "Iron Barn", "Red Shed")


@pytest.mark.parametrize("n_passages", [1, PAGE, 3 * PAGE + 7])
def test_there_are_as_many_passages_as_asked_for_and_no_two_are_the_same(sources: Sources, n_passages: int) -> None:
    made = [passage for _, many in pages(sources, n_passages) for passage in many]

    assert len(made) == len({(passage.heading, passage.text) for passage in made}) == n_passages


def test_the_same_seed_gives_the_same_passages_and_another_one_others(sources: Sources) -> None:
    first, again, other = (list(pages(sources, 100, seed)) for seed in (1, 1, 2))

    assert first == again
    assert first != other


def test_fewer_passages_are_the_first_of_more(sources: Sources) -> None:
    assert list(pages(sources, 200))[:2] == list(pages(sources, 2 * PAGE))


def test_sources_that_are_too_few_are_refused_instead_of_searched_for_ever() -> None:
    one = Sources(("Plank",), {"core": ("Hold.", "Breathe.")}, {"club": (("Open?", "Yes, it is.", "Barn"),)}, ("Barn",))

    with pytest.raises(ValueError, match="too little"):
        list(pages(one, 10_000))


def test_a_business_is_named_as_its_page_is_and_a_heading_of_an_answer_asks(sources: Sources) -> None:
    answers = [(title, made) for title, many in pages(sources, 400) for made in many if made.faq]

    assert all(made.heading.endswith("?") for _, made in answers)
    assert all(title.startswith(("Blue Hall", "Iron Barn", "Red Shed")) for title, _ in answers)
    assert not any("Iron Barn" in made.text for title, made in answers if not title.startswith("Iron Barn"))


def test_a_question_is_the_heading_of_an_answer_or_asks_for_the_exercise(sources: Sources) -> None:
    made = [passage for _, many in pages(sources, 400) for passage in many]

    asked = {passage.faq: question_of(passage) for passage in made}

    assert asked[True] in {passage.heading for passage in made}
    assert asked[False].startswith("How do I do the ")


def test_an_ingest_finds_each_passage_below_its_heading(sources: Sources, tmp_path: Path) -> None:
    questions = write(sources, 5 * PAGE + 3, tmp_path / "pages")

    report = ingest([tmp_path / "pages"], tmp_path / "index", WordEncoder())

    assert report.passages == report.embedded == 5 * PAGE + 3
    assert len(questions) == 5 * PAGE + 3


def test_passages_beyond_the_distinct_ones_repeat_pages_and_are_not_encoded_again(
    sources: Sources, tmp_path: Path
) -> None:
    write(sources, 5 * PAGE + 3, tmp_path / "pages", distinct=2 * PAGE - 1)

    report = ingest([tmp_path / "pages"], tmp_path / "index", WordEncoder())

    assert (report.passages, report.embedded) == (5 * PAGE + 3, 2 * PAGE)


def test_questions_are_spread_over_the_passages_and_not_more_than_are_asked(sources: Sources, tmp_path: Path) -> None:
    questions = write(sources, 3 * QUESTIONS, tmp_path / "pages")
    made = [passage for _, many in pages(sources, 3 * QUESTIONS) for passage in many]

    assert len(questions) == QUESTIONS
    assert questions == [question_of(passage) for passage in made[::3]]


def test_a_page_has_its_title_and_a_heading_for_each_passage(sources: Sources) -> None:
    title, made = next(iter(pages(sources, 2)))

    assert markdown(title, made).splitlines()[::2] == [
        f"# {title}",
        *(line for passage in made for line in (f"## {passage.heading}", passage.text)),
    ]


def test_a_size_that_was_not_measured_lies_on_the_line_through_the_two_largest_that_were() -> None:
    rows = [_row(100, 99.0), _row(1000, 20.0), _row(10_000, 110.0)]

    row = extrapolated(100_000, "too large", rows)

    assert row.figures["disk"] == pytest.approx(1010.0)
    assert row.figures["seconds"] == pytest.approx(1010.0)
    assert row.figures["rate"] == pytest.approx(100_000 / 1010)
    assert not row.measured
    assert "p50" not in row.figures


def test_of_one_size_only_what_begins_at_nothing_is_extrapolated_and_no_line_falls() -> None:
    assert extrapolated(1000, "x", [_row(100, 5.0)]).figures == {"seconds": 50.0, "disk": 50.0, "rate": 20.0}
    assert extrapolated(1000, "x", [_row(10, 9.0), _row(100, 5.0)]).figures["disk"] == 5.0
    assert extrapolated(1000, "x", []) == Row(1000, {}, 0, "x")


def test_a_line_goes_through_no_extrapolated_size() -> None:
    rows = [_row(100, 1.0), _row(1000, 10.0), Row(2000, {"disk": 9999.0}, 0, "x")]

    assert extrapolated(10_000, "x", rows).figures["disk"] == pytest.approx(100.0)


def test_the_table_says_which_sizes_are_extrapolated_and_why() -> None:
    lines = table([_row(1000, 10.0), extrapolated(2000, "it would need 9 GB", [_row(1000, 10.0)])]).splitlines()

    assert lines[2].startswith("| 1,000 | 1,000 | 10 | 100 |")
    assert lines[3].startswith("| 2,000 (extrapolated) | – | 20 | 100 | – | 20 |")
    assert lines[-1] == "2,000 passages were not measured: it would need 9 GB."
    assert lines[0].count("|") == lines[1].count("|") == lines[2].count("|") == lines[3].count("|")


def _row(size: int, figure: float) -> Row:
    return Row(size, {key: size / figure if key == "rate" else figure for key in COLUMNS}, size)
