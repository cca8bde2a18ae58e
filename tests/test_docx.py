from typing import Any

import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from ingest.documents import Document
from ingest.errors import RejectedFileError
from ingest.loaders import load
from ingest.outline import faq_pairs
from tests.files import word
from tests.pages import left_out, lost, shape


def _of(write: Any) -> Document:
    return load(word(write), "page.docx")


def _with_xml(*paragraphs: str) -> Document:
    """A document whose paragraphs are written as XML."""

    def write(opened: Any) -> None:
        for inner in paragraphs:
            opened.element.body.insert(-1, parse_xml(f"<w:p {nsdecls('w', 'r')}>{inner}</w:p>"))

    return _of(write)


def test_headings_paragraphs_lists_and_tables_are_read_in_order() -> None:
    def write(opened: Any) -> None:
        opened.add_heading("Squat", 0)
        opened.add_paragraph("Stand tall.")
        opened.add_heading("Steps", 1)
        for text in ("Bend", "Lift"):
            opened.add_paragraph(text, style="List Number")
        opened.add_paragraph("Slowly", style="List Bullet 2")
        opened.add_paragraph("Rest", style="List Number")
        table = opened.add_table(3, 2)
        for row, texts in zip(table.rows, [["Day", "Open"], ["Monday", "6-22"], ["Sunday", "8-18"]], strict=True):
            for cell, text in zip(row.cells, texts, strict=True):
                cell.text = text
        for cell in table.rows[0].cells:
            cell.paragraphs[0].runs[0].bold = True
        opened.add_heading("Deep", 2)
        opened.add_paragraph("Closed at Christmas.")

    document = _of(write)

    assert shape(document) == [
        "heading 1: Squat",
        "paragraph 0: Stand tall.",
        "heading 2: Steps",
        "step 0: Bend",
        "step 0: Lift",
        "bullet 1: Slowly",
        "step 0: Rest",
        "table 0: | Day | Open | |---|---| | Monday | 6-22 | | Sunday | 8-18 |",
        "heading 3: Deep",
        "paragraph 0: Closed at Christmas.",
    ]
    assert "1. Bend\n2. Lift\n  - Slowly\n3. Rest\n" in document.text
    assert lost(document) == ""


def test_bold_lines_headings_and_marks_give_faq_pairs() -> None:
    def write(opened: Any) -> None:
        opened.add_heading("FAQ", 1)
        opened.add_paragraph().add_run("How do I join?").bold = True
        opened.add_paragraph("At the desk.")
        opened.add_paragraph().add_run("Can I pause? ").bold = True
        opened.paragraphs[-1].add_run("Yes.")
        opened.add_heading("Is it safe?", 2)
        opened.add_paragraph("It is.")
        opened.add_paragraph("Q: Any more?")
        opened.add_paragraph("A: No.")

    pairs = faq_pairs(_of(write))

    asked = [pair.questions for pair in pairs]
    assert asked == [("How do I join?",), ("Can I pause?",), ("Is it safe?",), ("Any more?",)]


def test_a_heading_is_known_in_every_language() -> None:
    def write(opened: Any) -> None:
        opened.styles["Heading 1"].element.set(qn("w:styleId"), "berschrift1")
        for name in ("Kapitel", "Abschnitt"):
            opened.styles.add_style(name, 1)
        level = parse_xml(f'<w:pPr {nsdecls("w")}><w:outlineLvl w:val="2"/></w:pPr>')
        opened.styles["Kapitel"].element.append(level)
        opened.styles["Abschnitt"].base_style = opened.styles["Kapitel"]
        for style in ("Heading 1", "Kapitel", "Abschnitt"):
            opened.add_paragraph(f"In {style}", style=style)
            opened.add_paragraph("Words.")

    headings = [line for line in shape(_of(write)) if line.startswith("heading")]

    assert headings == ["heading 1: In Heading 1", "heading 3: In Kapitel", "heading 3: In Abschnitt"]


def test_what_a_reader_does_not_see_is_no_content() -> None:
    document = _with_xml(
        "<w:r><w:t>Ten </w:t></w:r><w:del><w:r><w:delText>old </w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>new </w:t></w:r></w:ins><w:hyperlink><w:r><w:t>linked</w:t></w:r></w:hyperlink>"
        "<w:r><w:t xml:space='preserve'> reps</w:t><w:tab/><w:t>now</w:t></w:r>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>Say this instead</w:t></w:r>"
        "<w:r><w:instrText>PAGE</w:instrText></w:r>",
        "<w:r><w:pict><w:txbxContent><w:p><w:r><w:t>Boxed</w:t></w:r></w:p></w:txbxContent></w:pict></w:r>",
    )

    assert shape(document) == ["paragraph 0: Ten new linked reps now"]
    assert left_out(document) == [("hidden", "Say this instead"), ("text box", "Boxed")]


