"""Web pages, as a browser saves them: the main content, what was left out by name, the address and the title."""

import codecs
import re
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

from ingest.documents import BlockKind, Document
from ingest.errors import RejectedFileError
from ingest.loaders import faq_markup
from ingest.loaders.extracted import Extract
from ingest.loaders.page_walk import walk
from ingest.loaders.signatures import seems
from ingest.outline import settle

_ENCODING = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w-]{1,40})|<\?xml[^>]{0,80}?encoding=["']([\w-]{1,40})""", re.I
)
_READABLE = re.compile(r"(?:utf-?(?:8|16)|iso8859|cp125|cp874|koi8|gb|big5|shift_jis|euc|mac|ascii|latin)", re.I)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_HEAD = 4096  # bytes in which the encoding is declared
_SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d{4}\)(\S{1,2000})\s*-->")
_IN_HEAD = frozenset(("base", "link", "meta", "noscript", "script", "style", "template", "title"))
_BAR = re.compile(r"\s+[|·•»›]\s+")
_DASH = re.compile(r"\s+[-–—]\s+")
_LONGEST_URL = 2000


def load(data: bytes, doc_id: str) -> Document:
    """Read a web page.

    Raises:
        RejectedFileError: binary, of an unknown encoding, nested too deep, or nothing but boilerplate.
    """
    source = decode(data)
    root = parse(source)
    extract = Extract()
    walk(root, extract)
    faq_markup.add_missing(root, extract, parse)
    settled, _ = settle(extract.text, extract.blocks, sorted(extract.left_out, key=lambda item: item.start))
    headings = [block for block in settled if block.kind is BlockKind.HEADING]
    first = next((block for block in headings if block.level == 1), next(iter(headings), None))
    heading = " ".join(extract.text[first.words_start : first.words_end].split()) if first else ""
    return extract.document(doc_id, title=_title(root, heading), url=_url(root, source))


def decode(data: bytes) -> str:
    """Decode by the byte-order mark; else as UTF-8 where it is that; else as the page declares.

    Raises:
        RejectedFileError: empty, binary, or of another encoding than declared.
    """
    if not data.strip():
        raise RejectedFileError("empty", "Add text, or remove the file.")
    found = seems(data)
    if found not in ("", "a web page"):
        raise RejectedFileError(f"no web page: it seems to be {found}", "Give it the extension of what it is.")
    mark, encoding = next(((mark, name) for mark, name in _MARKS if data.startswith(mark)), (b"", "utf-8"))
    if not mark and b"\x00" in data:
        raise RejectedFileError("binary, not text (it holds NUL bytes)", "Save the page as HTML, in UTF-8.")
    try:
        return data[len(mark) :].decode(encoding)
    except UnicodeDecodeError as error:
        declared = _declared(data) if not mark else ""
        if not declared:
            raise RejectedFileError(
                f"not {encoding.upper()}: byte {error.start + len(mark)}", "Save it as UTF-8, or declare its encoding."
            ) from None
    try:
        return data.decode(declared)
    except UnicodeDecodeError as error:
        raise RejectedFileError(f"not {declared}, as it declares: byte {error.start}", "Save it as UTF-8.") from None


def _declared(data: bytes) -> str:
    match = _ENCODING.search(data[:_HEAD])
    if match is None:
        return ""
    try:
        name = codecs.lookup((match[1] or match[2]).decode("ascii", "replace")).name
    except LookupError:
        return ""
    if name in ("iso8859-1", "ascii"):
        return "cp1252"  # as browsers do: https://encoding.spec.whatwg.org/#names-and-labels
    return name if _READABLE.match(name) and name != "utf-8" else ""


def parse(source: str) -> Any:
    """The tree of a page or of a part of one, comments left out.

    Raises:
        RejectedFileError: no element in it, or nested deeper than the parser goes (2,048).
    """
    from lxml import etree

    parser = etree.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True, no_network=True, recover=True
    )
    try:
        root = etree.fromstring(source.encode("utf-8", "replace"), parser)
    except etree.ParserError:
        root = None
    if any(error.level_name == "FATAL" for error in parser.error_log):
        raise RejectedFileError("elements nested deeper than pages are", "Save the page anew from a browser.")
    if root is None:
        raise RejectedFileError("empty: no text", "Add text, or remove the file.")
    _end_head(root)
    return root


def _end_head(root: Any) -> None:
    """Move what is no part of a page's head into its body.

    The parser knows the elements of HTML 4 alone: where a page leaves out `<body>`, as it may, it puts `<main>` and the
    like into the head.
    """
    head = root.find("head")
    strays = [] if head is None else list(head)
    while strays and (strays[0].tag in _IN_HEAD or not isinstance(strays[0].tag, str)):
        strays.pop(0)
    if strays:
        body = root.find("body")
        if body is None:
            body = root.makeelement("body")
            root.append(body)
        strays[-1].tail = (strays[-1].tail or "") + (body.text or "")
        body.text = None
        for place, stray in enumerate(strays):
            body.insert(place, stray)


def _title(root: Any, heading: str) -> str:
    """The page's title without the site's name; the heading where it says the same; "" where there is neither."""
    named = " ".join("".join(next(root.iter("title"), root.makeelement("title")).itertext()).split())
    named = (named or _meta(root, "og:title"))[:500]
    site = _meta(root, "og:site_name").casefold()
    parts = [part for part in _BAR.split(named) if part.strip()]
    if len(parts) < 2:
        dashed = [part for part in _DASH.split(named) if part.strip()]
        known = {part.casefold() for part in (dashed[:1] + dashed[-1:])} & {site, heading.casefold()} - {""}
        parts = dashed if len(dashed) > 1 and known else parts
    rest = [part for part in parts if part.casefold() != site] or parts
    if heading and any(part.casefold() == heading.casefold() for part in rest):
        return heading
    if len(rest) > 1 and len(rest) == len(parts):
        rest.pop()
    return " | ".join(rest) or heading


def _url(root: Any, source: str) -> str | None:
    """The page's canonical address; http and https only."""
    base = next((el.get("href") or "" for el in root.iter("base")), "")
    canonical = [
        el.get("href") or "" for el in root.iter("link") if "canonical" in (el.get("rel") or "").lower().split()
    ]
    saved = _SAVED_FROM.search(source[:_HEAD])
    for found in (*canonical[:1], _meta(root, "og:url"), saved[1] if saved else ""):
        if address := _address(found, base):
            return address
    return None


def _address(found: str, base: str) -> str | None:
    try:
        address = urldefrag(urljoin(base, found.strip())).url
        parts = urlsplit(address)
        plain = parts.scheme in ("http", "https") and parts.hostname and parts.username is None
    except ValueError:
        return None
    odd = len(address) > _LONGEST_URL or any(char.isspace() or not char.isprintable() for char in address)
    return address if plain and not odd and not set('"<>\\^`{|}') & set(address) else None


def _meta(root: Any, name: str) -> str:
    found = (el.get("content") or "" for el in root.iter("meta") if name in (el.get("property"), el.get("name")))
    return " ".join(next(found, "").split())
