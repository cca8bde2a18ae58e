"""The page without a script: a form, and cited answers."""

import base64
import hashlib
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.answers import LONGEST_QUESTION, Answer, Question
from bot.asking import Asking
from bot.page_parts import blocks_of, source_of
from bot.page_settings import PageSettings

N_EARLIER = 5  # earlier questions that a follow-up carries
_UNTYPABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


class PlainPage:
    """The form and its answers: the template, and the headers that belong to it."""

    def __init__(self, asking: Asking, contact: str, settings: PageSettings) -> None:
        """Read the template.

        Args:
            asking: answers the questions.
            contact: said where the pages have no answer.
            settings: the page's name and starter questions.
        """
        self._asking = asking
        self._contact = contact
        self._starters = settings.starters
        folder = Path(__file__).parent / "templates"
        environment = Environment(
            loader=FileSystemLoader(folder),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        environment.globals.update(link=_link, longest=LONGEST_QUESTION, name=settings.name)
        self.template = environment.get_template("page.html")
        style = (folder / "page.html").read_text(encoding="utf-8").split("<style>")[1].split("</style>")[0]
        style_hash = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
        self.headers = {
            "Content-Security-Policy": f"default-src 'none'; style-src 'sha256-{style_hash}'; form-action 'self'; "
            "base-uri 'none'; frame-ancestors 'self'",
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
            "Cache-Control": "no-store",
        }

    def router(self) -> APIRouter:
        """The page's address."""
        router = APIRouter()

        @router.api_route("/plain", methods=["GET", "HEAD"])
        async def start(request: Request) -> Response:
            text = _typed(request.query_params.get("q", ""))
            earlier = _earlier(request.query_params.getlist("h"))
            if not text:
                starters = () if earlier else self._starters or self._asking.serving.bot.starters
                return self.html("start", {"earlier": earlier, "starters": starters})
            asked = await self._asking.ask(Question(text, earlier))
            return self.html("answer", {"earlier": earlier, **_shown(asked.answer, self._contact)})

        return router

    def html(
        self, view: str, values: Mapping[str, object], status: int = 200, headers: Mapping[str, str] | None = None
    ) -> HTMLResponse:
        """One view of the template as a page."""
        text = self.template.render({"view": view, **values})
        return HTMLResponse(text.encode("utf-8", "replace"), status, headers)

    def error(
        self, request: Request, status: int, message: str, fix: str, headers: Mapping[str, str] | None = None
    ) -> Response:
        """What went wrong, and what to do: as JSON for those who ask for that alone, else as a page."""
        accepted = request.headers.get("accept", "")
        if "application/json" in accepted and "text/html" not in accepted:
            return JSONResponse({"error": message, "fix": fix}, status, headers)
        return self.html(
            "error", {"earlier": (), "message": message[:1].upper() + message[1:], "fix": fix}, status, headers
        )


def _typed(text: str) -> str:
    return _UNTYPABLE.sub(" ", text).strip()


def _earlier(texts: Sequence[str]) -> tuple[str, ...]:
    typed = [text for text in map(_typed, texts) if 0 < len(text) <= LONGEST_QUESTION]
    return tuple(typed[-N_EARLIER:])


def _link(question: str, earlier: Sequence[str] = ()) -> str:
    return "/plain?" + urlencode([("q", question), *(("h", text) for text in earlier)], errors="replace")


def _shown(answer: Answer, contact: str) -> dict[str, object]:
    """An answer as the template's values."""
    asked, understood = answer.question.strip(), answer.understood_as.strip()
    sources = [source_of(c, [s for s in answer.statements if s.cites == c.number]) for c in answer.citations]
    blocks = blocks_of(answer.statements)
    sides = [(source, [block for block in blocks if block.cites == source.number]) for source in sources]
    return {
        "answer": answer,
        "understood": "" if understood == asked else understood,
        "blocks": blocks,
        "sides": sides if answer.sources_disagree else (),
        "sources": sources,
        "closest": [source_of(citation, ()) for citation in answer.closest],
        "contact": "" if contact in answer.message else contact,
    }