def test_what_stands_beside_the_text_is_named() -> None:
    def write(opened: Any) -> None:
        opened.add_paragraph("Words.")
        opened.sections[0].header.paragraphs[0].text = "Iron Gym"
        opened.sections[0].footer.paragraphs[0].text = "Draft 3"

    assert left_out(_of(write)) == [("page header", "Iron Gym"), ("page footer", "Draft 3")]


def test_cells_that_are_merged_are_said_on_every_row() -> None:
    def write(opened: Any) -> None:
        table = opened.add_table(3, 3)
        for row, texts in zip(table.rows, ["abc", "def", "ghi"], strict=True):
            for cell, text in zip(row.cells, texts, strict=True):
                cell.text = text
        table.cell(0, 0).merge(table.cell(1, 0)).text = "both"
        table.cell(2, 1).merge(table.cell(2, 2)).text = "wide"

    assert _of(write).text == "| both | b | c |\n| both | e | f |\n| g | wide |  |"


def test_a_table_with_lists_or_long_text_only_places_it() -> None:
    def write(opened: Any) -> None:
        table = opened.add_table(2, 2)
        table.cell(0, 0).paragraphs[0].text = "Bend"
        table.cell(0, 0).paragraphs[0].style = "List Number"
        table.cell(1, 1).text = "Words."

    assert shape(_of(write)) == ["step 0: Bend", "paragraph 0: Words."]


def test_numbers_go_on_as_the_list_says() -> None:
    numbered = "<w:pPr><w:numPr><w:ilvl w:val='{}'/><w:numId w:val='{}'/></w:numPr></w:pPr><w:r><w:t>{}</w:t></w:r>"

    def write(opened: Any) -> None:
        numbering = opened.part.numbering_part.element
        levels = "".join(
            f"<w:lvl w:ilvl='{depth}'><w:start w:val='{start}'/><w:numFmt w:val='{form}'/></w:lvl>"
            for depth, start, form in ((0, 5, "decimal"), (1, 1, "lowerLetter"), (2, 1, "bullet"))
        )
        numbering.insert(0, parse_xml(f"<w:abstractNum {nsdecls('w')} w:abstractNumId='90'>{levels}</w:abstractNum>"))
        numbering.append(parse_xml(f"<w:num {nsdecls('w')} w:numId='91'><w:abstractNumId w:val='90'/></w:num>"))
        for depth, name, text in ((0, 91, "a"), (1, 91, "b"), (1, 91, "c"), (2, 91, "d"), (0, 91, "e"), (1, 91, "f")):
            inner = numbered.format(depth, name, text)
            opened.element.body.insert(-1, parse_xml(f"<w:p {nsdecls('w')}>{inner}</w:p>"))

    assert _of(write).text == "5. a\n  1. b\n  2. c\n    - d\n6. e\n  1. f"


def test_the_title_is_the_first_heading_or_what_the_file_says() -> None:
    def write(opened: Any) -> None:
        opened.core_properties.title = "Squat guide"
        opened.add_paragraph("Stand.")

    assert _of(write).title == "Squat guide"

    def write_headed(opened: Any) -> None:
        write(opened)
        opened.add_heading("The squat", 1)
        opened.add_paragraph("Bend.")

    assert _of(write_headed).title == "The squat"


def test_a_document_without_text_is_empty() -> None:
    with pytest.raises(RejectedFileError, match="empty"):
        _of(lambda opened: None)


@pytest.mark.parametrize("look", ["<w:b/>", "<w:u w:val='single'/>", "<w:sz w:val='32'/>"])
def test_a_short_line_that_stands_out_is_a_heading(look: str) -> None:
    parts = []
    for name in ("Opening hours", "Prices"):
        parts += [
            f"<w:r><w:rPr>{look}</w:rPr><w:t>{name}</w:t></w:r>",
            "<w:r><w:t>Ask us at the desk, or call.</w:t></w:r>",
        ]

    assert [line.split(":")[0] for line in shape(_with_xml(*parts))] == ["heading 6", "paragraph 0"] * 2


def test_words_that_stand_out_inside_of_a_sentence_head_nothing() -> None:
    document = _with_xml(
        "<w:r><w:t>Open on </w:t></w:r><w:r><w:rPr><w:u w:val='single'/></w:rPr><w:t>Mondays</w:t></w:r>"
        "<w:r><w:t> from six.</w:t></w:r>"
    )

    assert shape(document) == ["paragraph 0: Open on Mondays from six."]


def test_a_table_of_questions_and_answers_is_pairs() -> None:
    def write(opened: Any) -> None:
        table = opened.add_table(2, 2)
        for row, texts in zip(table.rows, [["How do I join?", "At the desk."], ["Is it hot?", "No."]], strict=True):
            for cell, text in zip(row.cells, texts, strict=True):
                cell.text = text

    assert [(pair.questions) for pair in faq_pairs(_of(write))] == [("How do I join?",), ("Is it hot?",)]
