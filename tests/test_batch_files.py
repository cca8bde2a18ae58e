import csv
import io
import json
import zipfile
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from bot import cells
from bot.batch import delimited, objects, reading
from bot.batch.reading import recognise, rows_of
from bot.batch.rows import Format, Row, as_text, format_of
from bot.batch.run import Options, answer_file
from bot.bot import Bot
from ingest.errors import InputError
from tests import batching
from tests.asking import bot_over

HOSTILE = (
    "plain",
    "a;b",
    "a\tb",
    "a,b|c",
    'say "hi"',
    '"',
    "two\nlines",
    "cr\ralone",
    "both\r\nends",
    " spaces ",
    "",
    "=1+1",
    "+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "-5",
    "+49",
    "'quoted",
    "'=already",
    "''=twice",
    "💪🏽 naïve Ωß 漢字",
    "nul\x00inside",
    "\x1b[2Jbell\x07",
    "_x0041_ like an escape",
    "x" * 131_072,
    "line\n" * 2000,
    "\ufeffmark",
    "\u2028separator\x85",
)
HEAD = ("id", "note", "question", "note", "")  # two columns of one name, and one of none
WHO = "How much is a guest pass?"
TABLES = (Format.CSV, Format.TSV, Format.XLSX)
EVERY = (*TABLES, Format.JSONL, Format.JSON)


@pytest.fixture(scope="module")
def bot(tmp_path_factory: pytest.TempPathFactory) -> Bot:
    return bot_over(tmp_path_factory.mktemp("pages"), batching.PAGES)


def hostile() -> list[tuple[str, ...]]:
    return [(f"{i}{text[:20]}", text, WHO if i % 3 else text, text[::-1], "") for i, text in enumerate(HOSTILE)]


def delimited_file(
    path: Path, rows: Sequence[Sequence[str]], delimiter: str, end: str, encoding: str = "utf-8"
) -> Path:
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=delimiter, lineterminator=end, quoting=csv.QUOTE_ALL).writerows(rows)
    path.write_bytes(file.getvalue().encode(encoding))
    return path


def workbook(path: Path, rows: Sequence[Sequence[Any]]) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(list(row))  # type: ignore[union-attr]
    book.save(path)
    return path


def own(path: Path, names: int = len(HEAD)) -> list[tuple[str, ...]]:
    """The first cells of every row, as a reader of the format finds them."""
    source = recognise(path, format_of(path))
    return [tuple(as_text(cell) for cell in row.cells[:names]) for row in rows_of(source)]


@pytest.mark.parametrize(
    ("form", "delimiter", "end"),
    [("csv", ",", "\n"), ("csv", ";", "\r\n"), ("csv", "\t", "\r"), ("csv", "|", "\n"), ("tsv", "\t", "\r\n")],
)
def test_hostile_cells_of_a_table_come_back_in_their_places(
    tmp_path: Path, bot: Bot, form: str, delimiter: str, end: str
) -> None:
    source = delimited_file(tmp_path / f"q.{form}", [HEAD, *hostile()], delimiter, end)
    target = tmp_path / f"a.{form}"

    summary = answer_file(source, target, lambda: bot)

    with target.open(encoding="utf-8", newline="") as file:
        found = list(csv.reader(file, delimiter=delimiter, strict=True))
    assert summary.rows == len(HOSTILE)
    assert found[0][:5] == list(HEAD)
    assert {len(row) for row in found} == {len(found[0])}
    assert not [cell for row in found for cell in row if cell.startswith(("=", "@", "\t", "\r"))]
    assert own(target) == own(source)
    assert [row[:1] for row in own(target)] == [row[:1] for row in hostile()]
    assert target.read_bytes().decode().endswith(end)


