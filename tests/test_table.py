import csv
import io
import re
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path, PurePosixPath
from typing import Any

import openpyxl
import pytest

from ingest.errors import RejectedFileError
from ingest.loaders import grids, load
from ingest.loaders.columns import columns_of, folded, heads_table
from ingest.loaders.sheets import shown
from ingest.outline import faq_pairs
from ingest.pipeline import ingest
from ingest.report import Status
from tests.documents import assert_lawful, mutations, survives
from tests.fakes import WordEncoder
from tests.pages import left_out, shape

HEAD = ["Question", "Answer"]
PARKING = ["Where can I park?", "Behind the house, for two hours without charge."]
LOCKERS = ["Are there lockers?", "Yes, bring a padlock of your own."]


def sheet(rows: list[list[Any]], delimiter: str = ",", encoding: str = "utf-8", lineterminator: str = "\r\n") -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator=lineterminator).writerows(rows)
    return out.getvalue().encode(encoding)


def workbook(**sheets: list[list[Any]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        own = book.create_sheet(name)
        for row in rows:
            own.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def repacked(data: bytes, **changes: tuple[str, str]) -> bytes:
    """A workbook with words of its sheets' XML replaced: sheet1=(pattern, new)."""

    def change(name: str, content: bytes) -> bytes:
        if (own := changes.get(PurePosixPath(name).stem)) is None:
            return content
        changed, n = re.subn(own[0], own[1], content.decode())
        assert n
        return changed.encode()

    return rewritten(data, change)


def rewritten(data: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            new.writestr(entry.filename, change(entry.filename, old.read(entry)))
    return out.getvalue()


def shared(data: bytes) -> bytes:
    """A workbook with its words in a part of their own, as Excel writes them."""
    words: list[str] = []

    def change(name: str, content: bytes) -> bytes:
        if name.endswith("sheet1.xml"):
            cell = re.compile(r't="inlineStr"><is><t>(.*?)</t></is>')
            words.extend(cell.findall(content.decode()))
            numbers = iter(range(len(words)))
            return cell.sub(lambda _: f't="s"><v>{next(numbers)}</v>', content.decode()).encode()
        if name == "[Content_Types].xml":
            kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
            part = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>'
            return content.decode().replace("</Types>", part).encode()
        return content

    changed = rewritten(data, change)
    assert words
    out = io.BytesIO(changed)
    with zipfile.ZipFile(out, "a") as archive:
        space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
        items = "".join(f"<si><t>{word}</t></si>" for word in words)
        archive.writestr("xl/sharedStrings.xml", f'<sst xmlns="{space}">{items}</sst>')
    return out.getvalue()


def refused(data: bytes, name: str = "faq.csv") -> str:
    with pytest.raises(RejectedFileError) as caught:
        load(data, name)
    return caught.value.message


def test_rows_become_pairs_below_their_headings_with_exact_offsets() -> None:
    document = load(sheet([["Topic", *HEAD], ["Arriving", *PARKING], ["", *LOCKERS]]), "house_rules.csv")

    assert document.text == (
        "Q: Are there lockers?\nA: Yes, bring a padlock of your own.\n\n"
        "## Arriving\n\nQ: Where can I park?\nA: Behind the house, for two hours without charge.\n"
    )
    assert (document.title, shape(document)) == (
        "House rules",
        [
            "question 6: Are there lockers?",
            "paragraph 0: Yes, bring a padlock of your own.",
            "heading 2: Arriving",
            "question 6: Where can I park?",
            "paragraph 0: Behind the house, for two hours without charge.",
        ],
    )
    assert [pair.questions for pair in faq_pairs(document)] == [("Are there lockers?",), ("Where can I park?",)]
    assert_lawful(document)


@pytest.mark.parametrize(
    "head",
    [
        ["FRAGE", "Antwort"],
        ["Pregunta", "Respuesta:"],
        ["question", "Réponse"],
        [" Questions ", "Answers"],
        ["Q", "A"],
        ["Frage 1", "Antwort 1"],
    ],
)
def test_columns_are_known_by_their_names_in_several_languages(head: list[str]) -> None:
    assert len(faq_pairs(load(sheet([head, PARKING]), "faq.csv"))) == 1


def test_phrasings_stand_in_columns_in_lines_and_between_bars() -> None:
    rows = [[*HEAD, "Alternative", "Question 2"], ["One?|Two?\nThree?", "Because it is so.", "Four?", "Five?"]]

    (pair,) = faq_pairs(load(sheet(rows), "faq.csv"))

    assert pair.questions == ("One?", "Two?", "Three?", "Five?", "Four?")


def test_rows_with_the_same_answer_are_one_pair_unless_the_answer_says_nothing_alone() -> None:
    rows = [
        HEAD,
        PARKING,
        ["Is there a car park?", PARKING[1].upper()],
        ["Is it warm?", "Yes."],
        ["Is it wet?", "Yes."],
    ]

    document = load(sheet(rows), "faq.csv")

    assert [pair.questions for pair in faq_pairs(document)] == [
        ("Where can I park?", "Is there a car park?"),
        ("Is it warm?",),
        ("Is it wet?",),
    ]
    assert "rows with the answer of an earlier row, taken as its question in other words: 1" in document.notes


def test_bad_rows_are_left_out_by_their_line_and_the_others_go_in() -> None:
    rows = [
        HEAD,
        ["A question\nof two lines?", "An answer."],
        ["No answer?", " "],
        ["", "No question."],
        ["x" * 501, "Too long a question."],
        ["Too long an answer?", "x" * 20_001],
        ["More?", "Cells", "than columns"],
        PARKING,
    ]

    document = load(sheet(rows), "faq.csv")

    assert [pair.questions[0] for pair in faq_pairs(document)] == ["A question of two lines?", "Where can I park?"]
    assert [reason for reason, _ in left_out(document)] == [
        "line 4: no answer",
        "line 5: no question",
        "line 6: a question of 501 characters (at most 500)",
        "line 7: an answer of 20,001 characters (at most 20,000)",
        "line 8: 3 cells, but 2 columns (is there a quotation mark missing?)",
    ]
    assert_lawful(document)


def test_a_quotation_mark_that_is_not_closed_costs_its_own_row_only() -> None:
    document = load(b'Question,Answer\nA?,Yes to all.\nB?,"Never closed\nC?,No to all.\n', "faq.csv")

    assert [pair.questions[0] for pair in faq_pairs(document)] == ["A?", "C?"]
    assert left_out(document) == [
        ("line 3: a quotation mark that opens a cell is not closed", 'B?,"Never closed'),
    ]


def test_a_file_of_broken_quotation_marks_is_refused_at_once() -> None:
    assert "more than 100 broken rows; line 2" in refused(b"Question,Answer\n" + b'A?,"x"y\n' * 50_000)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_delimiters_line_ends_and_encodings_are_recognised(delimiter: str, line_end: str, encoding: str) -> None:
    rows = [["Frage", "Antwort"], ["Größe, Gewicht?", "Für „Tragödien“; 59,90 €"]]

    document = load(sheet(rows, delimiter, encoding, line_end), "faq.csv")

    assert document.text == "Q: Größe, Gewicht?\nA: Für „Tragödien“; 59,90 €\n"
    told = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}[delimiter]
    assert document.notes[-1] == f"columns parted by {told}"
    assert (len(document.notes) == 2) == (encoding in ("cp1252", "utf-16"))


def test_excels_line_about_the_delimiter_is_obeyed() -> None:
    assert load(b"sep=;\r\nQuestion;Answer\r\nA?;B, c.\r\n", "faq.csv").text == "Q: A?\nA: B, c.\n"


def test_an_address_that_all_rows_share_is_the_pages_and_others_are_left_out() -> None:
    one = load(sheet([[*HEAD, "URL"], [*PARKING, "https://gym.example/faq"], LOCKERS]), "faq.csv")
    two = load(sheet([[*HEAD, "URL"], [*PARKING, "https://gym.example/1"], [*LOCKERS, "javascript:x"]]), "faq.csv")

    assert (one.url, left_out(one)) == ("https://gym.example/faq", [])
    assert (two.url, [reason for reason, _ in left_out(two)]) == (None, ["address of line 2", "address of line 3"])
    assert_lawful(two)


def test_lists_and_paragraphs_of_an_answer_are_its_blocks_and_html_is_read() -> None:
    cell = "<p>Bring <b>this</b>:</p><ul><li>a towel</li><li>shoes &amp; socks</li></ul><script>x()</script>"

    document = load(sheet([HEAD, ["What?", cell], ["How?", "So:\n1. Come.\n2. Go.\n\n---\nDone < 5 min."]]), "faq.csv")

    assert shape(document) == [
        "question 6: What?",
        "paragraph 0: Bring this:",
        "bullet 0: a towel",
        "bullet 0: shoes & socks",
        "question 6: How?",
        "paragraph 0: So:",
        "step 0: Come.",
        "step 0: Go.",
        "paragraph 0: Done < 5 min.",
    ]
    assert_lawful(document)


def test_a_table_without_questions_becomes_tables_that_repeat_their_head() -> None:
    rows = [["Tariff", "Price"], *[[f"Tariff number {i}", f"{i}.90 €"] for i in range(40)]]

    document = load(sheet(rows), "prices.csv")

    assert {block.kind.value for block in document.blocks} == {"table"}
    assert len(document.blocks) > 1
    assert all(
        document.text[block.start :].startswith("| Tariff | Price |\n| --- | --- |\n") for block in document.blocks
    )
    assert all(f"| Tariff number {i} | {i}.90 € |" in document.text for i in range(40))
    assert_lawful(document)


def test_a_timetable_may_have_an_empty_corner() -> None:
    document = load(sheet([["", "Monday", "Tuesday"], ["Yoga", "18:00", ""], ["Spin", "", "7:00"]]), "classes.csv")

    assert document.text == "|  | Monday | Tuesday |\n| --- | --- | --- |\n| Yoga | 18:00 |  |\n| Spin |  | 7:00 |\n"


@pytest.mark.parametrize(
    "data",
    [b"Gold,59.90\nSilver,39.90\n", b"one\ntwo\n", b"Words.,More words.\nA,B\n", b"A,A\n1,2\n", b"Question,Price\n"],
)
def test_a_table_without_a_head_is_refused_with_the_names_looked_for(data: bytes) -> None:
    assert "looked for a column of questions (question, frage, pregunta" in refused(data)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf \n", "empty"),
        (b"Question,Answer\n\n", "empty: no rows"),
        (b"Question,Answer\nA?,\x00\n", "binary, not text (it holds NUL bytes)"),
        (b"\x01\x02\x03\x04,b\n", "binary, not text (it holds control characters)"),
        (b"\xff\xfeQ", "neither UTF-8 nor Windows-1252: byte 2"),
        (b"Question,Answer\nA?,\n", "no row can be used: line 2: no answer"),
        (b"Question,Answer,Antwort\nA?,b,c\n", "two columns of answers: 'Answer' and 'Antwort'"),
        (b"Question,Answer\n" + b"," * 1_000_000, "empty: no rows"),
        (b"Question,Answer\n" + b"x," * 1_000_000, "no row can be used: line 2: 1,000,001 cells (at most 1,000)"),
    ],
)
def test_what_is_no_table_is_refused_with_its_reason(data: bytes, message: str) -> None:
    assert refused(data) == message


