"""Programs that speak OpenAI's chat protocol can ask, too: /v1/chat/completions, /v1/models."""

import json
import secrets
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from bot.answers import Answer, Citation
from bot.api import json_response
from bot.asking import Asked, Asking
from bot.page_parts import source_of
from bot.request_fields import asked_in_messages, json_object

MODEL = "spotter"
_KINDS = {
    400: ("invalid_request_error", "invalid_request"),
    401: ("authentication_error", "invalid_api_key"),
    403: ("permission_error", "forbidden"),
    404: ("invalid_request_error", "not_found"),
    408: ("invalid_request_error", "timeout"),
    413: ("invalid_request_error", "request_too_large"),
    429: ("rate_limit_error", "rate_limit_exceeded"),
    503: ("server_error", "overloaded"),
}
_NO_TOKENS = {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0}  # nothing is generated


class OpenAiApi:
    """The routes below /v1."""

    def __init__(self, asking: Asking) -> None:
        self._asking = asking

    def routes(self) -> Sequence[BaseRoute]:
        """Every route."""
        return [
            Route("/v1/chat/completions", self._complete, methods=["POST"]),
            Route("/v1/models", self._models, methods=["GET", "HEAD"]),
            Route(f"/v1/models/{MODEL}", self._model, methods=["GET", "HEAD"]),
        ]

    async def _complete(self, request: Request) -> Response:
        row = await json_object(request)
        wanted = asked_in_messages(request, row)
        asked = await self._asking.ask(wanted.question, 0, wanted.site)
        if row.get("stream") is True:
            options = row.get("stream_options")
            counted = isinstance(options, dict) and options.get("include_usage") is True
            return StreamingResponse(_streamed(asked, counted), media_type="text/event-stream")
        message = {"role": "assistant", "content": content_of(asked.answer), "refusal": None}
        choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}
        return json_response({**_head("chat.completion"), "choices": [choice], "usage": _NO_TOKENS, **_beside(asked)})

    async def _models(self, _: Request) -> Response:
        return json_response({"object": "list", "data": [self._described()]})

    async def _model(self, _: Request) -> Response:
        return json_response(self._described())

    def _described(self) -> dict[str, Any]:
        return {"id": MODEL, "object": "model", "created": 0, "owned_by": MODEL}


def content_of(answer: Answer) -> str:
    """An answer as one text, for programs that show nothing else: with its notice, and its sources by their numbers."""
    parts = [answer.notice, answer.answer or answer.message]
    if answer.sources_disagree:
        parts.append("The sources disagree: what each of them says stands above.")
    for told, citations in (("Sources:", answer.citations), ("Closest passages:", answer.closest)):
        if citations:
            parts.append("\n".join([told, *map(_cited, citations)]))
    if not answer.statements and answer.suggestions:
        parts.append("\n".join(["Questions that the pages answer:", *(f"- {text}" for text in answer.suggestions)]))
    return "\n\n".join(part for part in parts if part)


def openai_error(status: int, message: str, fix: str) -> dict[str, Any]:
    """What went wrong, in the shape that those programs read; `fix` is ours."""
    kind, code = _KINDS.get(status, ("server_error" if status >= 500 else "invalid_request_error", None))
    error = {"message": f"{message}. {fix}", "type": kind, "param": None, "code": code, "fix": fix}
    return {"error": error, "fix": fix}


async def _streamed(asked: Asked, counted: bool) -> AsyncIterator[str]:
    """The whole answer in one piece: it is there at once, and read out piecemeal where it comes piecemeal."""
    head = _head("chat.completion.chunk")
    said = {"role": "assistant", "content": content_of(asked.answer), "refusal": None}
    yield _event({**head, "choices": [_delta(said, None)]})
    yield _event({**head, "choices": [_delta({}, "stop")], **_beside(asked)})
    if counted:
        yield _event({**head, "choices": [], "usage": _NO_TOKENS})
    yield "data: [DONE]\n\n"


def _head(kind: str) -> dict[str, Any]:
    return {"id": f"chatcmpl-{secrets.token_hex(12)}", "object": kind, "created": int(time.time()), "model": MODEL}


def _beside(asked: Asked) -> dict[str, Any]:
    """What the protocol has no place for."""
    row = asked.as_json()
    return {"citations": row["citations"], "spotter": row}


def _delta(delta: Mapping[str, Any], finish: str | None) -> dict[str, Any]:
    return {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}


def _event(value: Mapping[str, Any]) -> str:
    return f"data: {json.dumps(value, ensure_ascii=False, separators=(',', ':'))}\n\n"


def _cited(citation: Citation) -> str:
    source = source_of(citation, ())
    return f"[{source.number}] {' › '.join(filter(None, (source.title, source.heading)))} ({source.url or source.path})"
