"""What a request asks for: read strictly, and never repeated in the refusal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request

from bot.answers import Question
from bot.http_origins import SITE
from ingest.errors import InputError
from ingest.loaders import strict_json

MOST_HITS = 50
LONGEST_SITE = 100  # characters
LONGEST_REASON = 1000  # as the journal keeps them
LONGEST_ID = 100
JSON_TYPES = ("application/json", "text/plain")  # a page of another site may send the second without asking first
_FIX = "See docs/api.md for what may be sent."


@dataclass(frozen=True, slots=True)
class AskedFor:
    """A question, and what else is wanted."""

    question: Question
    n_hits: int
    site: str


async def json_object(request: Request) -> dict[str, Any]:
    """The JSON object that a request's body is.

    Raises:
        InputError: it is none, or of a type that may not be sent.
    """
    given = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if given not in JSON_TYPES:
        raise InputError("the request's content type is not JSON's", "Send Content-Type: application/json.")
    try:
        value = strict_json.parsed((await request.body()).decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise InputError("the request is not UTF-8", "Send JSON in UTF-8.") from None
    except ValueError as error:
        raise InputError(f"the request cannot be read: {shown(str(error))}", "Send one JSON object.") from None
    if not isinstance(value, dict):
        raise InputError("the request is no JSON object", "Send one, as {…}.")
    return value


def asked_in_json(request: Request, row: Mapping[str, Any], hits: int = 0) -> AskedFor:
    """A question as JSON has it: `question`, `history`, `site`, `hits`.

    Raises:
        InputError: a field is missing or of the wrong type.
    """
    text = text_of(row, "question")
    history = row.get("history") or []
    if not isinstance(history, list) or not all(isinstance(item, str) for item in history):
        raise InputError("`history` is no list of questions", 'Send earlier questions, oldest first, as ["…", "…"].')
    wanted = row.get("hits", hits)
    if not isinstance(wanted, int) or isinstance(wanted, bool) or not 0 <= wanted <= MOST_HITS:
        raise InputError(f"`hits` is no number from 0 to {MOST_HITS}", "Leave it out, or send one.")
    site = text_of(row, "site", LONGEST_SITE, missing="") or request.scope.get(SITE, "")
    return AskedFor(Question(text, tuple(history)), wanted, site)


def asked_in_query(request: Request) -> AskedFor:
    """A question as an address has it: `q`, `h` once for each earlier question, `site`, `hits`.

    Raises:
        InputError: there is no `q`, or `hits` is no number.
    """
    given = request.query_params
    hits = given.get("hits", "0")
    row = {"question": given.get("q", ""), "history": given.getlist("h"), "site": given.get("site", "")}
    return asked_in_json(request, {**row, "hits": int(hits) if hits.isdecimal() and len(hits) < 4 else None})


def text_of(row: Mapping[str, Any], name: str, longest: int | None = None, missing: str | None = None) -> str:
    """A field that is text.

    Raises:
        InputError: it is missing, of another type, longer than `longest` characters, or holds half a character.
    """
    value = row.get(name)
    if value is None and missing is not None:
        return missing
    if not isinstance(value, str):
        raise InputError(f"`{name}` is missing or no text", _FIX)
    if longest is not None and len(value) > longest:
        raise InputError(f"`{name}` has {len(value):,} characters (at most {longest})", "Shorten it.")
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        raise InputError(f"`{name}` holds half a character", "Send it as UTF-8 text.") from None
    return value


def asked_in_messages(request: Request, row: Mapping[str, Any]) -> AskedFor:
    """A conversation as chat programs send it: the last message of the user is the question.

    Raises:
        InputError: there is no such message.
    """
    messages = row.get("messages")
    if not isinstance(messages, list) or not all(isinstance(item, dict) for item in messages):
        raise InputError("`messages` is missing or no list of messages", _MESSAGES)
    asked = [_content(item.get("content")) for item in messages if item.get("role") == "user"]
    asked = [text for text in asked if text.strip()]
    if not asked:
        raise InputError("`messages` holds no message of the user", _MESSAGES)
    return AskedFor(Question(asked[-1], tuple(asked[:-1])), 0, request.scope.get(SITE, ""))


_MESSAGES = 'Send [{"role": "user", "content": "…"}].'


def _content(content: Any) -> str:
    """A message's text; of one in parts, that of its text parts."""
    if isinstance(content, str):
        return content
    parts: Sequence[Any] = content if isinstance(content, list) else ()
    texts = [part.get("text") for part in parts if isinstance(part, dict) and part.get("type") == "text"]
    return "\n".join(text for text in texts if isinstance(text, str))


def shown(text: str) -> str:
    """A short text of unknown content, fit for a message."""
    return "".join(character if character.isprintable() else "�" for character in text[:200])
