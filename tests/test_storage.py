import zipfile
from pathlib import Path

import numpy as np
import pytest

from ingest.storage import Array, arrays_of, bytes_of, sync_folder, write_durably

ARRAYS: dict[str, Array] = {
    "b": np.arange(6, dtype=np.int8).reshape(2, 3),
    "a": np.array([0.5, -1.0], dtype=np.float32),
    "c": np.zeros((0, 4)),
}


def test_arrays_come_back_with_their_shapes_and_types() -> None:
    again = arrays_of(bytes_of(**ARRAYS))

    assert {name: (array.tolist(), array.dtype, array.shape) for name, array in again.items()} == {
        name: (array.tolist(), array.dtype, array.shape) for name, array in ARRAYS.items()
    }


def test_the_same_arrays_give_the_same_bytes_in_any_order() -> None:
    assert bytes_of(**ARRAYS) == bytes_of(**dict(reversed(ARRAYS.items())))


def test_a_pickle_is_refused(tmp_path: Path) -> None:
    np.savez(tmp_path / "evil.npz", objects=np.array([{"a": 1}], dtype=object))

    with pytest.raises(ValueError, match="pickle"):
        arrays_of((tmp_path / "evil.npz").read_bytes())


def test_a_flipped_byte_in_the_numbers_is_noticed() -> None:
    data = bytearray(bytes_of(a=np.arange(100)))
    data[200] ^= 1

    with pytest.raises(zipfile.BadZipFile):
        arrays_of(bytes(data))


def test_a_file_is_written_whole_and_never_over_another(tmp_path: Path) -> None:
    write_durably(tmp_path / "file", b"x" * 1_000_000)
    sync_folder(tmp_path)

    with pytest.raises(FileExistsError):
        write_durably(tmp_path / "file", b"other")

    assert (tmp_path / "file").read_bytes() == b"x" * 1_000_000
