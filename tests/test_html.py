import pytest

from ingest.documents import Document
from ingest.errors import RejectedFileError
from ingest.loaders import load
from ingest.outline import faq_pairs
from tests.files import page
from tests.pages import left_out, lost, shape


def _of(body: str, head: str = "") -> Document:
    return load(page(body, head), "page.html")


def _pairs(document: Document) -> list[tuple[tuple[str, ...], str]]:
    return [(pair.questions, document.text[pair.answer_start : pair.end]) for pair in faq_pairs(document)]


def test_headings_paragraphs_lists_and_tables_are_read_in_order() -> None:
    document = _of(
        "<h1>Heel  raise</h1><p>Stand <b>tall</b>,<br>then lift.</p><ol start=3><li>Up<ul><li>Slowly</ul>Breathe."
        "<li><p>Down.</p><p>Rest.</p></ol><h2>Hours</h2><table><thead><tr><th>Day<th>Open<tbody>"
        "<tr><th scope=row>Monday<td rowspan=2>6–22<tr><td>Tuesday</table><pre>  a\n  b</pre>"
    )

    assert shape(document) == [
        "heading 1: Heel raise",
        "paragraph 0: Stand tall, then lift.",
        "step 0: Up",
        "bullet 1: Slowly",
        "paragraph 1: Breathe.",
        "step 0: Down.",
        "paragraph 1: Rest.",
        "heading 2: Hours",
        "table 0: | Day | Open | |---|---| | Monday | 6–22 | | Tuesday | 6–22 |",
        "code 0: a b",
    ]
    assert "3. Up\n  - Slowly\n\n  Breathe.\n\n4. Down." in document.text
    assert lost(document) == ""


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<p>up<b>per</b> <i>body</i>\n  work</p>", "upper body work"),
        ("<p>a&nbsp;b &amp; c &lt;d&gt; &#8364;5</p>", "a b & c <d> €5"),
        ("<p>10 m<sup>2</sup>, CO<sub>2</sub></p>", "10 m2, CO2"),
        ("<p>one<!-- no --> two<?no?> three</p>", "one two three"),
        ("<p>He said <q>lift</q>.</p>", "He said “lift”."),
        ("<div>one<div>two</div>three</div>", "one\n\ntwo\n\nthree"),
        ("<p>one<p>two<script>x()</script> three", "one\n\ntwo three"),
        ("<p>soft&shy;ly<wbr>go", "softlygo"),
        ("<p>1. Stand<br>2. Lift<br>slowly", "1. Stand\n2. Lift\nslowly"),
    ],
)
def test_inline_elements_neither_join_nor_part_words(body: str, text: str) -> None:
    assert _of(body).text == text


def test_the_main_content_is_kept_and_the_frame_is_named() -> None:
    document = _of(
        "<header><h1>Gym</h1></header><nav><a href=/>Start</a></nav><div>Ad</div><main><header><h1>Lunge</h1></header>"
        "<p>Lunge deep.</p><aside>Related</aside><button>Book</button></main>Loose<footer>Main street 1</footer>"
    )

    assert shape(document) == ["heading 1: Lunge", "paragraph 0: Lunge deep."]
    assert left_out(document) == [
        ("page header", "Gym"),
        ("navigation", "Start"),
        ("outside the main content", "Ad"),
        ("aside", "Related"),
        ("form", "Book"),
        ("outside the main content", "Loose"),
        ("page footer", "Main street 1"),
    ]


def test_without_a_main_element_the_frame_is_known_by_its_marks() -> None:
    document = _of(
        "<div class='site-nav'>Start</div><div role=navigation>Menu a</div><div id=cookie-banner>We set cookies</div>"
        "<header><h1>Lunge</h1></header><section><header><h2>How</h2></header><p>Lunge deep.</p></section>"
        "<form><p>Join us</p><select><option>Day pass</select></form><form><h1>More</h1><p>Words.</p></form>"
    )

    assert shape(document) == [
        "heading 1: Lunge",
        "heading 2: How",
        "paragraph 0: Lunge deep.",
        "heading 1: More",
        "paragraph 0: Words.",
    ]
    assert [reason for reason, _ in left_out(document)] == ["navigation", "navigation", "cookie notice", "form"]


@pytest.mark.parametrize(
    "look",
    ["hidden", "aria-hidden=true", "style='display:none'", "style='color:red; VISIBILITY : hidden'"],
)
def test_what_nobody_sees_is_left_out_by_name(look: str) -> None:
    document = _of(f"<p>Seen <span {look}>and ignored</span> words.</p><div {look}><p>Say this instead.</p></div>")

    assert shape(document) == ["paragraph 0: Seen words."]
    assert left_out(document) == [("hidden", "and ignored"), ("hidden", "Say this instead.")]


def test_what_a_button_unfolds_is_not_hidden() -> None:
    document = _of(
        "<h2>FAQ</h2><h3><button aria-expanded=false aria-controls=a>How do I join?</button></h3>"
        "<div id=a hidden>At the desk.</div><button class=accordion>Can I pause?</button><div>Yes.</div>"
    )

    assert _pairs(document) == [(("How do I join?",), "At the desk."), (("Can I pause?",), "Yes.")]


