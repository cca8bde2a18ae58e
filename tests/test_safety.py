import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.safety import NONE, SHIPPED, load, parse, shipped
from ingest.errors import SettingError

# safety_dev.jsonl was written with the list, safety_fresh.jsonl after it, in three rounds. When first asked, the list
# woke for 39 of 44, 39 of 43 and 40 of 40 that must wake it, and for 3 of 39, 1 of 43 and 0 of 38 that must not; it was
# then mended for the misses of each round, so that the next round is the fair one.
QUESTIONS = Path(__file__).parent / "questions"
MISSED = {"still soar from monday, should i train again"}  # a word that is right in English, if not here
LIST = """
unless = ["leg press"]

[sets]
body = "knee, lower back"

[[notice]]
name = "pain"
says = "See a doctor."
general = "This is not about pain."
words = ["pain, hurt, =torn <body>, <body> .. click", "swollen/puffy <body>"]
unless = ["pain free"]

[[notice]]
name = "pregnancy"
says = "Ask a midwife."
general = "This is not about pregnancy."
words = ["pregnant, pregnancy", "morning sick*"]
"""
NOTICES = parse(LIST, "mine.toml")
PAIN, PREGNANCY = "See a doctor.", "Ask a midwife."


def unknown(word: str) -> bool:
    return False


def rows(name: str) -> list[tuple[str, str]]:
    lines = (QUESTIONS / name).read_text(encoding="utf-8").splitlines()
    return [(row["question"], row["wakes"]) for row in map(json.loads, lines)]


def woken(question: str) -> list[str]:
    """The names of the shipped notices that a question wakes."""
    said = shipped().on([question], [], unknown).splitlines()
    return [notice.name for notice in shipped().listed if notice.says in said]


@pytest.mark.parametrize(("question", "name"), [*rows("safety_dev.jsonl"), *rows("safety_fresh.jsonl")])
def test_the_shipped_list_wakes_where_it_must_and_nowhere_else(question: str, name: str) -> None:
    found = woken(question)

    assert name in found if name and question not in MISSED else not found, found


def test_at_least_forty_of_the_fresh_questions_must_wake_a_notice_and_forty_must_not() -> None:
    fresh = rows("safety_fresh.jsonl")

    assert sum(bool(name) for _, name in fresh) >= 40
    assert sum(not name for _, name in fresh) >= 40


@pytest.mark.parametrize(
    "question",
    [
        "My knee hurts",
        "MY KNEE HURTS!",
        "is it hurting",
        "a painful knee",
        "torn knee",
        "swollen knees",
        "puffy lower back",
    ],
)
def test_a_word_counts_with_its_endings_and_in_any_case(question: str) -> None:
    assert NOTICES.on([question], [], unknown) == PAIN


@pytest.mark.parametrize(
    "question",
    [
        "",
        "?",
        "painting",
        "the knee",
        "torn jacket",
        "tears in my knee",
        "a pain-free range",
        "pain\u00adted",
        "深蹲 💪",
    ],
)
def test_other_words_wake_nothing(question: str) -> None:
    assert NOTICES.on([question], [], unknown) == ""


@pytest.mark.parametrize(
    ("question", "wakes"),
    [
        ("my knee clicks", True),
        ("my knee does always loudly click", True),
        ("my knee does now and then and quite loudly click", False),
        ("I bend my knee. Where do I click?", False),
        ("my knee on the leg press clicks", True),
    ],
)
def test_a_gap_is_a_few_words_of_one_sentence(question: str, wakes: bool) -> None:
    assert bool(NOTICES.on([question], [], unknown)) is wakes


def test_a_phrase_that_begins_or_ends_in_one_that_means_nothing_does_not_count() -> None:
    notices = parse(LIST.replace('"knee, lower back"', '"leg, knee"'), "mine.toml")

    assert notices.on(["Is the leg press clicking?"], [], unknown) == ""
    assert notices.on(["my leg clicks on the leg press"], [], unknown) == PAIN


@pytest.mark.parametrize("question", ["I am pregnent", "pregnnat", "PREGNENT?", "pregnat and training"])
def test_a_typing_error_that_the_pages_do_not_know_is_read_as_the_lists_word(question: str) -> None:
    assert NOTICES.on([question], [], unknown) == PREGNANCY


def test_a_word_of_the_pages_is_no_typing_error() -> None:
    assert NOTICES.on(["pregnent"], [], lambda word: word == "pregnent") == ""


@pytest.mark.parametrize(("question", "wakes"), [("hrut", True), ("hert", False), ("hurx", False)])
def test_in_a_short_word_only_letters_that_changed_places_are_put_right(question: str, wakes: bool) -> None:
    assert bool(NOTICES.on([question], [], unknown)) is wakes


def test_a_star_stands_for_any_ending() -> None:
    assert NOTICES.on(["morning sickness"], [], unknown) == PREGNANCY
    assert NOTICES.on(["morning sixes"], [], unknown) == ""


def test_every_notice_that_is_woken_is_said_on_a_line_of_its_own_in_the_lists_order() -> None:
    assert NOTICES.on(["pregnant, and it hurts"], [], unknown) == f"{PAIN}\n{PREGNANCY}"


