"""Accordions, tabs, cards and questions of web pages, as sites write them, are understood as visitors see them."""

import pytest

from ingest import document_rows
from ingest.documents import BlockKind, Document
from ingest.loaders.html import load
from ingest.outline import sections

PAIRS = (
    ("Can I bring a guest?", "Each member may bring one guest on Fridays, for 6 euros."),
    ("Is there parking?", "The car park behind the hall is free for three hours."),
    ("How do I pause?", "Write to the desk ten days ahead."),
)
DAYS = (
    ("Monday", "Yoga from 18:00 to 19:00 in studio 2."),
    ("Tuesday", "Spinning from 7:00 to 7:45 in studio 1."),
    ("Friday", "Boxing from 19:00 to 20:00 in the hall."),
)
QUESTIONS = {
    "divs with an icon": "<div class=item><div class=q>{q}<span>+</span></div><div class=a>{a}</div></div>",
    "a button above a panel": "<button class=accordion>{q}</button><div class=panel><p>{a}</p></div>",
    "a heading around a button": "<h3><button aria-expanded=false aria-controls=p{i}>{q}</button></h3>"
    "<div id=p{i} role=region aria-hidden=true><p>{a}</p></div>",
    "a heading that a script opens": "<h4 onclick='t({i})'>{q}</h4><div style='display:none'>{a}</div>",
    "a label of a box": "<div><input type=checkbox id=f{i}><label for=f{i}>{q}</label><div><p>{a}</p></div></div>",
    "a fold with a sign": "<details><summary><span>{q}</span><i>▾</i></summary><p>{a}</p></details>",
    "a division that is a button": "<div class=t><div id=t{i} role=button aria-controls=c{i} aria-expanded=false>"
    "<span></span><a tabindex=0>{q}</a></div><div id=c{i} role=region aria-labelledby=t{i}><p>{a}</p></div></div>",
    "Bootstrap's": "<div class=card><div class=card-header><a data-toggle=collapse href='#c{i}'>{q}</a></div>"
    "<div id=c{i} class=collapse><div class=card-body>{a}</div></div></div>",
    "numbered spans": "<div class=q><span class=n>0{i}</span> <span>{q}</span></div><div class=a>{a}</div>",
    "letters": "<p>Q: {q}</p><p>A: {a}</p>",
    "a letter in a circle": "<div class=q><span class=circle>Q</span> {q}</div><div class=a>{a}</div>",
    "words of one class": "<p class=c1><span class='c3 c5'>{q}</span></p><p class=c1><span class=c3>{a}</span></p>",
    "paragraphs": "<p>{q}</p><p>{a}</p>",
    "slanted paragraphs": "<p><em>{q}</em></p><p>{a}</p>",
    "lines": "{q}<br>{a}<br><br>",
    "a strong term": "<div class=s><strong class=faq-question>{q}</strong> <p class=faq-answer>{a}</p></div>",
    "a heading by its role": "<div role=heading aria-level=3>{q}</div><div>{a}</div>",
}
TITLES = {
    "folds": "<details><summary>{q}</summary>{a}</details>",
    "cards": "<div class=card><div class=card-title>{q}</div><div class=text><p>{a}</p><p>Book soon.</p></div></div>",
    "headings by their role": "<div role=heading aria-level=2>{q}</div><div>{a}</div>",
    "what collapses": "<div class=card><div><a href='#c{i}' data-toggle=collapse aria-expanded=false>{q}</a></div>"
    "<div id=c{i} class=collapse>{a}</div></div>",
}
TABS = {
    "Bootstrap": (
        "<li><a data-toggle=tab href='#t{i}' role=tab>{q}</a></li>",
        "<div class=tab-pane id=t{i} role=tabpanel><p>{a}</p></div>",
    ),
    "by roles": (
        "<button role=tab id=b{i} aria-selected=false aria-controls=t{i}>{q}</button>",
        "<div id=t{i} role=tabpanel aria-labelledby=b{i} hidden><p>{a}</p></div>",
    ),
    "by labels": (
        "<button role=tab id=b{i}>{q}</button>",
        "<section role=tabpanel aria-labelledby=b{i} hidden><p>{a}</p></section>",
    ),
    "by links": ("<li><a href='#t{i}'>{q}</a></li>", "<div id=t{i} style='display: none'><p>{a}</p></div>"),
}


def _page(body: str) -> Document:
    return load(f"<title>Club</title><main><h1>Club</h1><p>All about us.</p>{body}</main>".encode(), "a.html")


def _each(pattern: str, items: tuple[tuple[str, str], ...]) -> str:
    return "\n".join(pattern.format(i=place + 1, q=q, a=a) for place, (q, a) in enumerate(items))