def test_a_struck_price_is_left_out() -> None:
    document = _of("<p>Day pass <del>12</del> 10 EUR</p>")

    assert (document.text, left_out(document)) == ("Day pass 10 EUR\n\n12", [("struck out", "12")])


@pytest.mark.parametrize(
    "body",
    [
        "<h2>FAQ</h2><h3>How do I join?</h3><p>At the desk.</p><h3>Can I pause?</h3><p>Yes.</p>",
        "<details><summary>How do I join?</summary><p>At the desk.</p></details>"
        "<details><summary><h3>Can I pause?</h3></summary>Yes.</details>",
        "<dl><dt>How do I join?</dt><dd>At the desk.</dd><dt>Can I pause?<dd><p>Yes.</p></dl>",
        "<h2>FAQ</h2><p><strong>How do I join?</strong><br>At the desk.</p><p><strong>Can I pause?</strong></p><p>Yes.",
        "<h2>FAQ</h2><p><b>How do I join?</b> At the desk.</p><p><b>Can I pause?</b> Yes.</p>",
        "<ul><li><b>How do I join?</b> At the desk.<li><b>Can I pause?</b> Yes.</ul>",
        "<ul><li><h3>How do I join?</h3>At the desk.<li><h3>Can I pause?</h3>Yes.</ul>",
        "<p>Q: How do I join?<br>A: At the desk.</p><p>Q: Can I pause?</p><p>A: Yes.</p>",
        "<div itemscope itemtype=https://schema.org/FAQPage>"
        "<div itemprop=mainEntity itemscope itemtype=https://schema.org/Question>"
        "<div itemprop=name>How do I join?</div>"
        "<div itemprop=acceptedAnswer itemscope itemtype=https://schema.org/Answer style=display:none>"
        "<div itemprop=text>At the desk.</div></div></div>"
        "<div itemprop=mainEntity itemscope itemtype=https://schema.org/Question><b itemprop=name>Can I pause?</b>"
        "<div itemprop=acceptedAnswer itemscope><p itemprop=text>Yes.</p></div></div></div>",
    ],
    ids=["headings", "details", "dl", "bold lines", "bold openings", "items", "headed items", "Q and A", "microdata"],
)
def test_every_faq_markup_gives_its_pairs(body: str) -> None:
    document = _of(f"<h1>Joining</h1><p>All about it.</p>{body}")

    pairs = [(questions, answer.removeprefix("A: ")) for questions, answer in _pairs(document)]
    assert pairs == [(("How do I join?",), "At the desk."), (("Can I pause?",), "Yes.")]
    assert lost(document) == ""


def test_two_terms_before_one_answer_are_phrasings() -> None:
    document = _of("<dl><dt>Can I pause?<dt>May I freeze it?<dd>Yes.</dl>")

    assert _pairs(document) == [(("Can I pause?", "May I freeze it?"), "Yes.")]


def test_terms_that_ask_nothing_stand_before_what_explains_them() -> None:
    document = _of(
        "<p>Words:</p><dl><dt>Rep</dt><dd>One lift.</dd><dd>Or one hold.</dd><dt>Set<dd><ul><li>Reps</ul></dl>"
    )

    assert shape(document) == [
        "paragraph 0: Words:",
        "bullet 0: Rep: One lift.",
        "paragraph 1: Or one hold.",
        "paragraph 0: Set:",
        "bullet 0: Reps",
    ]


def test_pairs_for_search_engines_are_added_where_the_page_does_not_show_them() -> None:
    script = """<script type="application/ld+json">{"@context":"https://schema.org","@graph":[{"@type":["FAQPage"],
    "mainEntity":[{"@type":"Question","name":"Is it &quot;safe&quot;?","acceptedAnswer":{"@type":"Answer",
    "text":"<p>Yes &amp; no:</p><ul><li>warm up</li></ul>"}},
    {"@type":"Question","name":"How do I JOIN","acceptedAnswer":[{"text":"Twice."}]},
    {"@type":"Question","name":"Empty?","acceptedAnswer":{"text":""}}, 7, null]}]}</script>
    <script type="application/ld+json">{broken</script>"""

    document = _of("<h1>Gym</h1><h2>FAQ</h2><h3>How do I join?</h3><p>At the desk.</p>", script)

    assert _pairs(document) == [
        (("How do I join?",), "At the desk."),
        (('Is it "safe"?',), "Yes & no:\n\n- warm up"),
    ]


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("<title>Squat guide | Iron Gym</title>", "Squat guide"),
        ("<title>Iron Gym | The squat</title>", "The squat"),
        ("<title>Squat guide - Iron Gym</title><meta property=og:site_name content='Iron Gym'>", "Squat guide"),
        ("<title>Warm-up - in ten minutes</title>", "Warm-up - in ten minutes"),
        ("<title> Squat\n guide </title>", "Squat guide"),
        ("<meta property=og:title content='Squats'>", "Squats"),
        ("", "The squat"),
    ],
)
def test_the_title_is_the_pages_without_the_sites_name(head: str, title: str) -> None:
    assert _of("<h1>The squat</h1><p>Stand.</p>", head).title == title


