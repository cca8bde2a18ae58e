import os
import warnings
from contextlib import suppress
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import pytest

from ingest import sources
from ingest.errors import InputError, RejectedFileError
from ingest.pipeline import ingest
from ingest.sources import Found, find
from tests.documents import mutations
from tests.fakes import WordEncoder

not_as_root = pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")


def test_files_below_a_folder_are_named_by_their_path_in_it_and_sorted(tmp_path: Path) -> None:
    _write(tmp_path, "b.md", "sub/deep/c.txt", "a.md")

    found = find([tmp_path])

    assert found == tuple(Found(name, tmp_path / name) for name in ("a.md", "b.md", "sub/deep/c.txt"))


def test_a_named_file_goes_by_its_own_name(tmp_path: Path) -> None:
    _write(tmp_path, "sub/a.md")

    assert find([tmp_path / "sub" / "a.md"]) == (Found("a.md", tmp_path / "sub" / "a.md"),)


def test_hidden_files_and_the_folders_readme_are_skipped(tmp_path: Path) -> None:
    _write(tmp_path, ".hidden.md", ".git/config", "README.md", "sub/README.md")

    assert _why([tmp_path]) == {
        ".hidden.md": "hidden",
        ".git": "hidden",
        "README.md": "for the folder's writers",
        "sub/README.md": "",
    }


def test_a_readme_that_is_named_is_read(tmp_path: Path) -> None:
    _write(tmp_path, "README.md")

    assert _why([tmp_path, tmp_path / "README.md"]) == {"README.md": ""}
    assert [item.skipped for item in find([tmp_path, tmp_path / "README.md"])] == ["for the folder's writers", ""]


def test_links_inside_the_folder_are_read_and_links_out_of_it_are_not(tmp_path: Path) -> None:
    _write(tmp_path, "out.md", "kb/in.md", "kb/sub/x.md", "other/y.md")
    (tmp_path / "kb" / "link.md").symlink_to("in.md")
    (tmp_path / "kb" / "secret.md").symlink_to(tmp_path / "out.md")
    (tmp_path / "kb" / "folder").symlink_to("sub")
    (tmp_path / "kb" / "outside").symlink_to(tmp_path / "other")
    (tmp_path / "kb" / "gone.md").symlink_to("nowhere.md")
    (tmp_path / "kb" / "loop.md").symlink_to("loop.md")

    assert _why([tmp_path / "kb"]) == {
        "in.md": "",
        "link.md": "",
        "sub/x.md": "",
        "secret.md": "a link out of the folder",
        "folder": "a link to a folder",
        "outside": "a link out of the folder",
        "gone.md": "cannot be read: No such file or directory",
        "loop.md": "cannot be read: Too many levels of symbolic links",
    }


def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.md")

    assert _why([tmp_path]) == {"pipe.md": "not a regular file"}


def test_the_same_name_below_two_folders_is_taken_once(tmp_path: Path) -> None:
    _write(tmp_path, "one/a.md", "two/a.md")

    assert [(item.path, item.rejected) for item in find([tmp_path / "one", tmp_path / "two"])] == [
        (tmp_path / "one" / "a.md", ""),
        (tmp_path / "two" / "a.md", f"same name as {tmp_path / 'one' / 'a.md'}"),
    ]


