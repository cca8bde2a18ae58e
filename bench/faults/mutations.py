"""Damages files of every format in 10,000 ways each and counts what becomes of them; nothing may crash or be lost.

    python -m bench.faults.mutations [--count 10000] [--formats pdf,docx]

The seed of a mutation is its format and number, so that each can be made again: `mutation("pdf", 123)`. Each goes
through the sandbox, as in an ingest. The table goes to bench/results/faults-mutations.md.
"""

import argparse
import io
import random
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench.faults.office_bombs import Parts, packed
from ingest.documents import Document
from ingest.errors import RejectedFileError
from ingest.loading import Loaded, load_each
from ingest.sources import Found, find, read
from tests.files import listed, page, printed, word, words
from tests.pages import lost

COUNT = 10_000  # mutations a format
_AT_ONCE = 200  # archives
RESULTS = Path(__file__).parents[1] / "results" / "faults-mutations.md"
OUTCOMES = ("ingested", "empty", "rejected", "limit", "crash", "silent empty", "text lost")
_MARKDOWN = (
    "# Sauna\n\nOpen daily.\n\n1. Shower\n2. Sit\n\n## Is it hot?\n\nYes, 90 °C.\n\n"
    "| Day | Open |\n|---|---|\n| Monday | 9 |\n"
)
_ARCHIVES = ("docx", "xlsx", "zip")
_FIGURES = [["Day", "Open"], ["Monday", "6-22"], ["Sunday", "8-18"]]


def _web_page() -> bytes:
    rows = "".join(f"<tr><td rowspan=2>{day}<td>{hours}" for day, hours in _FIGURES)
    return page(
        f"<header>Gym</header><main><h1>Lifting</h1><p>Stand <b>tall</b>.<ol><li>Lift<ul><li>Hold</ul></ol>"
        f"<table>{rows}</table><details><summary>Is it safe?</summary>Yes &amp; no.</details>"
        "<dl><dt>Guest<dd>A friend.</dl><div hidden>Secret</div></main>",
        '<script type="application/ld+json">{"@type":"FAQPage","mainEntity":[{"@type":"Question","name":"Why so?",'
        '"acceptedAnswer":{"text":"Because."}}]}</script>',
    )


def _document() -> bytes:
    def write(opened: Any) -> None:
        opened.add_heading("Lifting", 1)
        opened.add_paragraph("Stand tall.")
        opened.add_paragraph("Lift", style="List Number")
        table = opened.add_table(3, 2)
        for row, texts in zip(table.rows, _FIGURES, strict=True):
            for cell, text in zip(row.cells, texts, strict=True):
                cell.text = text

    return word(write)


def _printed() -> bytes:
    return printed(
        [[words("Lifting", "Title"), words("Stand tall."), listed(["Lift", "Hold"], "1"), _FIGURES], [words("More.")]],
        "Page {page}",
    )


def _sheet() -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.worksheets[0]
    for row in (("question", "answer"), ("Is there a sauna?", "Yes."), ("What is it?", 59.9), ("When?", "Daily.")):
        sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


SAMPLES: dict[str, Callable[[], bytes]] = {
    "html": _web_page,
    "pdf": _printed,
    "docx": _document,
    "xlsx": _sheet,
    "csv": lambda: (
        b'question,answer,area\nIs there a sauna?,"Yes, two",Spa\nWhen?,Daily.,Spa\nHow much?,"10 ""euro""",\n'
    ),
    "json": lambda: (
        b'[{"question": "Is it hot?", "answer": "Yes, 90 \\u00b0C."}, {"question": "When?", "answer": "Daily."}]'
    ),
    "md": lambda: f"---\ntitle: Sauna\nreviewed: 2026-01-05\n---\n{_MARKDOWN}".encode(),
    "txt": lambda: b"Sauna\n\nOpen daily.\n\n1. Shower\n2. Sit\n\nQ: Is it hot?\nA: Yes.\n",
    "zip": lambda: packed({"a.md": _MARKDOWN, "b/c.txt": "Open daily.", "d.csv": "question,answer\nWhen?,Daily.\n"}),
}


@cache
def sample(kind: str) -> bytes:
    """A whole file of a format."""
    return SAMPLES[kind]()


