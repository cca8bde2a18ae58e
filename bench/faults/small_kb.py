"""A small index in two states, for breaking: a page said "Lift.", and now says "Lower."."""

import os
import shutil
import tempfile
from pathlib import Path

from bot.calibrate import calibrate
from ingest import builds
from ingest.pipeline import ingest
from tests.fakes import WordEncoder

OLD, NEW = "Lift slowly, and lower it slower.", "Push evenly, and rest for a minute."
PAGE = "---\nvalid_until: 2999-12-31\n---\n# Press\n\n{}\n\n## FAQ\n\n### How often?\n\nTwice a week.\n"
BANK = "How often should I press?\n\nIs there a sauna?\nDo you have a sauna?\n"


def prepared(folder: Path) -> Path:
    """Publish the old words in `folder/index`, and put the new ones into `folder/kb`."""
    (folder / "kb" / "faq").mkdir(parents=True)
    (folder / "kb" / "faq" / "club.md").write_text("# Club\n\n## Is there a sauna?\n\nYes, for members.\n")
    (folder / "kb" / "press.md").write_text(PAGE.format(OLD))
    ingest_into(folder)
    (folder / "kb" / "press.md").write_text(PAGE.format(NEW))
    return folder


def ingest_into(folder: Path) -> str:
    """Ingest `folder/kb`; the id of the build."""
    return ingest([folder / "kb"], folder / "index", WordEncoder(), bank_text=BANK, calibrate=calibrate).build


def copied(folder: Path, name: str, below: Path | None = None) -> Path:
    """A copy of a prepared folder."""
    copy = (below or folder.parent) / name
    shutil.copytree(folder, copy)
    return copy


def found_after(folder: Path) -> str:
    """The words of the build that opens now, every line of it read: old, new, or without a page that was rejected.

    Then the next ingest has to go through and to leave nothing half done.

    Raises:
        SpotterError: the index cannot be opened, or the next ingest fails.
        ValueError: the build holds neither of both, or something is left over.
    """
    build = builds.open_build(folder / "index", WordEncoder())
    build.index.check()
    told = {PAGE.format(OLD): "old", PAGE.format(NEW): "new"}
    page = build.index.documents.get("press.md")
    found = told.get(page.text, "other words") if page else "without the page"
    rejected = [row["source"] for row in builds.report_of(folder / "index", build)["pages"] if row["reason"]]
    if len(build.index.documents) + len(rejected) != 2 or (found == "without the page") != ("press.md" in rejected):
        raise ValueError(f"the build holds {list(build.index.documents)}, and told of {rejected}")
    if found == "other words":
        raise ValueError("the build says neither the old words nor the new ones")
    ingest_into(folder)
    after = builds.verify(folder / "index")[0]
    if after.index.documents["press.md"].text != PAGE.format(NEW):
        raise ValueError("the next ingest did not publish the new words")
    left = [path for path in (folder / "index").rglob("*") if ".tmp" in path.name]
    if left:
        raise ValueError(f"left over: {left}")
    return f"{found}, one page told as unreadable" if rejected else found


def scratch() -> Path:
    """A folder in memory where there is one: a campaign waits for the disk thousands of times."""
    memory = Path("/dev/shm")  # noqa: S108
    return Path(tempfile.mkdtemp(prefix="spotter-faults-", dir=memory if os.access(memory, os.W_OK) else None))
