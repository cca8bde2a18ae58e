import json
from pathlib import Path

import pytest

from bot.written import json_line, require_writable, written_aside
from ingest.errors import InputError


def written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def test_what_is_written_takes_the_targets_place_only_at_the_end(tmp_path: Path) -> None:
    target = written(tmp_path / "a.jsonl", b"old")

    with written_aside(target) as write:
        write(b"new")
        before = target.read_bytes()

    assert (before, target.read_bytes()) == (b"old", b"new")
    assert list(tmp_path.iterdir()) == [target]


def test_where_writing_ends_early_the_target_stays_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    target = written(tmp_path / "a.jsonl", b"old")

    def write_and_stop() -> None:
        with written_aside(target) as write:
            write(b"new")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_and_stop()

    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


def test_a_link_is_followed(tmp_path: Path) -> None:
    target = written(tmp_path / "a.jsonl", b"old")
    link = tmp_path / "link.jsonl"
    link.symlink_to(target)

    with written_aside(link) as write:
        write(b"new")

    assert (link.is_symlink(), target.read_bytes()) == (True, b"new")


@pytest.mark.parametrize("name", ["folder", "file/a.jsonl", "none/a.jsonl", "a" * 300, "loop"])
def test_a_target_that_cannot_be_written_is_refused_before_anything_is(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").touch()
    (tmp_path / "loop").symlink_to(tmp_path / "loop")

    with pytest.raises(InputError, match="cannot write"), written_aside(tmp_path / name):
        pytest.fail("the block ran")
    with pytest.raises(InputError, match="cannot write"):
        require_writable(tmp_path / name)


def test_a_target_that_can_be_written_is_left_as_it_is(tmp_path: Path) -> None:
    target = written(tmp_path / "a.jsonl", b"old")

    require_writable(target)

    assert (target.read_bytes(), list(tmp_path.iterdir())) == (b"old", [target])


def test_json_is_utf8_with_half_characters_as_they_came() -> None:
    line = json_line({"id": "\ud800", "note": "£8"})

    assert line == '{"id": "\\ud800", "note": "£8"}\n'.encode()
    assert json.loads(line) == {"id": "\ud800", "note": "£8"}
