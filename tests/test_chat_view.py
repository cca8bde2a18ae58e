from pathlib import Path

import pytest

from bot.answers import Answer, Citation, Outcome, Question, Statement
from bot.bar_chart import bar_chart, bars
from bot.chat_view import answer_message, question_message, question_of, sources_panel, welcome_message
from bot.conversation import LONGEST, Message, asked_in, messages_of, question_at, shortened
from bot.downloads import KEPT, Download, Downloads
from bot.page_settings import LARGEST_LOGO, PageSettings
from bot.palette import READABLE, accents, contrast
from bot.text_fragment import link_to
from ingest.errors import SettingError
from tests.asking import bot_over

PAGE = "# Club\n\nThe pool opens at 6:00 on weekdays.\n\n- Bring well-worn shoes, please\n- The pool closes\n"


@pytest.mark.parametrize(
    "text", ["How?", "<b>1 & 2</b>", "a \"quoted\" 'word'", "  many   blanks\nand lines ", "&amp;"]
)
def test_a_question_is_read_back_from_its_message_and_nothing_of_it_is_markup(text: str) -> None:
    message = question_message(text, 3)

    assert question_of(message) == (3, " ".join(text.split()))
    assert "<b>" not in message
    assert "\n" not in message


@pytest.mark.parametrize("message", ["", "<p>How?</p>", '<p class="asked" id="qx">How?</p>', "How?"])
def test_other_messages_hold_no_question(message: str) -> None:
    assert question_of(message) is None


def test_a_conversation_is_read_for_its_questions_alone() -> None:
    first, second = question_message("How much?", 1), question_message("And how often?", 2)
    raw = [
        {"role": "user", "content": [{"type": "text", "text": first}]},
        {"role": "assistant", "content": [{"type": "text", "text": second}]},
        {"role": "user", "content": [{"type": "text", "text": second}]},
        {"role": "user", "content": [{"type": "text", "text": "made up"}]},
        {"role": "user", "content": [{"type": "file", "file": {"path": "/etc/passwd"}}]},
        {"role": "other", "content": [{"type": "text", "text": first}]},
        5,
    ]

    asked = asked_in(messages_of(raw))

    assert [(one.turn, one.text) for one in asked] == [(1, "How much?"), (2, "And how often?")]
    assert question_at(asked, 2) == Question("And how often?", ("How much?",))
    assert question_at(asked, 3) is None
    assert messages_of("x") == messages_of(None) == ()


def test_a_long_conversation_loses_its_oldest_turns_whole() -> None:
    turn = (Message("user", "q" * 100), Message("assistant", "a" * (LONGEST // 3)))

    kept = shortened(turn * 5)

    assert kept == turn * 2
    assert shortened((Message("user", "q"), Message("assistant", "a" * (LONGEST + 1)))) == ()


def test_a_source_that_is_no_longer_what_was_quoted_is_shown_without_its_section(tmp_path: Path) -> None:
    bot = bot_over(tmp_path, {"club.md": PAGE})
    stale = Citation(1, "club.md", "Club", "", "https://gym.example/", "The pool opens at 5:00.", 8, 31)
    answer = Answer("When?", "When?", Outcome.ANSWERED, (Statement("The pool opens at 5:00.", 1),), (stale,), 0.9, "b")

    panel = sources_panel(answer, bot.build.index, 1)

    assert "<mark>The pool opens at 5:00.</mark>" in panel
    assert 'href="https://gym.example/"' in panel
    assert "Show whole section" not in panel


def test_no_message_has_a_line_that_markdown_could_be_read_in() -> None:
    citation = Citation(1, "a.md", "# Title\n\n![x](https://e.example/a.png)", "", None, "One.\n\n    code\n", 0, 16)
    answer = Answer("Q", "Q\n\n# R", Outcome.ANSWERED, (Statement("One.", 1),), (citation,), 0.9, "b", notice="A\n\nB")

    for text in (answer_message(answer, 1, "C\n\nD"), sources_panel(answer), welcome_message(["Q\n\n- x"])):
        assert "\n" not in text
        assert text.startswith("<div")
        assert "<img" not in text


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("The pool opens at 6:00 on weekdays.", "#:~:text=The%20pool%20opens%20at%206%3A00%20on%20weekdays."),
        ("- Bring well-worn shoes, please", "#:~:text=Bring%20well%2Dworn%20shoes%2C%20please"),
        (
            "The pool opens at 6:00 on weekdays.\n\n- Bring well-worn shoes, please",
            "#:~:text=The%20pool%20opens%20at,Bring%20well%2Dworn%20shoes%2C%20please",
        ),
        ("The pool", ""),
        ("not there", ""),
        ("", ""),
    ],
)
def test_a_link_leads_to_the_words_where_they_stand_once(words: str, expected: str) -> None:
    assert link_to("https://gym.example/", words, PAGE) == "https://gym.example/" + expected


def test_a_link_keeps_the_addresss_own_fragment_and_leaves_a_pdf_alone() -> None:
    words = "The pool opens at 6:00 on weekdays."

    assert link_to("https://a.example/#b", words, PAGE).startswith("https://a.example/#b:~:text=The")
    assert link_to("https://a.example/x.pdf#page=2", words, PAGE) == "https://a.example/x.pdf#page=2"


@pytest.mark.parametrize("colour", ["#0b6650", "#ffffff", "#000000", "#ffee00", "#7f7f7f", "#c8102e", "#00ffff"])
def test_any_colour_of_a_gym_can_be_read_in_light_and_dark(colour: str) -> None:
    def rgb(text: str) -> tuple[int, int, int]:
        return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)

    light, dark = accents(colour)

    assert contrast(rgb(light.colour), (0xF6, 0xF7, 0xF5)) >= READABLE
    assert contrast(rgb(dark.colour), (0x1C, 0x22, 0x20)) >= READABLE
    assert all(contrast(rgb(found.words), rgb(found.colour)) >= READABLE for found in (light, dark))


