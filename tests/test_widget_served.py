import gzip
import sys
from pathlib import Path

import brotli
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from bot import widget

LARGEST = 8000  # bytes, with brotli
SCRIPT = Path(__file__).parent.parent / "bot" / "static" / "widget.js"


@pytest.fixture
def client() -> TestClient:
    return TestClient(Starlette(routes=list(widget.routes())))


def test_the_script_weighs_at_most_8_kb(capsys: pytest.CaptureFixture[str]) -> None:
    script = SCRIPT.read_bytes()
    size = len(brotli.compress(script))

    told = f"{size:,} bytes with brotli, {len(gzip.compress(script, 9)):,} with gzip, {len(script):,} as written"
    with capsys.disabled():
        sys.stdout.write(f"\nwidget.js: {told}\n")
    assert size <= LARGEST


def test_the_script_names_no_other_host_and_builds_no_markup_from_text() -> None:
    script = SCRIPT.read_text(encoding="utf-8")

    assert [word for word in script.split('"') if "//" in word and "http" in word] == ["http://www.w3.org/2000/svg"]
    assert [name for name in ("innerHTML", "outerHTML", "insertAdjacentHTML", "eval(", "Function(", "document.write",
                              "localStorage", "document.cookie", "indexedDB") if name in script] == []  # fmt: skip
    assert max(map(len, script.splitlines())) <= 120


def test_every_site_may_load_it_and_keep_it_for_an_hour(client: TestClient) -> None:
    response = client.get("/widget.js", headers={"Accept-Encoding": "identity", "Origin": "https://gym.example"})

    assert (response.status_code, response.content) == (200, SCRIPT.read_bytes())
    assert dict(response.headers) == {
        "access-control-allow-origin": "*",
        "cross-origin-resource-policy": "cross-origin",
        "content-type": "text/javascript; charset=utf-8",
        "x-content-type-options": "nosniff",
        "vary": "Accept-Encoding",
        "etag": f'"{widget.version()}-identity"',
        "cache-control": "public, max-age=3600",
        "content-length": str(SCRIPT.stat().st_size),
    }


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        (f"?v={widget.version()}", "public, max-age=31536000, immutable"),
        ("?v=0123456789ab", "public, max-age=3600"),
        ("?v=", "public, max-age=3600"),
    ],
)
def test_only_the_current_version_is_kept_for_a_year_and_an_old_one_still_works(
    client: TestClient, query: str, kept: str
) -> None:
    response = client.get(f"/widget.js{query}")

    assert (response.status_code, response.headers["cache-control"]) == (200, kept)
    assert response.text == SCRIPT.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip, br;q=0", "gzip"),
        ("GZIP;q=0.5", "gzip"),
        ("br;q=0.001", "br"),
        ("br; q=0.0, gzip;q=0", None),
        ("", None),
        ("identity", None),
    ],
)
def test_it_comes_in_the_smallest_coding_that_the_browser_takes(
    client: TestClient, accepted: str, coding: str | None
) -> None:
    with client.stream("GET", "/widget.js", headers={"Accept-Encoding": accepted}) as response:
        raw = b"".join(response.iter_raw())

    assert response.headers.get("content-encoding") == coding
    decoded = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}[coding](raw)
    assert decoded == SCRIPT.read_bytes()


def test_what_a_browser_has_is_not_sent_again(client: TestClient) -> None:
    first = client.get("/widget.js")
    again = client.get("/widget.js", headers={"If-None-Match": f'"other", W/{first.headers["etag"]}'})

    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["cache-control"] == "public, max-age=3600"
    assert again.headers["access-control-allow-origin"] == "*"


def test_head_tells_the_same_without_the_script(client: TestClient) -> None:
    get, head = client.get("/widget.js"), client.head("/widget.js")

    assert (head.status_code, head.content, dict(head.headers)) == (200, b"", dict(get.headers))
