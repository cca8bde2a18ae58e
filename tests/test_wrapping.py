from bot.wrapping import counted, shortened, wrapped


def test_a_text_is_wrapped_between_words_with_what_stands_before_its_lines() -> None:
    text = "Bring  a towel\nand well-known shoes."

    assert wrapped(text, 24, "- ", "  ") == "- Bring a towel and\n  well-known shoes."
    assert wrapped(text, 24, "| ") == "| Bring a towel and\n| well-known shoes."


def test_a_text_that_is_too_long_is_cut_and_says_so() -> None:
    assert shortened("Bring a towel", 13) == "Bring a towel"
    assert shortened("Bring a towel", 9) == "Bring a …"


def test_one_is_singular() -> None:
    assert [counted(n, "page") for n in (0, 1, 1200)] == ["0 pages", "1 page", "1,200 pages"]
