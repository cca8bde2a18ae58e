from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers import Outcome
from bot.messages import LONGEST_QUOTED, Mentions, message, spoken_of, unmentioned
from ingest.documents import Passage
from ingest.lexical import terms
from tests.asking import published

PAGES = {
    "club.md": "# Club\n\nHome | Sauna | Prices\n\nA guest pass costs £8. Use the leg press, or stretch your hips.\n",
    "heel.md": "# Heel raise\n\nHome | Sauna | Prices\n\nRaise your heels.\n",
    "hip.md": "# Hip\n\nHome | Sauna | Prices\n\nMove your hips.\n",
}


@pytest.fixture(scope="module")
def mentions(tmp_path_factory: pytest.TempPathFactory) -> Mentions:
    return Mentions(published(tmp_path_factory.mktemp("pages"), PAGES).index)


@pytest.mark.parametrize(
    ("outcome", "missing", "spoken", "said"),
    [
        (Outcome.NOT_FOUND, (), "", "The pages do not answer this. Ask Ana."),
        (Outcome.NOT_FOUND, ("chalk",), "leg press", "The pages do not mention “chalk”. Ask Ana."),
        (Outcome.NOT_FOUND, ("pool", "bar"), "", "The pages do not mention “pool” or “bar”. Ask Ana."),
        (Outcome.NOT_FOUND, (), "leg press", "The pages speak of “leg press”, but do not answer this. Ask Ana."),
        (
            Outcome.UNSURE,
            (),
            "leg press",
            "I am not sure that the pages answer this. The closest passages are shown below.",
        ),
        (
            Outcome.UNSURE,
            ("chalk",),
            "",
            "I am not sure that the pages answer this: they do not mention “chalk”. "
            "The closest passages are shown below.",
        ),
    ],
)
def test_a_message_names_what_is_missing_and_where_nothing_is_found_whom_to_ask(
    outcome: Outcome, missing: tuple[str, ...], spoken: str, said: str
) -> None:
    assert message(outcome, missing, spoken, "Ask Ana.") == said


def test_without_a_contact_a_message_ends_after_its_sentence() -> None:
    assert message(Outcome.NOT_FOUND, ("chalk",), "", "") == "The pages do not mention “chalk”."


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Do you have a swimming pool?", ("swimming pool",)),
        ("Is there a POOL or a Jacuzzi?", ("POOL", "Jacuzzi")),
        ("How many calories does the leg press burn?", ("calories", "burn")),
        ("How do I do hip thrusts?", ("hip thrusts",)),
        ("Is there a juice press?", ("juice press",)),
        ("calories leg press", ("calories",)),
        ("Is the caf\u00e9 the cafe\u0301?", ("caf\u00e9",)),
        ("calories, Calories!", ("calories",)),
        ("pilates, crossfit, zumba", ("crossfit", "zumba")),
        ("深蹲", ("深蹲",)),
        ("Do you offer anything good in 2026?", ()),
        ("How much is a guest pass?", ()),
        ("How do I stretch on the guest press?", ("guest press",)),
        ("Is the leg press free?", ()),
        ("Where are the hips? Stretch.", ()),
        ("what is it", ()),
        ("? 💪", ()),
        ("x" * 60, ("x" * (LONGEST_QUOTED - 1) + "…",)),
        ("<b>kettlebells</b>", ("kettlebells",)),
        ("what time does the cafe press", ("cafe",)),
        ("When does the cafe stretch today?", ("cafe",)),
        ("How many calories does zumba burn?", ("calories", "zumba")),
        ("what does the physiotherapist charge", ("physiotherapist",)),
        ("Does the swimming pool press?", ("swimming pool",)),
        ("Is the cafe pressed?", ("cafe",)),
        ("where is the juice press", ("juice press",)),
        ("where is the swimming pool", ("swimming pool",)),
        ("When does the guest press?", ()),
        ("Can I press my gym pass?", ()),
        ("where is the nearest tram", ("tram",)),
        ("What about pressing legs?", ()),
    ],
)
def test_the_visitors_own_words_that_no_page_has_are_named(
    mentions: Mentions, text: str, named: tuple[str, ...]
) -> None:
    assert unmentioned(text, text, mentions) == named


def test_a_word_that_stands_only_in_what_was_left_out_is_not_said_to_be_missing(mentions: Mentions) -> None:
    assert unmentioned("Do you have a sauna?", "Do you have a sauna?", mentions) == ()


def test_a_phrase_that_stands_only_in_what_was_left_out_is_not_said_to_be_missing(mentions: Mentions) -> None:
    assert unmentioned("sauna prices", "sauna prices", mentions) == ()
    assert unmentioned("sauna home", "sauna home", mentions) == ("sauna home",)


def test_a_word_that_was_repaired_or_put_in_other_words_is_known(mentions: Mentions) -> None:
    assert unmentioned("a geust pas for a mate", "a guest pass for a guest", mentions) == ()


@given(text=st.text())
def test_what_is_named_is_short_stands_in_the_question_and_on_no_page(mentions: Mentions, text: str) -> None:
    named = unmentioned(text, text, mentions)

    assert len(named) <= 2
    for phrase in named:
        assert 0 < len(phrase) <= LONGEST_QUOTED
        assert phrase.endswith("…") or any(term not in mentions for term in terms(phrase))


def passage(body: str, title: str = "", heading: str = "") -> Passage:
    return Passage("p", "a.md", title, heading, 0, 0, len(body), body)


@pytest.mark.parametrize(
    ("text", "page", "spoken"),
    [
        ("Is the leg press safe?", passage("Sit in the leg press."), "leg press"),
        ("Is the Leg Press safe?", passage("", title="Leg presses"), "Leg Press"),
        ("Is the leg press safe?", passage("Press with a leg."), ""),
        ("Is the calf raise machine free?", passage("Calf raise. Calf raise machine."), "calf raise machine"),
        ("Which soleus?", passage("The soleus."), "soleus"),
        ("What is it about music?", passage("It is music."), ""),
        ("Is the leg, press?", passage("leg press"), ""),
        ("sauna", passage("Sit down."), ""),
        ("", passage("Sit down."), ""),
    ],
)
def test_a_page_speaks_of_the_longest_phrase_of_the_question_that_it_really_holds(
    text: str, page: Passage, spoken: str
) -> None:
    assert spoken_of(text, page) == spoken


def test_the_words_of_two_parts_of_a_passage_are_no_phrase() -> None:
    assert spoken_of("calf raises", passage("Raises are for all.", heading="The calf")) == "calf"


def test_the_pages_of_a_test_have_a_line_that_is_left_out(tmp_path: Path) -> None:
    index = published(tmp_path, PAGES).index

    assert all(document.left_out for document in index.documents.values())