def mutation(kind: str, number: int) -> bytes:
    """The sample of a format with some bytes changed, taken out or said twice; or cut off.

    Of archives, every other one has a file in it changed instead: else a checksum would tell of nearly all.
    """
    rng = random.Random(f"{kind} {number}")  # noqa: S311 - repeatable, not secret
    data = sample(kind)
    if kind in _ARCHIVES and number % 2:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts: Parts = {name: archive.read(name) for name in archive.namelist()}
        name = rng.choice([name for name in parts if parts[name]])
        return packed({**parts, name: _mutated(bytes(parts[name]), rng)})  # type: ignore[arg-type]  # all are bytes
    return data[: rng.randrange(len(data))] if number % 20 == 0 else _mutated(data, rng)


def _mutated(whole: bytes, rng: random.Random) -> bytes:
    data = bytearray(whole)
    for _ in range(rng.choice((1, 1, 3, 20))):
        place = rng.randrange(len(data))
        change = rng.randrange(3)
        if change == 0:
            data[place] = rng.randrange(256)
        elif change == 1 and len(data) > 100:
            del data[place : place + rng.randrange(1, 40)]
        else:
            data[place:place] = data[rng.randrange(len(data)) :][: rng.randrange(1, 40)]
    return bytes(data)


def outcome(loaded: Loaded) -> str:
    """What became of a file, as one of `OUTCOMES`."""
    if isinstance(loaded.error, RejectedFileError):
        told = loaded.error.message
        if told.startswith(("crashed the reader", "made the reader")):
            return "crash"
        if told.startswith(("takes more", "needs more")):
            return "limit"
        return "empty" if told.startswith("empty") else "rejected"
    document = loaded.document
    assert isinstance(document, Document)  # noqa: S101 - one of both is there
    if not any(char.isalnum() for block in document.blocks for char in document.words(block)):
        return "silent empty"
    return "text lost" if lost(document) else "ingested"


def outcomes(kind: str, count: int) -> Iterator[tuple[int, str]]:
    """Each mutation's number and outcome."""
    if kind != "zip":
        files = [(f"{n}.{kind}", partial(mutation, kind, n)) for n in range(count)]
        for number, loaded in enumerate(load_each(files)):
            yield number, outcome(loaded)
        return
    for first in range(0, count, _AT_ONCE):
        numbers = range(first, min(first + _AT_ONCE, count))
        with TemporaryDirectory() as folder:
            found = [_archived(Path(folder) / f"{number}.zip", mutation(kind, number)) for number in numbers]
            files = [(item.doc_id, partial(read, item)) for items in found for item in items if not item.rejected]
            loading = load_each(files)
            for number, items in zip(numbers, found, strict=True):
                told = ["rejected" if item.rejected else outcome(next(loading)) for item in items]
                yield number, max(told, key=OUTCOMES.index, default="empty")


def _archived(path: Path, data: bytes) -> list[Found]:
    path.write_bytes(data)
    return [item for item in find([path]) if not item.skipped]


def main() -> None:
    """Run the campaign."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=COUNT, help="mutations a format")
    parser.add_argument("--formats", default=",".join(SAMPLES), help="formats, parted by commas")
    parser.add_argument("--out", type=Path, default=RESULTS, help="where the table goes")
    arguments = parser.parse_args()
    rows = [f"| format | {' | '.join(OUTCOMES)} | seconds |", f"|---{'|---:' * (len(OUTCOMES) + 1)}|"]
    for kind in arguments.formats.split(","):
        began = time.perf_counter()
        counts: Counter[str] = Counter()
        bad: list[str] = []
        for number, found in outcomes(kind, arguments.count):
            counts[found] += 1
            bad += [f"{number}: {found}"] if found in OUTCOMES[3:] else []
        told = " | ".join(f"{counts[name]:,}" for name in OUTCOMES)
        rows.append(f"| {kind} | {told} | {time.perf_counter() - began:.0f} |")
        print(rows[-1], *bad[:20], flush=True)
        arguments.out.write_text(_HEAD.format(count=arguments.count) + "\n".join(rows) + "\n", encoding="utf-8")


_HEAD = """# Damaged files

{count:,} mutations a format, through the sandbox: `python -m bench.faults.mutations`. The seed of each is its format
and number. An archive's row is the worst of its files. "limit" names a limit of the sandbox; "crash" is a defect of a
loader; "silent empty" is a page without a word that was not told as empty; "text lost" is text in neither a block nor
what was left out.

"""

if __name__ == "__main__":
    main()