@pytest.mark.parametrize("target", EVERY)
@pytest.mark.parametrize("form", ["csv", "jsonl", "json"])
def test_rows_out_are_rows_in_from_every_format_to_every_other(
    tmp_path: Path, bot: Bot, form: str, target: Format
) -> None:
    source = tmp_path / f"q.{form}"
    names = ("id", "note", "question", "note (2)", " ")
    given = [dict(zip(names, row, strict=True)) for row in hostile()]
    if form == "csv":
        delimited_file(source, [names, *hostile()], ",", "\n")
    else:
        lines = [json.dumps(row) for row in given]
        source.write_text("\n".join(lines) if form == "jsonl" else json.dumps(given), encoding="utf-8")
    answers = tmp_path / f"a.{target}"

    summary = answer_file(source, answers, lambda: bot)

    marked = cells.unguarded if form == "csv" else str  # a mark that is there already is taken for ours
    expected = [tuple(map(marked, row)) for row in hostile()]
    found = own(answers)
    assert summary.rows == len(found) == len(HOSTILE)
    if target is Format.XLSX:
        assert "were cut to the 32,767 characters" in summary.notes[-1]
        found, expected = ([tuple(cell[:32_766] for cell in row) for row in rows] for rows in (found, expected))
    assert found == expected


def test_a_workbook_comes_back_as_a_workbook_with_its_values(tmp_path: Path, bot: Bot) -> None:
    pages = {"faq.md": "---\nurl: https://gym.example/faq?a=1&b=2\n---\n" + batching.PAGES["faq/club.md"]}
    linked = bot_over(tmp_path / "linked", pages)
    when = datetime(2026, 3, 1, 12, 30)
    rows: list[list[Any]] = [
        ["id", "Question", "n", "when", "yes", "text"],
        [1, WHO, 2.5, when, True, "'=x"],
        [None] * 6,
        [3, "?", "", None],
    ]
    source = workbook(tmp_path / "q.xlsx", rows)
    target = tmp_path / "a.xlsx"

    answer_file(source, target, lambda: linked)

    sheet = openpyxl.load_workbook(target).active
    assert sheet is not None
    head, first, second = sheet.iter_rows()
    cells = {str(name.value): cell for name, cell in zip(head, first, strict=True)}
    assert [cell.value for cell in first[:6]] == [1, WHO, 2.5, when, True, "'=x"]
    assert [cell.value for cell in second[:6]] == [3, "?", None, None, None, None]
    assert cells["answer"].value == "A guest pass costs £8 and is valid for 1 day. [1]"
    assert (cells["url_1"].value, cells["start_1"].data_type) == ("https://gym.example/faq?a=1&b=2", "n")
    assert cells["url_1"].hyperlink is not None
    assert cells["url_1"].hyperlink.target == "https://gym.example/faq?a=1&b=2"
    assert (cells["answer"].alignment.wrap_text, cells["answer"].alignment.vertical) == (True, "top")
    assert (sheet.freeze_panes, head[0].font.bold) == ("A2", True)
    assert sheet.column_dimensions["H"].width == 60
    assert cells["when"].number_format == "yyyy-mm-dd h:mm:ss"


def test_a_formula_in_a_workbook_comes_back_as_what_it_came_to_and_never_as_one(tmp_path: Path, bot: Bot) -> None:
    source = workbook(tmp_path / "q.xlsx", [["question", "sum", "text"], [WHO, "=1+1", "x"]])
    table = delimited_file(tmp_path / "q.csv", [["question", "sum"], [WHO, "=1+1"]], ",", "\n")

    answer_file(source, tmp_path / "a.xlsx", lambda: bot)
    answer_file(table, tmp_path / "b.xlsx", lambda: bot)

    for name, value in (("a.xlsx", None), ("b.xlsx", "=1+1")):
        assert b"<f>" not in zipfile.ZipFile(tmp_path / name).read("xl/worksheets/sheet1.xml")
        ((_, cells, *_),) = [list(row) for row in [_second(tmp_path / name)]]
        assert (cells.value, cells.data_type) == (value, "n" if value is None else "s")


def _second(path: Path) -> Sequence[Any]:
    sheet = openpyxl.load_workbook(path).active
    assert sheet is not None
    rows: Iterator[Sequence[Any]] = sheet.iter_rows(min_row=2, max_row=2)
    return next(rows)


