import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.check import findings_of
from bot.cli import main
from bot.commands.parts import Parts
from bot.findings import Finding, Kind, Spot, finding, spot
from bot.render_findings import MOST_OF_A_KIND, render_findings
from bot.reviewed import read_reviewed, sort_out
from ingest.errors import InputError
from tests.asking import published
from tests.fakes import WordEncoder
from tests.pages import read
from tests.test_cli import parts

PRICES = """# Prices

## Guests

A day pass costs £9 and lets you use every machine.

There is a sauna on the upper floor, with towels for hire at the desk and a bench to rest on.
"""
GUESTS = """# Guests

## Can I bring a friend along?

Yes, bring a friend along whenever you like.

## How much is a day pass?

A day pass is £12.
"""
SQUAT = """# Squat

Stand tall, sit down between your hips until the thighs are level, and stand up again without a pause at the bottom of
the movement or a bounce.
"""
TOWELS = """# Towels

Bring a towel for every bench that you lie on, and wipe the bench when you are done; paper hangs on the wall beside
each row of machines.
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Every command runs in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(**pages: str) -> None:
    Path("kb").mkdir(exist_ok=True)
    for name, text in pages.items():
        Path("kb", f"{name}.md").write_text(text, encoding="utf-8")


def check(*arguments: str) -> Result:
    env = {"SPOTTER_INDEX": None, "COLUMNS": "80"}
    return CliRunner(env=env).invoke(main, ["check", *arguments], obj=parts(WordEncoder()), prog_name="spotter")


def found(folder: Path, **pages: str) -> list[tuple[Kind, str]]:
    index = published(folder, {f"{name}.md": text for name, text in pages.items()}).index
    return [(item.kind, item.message) for item in findings_of(index, WordEncoder())]


def test_pages_that_agree_have_no_findings_and_end_with_0() -> None:
    write(squat=SQUAT, towels=TOWELS)

    result = check()

    assert (result.exit_code, result.stdout, result.stderr) == (0, "2 pages, 2 passages: nothing found\n", "")


def test_a_contradiction_is_printed_with_both_sides_and_ends_with_1() -> None:
    write(prices=PRICES, guests=GUESTS)

    result = check("kb")

    lines = result.stdout.splitlines()
    assert result.exit_code == 1
    assert lines[0][10:] == "contradiction: price: £12 against £9"
    assert lines[1:] == [
        "          guests.md:9 How much is a day pass?",
        "            | A day pass is £12.",
        "          prices.md:5 Guests",
        "            | A day pass costs £9 and lets you use every machine.",
        "",
        "contradiction           1",
        "",
        "2 pages, 3 passages: 1 finding",
    ]


def test_the_findings_as_json_name_every_place_by_its_offsets() -> None:
    write(prices=PRICES, guests=GUESTS)

    result = check("--json")

    printed = json.loads(result.stdout)
    (item,) = printed["findings"]
    assert {**printed, "findings": []} == {
        "findings": [],
        "totals": {
            "contradiction": 1,
            "near-duplicate": 0,
            "thin": 0,
            "question not found": 0,
            "out of date": 0,
            "unreadable": 0,
        },
        "reviewed": [],
        "stale": [],
        "pages": 2,
        "passages": 3,
    }
    assert (item["kind"], item["message"]) == ("contradiction", "price: £12 against £9")
    assert [(place["source"], place["line"], place["told"]) for place in item["spots"]] == [
        ("guests.md", 9, "£12"),
        ("prices.md", 5, "£9"),
    ]
    for place in item["spots"]:
        text = Path("kb", place["source"]).read_text(encoding="utf-8")
        assert text[place["start"] : place["end"]] == place["text"]


def test_checking_publishes_nothing_and_says_the_same_twice() -> None:
    write(prices=PRICES, guests=GUESTS)

    first, second = check("--json"), check("--json")

    assert first.stdout == second.stdout
    assert sorted(path.name for path in Path.cwd().iterdir()) == ["kb"]


def test_a_published_index_is_checked_without_its_pages(folder: Path) -> None:
    published(folder, {"prices.md": PRICES, "guests.md": GUESTS})
    build = sorted(path.name for path in (folder / "index" / "builds").iterdir())
    for page in (folder / "kb").iterdir():
        page.unlink()

    result = check("--index", "index", "--json")

    assert result.exit_code == 1
    assert [item["message"] for item in json.loads(result.stdout)["findings"]] == ["price: £12 against £9"]
    assert sorted(path.name for path in (folder / "index" / "builds").iterdir()) == build


def test_a_reviewed_finding_is_silent_until_one_of_its_texts_changes() -> None:
    write(prices=PRICES, guests=GUESTS)
    known = json.loads(check("--json").stdout)["findings"][0]["id"]
    Path("reviewed.txt").write_text(
        f"# looked at in May\n\n{known}  the dearer one is for the holidays\n", encoding="utf-8"
    )

    silent = check("--reviewed", "reviewed.txt")
    write(squat=SQUAT)
    still = check("--reviewed", "reviewed.txt", "--json")
    write(guests=GUESTS.replace("£12", "£13"))
    awake = check("--reviewed", "reviewed.txt")

    assert (silent.exit_code, silent.stdout) == (0, "2 pages, 3 passages: nothing found, 1 more reviewed\n")
    assert (still.exit_code, json.loads(still.stdout)["reviewed"]) == (0, [known])
    assert awake.exit_code == 1
    assert awake.stdout.endswith(f"3 pages, 4 passages: 1 finding\nReviewed, but no longer found: {known}\n")


@pytest.mark.parametrize(
    ("arguments", "message", "fix"),
    [
        (["nowhere"], "no such file or folder: nowhere", "Check the path; the default is kb/."),
        (["--index", "nowhere"], "no index in nowhere", "Run: spotter ingest --index nowhere"),
        (
            ["kb", "--index", "index"],
            "both pages and an index are named",
            "Name the pages to check, or --index, not both.",
        ),
        (
            ["--reviewed", "none.txt"],
            "cannot read none.txt: No such file or directory",
            "Name a file of finding ids, one a line.",
        ),
    ],
)
def test_bad_input_ends_with_2_and_two_lines(arguments: list[str], message: str, fix: str) -> None:
    write(squat=SQUAT)

    result = check(*arguments)

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.splitlines() == [f"error: {message}", f"fix:   {fix}"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"xyz a comment\n", "reviewed.txt, line 1: no finding's id: 'xyz a comment'"),
        (b"\n0123456\n", "reviewed.txt, line 2: no finding's id: '0123456'"),
        (b"0123456789\n", "reviewed.txt, line 1: no finding's id: '0123456789'"),
        (b"\xff\n", "reviewed.txt is not UTF-8"),
    ],
)
def test_a_list_of_reviewed_findings_that_cannot_be_used_is_refused(content: bytes, message: str) -> None:
    Path("reviewed.txt").write_bytes(content)

    with pytest.raises(InputError) as refused:
        read_reviewed(Path("reviewed.txt"))

    assert refused.value.message == message


def test_a_list_of_reviewed_findings_has_comments_and_empty_lines() -> None:
    Path("reviewed.txt").write_text("\ufeff# ours\n\n0123abcd\n  4567cdef  as agreed\n", encoding="utf-8")

    assert read_reviewed(Path("reviewed.txt")) == {"0123abcd", "4567cdef"}


def test_files_that_no_page_was_made_of_are_named() -> None:
    write(squat=SQUAT, empty="\n")
    Path("kb", "photo.md").write_bytes(b"\x00\x01\x02")

    printed = json.loads(check("--json").stdout)["findings"]

    assert [(item["kind"], item["spots"][0]["source"], item["spots"][0]["line"]) for item in printed] == [
        ("unreadable", "empty.md", 0),
        ("unreadable", "photo.md", 0),
    ]
    assert all(item["message"] for item in printed)


def test_a_page_that_repeats_another_is_one_finding(tmp_path: Path) -> None:
    pages = {
        "squat": SQUAT + "\n## Towels\n\n" + TOWELS.split("\n\n", 1)[1],
        "towels": TOWELS,
        "copy": SQUAT.replace("without a", "with no"),
    }

    assert found(tmp_path, **pages) == [
        (Kind.DUPLICATE, "2 passages of 2 pages say nearly the same"),
        (Kind.DUPLICATE, "2 passages of 2 pages say nearly the same"),
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Left squat", "Right squat"),
        ("Forward lunge", "Backward lunge"),
        ("One arm row", "Two arm row"),
        ("Palms up curl", "Palms down curl"),
    ],
)
def test_pages_of_two_variants_may_be_alike(tmp_path: Path, one: str, other: str) -> None:
    assert found(tmp_path, a=SQUAT.replace("Squat", one), b=SQUAT.replace("Squat", other)) == []


def test_copies_that_differ_in_a_figure_are_a_contradiction_and_not_a_repetition(tmp_path: Path) -> None:
    other = PRICES.replace("£9", "£12")

    assert found(tmp_path, a=PRICES, b=other) == [(Kind.CONTRADICTION, "price: £9 against £12")]


def test_repetition_within_a_page_is_no_finding(tmp_path: Path) -> None:
    body = SQUAT.split("\n\n", 1)[1]

    assert found(tmp_path, squat=f"# Squat\n\n## One\n\n{body}\n## Two\n\nAgain: {body}\n") == []


def test_a_page_of_few_words_and_a_heading_without_text_are_thin(tmp_path: Path) -> None:
    pages = {
        "short": "# Plank\n\nHold it.\n",
        "hollow": SQUAT + "\n## Tips\n\n## Mistakes\n\nDo not let the knees fall in.\n",
    }

    assert sorted(found(tmp_path, **pages)) == [(Kind.THIN, "a heading without text"), (Kind.THIN, "a page of 2 words")]


def test_a_short_page_with_a_question_is_not_thin(tmp_path: Path) -> None:
    assert found(tmp_path, faq="# Questions\n\n## Is there a sauna?\n\nYes.\n") == []


def test_a_question_that_finds_another_answer_first_is_told_with_what_it_finds(tmp_path: Path) -> None:
    acorn = "# Acorn\n\n## Is there parking?\n\nThe yard behind holds ten bays.\n\n## Who was Acorn?\n\nA smith.\n"
    birch = "# Birch\n\n## Is there parking?\n\nThere is parking, parking is free.\n\n## Who was Birch?\n\nA cook.\n"

    ((kind, message),) = found(tmp_path, acorn=acorn, birch=birch)

    assert kind is Kind.NOT_FOUND
    assert message in {f"“Is there parking?” finds {page}.md › Is there parking? first" for page in ("acorn", "birch")}


def test_a_spot_is_a_slice_with_its_line() -> None:
    page = read("First.\n\nSecond one.\n")

    assert spot(page, "Tips", 8, 19, "told") == Spot("page.txt", page.title, "Tips", 3, 8, 19, "Second one.", "told")


def one_finding(*texts: str, kind: Kind = Kind.CONTRADICTION, about: str = "") -> Finding:
    return finding(kind, "message", [Spot("a.md", "A", "", 1, 0, len(text), text) for text in texts], about)


def test_an_id_depends_on_the_kind_and_the_texts_and_not_on_their_order_or_marks() -> None:
    known = one_finding("It costs £8.", "It costs £9.").finding_id

    assert len(known) == 8
    assert one_finding("It costs  **£9.**", "It costs £8.").finding_id == known
    assert one_finding("It costs £8.", "It costs £7.").finding_id != known
    assert one_finding("It costs £8.", "It costs £9.", kind=Kind.DUPLICATE).finding_id != known
    assert one_finding("It costs £8.", "It costs £9.", about="price").finding_id != known


def test_findings_are_sorted_out_by_kind_and_each_once() -> None:
    thin, against = one_finding("Hold it.", kind=Kind.THIN), one_finding("£8", "£9")

    sorted_out = sort_out([thin, against, thin], frozenset({thin.finding_id, "00000000"}), 3, 4)

    assert (sorted_out.open, sorted_out.reviewed, sorted_out.stale) == ((against,), (thin,), ("00000000",))


def test_only_the_first_places_of_a_finding_are_printed() -> None:
    many = one_finding(*(f"It costs £{n}." for n in range(9)))

    shown = render_findings(sort_out([many], frozenset(), 1, 9), 80)

    assert "… and 3 more places" in shown
    assert shown.count("| It costs") == 6


def test_of_many_findings_those_of_several_pages_and_with_the_fewest_places_are_printed() -> None:
    broad = [one_finding(*(f"It costs £{n}{m}." for m in range(5))) for n in range(40)]
    narrow = [one_finding(f"It takes {n} minutes.", f"It takes {n} hours.") for n in range(5)]
    spots = [Spot(page, "A", "", 1, 0, 4, page) for page in ("a.md", "b.md", "c.md", "d.md", "e.md", "f.md")]
    apart = finding(Kind.CONTRADICTION, "pages", spots)
    found = sort_out([*broad, *narrow, apart], frozenset(), 1, 9)

    short, whole = render_findings(found, 80), render_findings(found, 80, verbose=True)

    assert (short.count("contradiction: message"), whole.count("contradiction: message")) == (MOST_OF_A_KIND - 1, 45)
    assert "contradiction: pages" in short.splitlines()[0]
    assert "| It takes 4 minutes." in short
    assert "(… and 36 more: contradiction; --verbose.)" in short
    assert "more: contradiction" not in whole


def test_the_encoder_of_the_settings_is_used() -> None:
    write(squat=SQUAT)
    encoder = WordEncoder()

    CliRunner().invoke(main, ["check"], obj=Parts(lambda _: encoder, parts(encoder).bot_of))

    assert any("Stand tall" in text for text in encoder.encoded)
