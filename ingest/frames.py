"""Messages between the sandbox and its worker: each is its parts, and before each part its length in 8 bytes."""

from typing import IO

LARGEST = 1 << 29  # bytes of a part; more is no message
_LENGTH = 8  # bytes


def write(pipe: IO[bytes], *parts: bytes) -> None:
    """Send a message.

    Raises:
        OSError: nobody reads it.
    """
    for part in parts:
        pipe.write(len(part).to_bytes(_LENGTH, "big"))
        pipe.write(part)
    pipe.flush()


def read(pipe: IO[bytes]) -> bytes:
    """Receive a part.

    Raises:
        EOFError: whoever writes has ended.
        OSError: the pipe is closed.
    """
    length = int.from_bytes(_exactly(pipe, _LENGTH), "big")
    if length > LARGEST:
        raise EOFError
    return _exactly(pipe, length)


def _exactly(pipe: IO[bytes], length: int) -> bytes:
    data = pipe.read(length)
    if len(data) < length:
        raise EOFError
    return data