@pytest.mark.parametrize(
    ("encoding", "told"),
    [
        ("utf-8", None),
        ("utf-8-sig", None),
        ("utf-16", "read as UTF-16"),
        ("utf-16-le", "read as UTF-16-LE"),
        ("utf-32", "read as UTF-32"),
        ("cp1252", "not UTF-8 (byte 18): read as cp1252; name another with --encoding"),
    ],
)
def test_encodings_are_recognised_and_stated(tmp_path: Path, bot: Bot, encoding: str, told: str | None) -> None:
    words = "Öffnet das Café früh? Grüße für ältere Schüler, 5 € für Müßiggänger"
    source = delimited_file(tmp_path / "q.csv", [["id", "question"], ["ä", words], ["b", WHO]], ",", "\r\n", encoding)
    said: list[str] = []

    summary = answer_file(source, tmp_path / "a.csv", lambda: bot, say=said.append)

    data = (tmp_path / "a.csv").read_bytes()
    assert [row[:2] for row in own(tmp_path / "a.csv", 2)] == [("ä", words), ("b", WHO)]
    assert data.startswith(b"\xef\xbb\xbf") == (encoding != "utf-8")
    assert said == list(summary.notes)
    assert [note for note in said if "read as" in note] == ([told] if told else [])


def test_what_is_recognised_can_be_named_instead(tmp_path: Path, bot: Bot) -> None:
    source = tmp_path / "questions.list"
    source.write_bytes("question\nжим лёжа\n".encode("koi8-r"))

    answer_file(source, tmp_path / "a.csv", lambda: bot, Options(format=Format.CSV, encoding="koi8-r"))

    assert own(tmp_path / "a.csv", 1) == [("жим лёжа",)]
    with pytest.raises(InputError, match="'none' is no encoding"):
        answer_file(source, tmp_path / "a.csv", lambda: bot, Options(format=Format.CSV, encoding="none"))


def test_a_line_that_names_the_delimiter_is_kept(tmp_path: Path, bot: Bot) -> None:
    source = tmp_path / "q.csv"
    source.write_bytes(f"sep=|\r\nquestion|x,y\r\n{WHO}|1,5\r\n".encode())

    answer_file(source, tmp_path / "a.csv", lambda: bot)

    assert (tmp_path / "a.csv").read_bytes().startswith(b"sep=|\r\nquestion|x,y|outcome")
    assert own(tmp_path / "a.csv", 2) == [(WHO, "1,5")]


def test_a_chosen_sheet_is_read_and_the_others_are_named(tmp_path: Path, bot: Bot) -> None:
    book = openpyxl.Workbook()
    book.active.append(["question"])  # type: ignore[union-attr]
    more = book.create_sheet("More & asked")
    more.append(["Frage"])
    more.append([WHO])
    book.save(tmp_path / "q.xlsx")

    with pytest.raises(InputError, match="no questions in"):
        answer_file(tmp_path / "q.xlsx", tmp_path / "a.xlsx", lambda: bot)
    with pytest.raises(InputError, match="no sheet 'None'"):
        answer_file(tmp_path / "q.xlsx", tmp_path / "a.xlsx", lambda: bot, Options(sheet="None"))
    summary = answer_file(tmp_path / "q.xlsx", tmp_path / "a.xlsx", lambda: bot, Options(sheet="More & asked"))

    assert summary.notes[0] == "read sheet 'More & asked'; not read and not in the answers: Sheet"
    assert own(tmp_path / "a.xlsx", 1) == [(WHO,)]


@pytest.mark.parametrize(
    ("limit", "value", "content", "error"),
    [
        ("LARGEST", 10, b"question\n" + b"a\n" * 9, r"has 27 bytes \(at most 10\)"),
        ("MOST_COLUMNS", 2, b"a,b,question\n1,2,3\n", r"3 columns in .* \(at most 2\)"),
    ],
)
def test_limits_are_told_by_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bot: Bot, limit: str, value: int, content: bytes, error: str
) -> None:
    monkeypatch.setattr(reading, limit, value)
    (tmp_path / "q.csv").write_bytes(content)

    with pytest.raises(InputError, match=error):
        answer_file(tmp_path / "q.csv", tmp_path / "a.csv", lambda: bot)


def test_more_rows_than_the_limit_are_refused(tmp_path: Path, bot: Bot) -> None:
    (tmp_path / "q.txt").write_text("a\n" * 11, encoding="utf-8")

    with pytest.raises(InputError, match="more than 10 rows"):
        answer_file(tmp_path / "q.txt", tmp_path / "a.csv", lambda: bot, Options(most_rows=10))