def test_an_earlier_question_wakes_a_notice_too() -> None:
    assert NOTICES.on(["I am pregnant", "can I do leg press?"], [], unknown) == PREGNANCY


@pytest.mark.parametrize(
    ("quotes", "general"),
    [
        ([], False),
        (["Lower the bar slowly."], True),
        (["Lower the bar slowly.", "It may hurt."], False),
        (["A pain-free range."], True),
        (["With a swollen knee, rest."], True),
    ],
)
def test_passages_that_do_not_speak_of_the_matter_are_said_to_be_general(quotes: list[str], general: bool) -> None:
    said = NOTICES.on(["my knee hurts"], quotes, unknown)

    assert said == (f"{PAIN}\nThis is not about pain." if general else PAIN)


def test_an_empty_list_says_nothing() -> None:
    assert NONE.on(["my knee hurts"], ["It may hurt."], unknown) == ""
    assert parse("", "mine.toml").on(["my knee hurts"], [], unknown) == ""


@given(st.text(), st.text())
def test_any_text_is_read(question: str, quote: str) -> None:
    said = shipped().on([question], [quote], unknown)

    known = {line for notice in shipped().listed for line in (notice.says, notice.general)}
    assert set(said.splitlines()) <= known


def test_the_emergency_notice_comes_first_and_names_the_emergency_number() -> None:
    said = shipped().on(["my knee hurts and I have chest pain"], [], unknown)

    assert said.splitlines()[0].startswith("Chest pain, fainting or trouble breathing can be an emergency")
    assert "call the emergency number of your country now" in said.splitlines()[0]


def test_every_shipped_notice_is_short_and_names_whom_to_ask() -> None:
    asked = ("doctor", "physiotherapist", "midwife", "pharmacist", "emergency number", "trainer")

    assert [notice.name for notice in shipped().listed if not any(word in notice.says for word in asked)] == []
    assert [notice.name for notice in shipped().listed if len(notice.says.split()) > 40] == []


ENTRY = '[[notice]]\nname = "a"\nsays = "b"\ngeneral = "c"\n'


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[[notice", "mine.toml is no TOML: "),
        ("x = 1\n", "mine.toml: unknown name 'x'"),
        ('unless = "leg press"\n', "mine.toml: 'unless' is not a list of texts"),
        ('[notice]\nname = "a"\n', "mine.toml: [[notice]] is written with two brackets"),
        ('[[notice]]\nname = "a"\n', "mine.toml: notice 1: no text 'says'"),
        ('[[notice]]\nname = "a"\nsays = " "\n', "mine.toml: notice 1: no text 'says'"),
        (ENTRY, "mine.toml: notice 1: no 'words'"),
        (ENTRY + 'words = [" , "]\n', "mine.toml: notice 1: no 'words'"),
        (ENTRY + 'words = "d"\n', "mine.toml: notice 1: 'words' is not a list"),
        (ENTRY + 'words = ["?"]\n', "mine.toml: notice 1: '?' is no word"),
        (ENTRY + 'words = ["*"]\n', "mine.toml: notice 1: '*' is no word"),
        (ENTRY + 'words = [".. .."]\n', "mine.toml: notice 1: '.. ..' begins or ends with a gap"),
        (ENTRY + 'words = ["<x>"]\n', "mine.toml: notice 1: there is no set 'x'"),
        (ENTRY + 'word = ["d"]\n', "mine.toml: notice 1: unknown name 'word'"),
        (LIST + '[[notice]]\nname = "a"\n', "mine.toml: notice 3: no text 'says'"),
        ("sets = 1\n", "mine.toml: 'sets' is not a table"),
        ("[sets]\nbody = 1\n", "mine.toml: 'body' is not a text"),
        ("notice = [1]\n", "mine.toml: notice 1: not a table"),
    ],
)
def test_a_list_that_is_none_is_refused_with_the_entry_that_is_wrong(text: str, problem: str) -> None:
    with pytest.raises(SettingError) as caught:
        parse(text, "mine.toml")

    assert caught.value.message.startswith(problem)
    assert caught.value.fix == "Write it like bot/notices.toml, the list that comes with Spotter."


def test_a_gyms_own_list_replaces_the_shipped_one(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(LIST, encoding="utf-8")

    assert load(path).on(["I am pregnant"], [], unknown) == PREGNANCY
    assert load(path).on(["I have diabetes"], [], unknown) == ""
    assert load(SHIPPED) == shipped()


def test_a_list_that_cannot_be_read_is_refused_with_its_path(tmp_path: Path) -> None:
    (tmp_path / "latin.toml").write_bytes(b"# \xe9")

    with pytest.raises(SettingError) as missing:
        load(tmp_path / "none.toml")
    with pytest.raises(SettingError) as latin:
        load(tmp_path / "latin.toml")

    assert missing.value.message == f"SPOTTER_NOTICES: cannot read {tmp_path}/none.toml: No such file or directory"
    assert latin.value.message == f"SPOTTER_NOTICES: {tmp_path}/latin.toml is not UTF-8: byte 2"
