"""Assistants that speak MCP can ask, too, at /mcp: two tools.

The official SDK is imported here alone, when first asked. Each request stands alone: nothing is kept for clients that
never say goodbye.
"""

import importlib.util
import json
from collections.abc import Mapping
from threading import Lock
from typing import Any

from anyio import to_thread
from starlette.types import Receive, Scope, Send

from bot.answers import Question
from bot.asking import Asking
from bot.openai_api import content_of
from bot.refusals import Refusal, Refuse
from bot.request_fields import MOST_HITS
from ingest.errors import InputError, SpotterError

_TEXT = {"type": "string"}
_QUESTION = {"type": "string", "description": "One question, in a sentence or two.", "maxLength": 2000}
_HISTORY = {"type": "array", "items": _TEXT, "description": "Earlier questions, oldest first, for a follow-up."}
_K = {"type": "integer", "minimum": 1, "maximum": MOST_HITS, "default": 5, "description": "How many passages."}
_TOOLS: tuple[tuple[str, str, str, Mapping[str, Any]], ...] = (
    (
        "ask",
        "Ask the gym's pages",
        "Answers a question from the gym's own pages, word for word and cited; says so where they have no answer.",
        {"question": _QUESTION, "history": _HISTORY},
    ),
    (
        "search",
        "Search the gym's pages",
        "Finds the passages that are nearest to a question, with their scores; states nothing.",
        {"question": _QUESTION, "k": _K},
    ),
)


class McpServer:
    """The application at /mcp."""

    def __init__(self, asking: Asking, refuse: Refuse) -> None:
        """Prepare.

        Args:
            asking: answers.
            refuse: says so where the SDK is not installed.
        """
        self._asking = asking
        self._refuse = refuse
        self._loading = Lock()
        self._server: Any = None  # the SDK's, once it is loaded
        self._installed = importlib.util.find_spec("mcp") is not None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if not self._installed:
            fix = "Install it where the server runs: pip install 'spotter[mcp]'."
            await self._refuse(scope, receive, send, Refusal(404, "input", "MCP is not installed here", fix))
            return
        if scope["method"] != "POST":  # a stream that nothing would ever be said on
            fix = "Send JSON-RPC messages by POST."
            await self._refuse(scope, receive, send, Refusal(405, "input", "this address only takes messages", fix))
            return
        server = self._server or await to_thread.run_sync(self._loaded)
        from mcp.server.streamable_http_manager import StreamableHTTPSessionManager

        manager = StreamableHTTPSessionManager(server, json_response=True, stateless=True)
        async with manager.run():
            await manager.handle_request(scope, receive, send)

    def _loaded(self) -> Any:
        """The SDK's server; loaded in a thread, for that takes most of a second."""
        from mcp import types
        from mcp.server.lowlevel import Server

        async def tools(*_: Any) -> types.ListToolsResult:
            return types.ListToolsResult(tools=[_tool(*item) for item in _TOOLS])

        async def call(_: Any, params: types.CallToolRequestParams) -> types.CallToolResult:
            try:
                text, row = await self._call(params.name, params.arguments or {})
            except SpotterError as error:
                said = types.TextContent(text=f"{error.message}. {error.fix}")
                return types.CallToolResult(content=[said], is_error=True)
            return types.CallToolResult(content=[types.TextContent(text=text)], structured_content=row)

        def _tool(name: str, title: str, told: str, fields: Mapping[str, Any]) -> types.Tool:
            schema = {"type": "object", "properties": fields, "required": ["question"]}
            hints = types.ToolAnnotations(
                read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
            )
            return types.Tool(name=name, title=title, description=told, input_schema=schema, annotations=hints)

        with self._loading:
            if self._server is None:
                told = "Answers come from a gym's own pages. Repeat them word for word, and name the source."
                self._server = Server("spotter", instructions=told, on_list_tools=tools, on_call_tool=call)
            return self._server

    async def _call(self, name: str, given: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
        """What a tool says, as text and as plain values."""
        history, k = given.get("history") or [], given.get("k", 5)
        if not isinstance(given.get("question"), str):
            raise InputError("`question` is missing or no text", "Give one.")
        if not isinstance(history, list) or not all(isinstance(item, str) for item in history):
            raise InputError("`history` is no list of questions", "Give earlier questions, oldest first.")
        if not isinstance(k, int) or isinstance(k, bool) or not 1 <= k <= MOST_HITS:
            raise InputError(f"`k` is no number from 1 to {MOST_HITS}", "Leave it out, or give one.")
        question = Question(given["question"], tuple(history))
        if name == "ask":
            asked = await self._asking.ask(question)
            return content_of(asked.answer), asked.as_json()
        if name == "search":
            row = await self._asking.search(question, k)
            return json.dumps(row, ensure_ascii=False), row
        raise InputError("there is no such tool", "The tools are ask and search.")