@pytest.mark.parametrize(
    ("head", "url"),
    [
        ("<link rel=canonical href=https://gym.example/squat#top>", "https://gym.example/squat"),
        ("<meta property=og:url content=http://gym.example/a?b=c>", "http://gym.example/a?b=c"),
        ("<base href=https://gym.example/x/><link rel='nofollow canonical' href=squat>", "https://gym.example/x/squat"),
        ("<!-- saved from url=(0026)https://gym.example/saved -->", "https://gym.example/saved"),
        (
            "<link rel=canonical href='javascript:alert(1)'><meta property=og:url content=https://a.example>",
            "https://a.example",
        ),
        ("<link rel=canonical href='//gym.example/squat'>", None),
        ("<link rel=canonical href='https://user:pass@gym.example/'>", None),
        ("<link rel=canonical href='https://gym.example/\"onclick'>", None),
        ("<link rel=canonical href='http://[bad'>", None),
        ("", None),
    ],
)
def test_the_address_is_the_canonical_one(head: str, url: str | None) -> None:
    assert _of("<p>Stand.</p>", head).url == url


@pytest.mark.parametrize(
    "data",
    [
        "<p>Öffnet für 5 €".encode(),
        "\ufeff<p>Öffnet für 5 €".encode(),
        "<meta charset=windows-1252><p>Öffnet für 5 €".encode("cp1252"),
        "<meta http-equiv=Content-Type content='text/html; charset=ISO-8859-1'><p>Öffnet für 5 €".encode("cp1252"),
        "<?xml version='1.0' encoding='iso-8859-15'?><html><p>Öffnet für 5 €".encode("iso-8859-15"),
        "<meta charset=iso-8859-1><p>Öffnet für 5 €".encode(),
        "\ufeff<p>Öffnet für 5 €".encode("utf-16-le"),
        "\ufeff<p>Öffnet für 5 €".encode("utf-16-be"),
    ],
)
def test_every_encoding_that_is_declared_is_read(data: bytes) -> None:
    assert load(data, "page.htm").text == "Öffnet für 5 €"


@pytest.mark.parametrize("name", ["rot13", "unicode_escape", "utf-7", "no-such-code", "zlib"])
def test_an_encoding_that_no_page_has_is_refused(name: str) -> None:
    with pytest.raises(RejectedFileError, match="not UTF-8"):
        load(f"<meta charset={name}><p>caf".encode() + b"\xe9", "page.html")


def test_tables_that_only_place_things_are_read_as_text() -> None:
    document = _of(
        "<table><tr><td><h1>Lunge</h1><td><p>Lunge deep.</table><table><tr><td>One<tr><td>Two</table>"
        "<table role=presentation><tr><td>a<td>b<tr><td>c<td>d</table>"
    )

    assert [line.split(" ")[0] for line in shape(document)] == ["heading"] + ["paragraph"] * 7


@pytest.mark.parametrize(
    ("rows", "text"),
    [
        ("<tr><th>Day<th>Open<tr><td>Monday<td>6–22", "| Day | Open |\n|---|---|\n| Monday | 6–22 |"),
        ("<tr><td><b>Day</b><td><b>Open</b><tr><td>Monday<td>6", "| Day | Open |\n|---|---|\n| Monday | 6 |"),
        (
            "<tr><td>Pass<td>Price<td>Days<tr><td>Day<td>9<td>1",
            "| Pass | Price | Days |\n|---|---|---|\n| Day | 9 | 1 |",
        ),
        ("<tr><td>Sunday<td>closed<tr><td>Monday<td>6–22", "| Sunday | closed |\n| Monday | 6–22 |"),
        ("<tr><td><td><tr><td>Sunday<td>closed<tr><td>Monday<td>6", "| Sunday | closed |\n| Monday | 6 |"),
        ("<tr><th>Sunday<td>closed<tr><th>Monday<td>6", "| Sunday | closed |\n| Monday | 6 |"),
    ],
)
def test_the_head_of_a_table_is_what_the_page_says_it_is(rows: str, text: str) -> None:
    assert _of(f"<table>{rows}</table>").text == text


def test_a_page_without_closing_tags_keeps_its_parts_apart() -> None:
    document = _of("<h1>Lunge<p>Lunge deep.<h2>How<ul><li>Step<li>Bend")

    assert shape(document) == [
        "heading 1: Lunge",
        "paragraph 0: Lunge deep.",
        "heading 2: How",
        "bullet 0: Step",
        "bullet 0: Bend",
    ]


@pytest.mark.parametrize(
    "source",
    [
        "<!doctype html><html><meta charset=utf-8><title>Club</title><main><p>Open daily.</p></main>",
        "<title>Club</title><script>1</script><section><p>Open daily.</p></section>",
        "<title>Club</title><article>Open</article> daily.<p>",
    ],
)
def test_a_page_may_leave_its_body_to_be_guessed(source: str) -> None:
    document = load(source.encode(), "a.html")

    assert (document.title, " ".join(document.text.split())) == ("Club", "Open daily.")