@pytest.mark.parametrize("form", ["csv", "jsonl", "json", "txt"])
def test_a_row_that_is_too_long_is_one_with_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bot: Bot, form: str
) -> None:
    for module in (delimited, objects, reading):
        monkeypatch.setattr(module, "LONGEST_ROW", 1000)
    long = "a" * 5000
    lines = {
        "csv": f"question,x\n{long},1\n{WHO},2\n",
        "jsonl": json.dumps({"question": long}) + "\n" + json.dumps({"question": WHO}),
        "json": json.dumps([{"question": long}, {"question": WHO}]),
        "txt": f"{long}\n{WHO}",
    }
    (tmp_path / f"q.{form}").write_text(lines[form], encoding="utf-8")

    summary = answer_file(tmp_path / f"q.{form}", tmp_path / "a.jsonl", lambda: bot)

    assert (summary.rows, summary.failed, summary.answered) == (2, 1, 1)
    assert "more than 1,000 characters" in summary.errors[0]


def test_too_many_broken_rows_refuse_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bot: Bot) -> None:
    monkeypatch.setattr(delimited, "MOST_BROKEN", 5)
    (tmp_path / "q.csv").write_text("question,x\n" + 'a,"b"c\n' * 6, encoding="utf-8")

    with pytest.raises(
        InputError, match="more than 5 broken rows; line 7: a quotation mark inside a cell is not doubled"
    ):
        answer_file(tmp_path / "q.csv", tmp_path / "a.csv", lambda: bot)


def test_bombs_and_declarations_in_workbooks_are_refused(tmp_path: Path, bot: Bot) -> None:
    sound = workbook(tmp_path / "sound.xlsx", [["question"], [WHO]]).read_bytes()
    for name, part, error in (
        ("bomb.xlsx", b"<a>" + b" " * 90_000_000, "unpacks to more than 100 times its size"),
        ("entity.xlsx", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a/>", "holds a document type declaration"),
        ("damaged.xlsx", b"<worksheet><sheetData><row", "not a readable XLSX file"),
    ):
        with zipfile.ZipFile(io.BytesIO(sound)) as before, zipfile.ZipFile(tmp_path / name, "w", 8) as after:
            for entry in before.namelist():
                after.writestr(entry, part if entry == "xl/worksheets/sheet1.xml" else before.read(entry))

        with pytest.raises(InputError, match=error):
            answer_file(tmp_path / name, tmp_path / "a.xlsx", lambda: bot)


def test_an_array_is_read_element_by_element_wherever_it_is_cut(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    values: list[dict[str, Any]] = [
        {"question": 'a]"}{[\\', "x": [[{}], "\\\\"]},
        {"question": "b,\n"},
        {"question": "ü"},
    ]
    path = tmp_path / "q.json"
    path.write_text(f" \n[ {json.dumps(values)[1:-1]} ,nonsense, 5]\n", encoding="utf-8")

    for step in (1, 2, 3, 7, 1 << 16):
        monkeypatch.setattr(objects, "_STEP", step)
        rows = list(rows_of(recognise(path, Format.JSON)))

        expected = [Row(f"row {n}", tuple(v), tuple(v.values())) for n, v in enumerate(values, start=1)]
        assert rows[:3] == expected
        assert [(row.where, row.error) for row in rows[3:]] == [
            ("row 4", "not JSON: expecting value, character 1"),
            ("row 5", "not a JSON object"),
        ]


def test_a_quotation_mark_that_is_never_closed_ends_its_own_row_alone(tmp_path: Path) -> None:
    path = tmp_path / "q.csv"
    path.write_text('question,x\na,"b\n' + "c,d\n" * 1000, encoding="utf-8")

    first, *others = rows_of(recognise(path, Format.CSV))

    assert (first.cells, first.error) == (("a", '"b'), "a quotation mark that opens a cell is not closed")
    assert [(row.where, row.cells, row.error) for row in others] == [
        (f"line {n}", ("c", "d"), "") for n in range(3, 1003)
    ]
