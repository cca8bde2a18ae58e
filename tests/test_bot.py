from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from bot.answers import FIRST_CONTEXT, LAST_CONTEXT, Answer, Outcome, Question, Scored
from bot.bot import Bot
from bot.decide import Caution
from bot.safety import parse as parse_notices
from bot.thesaurus import parse
from ingest import builds
from ingest.encoder import Encoding
from ingest.index import Index
from ingest.pipeline import ingest
from tests.asking import bot_over, published
from tests.fakes import WordEncoder

PAGES = {
    "club.md": """\
# Club

## FAQ

### How much is a guest pass?

A guest pass costs £8. Buy it at the desk.

### When is the club open?

The club is open from 6:00 to 22:00.

### Where is parking?

Behind the house.
""",
    "donkey.md": """\
# Donkey raise

The donkey raise works the soleus.

## Sets and reps

Do 3 sets of the donkey raise with 10 reps.

## How to do it

1. Bend forward over the pad.
2. Rise onto the toes.
3. Lower slowly.
""",
    "heel.md": "# Heel raise\n\nThe heel raise works the gastrocnemius.\n\n## Sets and reps\n\nDo 4 sets.\n",
}
PASS = "How much is a guest pass?"
NONSENSE = "Qwx qwv qwu?"
ASKED = [
    PASS,
    NONSENSE,
    "guest pass",
    "How do I do the donkey raise?",
    "Which muscle does the heel raise work?",
    "reps",
    "?",
    "深蹲 💪",
    "What is it?",
    "open <script> the & club",
]


class CountingEncoder(WordEncoder):
    def __init__(self) -> None:
        super().__init__()
        self.calls: list[tuple[str, ...]] = []  # the questions of each call

    def encode_questions(self, texts: Sequence[str]) -> list[Encoding]:
        self.calls.append(tuple(texts))
        return super().encode_questions(texts)


@pytest.fixture(scope="module")
def bot(tmp_path_factory: pytest.TempPathFactory) -> Bot:
    return bot_over(tmp_path_factory.mktemp("pages"), PAGES, "Ask Ana.")


def test_an_answer_states_cites_and_names_its_build(bot: Bot) -> None:
    answer = bot.ask(Question(PASS))

    quote = "A guest pass costs £8. Buy it at the desk."
    cited = [(item.number, item.source, item.title, item.heading, item.quote) for item in answer.citations]
    assert (answer.question, answer.understood_as, answer.outcome) == (PASS, PASS, Outcome.ANSWERED)
    assert answer.answer == f"{quote} [1]"
    assert cited == [(1, "club.md", "Club", "FAQ", quote)]
    assert (answer.build, answer.message, answer.closest, answer.sources_disagree) == (
        bot.build.build_id,
        "",
        (),
        False,
    )


SAUNA = """\
# Sauna

## FAQ

### Is there a sauna?

Yes, in the cellar.

### When is the sauna open?

From 9:00 to 21:00.

### What does the sauna cost?

It is £4.
"""


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        (
            "How much is a guest pass and is there a sauna?",
            {"A guest pass costs £8. Buy it at the desk.", "Yes, in the cellar."},
        ),
        ("When is the sauna open, and what does it cost?", {"From 9:00 to 21:00.", "It is £4."}),  # it: the sauna
        ("Is there a sauna and is there a qwxqwy?", {"Yes, in the cellar."}),
    ],
)
def test_of_several_things_asked_for_each_is_stated(tmp_path: Path, text: str, stated: set[str]) -> None:
    answer = bot_over(tmp_path, {**PAGES, "sauna.md": SAUNA}).ask(Question(text))

    assert {statement.text for statement in answer.statements} == stated
    assert [citation.number for citation in answer.citations] == list(range(1, len(stated) + 1))
    assert not answer.sources_disagree


def test_what_the_pages_do_not_answer_is_declined_with_the_contact(bot: Bot) -> None:
    answer = bot.ask(Question(NONSENSE))

    assert (answer.outcome, answer.statements, answer.citations, answer.closest) == (Outcome.NOT_FOUND, (), (), ())
    assert answer.message == "The pages do not mention “Qwx qwv qwu”. Ask Ana."


def test_without_a_contact_the_message_ends_after_its_sentence(bot: Bot) -> None:
    answer = Bot(bot.build, WordEncoder()).ask(Question(NONSENSE))

    assert answer.message == "The pages do not mention “Qwx qwv qwu”."


@pytest.mark.parametrize("text", ASKED)
def test_every_answer_is_well_formed_and_every_quote_is_a_slice_of_its_page(bot: Bot, text: str) -> None:
    answer = bot.ask(Question(text))

    assert replace(answer) == answer  # its invariants are checked anew
    _check(answer, bot.build.index)