def test_a_readable_colour_stays_as_it_is() -> None:
    assert accents("#0b6650")[0].colour == "#0b6650"


def test_the_pages_settings_are_read_from_the_environment(tmp_path: Path) -> None:
    logo = tmp_path / "logo.svg"
    logo.write_text("<svg/>", encoding="utf-8")

    settings = PageSettings.from_environment(
        {
            "SPOTTER_NAME": "Iron Hall",
            "SPOTTER_COLOUR": "#c8102e",
            "SPOTTER_LOGO": str(logo),
            "SPOTTER_STARTERS": "How much? | When?\nWhere?",
            "SPOTTER_EDITOR": "off",
        }
    )

    assert settings == PageSettings("Iron Hall", "#c8102e", logo, ("How much?", "When?", "Where?"), "off")
    assert PageSettings.from_environment({"SPOTTER_NAME": "", "SPOTTER_LOGO": ""}) == PageSettings()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("COLOUR", "red"),
        ("EDITOR", "yes"),
        ("LOGO", "nowhere.png"),
        ("LOGO", "logo.exe"),
        ("STARTERS", "x" * 2001),
    ],
)
def test_a_setting_of_the_pages_that_makes_no_sense_is_told(name: str, value: str) -> None:
    with pytest.raises(SettingError, match=f"SPOTTER_{name}"):
        PageSettings.from_environment({f"SPOTTER_{name}": value})


def test_a_logo_that_is_too_large_is_told(tmp_path: Path) -> None:
    logo = tmp_path / "logo.png"
    logo.write_bytes(b"x" * (LARGEST_LOGO + 1))

    with pytest.raises(SettingError, match="65,537 bytes"):
        PageSettings.from_environment({"SPOTTER_LOGO": str(logo)})


def test_a_download_is_forgotten_after_a_while() -> None:
    now = [0.0]
    downloads = Downloads(lambda: now[0])
    file = Download("a.jsonl", "text/plain", b"x")

    token, other = downloads.add(file), downloads.add(file)

    assert token != other
    assert len(token) >= 22
    assert downloads.get(token) == file
    now[0] = KEPT + 1
    assert downloads.get(token) is None
    assert downloads.get("guess") is None


def test_bars_are_ordered_and_the_rest_is_one() -> None:
    assert bars([("a", 1), ("b", 3), ("c", 2), ("d", 1)], 2) == (("b", 3), ("c", 2), ("2 others", 2))
    picture = bar_chart([("<script>", 3)], ("#000000", "#ffffff"))
    assert picture.startswith("data:image/svg+xml,")
    assert "%26lt%3Bscript" in picture