def test_a_cell_of_any_size_costs_its_row_only() -> None:
    document = load(sheet([HEAD, ["Long?", "x " * 100_000], PARKING]), "faq.csv")

    assert [pair.questions[0] for pair in faq_pairs(document)] == ["Where can I park?"]
    assert left_out(document)[0][0] == "line 2: a cell of more than 131,072 characters"


def test_too_many_rows_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grids, "MOST_ROWS", 2)

    assert refused(sheet([HEAD, PARKING, LOCKERS])) == "more than 2 rows"


def test_every_visible_sheet_is_read_below_its_name_and_a_hidden_one_is_told() -> None:
    book = openpyxl.Workbook()
    faq, prices, draft, empty = book.worksheets[0], *(book.create_sheet(name) for name in ("Prices", "Draft", "Empty"))
    faq.title, draft.sheet_state = "FAQ", "hidden"
    for own, rows in ((faq, [["Our FAQ"], HEAD, PARKING, ["No answer?"]]), (draft, [HEAD, LOCKERS])):
        for row in rows:
            own.append(row)
    prices.append(["Tariff", "Price"])
    prices.append(["Gold", 59.9])
    prices["B2"].number_format = "#,##0.00 [$€-407]"
    assert empty.title == "Empty"
    out = io.BytesIO()
    book.save(out)

    document = load(out.getvalue(), "desk.xlsx")

    assert shape(document) == [
        "heading 2: FAQ",
        "question 6: Where can I park?",
        "paragraph 0: Behind the house, for two hours without charge.",
        "heading 2: Prices",
        "table 0: | Tariff | Price | | --- | --- | | Gold | 59.90 € |",
    ]
    assert left_out(document) == [
        ("sheet FAQ, row 1: above the table's head", "Our FAQ"),
        ("sheet FAQ, row 4: no answer", "No answer?"),
    ]
    assert document.notes == ("sheet 'Draft' is hidden: not read",)
    assert_lawful(document)