def test_each_outcome_is_reached_and_well_formed(bot: Bot) -> None:
    less_sure = [
        text for asked in (PASS, "Where is the parking of the club?", "reps of the donkey") for text in _thinned(asked)
    ]

    answers = [bot.ask(Question(text)) for text in (*ASKED, *less_sure)]

    assert {answer.outcome for answer in answers} == set(Outcome)
    for answer in answers:
        _check(answer, bot.build.index)


@pytest.mark.parametrize("text", ASKED)
def test_the_same_question_gives_the_same_json_but_for_the_time(bot: Bot, text: str) -> None:
    first, second = (bot.ask(Question(text, (PASS,)), n_hits=3, timed=False).as_json() for _ in range(2))

    assert first == second
    assert "latency_ms" not in first


def test_a_bank_of_questions_leaves_answers_well_formed_and_the_same_each_time(tmp_path: Path) -> None:
    published(tmp_path, PAGES)
    wordings = "Is there a pool?\nCan I swim?\n\nHow much is a guest pass?\nWhat does a visitor pay?\n"
    ingest([tmp_path / "kb"], tmp_path / "index", WordEncoder(), bank_text=wordings)
    bot = Bot(builds.open_build(tmp_path / "index"), WordEncoder())

    first = [bot.ask(Question(text), timed=False) for text in ("Is there a pool?", *ASKED)]
    second = [bot.ask(Question(text), timed=False) for text in ("Is there a pool?", *ASKED)]

    assert first == second
    for answer in first:
        _check(answer, bot.build.index)


def test_an_answer_tells_its_time_unless_that_is_not_wanted(bot: Bot) -> None:
    timed, untimed = bot.ask(Question(PASS)), bot.ask(Question(PASS), timed=False)

    assert timed.latency_ms is not None
    assert timed.latency_ms >= 0
    assert untimed.latency_ms is None


@pytest.mark.parametrize("n_hits", [1, 2, 100])
def test_the_best_passages_are_named_where_they_are_wanted(bot: Bot, n_hits: int) -> None:
    hits = bot.ask(Question(PASS), n_hits=n_hits).hits

    assert hits is not None
    assert len(hits) == min(n_hits, len(bot.build.index.passages))
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    best = next(item for item in bot.build.index.passages if item.question == PASS)
    assert hits[0] == Scored("club.md", best.start, best.end, hits[0].score)


def test_no_passages_are_named_where_none_are_wanted(bot: Bot) -> None:
    assert bot.ask(Question(PASS)).hits is None


def test_a_how_to_question_is_answered_with_steps_on_lines_of_their_own(bot: Bot) -> None:
    answer = bot.ask(Question("How do I bend forward over the pad in the donkey raise?"))

    assert answer.answer == "1. Bend forward over the pad.\n2. Rise onto the toes.\n3. Lower slowly. [1]"


def test_questions_near_the_one_that_was_asked_are_suggested_and_not_the_one_that_is_answered(bot: Bot) -> None:
    answer = bot.ask(Question(PASS))

    assert len(answer.suggestions) <= 3
    assert len(set(answer.suggestions)) == len(answer.suggestions)
    assert set(answer.suggestions) == {"When is the club open?", "Where is parking?"}


@pytest.mark.parametrize("text", ASKED)
def test_every_suggestion_is_answered_when_it_is_asked_and_is_not_what_was_asked(bot: Bot, text: str) -> None:
    suggestions = bot.ask(Question(text)).suggestions

    assert text not in suggestions
    assert len(set(suggestions)) == len(suggestions) <= 3
    assert [bot.ask(Question(suggestion)).outcome for suggestion in suggestions] == [Outcome.ANSWERED] * len(
        suggestions
    )


def test_what_is_said_and_suggested_does_not_hang_on_what_was_asked_before_by_others(bot: Bot) -> None:
    fresh = Bot(bot.build, WordEncoder(), bot.contact, caution=bot.caution)

    backwards = [fresh.ask(Question(text), timed=False) for text in reversed(ASKED)]

    assert backwards[::-1] == [bot.ask(Question(text), timed=False) for text in ASKED]


def test_an_unsure_answer_names_the_word_that_the_pages_do_not_have(bot: Bot) -> None:
    cautious = Bot(bot.build, WordEncoder(), caution=Caution.CAUTIOUS)
    texts = [
        text
        for asked in (PASS, "reps of the donkey", "Behind the house is the parking of the club")
        for text in _thinned(asked)
    ]

    unsure = [answer for text in texts if (answer := cautious.ask(Question(text))).outcome is Outcome.UNSURE]

    assert unsure
    for answer in unsure:
        assert "they do not mention “" in answer.message
        assert "qwx" in answer.message


