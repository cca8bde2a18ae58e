from dataclasses import replace

import pytest

from ingest import document_rows, records
from ingest.records import Lines, Named
from tests.pages import read


def test_a_line_is_read_when_it_is_first_asked_for_and_then_kept() -> None:
    read_lines: list[int] = []

    def of_row(row: dict[str, int]) -> int:
        read_lines.append(row["n"])
        return 10 * row["n"]

    lines = Lines(records.lines([{"n": 0}, {"n": 1}, {"n": 2}]), of_row)

    assert (len(lines), read_lines) == (3, [])
    assert (lines[1], lines[1], lines[-1]) == (10, 10, 20)
    assert read_lines == [1, 2]
    assert (list(lines), lines[:2]) == ([0, 10, 20], (0, 10))


def test_no_lines_are_no_items() -> None:
    assert list(Lines(b"", lambda row: row)) == []


def test_a_place_beyond_the_last_line_is_an_index_error() -> None:
    with pytest.raises(IndexError):
        Lines(records.lines([{}]), lambda row: row)[1]


def test_a_line_that_was_cut_off_is_refused() -> None:
    with pytest.raises(ValueError, match="the last line has no end"):
        Lines(b'{"n": 0}\n{"n"', lambda row: row)


def test_items_are_found_by_name_in_their_order() -> None:
    named = Named(["b", "a"], ["B", "A"])

    assert (named["a"], list(named), len(named), "c" in named) == ("A", ["b", "a"], 2, False)


@pytest.mark.parametrize("names", [["a"], ["a", "a"], ["a", "b", "c"]])
def test_names_that_do_not_fit_the_items_are_refused(names: list[str]) -> None:
    with pytest.raises(ValueError, match="do not belong together"):
        Named(names, ["A", "B"])


def test_a_document_is_the_same_after_writing_and_reading() -> None:
    document = read("# Heel raise ü💪\n\n- Stand.\n- Lift.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n", "a.md")

    (again,) = Lines(records.lines([document_rows.of_document(document)]), document_rows.document)

    assert again == document


def test_the_printed_pages_of_a_document_are_kept() -> None:
    document = replace(read("One.\n\nTwo.\n", "a.md"), pages=(0, 6))

    (again,) = Lines(records.lines([document_rows.of_document(document)]), document_rows.document)

    assert again == document