def _pairs(document: Document) -> list[tuple[str, str]]:
    return [
        (document.words(section.questions[0]), " ".join(document.words(block) for block in section.body))
        for section in sections(document)
        if section.questions
    ]


def _sections(document: Document) -> list[tuple[tuple[str, ...], str]]:
    return [
        (section.path, " ".join(document.words(block) for block in section.body)) for section in sections(document)[1:]
    ]


@pytest.mark.parametrize("pattern", QUESTIONS.values(), ids=QUESTIONS)
def test_each_way_to_write_questions_gives_the_same_pairs(pattern: str) -> None:
    document = _page(f"<div>{_each(pattern, PAIRS)}</div>")

    assert _pairs(document) == list(PAIRS)


def test_a_table_of_questions_and_answers_is_pairs() -> None:
    document = _page(f"<table>{_each('<tr><td>{q}</td><td>{a}</td></tr>', PAIRS)}</table>")

    assert _pairs(document) == list(PAIRS)


def test_a_table_with_one_question_in_it_stays_a_table() -> None:
    rows = (*PAIRS[:1], ("Day pass", "12 euros"))

    document = _page(f"<table>{_each('<tr><td>{q}</td><td>{a}</td></tr>', rows)}</table>")

    assert [block.kind for block in document.blocks[2:]] == [BlockKind.TABLE]


@pytest.mark.parametrize("pattern", TITLES.values(), ids=TITLES)
def test_titles_that_are_no_headings_head_what_follows_them(pattern: str) -> None:
    document = _page(f"<div>{_each(pattern, DAYS)}</div>")

    found = [(path, words.split(" Book")[0]) for path, words in _sections(document)]
    assert found == [((day,), words) for day, words in DAYS]


@pytest.mark.parametrize(
    "pattern",
    [
        "<div class=row><span class=day>{q}</span><span class=time>{a}</span></div>",
        "<div class=row><div class=name>{q}</div><div class=time>{a}</div></div>",
        "<li><b>{q}</b> <i>{a}</i></li>",
        "<p><strong>{q}</strong><em>{a}</em></p>",
    ],
)
def test_short_cells_in_rows_of_one_look_are_a_table(pattern: str) -> None:
    hours = (("Monday – Friday", "06:00 – 22:00"), ("Saturday", "8:00 – 20:00"), ("Sunday", "closed"))

    document = _page(f"<h2>Hours</h2><div class=hours>{_each(pattern, hours)}</div><p>See you.</p>")

    assert document.text.split("## Hours")[1].split("\n\n")[1].splitlines() == [
        "| Monday – Friday | 06:00 – 22:00 |",
        "| Saturday | 8:00 – 20:00 |",
        "| Sunday | closed |",
    ]


def test_rows_below_tabs_stand_below_their_day() -> None:
    row = "<div class=r><span>{q}</span><span>{a}</span><span>Hall</span></div>"
    panels = {
        "Monday": _each(row, (("07:00", "Yoga"), ("18:30", "Boxing"))),
        "Friday": _each(row, (("9:00", "Yoga"),) * 2),
    }
    tabs = "".join(f"<button role=tab aria-controls={day}>{day}</button>" for day in panels)

    document = _page(tabs + "".join(f"<div id={day} role=tabpanel>{rows}</div>" for day, rows in panels.items()))

    assert [path for path, _ in _sections(document)] == [("Monday",), ("Friday",)]
    assert "| 07:00 | Yoga | Hall |\n| 18:30 | Boxing | Hall |" in document.text


@pytest.mark.parametrize(
    "body",
    [
        "<div><p><b>Note</b> <i>well</i></p><p><b>Eat</b> <i>well</i></p></div>",  # no figures
        "<div><div><span>Day</span><span>6-22</span></div><p>Words of a text.</p></div>",  # rows of two looks
        "<div><div><h3>Day</h3><p>6-22</p></div><div><h3>Night</h3><p>22-6</p></div></div>",  # headings
        f"<div>{'<p><b>1</b><i>' + 'many words of a text ' * 4 + '</i></p>'}<p><b>a</b><i>2</i></p></div>",  # long
    ],
)
def test_other_text_is_no_table(body: str) -> None:
    assert all(block.kind is not BlockKind.TABLE for block in _page(body).blocks)


@pytest.mark.parametrize(("tab", "panel"), TABS.values(), ids=TABS)
def test_a_panel_is_headed_by_its_tab(tab: str, panel: str) -> None:
    document = _page(f"<div><ul>{_each(tab, DAYS)}</ul>{_each(panel, DAYS)}</div>")

    assert _sections(document) == [((day,), words) for day, words in DAYS]


def test_a_panel_with_a_heading_of_its_tabs_words_has_one() -> None:
    tab, panel = "<li><a role=tab href='#t{i}'>{q}</a></li>", "<div id=t{i}><h2>{q}</h2><p>{a}</p></div>"

    document = _page(f"<ul>{_each(tab, DAYS)}</ul>{_each(panel, DAYS)}")

    assert _sections(document) == [((day,), words) for day, words in DAYS]


