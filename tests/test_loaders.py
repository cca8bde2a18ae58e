import pytest

from ingest.errors import RejectedFileError
from ingest.loaders import load


@pytest.mark.parametrize(
    ("data", "name", "reason"),
    [
        (b"", "a.md", "empty"),
        (b" \r\n\t ", "a.txt", "empty"),
        (b"\xef\xbb\xbf \n", "a.txt", "empty"),
        (b"---\n***\n", "a.md", "empty: nothing but boilerplate"),
        ("💪 💪".encode(), "a.txt", "empty: nothing but boilerplate"),
        (b"Lift\x00ing", "a.txt", "binary, not text (it holds NUL bytes)"),
        (b"\x01\x02\x03 words", "a.txt", "binary, not text (it holds control characters)"),
        (b"caf\xe9", "a.md", "not UTF-8: byte 3"),
        ("Lift".encode("utf-16"), "a.md", "binary, not text (it holds NUL bytes)"),
        (b"\xed\xa0\x80", "a.txt", "not UTF-8: byte 0"),
        (b"x" * 100_001, "a.txt", "a line of 100,001 characters (at most 100,000)"),
        (b"words", "a.rtf", "unknown file type '.rtf'"),
        (b"words", "a", "no file type in the name"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_reason(data: bytes, name: str, reason: str) -> None:
    with pytest.raises(RejectedFileError) as caught:
        load(data, name)

    assert caught.value.message == reason


@pytest.mark.parametrize("name", ["a.md", "a.MD", "a.markdown", "a.txt", "a.TXT"])
@pytest.mark.parametrize("data", ["Stand up.\r\nLift.\r\n", "\ufeffStand up.\n", "Stand\x0bup.\u2028Lift."])
def test_the_text_is_the_file_decoded_and_nothing_else(name: str, data: str) -> None:
    assert load(data.encode(), name).text == data