@pytest.mark.parametrize(
    ("asked", "history", "notice"),
    [
        ("Where is parking?", (), ""),
        ("Where is parking? Painful", (), "Ask a doctor.\nThis is general."),
        ("Where is parking?", ("My knee hurts",), "Ask a doctor.\nThis is general."),
        (
            "Where is parking?",
            ("My knee hurtt", "Where?", "Where?"),
            "Ask a doctor.\nThis is general.",
        ),
        ("Where is parking?", ("Where?", "Where?", "My knee hurts", *["Where?"] * 20), ""),
        ("Qwx hurts", (), "Ask a doctor."),
        ("Which muscle hurts after the donkey raise?", (), "Ask a doctor."),
    ],
)
def test_a_notice_is_said_whatever_the_outcome_and_after_an_earlier_question_too(
    tmp_path: Path, asked: str, history: tuple[str, ...], notice: str
) -> None:
    donkey = "# Donkey raise\n\n## FAQ\n\n### Which muscle hurts after the donkey raise?\n\nThe soleus may hurt.\n"
    listed = '[[notice]]\nname = "pain"\nsays = "Ask a doctor."\ngeneral = "This is general."\nwords = ["hurt, pain"]\n'
    build = published(tmp_path, {"club.md": PAGES["club.md"], "donkey.md": donkey})
    bot = Bot(build, WordEncoder(), caution=Caution.EAGER, notices=parse_notices(listed, "mine.toml"))

    assert bot.ask(Question(asked, history)).notice == notice


def test_a_follow_up_is_answered_from_the_page_that_was_spoken_of(bot: Bot) -> None:
    found = bot.search(Question("And how many sets and reps of it?", ("The donkey raise works the soleus?",)))

    assert found.hits[0].passage.heading == "Sets and reps"
    assert found.reading.shown == "And how many sets and reps of it (Donkey raise)?"


def test_a_question_that_stands_alone_gets_the_answer_that_it_gets_without_history(bot: Bot) -> None:
    text = "Which muscle does the heel raise work?"

    after, alone = (bot.ask(Question(text, history)) for history in ((PASS, NONSENSE), ()))

    assert after.answer == alone.answer
    assert (after.understood_as, after.citations) == (alone.understood_as, alone.citations)


def test_typing_errors_are_repaired(bot: Bot) -> None:
    answer = bot.ask(Question("How mcuh is a geust pass?"))

    assert (answer.question, answer.understood_as) == ("How mcuh is a geust pass?", PASS)
    assert answer.answer == "A guest pass costs £8. Buy it at the desk. [1]"


def test_a_visitors_words_are_read_as_those_of_the_pages(bot: Bot) -> None:
    thesaurus = parse("guest pass: ticket for my mate\n", "t.txt")

    answer = Bot(bot.build, WordEncoder(), thesaurus=thesaurus).ask(Question("How much is a ticket for my mate?"))

    assert answer.answer == "A guest pass costs £8. Buy it at the desk. [1]"


def test_pages_that_contradict_each_other_are_said_to_disagree(tmp_path: Path) -> None:
    one, two = (f"Do {n} reps of the donkey raise.\n" for n in (10, 20))
    pages = {"a.md": f"# One\n\n{one}", "b.md": f"# Two\n\n{two}", "club.md": PAGES["club.md"]}

    answer = bot_over(tmp_path, pages).ask(Question("Do how many reps of the donkey raise?"))

    assert answer.sources_disagree
    assert sorted(item.source for item in answer.citations) == ["a.md", "b.md"]


MOST_EARLIER = FIRST_CONTEXT + LAST_CONTEXT


@pytest.mark.parametrize("n_earlier", [0, 1, FIRST_CONTEXT, MOST_EARLIER, MOST_EARLIER + 1, 50])
def test_the_first_and_the_last_earlier_questions_are_read_once_and_those_between_never(
    bot: Bot, n_earlier: int
) -> None:
    encoder = CountingEncoder()
    history = tuple(f"Is it number{n}?" for n in range(n_earlier))

    Bot(bot.build, encoder).search(Question("And that?", history))

    read = [texts[0] for texts in encoder.calls]
    between = history[FIRST_CONTEXT:-LAST_CONTEXT] if n_earlier > MOST_EARLIER else ()
    assert read == [*(text for text in history if text not in between), "And that?"]
    assert all(len(texts) <= 2 for texts in encoder.calls)