@pytest.mark.parametrize(
    ("value", "number_format", "words"),
    [
        (59.9, "General", "59.9"),
        (59, "0.00", "59.00"),
        (1234.5, '#,##0.00 "€"', "1,234.50 €"),
        (59.9, '"£"#,##0.00', "£59.90"),
        (59.9, "_-[$$-409]* #,##0.00_-", "$59.90"),
        (0.25, "0%", "25%"),
        (12, "0", "12"),
        (True, "General", "yes"),
        (date(2026, 1, 31), "General", "2026-01-31"),
        (datetime(2026, 1, 31, 0, 0), "General", "2026-01-31"),
        (datetime(2026, 1, 31, 6, 30), "General", "2026-01-31 06:30"),
        (time(6, 0), "General", "06:00"),
        ("#REF!", "General", ""),
    ],
)
def test_a_cell_is_shown_as_people_see_it(value: Any, number_format: str, words: str) -> None:
    assert shown(value, number_format) == words


def test_what_a_sheet_says_of_its_size_is_not_believed() -> None:
    data = repacked(workbook(FAQ=[HEAD, PARKING, LOCKERS]), sheet1=('<dimension ref="A1:B3"', '<dimension ref="A1"'))

    assert len(faq_pairs(load(data, "faq.xlsx"))) == 2


