"""Requests that no decent client sends: bodies for every address, and bytes for the connection itself."""

import json
import socket
from collections.abc import Iterator, Sequence
from contextlib import closing
from urllib.parse import urlsplit

PLACES = ("/api/ask", "/api/search", "/api/feedback", "/v1/chat/completions", "/mcp")
ECHO = 1024  # characters of a request that no refusal repeats
MB = 2**20
_QUESTION = b'{"question": %b, "id": %b, "helpful": true, "messages": [{"role": "user", "content": %b}]}'


def bodies() -> dict[str, bytes]:
    """Bodies by what is wrong with them."""
    values = {
        "lone surrogate": b'"\\ud800"',
        "reversed surrogates": b'"\\udc00\\ud800"',
        "number beyond all bounds": b"1e999",
        "number below all bounds": b"-1e999",
        "no number": b"NaN",
        "infinity": b"-Infinity",
        "number of 5,000 digits": b"9" * 5_000,
        "null": b"null",
        "list": b"[1]",
        "object": b'{"question": "fee"}',
        "empty": b'""',
        "blanks": b'" \\n\\t\\u00a0 "',
        "NUL": b'"fee\\u0000fee"',
        "controls": b'"\\u001b[2Jfee\\u0007\\u202e\\u2066"',
        "noncharacters": '"\ufdd0\ufffe￿"'.encode(),
        "2,000 letters": b'"%b"' % (b"x" * 2_000),
        "2,001 letters": b'"%b"' % (b"x" * 2_001),
        "60,000 letters": b'"%b"' % (b"y" * 60_000),
        "2,000 signs of four bytes": json.dumps("💪" * 2_000, ensure_ascii=False).encode(),
        "2,000 accents on one letter": json.dumps("e" + "\u0301" * 1_999, ensure_ascii=False).encode(),
        "ligatures that grow": json.dumps("ﷺ" * 1_000, ensure_ascii=False).encode(),
        "a word of 2,000 blanks between": json.dumps("f" + " " * 1_990 + "ee").encode(),
        "regular expressions' worst": json.dumps("a" * 1_000 + "!" * 900).encode(),
        "markup": json.dumps("<script>alert(1)</script>" * 40).encode(),
        "numbers": json.dumps("1,2." * 400).encode(),
    }
    found = {name: _QUESTION.replace(b"%b", value) for name, value in values.items()}
    history = [b'["\\ud800"]', b"[[]]", b"[null]", b'{"a": 1}', b"[%b]" % b",".join([b'"a"'] * 10_000), b'"fee"']
    for i, value in enumerate(history):
        found[f"history {i}"] = b'{"question": "fee", "history": %b}' % value
    for field in ("site", "hits", "reason", "stream", "stream_options", "model", "k"):
        for i, value in enumerate((b'"\\ud800"', b"1e999", b"[]", b"-1", b'"%b"' % (b"z" * 2_000), b"99999999999")):
            found[f"{field} {i}"] = b'{"%b": %b, %b' % (field.encode(), value, found["2,000 letters"][1:])
    return found | {
        "nothing": b"",
        "blank": b"   ",
        "half": b'{"question": "fe',
        "word": b"fee",
        "text": b'"fee"',
        "not UTF-8": b'{"question": "\xff\xfe"}',
        "overlong UTF-8": b'{"question": "\xc0\xaf"}',
        "surrogate in UTF-8": b'{"question": "\xed\xa0\x80"}',
        "UTF-16": '{"question": "fee"}'.encode("utf-16"),
        "byte-order mark": b'\xef\xbb\xbf{"question": "fee"}',
        "raw control": b'{"question": "a\x00b"}',
        "deep lists": b"[" * 60_000,
        "deep lists that end": b"[" * 30_000 + b"]" * 30_000,
        "deep objects": b'{"question":' * 5_000,
        "deep in a field": b'{"question": "fee", "history": ' + b"[" * 20_000 + b"]" * 20_000 + b"}",
        "a key twice": b'{"question": "fee", "question": "fine"}',
        "a long key twice": b'{"%b": 1, "%b": 1}' % (b"k" * 20_000, b"k" * 20_000),
        "many keys": b"{%b}" % b",".join(b'"%d": 1' % i for i in range(6_000)),
        "JSON-RPC batch": b'[{"jsonrpc": "2.0", "id": 1, "method": "tools/list"}]',
        "JSON-RPC without an end": b'{"jsonrpc": "2.0", "id": 1, "method": "%b"}' % (b"m" * 30_000),
        "JSON-RPC with odd ids": b'{"jsonrpc": "2.0", "id": 1e999, "method": "tools/list"}',
        "JSON-RPC odd name": b'{"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "\\ud800"}}',
    }


TYPES = (
    "application/json",
    "text/plain",
    "",
    "application/xml",
    "multipart/form-data",
    "application/json; charset=utf-7",
)