def test_a_name_that_is_not_utf_8_is_written_out(tmp_path: Path) -> None:
    (Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.md"))).write_text("x")
    (Path(os.fsdecode(os.fsencode(tmp_path) + b"/.caf\xe9"))).write_text("x")

    assert _why([tmp_path]) == {".caf\\xe9": "hidden", "caf\\xe9.md": "its name is not UTF-8"}


def test_a_pattern_takes_the_files_that_it_fits_by_their_path_below_its_fixed_part(tmp_path: Path) -> None:
    _write(tmp_path, "kb/a.md", "kb/a.txt", "kb/sub/b.md", "kb/sub/deep/c.md", "kb/.hidden/d.md", "kb/README.md")

    assert _why([tmp_path / "kb/**/*.md"]) == {
        "README.md": "for the folder's writers",
        "a.md": "",
        "sub/b.md": "",
        "sub/deep/c.md": "",
    }
    assert list(_why([tmp_path / "kb/*.md"])) == ["README.md", "a.md"]
    assert list(_why([tmp_path / "kb/*/[a-b].m?"])) == ["sub/b.md"]
    assert list(_why([tmp_path / "kb/[!a]*/**"])) == ["sub/b.md", "sub/deep/c.md"]


@pytest.mark.parametrize("pattern", ["none/*.md", "kb/*.pdf", "kb/[z-a].md"])
def test_a_pattern_that_fits_no_file_is_an_error(tmp_path: Path, pattern: str) -> None:
    _write(tmp_path, "kb/a.md")

    with pytest.raises(InputError, match="pattern"):
        find([tmp_path / pattern])


def test_a_file_whose_name_looks_like_a_pattern_is_that_file(tmp_path: Path) -> None:
    _write(tmp_path, "a[1].md", "a1.md")

    assert list(_why([tmp_path / "a[1].md"])) == ["a[1].md"]


def test_an_archive_that_is_named_is_as_a_folder_and_one_in_a_folder_keeps_its_name(tmp_path: Path) -> None:
    pages = {"a.md": b"One.", "sub/b.md": b"Two.", "sub/": b"", "README.md": b"", ".x": b"", "__MACOSX/a.md": b""}
    _pack(tmp_path / "kb" / "old.ZIP", pages)

    named, below = find([tmp_path / "kb" / "old.ZIP"]), find([tmp_path / "kb"])

    assert {item.doc_id: item.skipped for item in named} == {
        ".x": "hidden",
        "README.md": "for the folder's writers",
        "__MACOSX/a.md": "hidden",
        "a.md": "",
        "sub/b.md": "",
    }
    assert [item.doc_id for item in below] == [f"old.ZIP/{item.doc_id}" for item in named]
    assert [sources.read(item) for item in named if not item.skipped] == [b"One.", b"Two."]
    assert [path.name for path in tmp_path.rglob("*")] == ["kb", "old.ZIP"]


def test_hostile_entries_of_an_archive_are_refused_by_name(tmp_path: Path) -> None:
    link = ZipInfo("link.md")
    link.external_attr = 0o120777 << 16
    locked = ZipInfo("locked.md")
    entries: list[str | ZipInfo] = [
        "../up.md",
        "/root.md",
        "C:/x.md",
        "a/./b.md",
        "back\\..\\up.md",
        "in.zip",
        link,
        locked,
        "twice.md",
        "twice.md",
    ]
    with ZipFile(tmp_path / "kb.zip", "w") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the name that comes twice
        for entry in entries:
            archive.writestr(entry, "Words.")
    data = bytearray((tmp_path / "kb.zip").read_bytes())
    at = data.rindex(b"locked.md") - 46  # its row in the directory
    data[at + 8] |= 1
    (tmp_path / "kb.zip").write_bytes(data)

    found = [(item.doc_id, item.rejected) for item in find([tmp_path / "kb.zip"])]

    out = "a path out of the archive"
    assert sorted(found) == [
        ("../up.md", out),
        ("/root.md", out),
        ("C:/x.md", out),
        ("a/./b.md", out),
        ("back/../up.md", out),
        ("in.zip", "an archive in an archive"),
        ("link.md", "a link in an archive"),
        ("locked.md", "locked with a password"),
        ("twice.md", ""),
        ("twice.md", f"same name as {tmp_path / 'kb.zip'}"),
    ]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ({}, "not a readable zip archive (File is not a zip file)"),
        ({f"{i}.md": b"" for i in range(2_001)}, "2,001 entries (at most 2,000)"),
        (
            {"a.md": bytes(60_000_000), "b.md": bytes(60_000_000)},
            "120,000,000 bytes when unpacked (at most 100,000,000)",
        ),
        ({"a.md": bytes(2_000_000)}, "unpacks to more than 100 times its size"),
    ],
)
def test_an_archive_beyond_a_limit_is_refused_as_a_whole(
    tmp_path: Path, content: dict[str, bytes], reason: str
) -> None:
    _pack(tmp_path / "kb.zip", content)
    if not content:
        (tmp_path / "kb.zip").write_bytes(b"PK\x03\x04 and no more")

    assert _why([tmp_path]) == {"kb.zip": reason}