def test_a_formula_gives_its_stored_value_and_without_one_there_is_no_answer() -> None:
    data = workbook(FAQ=[HEAD, ["How much?", '="59"&" a month"'], PARKING])
    stored = repacked(
        data, sheet1=(r'<c r="B2"[^>]*>(<f>.*?</f>)<v ?(/>|></v>)', r'<c r="B2" t="str">\1<v>59 a month</v>')
    )

    assert [reason for reason, _ in left_out(load(data, "faq.xlsx"))] == ["row 2: no answer"]
    assert "A: 59 a month" in load(stored, "faq.xlsx").text


def test_a_row_of_a_million_cells_and_a_row_number_beyond_the_last_are_met_calmly() -> None:
    wide = repacked(
        workbook(FAQ=[HEAD, PARKING, ["end"]]), sheet1=("</row></sheetData>", "<c/>" * 1_000_000 + "</row></sheetData>")
    )
    far = repacked(workbook(FAQ=[HEAD, PARKING, LOCKERS]), sheet1=('<row r="3">', '<row r="999999999">'))

    assert refused(wide, "faq.xlsx") == "unpacks to more than 100 times its size"
    assert len(faq_pairs(load(far, "faq.xlsx"))) == 1


def test_a_workbook_that_declares_entities_is_refused() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><worksheet'
    data = repacked(workbook(FAQ=[HEAD, PARKING]), sheet1=("<worksheet", bomb))

    assert refused(data, "faq.xlsx") == "holds a document type declaration"


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", bytes(99_000_000))

    assert refused(out.getvalue(), "faq.xlsx") == "unpacks to more than 100 times its size"


