import textwrap
from dataclasses import fields
from pathlib import Path
from typing import Any

from bot.answers import Answer, Citation, Evidence, Hit, Outcome, Statement
from bot.render import render_answer, render_builds, render_hits, render_report
from ingest import builds
from ingest.documents import Passage
from ingest.pipeline import ingest
from ingest.report import PageReport, Report, Status
from tests.fakes import WordEncoder

CLUB = Citation(1, "faq/club.md", "Club", "Guests", None, "A pass costs **£8**.\nIt is valid\nfor 1 day.", 0, 41)
RAISE = Citation(2, "raise.md", "Raise", "", "https://gym.example/raise", "1. Stand.\n2. Rise.", 0, 18)


def text(block: str) -> str:
    return textwrap.dedent(block).strip("\n")


def test_an_answer_shows_what_was_understood_each_list_item_on_a_line_and_the_quoted_words() -> None:
    answer = Answer(
        question="and how?",
        understood_as="How is it done?",
        outcome=Outcome.ANSWERED,
        statements=(
            Statement("A pass costs **£8**.", 1),
            Statement("It is valid\nfor 1 day.", 1),
            Statement("Stand.", 2, listed=True),
            Statement("2. Rise.", 2, listed=True),
        ),
        citations=(CLUB, RAISE),
        confidence=0.9,
        build="b",
        sources_disagree=True,
        notice="Stop if it hurts.\nAsk a doctor.",
        suggestions=("What else?",),
    )

    shown = render_answer(answer, 60)

    assert shown == text("""
        Stop if it hurts.
        Ask a doctor.

        Understood as: How is it done?

        A pass costs £8. It is valid for 1 day. [1]
        - Stand.
        2. Rise. [2]

        The sources disagree: what each of them says stands above.

        Sources
        [1] Club › Guests
            faq/club.md
            | A pass costs £8. It is valid for 1 day.
        [2] Raise
            raise.md <https://gym.example/raise>
            | 1. Stand.
            | 2. Rise.
        """)


def test_an_unsure_answer_shows_its_message_the_closest_passages_and_questions_that_have_an_answer() -> None:
    answer = Answer(
        "pass",
        "pass",
        Outcome.UNSURE,
        (),
        (),
        0.4,
        "b",
        closest=(CLUB,),
        message="I am not sure.",
        suggestions=("When?",),
    )

    shown = render_answer(answer)

    assert shown == text("""
        I am not sure.

        Closest passages
        [1] Club › Guests
            faq/club.md
            | A pass costs £8. It is valid for 1 day.

        Questions that the pages answer:
        - When?
        """)


def test_a_question_without_an_answer_shows_the_message_and_questions_that_have_one() -> None:
    answer = Answer(
        "x", "x", Outcome.NOT_FOUND, (), (), 0.0, "b", message="Please ask.", suggestions=("How much?", "When?")
    )

    shown = render_answer(answer)

    assert shown == text("""
        Please ask.

        Questions that the pages answer:
        - How much?
        - When?
        """)


def test_lines_are_no_wider_than_the_terminal() -> None:
    quote = "Keep the heels low and the knees straight while you lift. " * 5
    answer = Answer(
        question="how?",
        understood_as="how?",
        outcome=Outcome.ANSWERED,
        statements=(Statement(quote, 1),),
        citations=(Citation(1, "raise.md", "Raise", "", None, quote, 0, len(quote)),),
        confidence=0.9,
        build="b",
    )

    shown = render_answer(answer, 40)

    assert max(map(len, shown.splitlines())) <= 40


def test_a_hit_shows_its_score_its_place_and_what_speaks_for_it() -> None:
    words = "How much?\nA pass costs £8."
    passage = Passage("p1", "faq/club.md", "Club", "Guests", 5, 15, 31, words, "How much?")
    evidence: dict[str, Any] = {item.name: 0.5 for item in fields(Evidence)}
    hit = Hit(passage, 0, 1.25, Evidence(**{**evidence, "dense": 0.1, "unit": 0.2}))

    shown = render_hits([hit])

    lines = shown.splitlines()
    assert lines[:2] == ["1. 1.2500  faq/club.md 5-31", "   Club › Guests"]
    assert lines[2].startswith("   dense 0.100 unit 0.200 ")
    assert lines[-2:] == ["   Q: How much?", "   A pass costs £8."]


CLUB_PAGE = PageReport(
    "club.md", Status.INGESTED, "", "Club", ("Club", "Guests"), 2, 0, 1, (("navigation", "Home | " * 20),)
)
REFUSED = (
    PageReport("bad.md", Status.REJECTED, "not UTF-8: byte 3"),
    PageReport("blank.md", Status.EMPTY, "empty"),
    PageReport("gone.md", Status.REMOVED),
)


def test_a_report_shows_how_each_page_was_understood_and_why_others_were_not_taken() -> None:
    report = Report("b1", "index", (*REFUSED[:2], CLUB_PAGE, REFUSED[2]), 1, 1, 0.25)

    shown = render_report(report)

    assert shown == text("""
        rejected   bad.md: not UTF-8: byte 3
        empty      blank.md: empty
        ingested   club.md
                   Club: 2 headings, 2 FAQ pairs, 0 numbered steps, 1 passage
                   headings: Club · Guests
                   left out (navigation): Home | Home | Home | Home | Home | Home | Home | Home | Ho …
        removed    gone.md: no longer there
        4 paths: 1 ingested, 1 empty, 1 rejected, 1 removed
        1 passage, 1 of them embedded anew
        Build b1 in index, 0.2 s
        """)


def test_of_many_pages_a_report_details_only_those_that_were_not_taken() -> None:
    pages = tuple(PageReport(f"{n:02}.md", Status.UNCHANGED, title="Page", passages=1) for n in range(21))
    report = Report("b1", "index", (*pages, *REFUSED), 21, 0, 1.0)

    shown = render_report(report)

    assert shown == text("""
        rejected   bad.md: not UTF-8: byte 3
        empty      blank.md: empty
        removed    gone.md: no longer there
        (The details of 21 pages: --verbose.)
        24 paths: 21 unchanged, 1 empty, 1 rejected, 1 removed
        21 passages, 0 of them embedded anew
        Build b1 in index, 1.0 s
        """)
    assert "20.md" in render_report(report, verbose=True)


def test_a_verification_names_the_current_build_and_what_was_checked(tmp_path: Path) -> None:
    page = tmp_path / "club.md"
    page.write_text("# Club\n\nA pass costs £8.\n", encoding="utf-8")
    build_id = ingest([page], tmp_path / "index", WordEncoder()).build
    verified = builds.verify(tmp_path / "index")
    manifest = verified[0].manifest
    size = sum(n for n, _ in manifest.files.values())

    shown = render_builds(verified, "index")

    assert shown == text(f"""
        {build_id}  current, made {manifest.created} with words
          {len(manifest.files)} files, {size:,} bytes: every size and SHA-256 is as published
          1 passage of 1 document: each is a slice of its document
        index is sound.
        """)
