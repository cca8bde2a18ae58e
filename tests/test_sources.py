import os
from pathlib import Path

import pytest

from ingest import sources
from ingest.errors import InputError, RejectedFileError
from ingest.sources import Found, find

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


def _why(named: list[Path]) -> dict[str, str]:
    return {item.doc_id: item.skipped or item.rejected for item in find(named)}
