from pathlib import Path

import pytest

from bot.cite import Pick
from bot.compose import disagree
from bot.rerank import rerank
from bot.retrieve import retrieve
from bot.rivals import reading, variants_of
from tests.asking import composed, published, weighed

ROWING = "# Rowing\n\nRow far.\n"
Case = tuple[str, dict[str, str], list[str]]

SIDES: list[Case] = [
    (
        "Do I turn my toes in or out for the inner calf?",
        {
            "press.md": "# Leg press\n\nThe toes matter for the inner calf. For the inner calf, turn your toes out.\n",
            "donkey.md": "# Donkey raise\n\nToes turned in stress the inside of the calf. Breathe.\n",
        },
        ["Toes turned in stress the inside of the calf.", "For the inner calf, turn your toes out."],
    ),
    (
        "What trains the soleus?",
        {
            "calf.md": "# Calf\n\nThe soleus trains with you every day. Squats work the soleus.\n",
            "heel.md": "# Heels\n\nThe seated calf raise works the soleus. Bring shoes.\n",
        },
        ["Squats work the soleus.", "The seated calf raise works the soleus."],
    ),
    (
        "In the toe raise, do I lift the heels or the toes?",
        {"toe.md": "# Toe raise\n\nLift the heels slowly.\n\n## Tips\n\nIn the toe raise lift the toes, not heels.\n"},
        ["Lift the heels slowly.", "In the toe raise lift the toes, not heels."],
    ),
    (
        "From which age may my child climb without an adult?",
        {
            "faq.md": "# Children\n\nFrom 14 a child may climb unsupervised.\n",
            "rules.md": "# House rules\n\nAnyone under 16 climbs only with an adult. Tie your hair.\n",
        },
        ["From 14 a child may climb unsupervised.", "Anyone under 16 climbs only with an adult."],
    ),
    (
        "How long do I rest between attempts?",
        {
            "months.md": "# First months\n\nBetween hard attempts rest for three minutes.\n",
            "project.md": "# Projects\n\nBetween attempts sit down for ten minutes. Film yourself.\n",
        },
        ["Between hard attempts rest for three minutes.", "Between attempts sit down for ten minutes."],
    ),
    (
        "How much is a guest pass?",
        {"prices.md": "# Prices\n\nA guest pass costs £8.\n", "guests.md": "# Guests\n\nA guest pass is £10.\n"},
        ["A guest pass costs £8.", "A guest pass is £10."],
    ),
]
ONE_SIDE: list[Case] = [
    (
        "What trains the soleus?",
        {
            "calf.md": "# Calf\n\nThe calf raise works the soleus.\n",
            "heel.md": "# Heels\n\nThe heel raise works the soleus too.\n",
        },
        [],
    ),
    (
        "Which muscle does the calf raise train?",
        {
            "calf.md": "# Calf raise\n\nThe calf raise trains the calves.\n",
            "reverse.md": "# Reverse calf raise\n\nThe reverse calf raise trains the shins.\n",
        },
        ["The calf raise trains the calves."],
    ),
    (
        "How long do I rest between sets?",
        {
            "sets.md": "# Sets\n\nRest for one minute between sets.\n",
            "project.md": "# Projects\n\nBetween attempts sit down for ten minutes.\n",
        },
        ["Rest for one minute between sets."],
    ),
    (
        "How long do I lower the bar?",
        {
            "a.md": "# One\n\nLower the bar for two to three seconds.\n",
            "b.md": "# Two\n\nLower the bar for 2-3 seconds each.\n",
        },
        [],
    ),
    (
        "How long should I squat?",
        {"knees.md": "# If knees ache\n\nSquat to a box for three weeks, and slow the way down to four seconds.\n"},
        ["Squat to a box for three weeks, and slow the way down to four seconds."],
    ),
    (
        "What do I pay for a suspension?",
        {"terms.md": "# Terms\n\nSuspension is free with a certificate; in other cases a suspension costs £4.\n"},
        ["Suspension is free with a certificate; in other cases a suspension costs £4."],
    ),
]


@pytest.mark.parametrize(("question", "pages", "sides"), SIDES)
def test_all_sides_are_stated_by_the_sentences_that_take_them(
    tmp_path: Path, question: str, pages: dict[str, str], sides: list[str]
) -> None:
    index = published(tmp_path, pages | {"rowing.md": ROWING}).index

    asked, picks = composed(index, question)

    stated = " ".join(_texts(picks))
    assert [side for side in sides if side not in stated] == []
    assert disagree(index, asked, picks)


@pytest.mark.parametrize(("question", "pages", "sides"), ONE_SIDE)
def test_what_agrees_or_is_said_of_another_thing_does_not_disagree(
    tmp_path: Path, question: str, pages: dict[str, str], sides: list[str]
) -> None:
    index = published(tmp_path, pages | {"rowing.md": ROWING}).index

    asked, picks = composed(index, question)

    assert [side for side in sides if " ".join(_texts(picks)).count(side) != 1] == []
    assert not disagree(index, asked, picks)


def test_a_sentence_that_says_it_claims_something_of_what_its_paragraph_is_about(tmp_path: Path) -> None:
    page = "# Calf\n\n- The soleus lies below. This muscle is worked by squats.\n"
    index = published(tmp_path, {"calf.md": page, "rowing.md": ROWING}).index
    place = next(i for i, passage in enumerate(index.passages) if passage.doc_id == "calf.md")

    assert reading(index, place).claims == ((1, "movement that trains, soleus", frozenset({"knee"})),)


@pytest.mark.parametrize("sentence", ["Do you do 3 sets?", "Some people do 3 sets."])
def test_a_question_and_what_only_some_do_claim_nothing(tmp_path: Path, sentence: str) -> None:
    index = published(tmp_path, {"sets.md": f"# Sets\n\n{sentence}\n"}).index

    assert reading(index, 0).claims == ()


def test_a_passage_is_about_a_variant_where_its_title_headings_or_question_name_it(tmp_path: Path) -> None:
    index = published(tmp_path, {"a.md": "# Reverse raise\n\nLift.\n", "b.md": "# Raise\n\nLift in reverse.\n"}).index
    question = weighed(index, "lift")
    hits = rerank(index, question, retrieve(index, question.text, question.encoding))

    assert {hit.passage.doc_id: variants_of(hit.passage) for hit in hits} == {"a.md": {"revers"}, "b.md": frozenset()}


def _texts(picks: list[Pick]) -> list[str]:
    return [pick.document.text[start:end] for pick in picks for start, end in pick.spans]


def test_a_sentence_with_two_prices_is_stated_once(tmp_path: Path) -> None:
    told = "Parking is free for two hours; after that parking is 1.50 euros an hour."
    page = f"# Club\n\n## FAQ\n\n### Is there parking?\n\n{told}\n"
    index = published(tmp_path, {"club.md": page, "rope.md": ROWING}).index

    question, picks = composed(index, "what does parking cost after two hours")

    assert [pick.text for pick in picks] == [told]
    assert not disagree(index, question, picks)