def connections() -> dict[str, Sequence[bytes]]:
    """What is written to a connection, piece by piece, by what is wrong with it."""
    head = b"POST /api/ask HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    get = b"GET /api/ask?q=%b HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    return {
        "300 MB, announced": (head + b"Content-Length: %d\r\n\r\n" % (300 * MB), *[b" " * MB] * 300),
        "300 MB, in pieces": (head + b"Transfer-Encoding: chunked\r\n\r\n", *[b"100000\r\n%b\r\n" % (b" " * MB)] * 300),
        "one piece of 16 exabytes": (head + b"Transfer-Encoding: chunked\r\n\r\n", b"ffffffffffffffff\r\n", b" " * MB),
        "10^30 bytes, announced": (head + b"Content-Length: 1" + b"0" * 30 + b"\r\n\r\n",),
        "length no number": (head + b"Content-Length: x\r\n\r\n",),
        "length below nothing": (head + b"Content-Length: -1\r\n\r\n",),
        "two lengths": (head + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\n{}",),
        "length and pieces": (
            head + b"Connection: close\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        ),
        "unknown coding": (head + b"Transfer-Encoding: gzip\r\n\r\n",),
        "compressed": (head + b"Content-Encoding: gzip\r\nContent-Length: 2\r\nConnection: close\r\n\r\n\x1f\x8b",),
        "no host": (b"GET /api/ask?q=fee HTTP/1.1\r\n\r\n",),
        "two hosts": (b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",),
        "host of brackets": (b"GET / HTTP/1.1\r\nHost: [[[\r\nConnection: close\r\n\r\n",),
        "host not ASCII": (b"GET / HTTP/1.1\r\nHost: \xff\xfe\r\nConnection: close\r\n\r\n",),
        "origin not ASCII": (b"GET / HTTP/1.1\r\nHost: a\r\nOrigin: \xff\xfe\r\nConnection: close\r\n\r\n",),
        "key not ASCII": (b"GET / HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer \xff\r\nConnection: close\r\n\r\n",),
        "HTTP/1.0": (b"GET /api/ask?q=fee HTTP/1.0\r\n\r\n",),
        "HTTP/9.9": (b"GET / HTTP/9.9\r\nHost: a\r\nConnection: close\r\n\r\n",),
        "no HTTP": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" * 20 + b"\r\n\r\n",),
        "a million letters": (b"G" * 1_000_000,),
        "many headers": (b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n" + b"X: y\r\n" * 30_000 + b"\r\n",),
        "address of 300 KB": (get.replace(b"%b", b"x" * 300_000),),
        "question of 200 KB": (get.replace(b"%b", b"x" * 200_000),),
        "20,000 earlier questions": (get.replace(b"%b", b"fee" + b"&h=a" * 20_000),),
        "address with NUL": (get.replace(b"%b", b"%00%ff%ed%a0%80%"),),
        "odd hits": (get.replace(b"%b", "fee&hits=٣".encode()),),
        "absolute address": (
            b"GET http://evil.example/api/ask?q=fee HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
        ),
        "address without slash": (b"GET api/ask HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",),
        "path not UTF-8": (b"GET /%ff%fe/%c0%af HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",),
        "star": (b"OPTIONS * HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",),
        "own method": (b"BREW /api/ask HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",),
        "upgrade": (b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nUpgrade: websocket\r\n\r\n",),
        "smuggled": (
            head + b"Content-Length: 4\r\nConnection: close\r\n\r\nnullGET /metrics HTTP/1.1\r\nHost: a\r\n\r\n",
        ),
    }


SLOW = {
    "body that never comes": b"POST /api/ask HTTP/1.1\r\nHost: a\r\n"
    b"Content-Type: text/plain\r\nContent-Length: 9\r\n\r\n",
    "pieces that never come": b"POST /mcp HTTP/1.1\r\nHost: a\r\nAccept: application/json\r\n"
    b"Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n",
}


def exchanged(url: str, pieces: Sequence[bytes], seconds: float = 20) -> bytes:
    """What a server says to bytes, until it closes; sending ends where it does not take more."""
    place = urlsplit(url)
    with closing(socket.create_connection((place.hostname, place.port), timeout=seconds)) as connection:
        try:
            for piece in pieces:
                connection.sendall(piece)
        except OSError:
            pass
        return b"".join(_read(connection))


def _read(connection: socket.socket) -> Iterator[bytes]:
    try:
        while data := connection.recv(65_536):
            yield data
    except ConnectionError:
        return


def status_of(response: bytes) -> int:
    """A response's status; 0 where there was none."""
    words = response.split(b" ", 2)
    return int(words[1]) if len(words) > 2 and words[0].startswith(b"HTTP/") else 0


def echoes(sent: bytes, response: bytes) -> bool:
    """Whether a response repeats more than `ECHO` bytes of a request, as it was sent."""
    half = ECHO // 2  # one of these stretches lies wholly in every longer repetition
    return any(sent[i : i + half] in response for i in range(0, len(sent) - half + 1, half))
