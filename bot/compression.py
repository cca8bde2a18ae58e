"""What is sent smaller: the content coding that a browser takes, and the bytes in it."""

import gzip

CODINGS = ("br", "gzip")  # smallest first


def accepted(header: str) -> str:
    """The best coding that an Accept-Encoding takes, "" for none of them: `gzip, br;q=0` takes gzip."""
    named = (item.partition(";") for item in header.lower().replace(" ", "").split(","))
    taken = {coding for coding, _, weight in named if weight.rstrip(".0") != "q="}
    return next((coding for coding in CODINGS if coding in taken), "")


def compressed(data: bytes, coding: str, quality: int) -> bytes:
    """The bytes in a coding, the same for the same bytes; as they are for "".

    Args:
        data: what is sent.
        coding: one of `CODINGS`, or "".
        quality: 1 to 11, the higher the smaller and the slower; gzip's ends at 9.
    """
    if coding == "br":
        import brotli

        return bytes(brotli.compress(data, quality=quality))
    return gzip.compress(data, min(quality, 9), mtime=0) if coding == "gzip" else data
