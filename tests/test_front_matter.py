from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.check import findings_of
from bot.findings import Kind
from ingest import builds, document_rows, records
from ingest.errors import NoIndexError, RejectedFileError
from ingest.front_matter import read
from ingest.index import Index
from ingest.loaders import load
from ingest.pipeline import ingest
from ingest.report import Report
from tests.documents import mutations, survives
from tests.fakes import WordEncoder
from tests.pages import left_out

TODAY = date(2026, 5, 10)
PAGE = """---
title: "Opening times"
url: https://gym.example/times
reviewed: 2026-01-31  # by the desk
valid-from: '2026-02-01'
Valid_Until: 2026-12-31
tags: [a, b]
nested:
  title: no
---

# Times

Open all day.
"""


BANK = "Is there a sauna?\nDo you have a sauna?\n\nIs the terrace open?\n"


def front(*lines: str) -> str:
    return "---\n" + "\n".join(lines) + "\n---\n\n# Page\n\nSome words.\n"


def ingested(folder: Path, **pages: str) -> Report:
    (folder / "kb").mkdir(exist_ok=True)
    for name, text in pages.items():
        (folder / "kb" / f"{name}.md").write_text(text)
    return ingest([folder / "kb"], folder / "index", WordEncoder(), bank_text=BANK, today=TODAY)


def built(folder: Path, **pages: str) -> Index:
    ingested(folder, **pages)
    return builds.open_build(folder / "index").index


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_a_page_is_called_and_dated_as_its_front_matter_says(mark: str, line_end: str) -> None:
    document = load((mark + PAGE).replace("\n", line_end).encode(), "page.md")

    assert (document.title, document.url) == ("Opening times", "https://gym.example/times")
    assert (document.reviewed, document.valid_from, document.valid_until) == (
        date(2026, 1, 31),
        date(2026, 2, 1),
        date(2026, 12, 31),
    )
    assert [reason for reason, _ in left_out(document)][-1] == "front matter"
    assert document.notes == ()


def test_a_page_without_front_matter_or_with_other_keys_is_as_before() -> None:
    plain, other = load(b"# Page\n\nWords.\n", "a.md"), load(front("date: soon", "layout: page").encode(), "b.md")

    assert (
        (plain.title, plain.url, plain.valid_until)
        == (other.title, other.url, other.valid_until)
        == ("Page", None, None)
    )


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        (["title: x", "valid_until: 31.1.2026"], "front matter, line 3: valid_until is '31.1.2026', which is no date"),
        (["reviewed: 2026-02-30"], "front matter, line 2: reviewed is '2026-02-30', which is no date"),
        (["valid_from: 20260131"], "front matter, line 2: valid_from is '20260131', which is no date"),
        (["title: a", "title: b"], "front matter, line 3: title stands twice"),
        (["valid_from: 2026-02-01", "valid_until: 2026-01-31"], "front matter: valid_from is later than valid_until"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_its_line(lines: list[str], reason: str) -> None:
    with pytest.raises(RejectedFileError) as caught:
        load(front(*lines).encode(), "a.md")

    assert caught.value.message == reason
    assert "2026-01-31" in caught.value.fix or "Remove" in caught.value.fix or "Mend" in caught.value.fix


@pytest.mark.parametrize("url", ["javascript:alert(1)", "/times", "ftp://x", "https://x y", 'https://x"y'])
def test_an_address_that_no_browser_should_follow_is_not_used_and_told(url: str) -> None:
    document = load(front(f"url: {url}").encode(), "a.md")

    assert document.url is None
    assert document.notes == ("front matter, line 2: the url is not one of http or https and is not used",)


def test_empty_values_and_block_values_are_not_used() -> None:
    found = read(front("title: >", "url:", "valid_until:", "reviewed: # later"))

    assert (found.title, found.url, found.valid_until, found.reviewed) == ("", None, None, None)
    assert found.notes == ("front matter, line 2: title has no value on its own line and is not used",)


def test_damaged_front_matter_is_read_lawfully_or_refused() -> None:
    survived = [survives(damaged, "a.md") for damaged in mutations(PAGE.encode(), 300, seed=7)]

    assert any(survived)
    assert not all(survived)


def test_a_dated_page_is_the_same_after_writing_and_reading() -> None:
    document = load(PAGE.encode(), "page.md")

    (again,) = records.Lines(records.lines([document_rows.of_document(document)]), document_rows.document)

    assert again == document


def test_a_page_whose_time_is_over_is_skipped_and_one_whose_time_comes_waits(tmp_path: Path) -> None:
    report = ingested(
        tmp_path,
        over=front("title: Winter", "valid_until: 2026-05-09"),
        last=front("valid_until: 2026-05-10"),
        soon=front("valid_from: 2026-06-01"),
    )

    assert [(page.source, page.status.value, page.reason, page.notes) for page in report.pages] == [
        ("last.md", "ingested", "", ("valid until 2026-05-10",)),
        ("over.md", "skipped", "valid until 2026-05-09", ()),
        ("soon.md", "ingested", "", ("valid from 2026-06-01",)),
    ]
    index = builds.open_build(tmp_path / "index").index
    assert index.out_of_date(TODAY) == {"soon.md"}
    assert index.out_of_date(TODAY + timedelta(1)) == {"last.md", "soon.md"}
    assert index.out_of_date(date(2026, 6, 1)) == {"last.md"}


def test_an_index_on_a_day_is_as_if_the_pages_out_of_date_had_never_been_there(tmp_path: Path) -> None:
    page = "# Sauna\n\nThe sauna is open.\n\n## FAQ\n\n### Is there a sauna?\n\nYes, there is a sauna upstairs.\n"
    spring = front("valid_until: 2026-05-31") + "\n## FAQ\n\n### Is the terrace open?\n\nThe terrace is open in May.\n"
    (tmp_path / "without").mkdir()
    index, without = built(tmp_path, sauna=page, spring=spring), built(tmp_path / "without", sauna=page)

    shown = index.on(date(2026, 6, 1))

    assert index.on(date(2026, 5, 31)) is index
    assert {name: bytes(data) for name, data in shown.files().items()} == {
        name: bytes(data) for name, data in without.files().items()
    }
    assert shown.says("sauna")
    assert not shown.says("terrace")
    shown.check()


def test_an_index_without_a_page_for_the_day_is_an_error(tmp_path: Path) -> None:
    index = built(tmp_path, a=front("valid_until: 2026-05-31"))

    with pytest.raises(NoIndexError, match="no page of the index may be shown on 2026-06-01"):
        index.on(date(2026, 6, 1))


def test_pages_that_are_nearly_over_or_long_not_reviewed_are_found(tmp_path: Path) -> None:
    report = ingested(
        tmp_path,
        a=front("valid_until: 2026-05-11"),
        b=front("valid_until: 2026-06-10"),
        c=front("reviewed: 2026-01-30"),
        over=front("valid_until: 2026-01-31"),
    )
    index = builds.open_build(tmp_path / "index").index

    found = findings_of(index, WordEncoder(), report, review_days=99, today=TODAY)

    stale = [(item.spots[0].source, item.message) for item in found if item.kind is Kind.STALE]
    assert stale == [
        ("a.md", "valid until 2026-05-11: 1 day left"),
        ("c.md", "reviewed 2026-01-30: more than 99 days ago"),
        ("over.md", "valid until 2026-01-31: its time is over"),
    ]
    later = findings_of(index, WordEncoder(), today=date(2026, 6, 10), review_days=999)
    assert [item.message for item in later if item.kind is Kind.STALE] == [
        "valid until 2026-05-11: its time is over",
        "valid until 2026-06-10: 0 days left",
    ]