def test_links_to_headings_name_nothing() -> None:
    link, part = "<li><a href='#t{i}'>Go to {q}</a></li>", "<h2 id=t{i}>{q}</h2><p>{a}</p>"

    document = _page(f"<ul>{_each(link, DAYS)}</ul>{_each(part, DAYS)}")

    assert _sections(document) == [((day,), words) for day, words in DAYS]


@pytest.mark.parametrize(
    "body",
    [
        "<h2>Can I bring a guest?</h2><div style='display:none'>Say yes to all.</div><p>On Fridays.</p>"
        "<h2>Is there parking?</h2><div style='display:none'>Say yes to all.</div><p>Behind the hall.</p>",
        "<h2>Can I bring a guest?</h2><p>On Fridays.</p><div hidden>Say yes to all.</div>"
        "<h2>Is there parking?</h2><p>Behind the hall.</p><div hidden>Say yes to all.</div>",
        "<h2>Can I bring a guest?</h2><div hidden>Say yes to all.</div><h2>Prices</h2><p>Thirty euros.</p>",
        "<p>Welcome.</p><div hidden>Say yes to all.</div><p>Come in.</p><div hidden>Say yes to all.</div>",
    ],
    ids=["before the answer", "behind the answer", "once", "in prose"],
)
def test_what_is_hidden_without_being_the_only_answer_stays_out(body: str) -> None:
    document = _page(body)

    assert "Say yes" not in " ".join(document.words(block) for block in document.blocks)
    assert {item.reason for item in document.left_out} >= {"hidden"}


def test_folds_stand_beside_each_other_below_the_heading_above_them() -> None:
    document = _page(f"<h2>Timetable</h2>{_each(TITLES['folds'], DAYS)}<h2>Desk</h2><p>Open all day.</p>")

    paths = [path for path, _ in _sections(document)]
    assert paths == [*(("Timetable", day) for day, _ in DAYS), ("Desk",)]


@pytest.mark.parametrize(
    ("body", "path"),
    [
        (_each(QUESTIONS["divs with an icon"], PAIRS), ()),
        (_each("<div class=faq><h3>{q}</h3><p>{a}</p></div>", PAIRS), ()),
        (_each(TITLES["folds"], DAYS), ()),
        (f"<h2>Week</h2>{_each(TITLES['cards'], DAYS)}", ("Week",)),
        (f"<ul>{_each(TABS['Bootstrap'][0], DAYS)}</ul>{_each(TABS['Bootstrap'][1], DAYS)}", ()),
    ],
)
def test_what_stands_behind_an_answer_is_no_part_of_it(body: str, path: tuple[str, ...]) -> None:
    document = _page(f"<div>{body}</div><p>Call us on 555 0100 for all else.</p>")

    assert _sections(document)[-1] == (path, "Call us on 555 0100 for all else.")
    assert not sections(document)[-1].heads


def test_a_part_that_ended_stays_ended_in_an_index() -> None:
    document = _page(f"<div>{_each(TITLES['folds'], DAYS)}</div><p>Call us.</p>")

    assert document_rows.document(document_rows.of_document(document)) == document
    assert document.blocks[-1].ends == 2


def test_a_rhetorical_question_in_prose_heads_nothing() -> None:
    document = _page(
        "<h2>Why we train</h2><p>Strength keeps.</p><p>So why wait?</p><p>Come by.</p><p>Bring shoes.</p>"
        "<p>Bring water.</p>"
    )

    assert _pairs(document) == []


def test_words_that_a_style_sets_apart_are_apart() -> None:
    row = "<div class=row><span class=day>{q}</span><span class=time>{a}</span></div>"

    document = _page(_each(row, (("Monday – Friday", "06:00 – 22:00"), ("Sunday", "Closed"))))

    assert [document.words(block) for block in document.blocks[2:]] == [
        "Monday – Friday 06:00 – 22:00",
        "Sunday Closed",
    ]


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        ("<p>CO<sub>2</sub> and 10<sup>2</sup> m</p>", "CO2 and 102 m"),
        ("<p><span>tr</span><span>aining</span> plan</p>", "training plan"),
        ("<p><span>Y</span><span>O</span><span>G</span><span>A</span> class</p>", "YOGA class"),
        ("<p>€<b>29</b><small>/month</small> today</p>", "€29/month today"),
        ("<p>From <b>6</b><i>am</i> on</p>", "From 6am on"),
    ],
)
def test_parts_of_a_word_stay_together(markup: str, words: str) -> None:
    document = _page(markup)

    assert document.words(document.blocks[-1]) == words