def test_an_earlier_question_is_not_searched_again_for_the_next_one(bot: Bot) -> None:
    encoder = CountingEncoder()
    asked = Bot(bot.build, encoder)

    asked.search(Question("And that?", (PASS,)))
    before = len(encoder.calls)
    asked.search(Question("And this?", (PASS,)))

    assert len(encoder.calls) == before + 1


@pytest.mark.parametrize("earlier", ["", "  \n", "x" * 5000, "深蹲", "?"])
def test_any_earlier_question_is_taken(bot: Bot, earlier: str) -> None:
    _check(bot.ask(Question("And that?", (earlier,))), bot.build.index)


def test_a_page_of_one_word_can_be_asked(tmp_path: Path) -> None:
    bot = bot_over(tmp_path, {"a.md": "Parking.\n"})

    for text in ("Parking.", NONSENSE):
        _check(bot.ask(Question(text)), bot.build.index)


def _thinned(text: str) -> list[str]:
    """The text with ever more of its words replaced by unknown ones: somewhere between sure and not found."""
    words = text.split()
    return [" ".join([*words[:kept], *["qwx"] * (len(words) - kept)]) for kept in range(len(words))]


def _check(answer: Answer, index: Index) -> None:
    assert bool(answer.statements) is (answer.outcome is Outcome.ANSWERED)
    assert bool(answer.closest) is (answer.outcome is Outcome.UNSURE)
    assert bool(answer.message) is (answer.outcome is not Outcome.ANSWERED)
    assert [item.number for item in answer.closest] == list(range(1, len(answer.closest) + 1))
    for item in (*answer.citations, *answer.closest):
        assert index.documents[item.source].text[item.start : item.end] == item.quote


def test_a_question_in_words_that_only_the_bank_has_is_read_as_the_wording_that_the_pages_answer(
    tmp_path: Path,
) -> None:
    more = "".join(f"### Is there a {thing}?\n\nThe {thing} is upstairs.\n\n" for thing in ("cafe", "shop", "sofa"))
    (tmp_path / "club.md").write_text(f"{PAGES['club.md']}\n{more}", encoding="utf-8")
    bank_text = "xylo quux zorp\nHow much is a guest pass?\n\nIs there a pool?\nMay one swim?\n"
    ingest([tmp_path / "club.md"], tmp_path / "index", WordEncoder(), None, bank_text)
    bot = Bot(builds.open_build(tmp_path / "index"), WordEncoder())

    bridged, foreign = bot.ask(Question("xylo quux zorp")), bot.ask(Question("May one swim?"))

    assert bridged.understood_as == "How much is a guest pass?"
    assert bridged.answer == "A guest pass costs £8. Buy it at the desk. [1]"
    assert foreign.outcome is not Outcome.ANSWERED


def test_a_passage_that_was_found_but_never_shown_does_not_fall_behind(bot: Bot) -> None:
    declined = "Qwx qwy qwz?"
    assert bot.ask(Question(declined)).outcome is Outcome.NOT_FOUND

    after, first = (bot.search(Question(PASS, history)).hits for history in ((declined,), ()))

    assert {hit.place: hit.score for hit in after} == {hit.place: hit.score for hit in first}


def test_how_the_pages_answer_a_wording_of_the_bank_is_asked_only_where_the_question_is_near_it(tmp_path: Path) -> None:
    (tmp_path / "club.md").write_text(PAGES["club.md"], encoding="utf-8")
    ingest([tmp_path / "club.md"], tmp_path / "index", WordEncoder(), None, "How much is a guest pass?\n")
    encoder = CountingEncoder()
    bot = Bot(builds.open_build(tmp_path / "index"), encoder)

    bot.search(Question("Sauna towels upstairs"))
    far = len(encoder.calls)
    bot.search(Question("How much is a pass?"))

    assert far == 1
    assert encoder.calls[far:] == [("How much is a pass?",), ("How much is a guest pass?",)]


def test_questions_that_are_prepared_are_encoded_together_and_answered_the_same(tmp_path: Path) -> None:
    (tmp_path / "club.md").write_text(PAGES["club.md"], encoding="utf-8")
    ingest([tmp_path / "club.md"], tmp_path / "index", WordEncoder())
    build = builds.open_build(tmp_path / "index")
    questions = [Question(PASS), Question("Sauna towels upstairs"), Question(PASS)]
    expected = [Bot(build, WordEncoder()).search(question) for question in questions]
    encoder = CountingEncoder()
    bot = Bot(build, encoder)

    bot.prepare(questions)
    found = [bot.search(question) for question in questions]

    assert [(one.hits, one.confidence) for one in found] == [(one.hits, one.confidence) for one in expected]
    assert encoder.calls == [(PASS, "Sauna towels upstairs")]