def test_archives_that_are_too_large_together_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _pack(tmp_path / "a.zip", {"a.md": b"x"})
    _pack(tmp_path / "b.zip", {"b.md": b"x"})
    monkeypatch.setattr(sources, "MOST_ARCHIVED", (tmp_path / "a.zip").stat().st_size)

    assert _why([tmp_path]) == {
        "a.zip/a.md": "",
        "b.zip": f"archives of more than {sources.MOST_ARCHIVED} bytes together",
    }


def test_an_entry_that_is_damaged_is_refused_alone(tmp_path: Path) -> None:
    _pack(tmp_path / "kb.zip", {"a.md": b"Words of a page.", "b.md": b"Others."}, ZIP_STORED)
    (tmp_path / "kb.zip").write_bytes((tmp_path / "kb.zip").read_bytes().replace(b"Words", b"Sword"))
    damaged, sound = find([tmp_path / "kb.zip"])

    assert sources.read(sound) == b"Others."
    with pytest.raises(RejectedFileError, match="cannot be unpacked"):
        sources.read(damaged)


def test_damaged_archives_are_read_or_refused(tmp_path: Path) -> None:
    path = tmp_path / "kb.zip"
    _pack(path, {"a.md": b"Words of a page. " * 9, "sub/b.md": b"Others."})
    for damaged in mutations(path.read_bytes(), 300, seed=7):
        path.write_bytes(damaged)
        for item in find([path]):
            if not item.rejected and not item.skipped:
                with suppress(RejectedFileError):
                    sources.read(item)


def test_pages_of_an_archive_go_through_the_whole_ingest(tmp_path: Path) -> None:
    _pack(tmp_path / "kb.zip", {"a.md": b"# A\n\nOne.", "b.md": b"# B\n\nTwo.", "in.zip": b"PK"})

    first = ingest([tmp_path / "kb.zip"], tmp_path / "index", WordEncoder())
    again = ingest([tmp_path / "kb.zip"], tmp_path / "index", WordEncoder())

    assert [(page.source, page.status.value) for page in first.pages] == [
        ("a.md", "ingested"),
        ("b.md", "ingested"),
        ("in.zip", "rejected"),
    ]
    assert (again.build, again.totals["unchanged"]) == (first.build, 2)


def test_a_source_that_does_not_exist_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file or folder"):
        find([tmp_path / "none"])


def test_a_file_that_is_too_large_is_refused(tmp_path: Path) -> None:
    with (tmp_path / "big.md").open("wb") as file:
        file.truncate(sources.LARGEST + 1)

    with pytest.raises(RejectedFileError, match="50,000,001 bytes"):
        sources.read(find([tmp_path])[0])


def test_a_file_that_has_gone_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RejectedFileError, match="cannot be read: No such file"):
        sources.read(Found("gone.md", tmp_path / "gone.md"))


@not_as_root
def test_a_file_without_permission_is_refused(tmp_path: Path) -> None:
    _write(tmp_path, "a.md")
    (tmp_path / "a.md").chmod(0)

    with pytest.raises(RejectedFileError, match="Permission denied"):
        sources.read(find([tmp_path])[0])


def _write(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("Words.")


def _pack(path: Path, content: dict[str, bytes], compression: int = ZIP_DEFLATED) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with ZipFile(path, "w", compression) as archive:
        for name, data in content.items():
            archive.writestr(name, data)


def _why(named: list[Path]) -> dict[str, str]:
    return {item.doc_id: item.skipped or item.rejected for item in find(named)}