@pytest.mark.parametrize("data", [b"", b"Question,Answer\n", b"PK\x03\x04rubbish", b"PK\x05\x06" + bytes(18)])
def test_what_is_no_workbook_is_refused(data: bytes) -> None:
    assert refused(data, "faq.xlsx").startswith("not a")


@pytest.mark.parametrize("name", ["faq.csv", "prices.tsv", "faq.xlsx"])
def test_damaged_tables_are_read_lawfully_or_refused(name: str) -> None:
    rows = [
        ["Topic", *HEAD, "URL"],
        ["Arriving", *PARKING, "https://gym.example"],
        ["Größe", "Is\nit?|So?", '"Yes"', ""],
    ]
    prices = [["Tariff", "Price"], ["Gold", "59.90 €"], ["Silver", "39,90"]]
    data = {
        "faq.csv": sheet(rows * 3, ";"),
        "prices.tsv": sheet(prices * 3, "\t"),
        "faq.xlsx": workbook(FAQ=rows * 3, Prices=prices),
    }[name]

    survived = [survives(damaged, name) for damaged in mutations(data, 300, seed=7)]

    assert any(survived)


@pytest.mark.parametrize(
    "part",
    ["sheet1.xml", "sharedStrings.xml", "workbook.xml", "styles.xml", "[Content_Types].xml", "workbook.xml.rels"],
)
def test_damaged_parts_of_a_workbook_are_read_lawfully_or_refused(part: str) -> None:
    whole = shared(workbook(FAQ=[HEAD, PARKING, LOCKERS, ["When?", date(2026, 1, 31)]]))
    assert len(faq_pairs(load(whole, "faq.xlsx"))) == 3
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        (name,) = (name for name in archive.namelist() if PurePosixPath(name).name == part)
        content = archive.read(name)

    for damaged in mutations(content, 60, seed=11):
        survives(rewritten(whole, lambda own, old, new=damaged: new if own == name else old), "faq.xlsx")  # type: ignore[misc]


def test_tables_go_through_the_whole_ingest(tmp_path: Path) -> None:
    (tmp_path / "faq.csv").write_bytes(sheet([HEAD, PARKING, ["No answer?"]]))
    (tmp_path / "prices.xlsx").write_bytes(workbook(Prices=[["Tariff", "Price"], ["Gold", "59 €"]]))
    (tmp_path / "bad.csv").write_bytes(b"one\ntwo\n")

    report = ingest([tmp_path], tmp_path / "index", WordEncoder())

    told = {page.source: page for page in report.pages if not page.source.startswith("index/")}
    assert {name: page.status for name, page in told.items()} == {
        "bad.csv": Status.REJECTED,
        "faq.csv": Status.INGESTED,
        "prices.xlsx": Status.INGESTED,
    }
    assert (told["faq.csv"].faq_pairs, told["faq.csv"].left_out) == (1, (("line 3: no answer", "No answer?"),))


def test_names_are_folded_and_heads_are_told_from_rows() -> None:
    assert [folded(name) for name in ("Réponse 2:", " FRAGE_1 ", "Q")] == ["reponse", "frage", "q"]
    assert columns_of(["Question", "Price"]) is None
    assert heads_table(["Day", "6:00", "7:00"], ["Monday", "Yoga", "Spin"])
    assert not heads_table(["Monday", "6:00", "7:00"], ["Tuesday", "6:00", "8:00"])
