"""A conversation as the chat page shows it: messages, and the panel of sources beside them."""

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.answers import Answer, Citation, Statement
from bot.fragments import fragment
from bot.page_parts import Piece, Source, blocks_of, source_of
from bot.text_fragment import link_to
from bot.whole_section import section_around
from ingest.documents import Document
from ingest.errors import SpotterError
from ingest.index import Index

LONGEST_SECTION = 6_000  # characters of a section that is shown whole
_ASKED = re.compile(r'<p class="asked" id="q(\d{1,6})">(.*)</p>')


@dataclass(frozen=True, slots=True)
class Shown:
    """A source in the panel."""

    source: Source
    link: str | None
    section: tuple[tuple[Piece, ...], ...]  # empty where there is no more of it than the quote


def question_message(text: str, turn: int) -> str:
    """What the visitor has asked, as a message; `turn` is its place in the conversation, from 1."""
    return fragment("chat.html", view="question", text=" ".join(text.split()), turn=turn)


def question_of(message: str) -> tuple[int, str] | None:
    """Turn and text of the question that a message was made from; None where it is another message."""
    found = _ASKED.fullmatch(message)
    return (int(found[1]), html.unescape(found[2])) if found else None


def welcome_message(starters: Sequence[str]) -> str:
    """What stands where nothing has been asked yet."""
    return fragment("chat.html", view="welcome", starters=starters)


def refusal_message(error: SpotterError) -> str:
    """Why a question cannot be answered at all."""
    return fragment("chat.html", view="refused", message=error.message[:1].upper() + error.message[1:], fix=error.fix)


def answer_message(answer: Answer, turn: int, contact: str) -> str:
    """An answer as a message; its citations lead to the panel's sources of the same turn.

    Args:
        answer: what is said.
        turn: the question's place in the conversation, from 1.
        contact: said where the pages have no answer.
    """
    asked, understood = answer.question.strip(), answer.understood_as.strip()
    sources = [source_of(citation, ()) for citation in answer.citations]
    blocks = blocks_of(answer.statements)
    sides = [(source, [block for block in blocks if block.cites == source.number]) for source in sources]
    return fragment(
        "chat.html",
        view="answer",
        answer=answer,
        turn=turn,
        understood="" if understood == asked else understood,
        contact="" if contact in answer.message else contact,
        blocks=blocks,
        sources=sources,
        sides=sides if answer.sources_disagree else (),
        closest=answer.closest,
    )


def sources_panel(answer: Answer | None, index: Index | None = None, turn: int = 0, older: bool = False) -> str:
    """The sources of an answer, or the passages closest to a question that has none.

    Args:
        answer: None before the first.
        index: that the answer was taken from; where it is another by now, sections and links are left out.
        turn: as the answer's message has it.
        older: questions have been asked since.
    """
    if answer is None:
        return fragment("chat.html", view="panel", shown=(), asked=False)
    if answer.citations:
        kind, heading = "sources", "Source" if len(answer.citations) == 1 else "Sources"
        shown = [
            _shown(citation, [s for s in answer.statements if s.cites == citation.number], index)
            for citation in answer.citations
        ]
    else:
        kind, heading = "closest", "Closest passage" if len(answer.closest) == 1 else "Closest passages"
        shown = [_shown(citation, (), index) for citation in answer.closest]
    return fragment(
        "chat.html",
        view="panel",
        shown=shown,
        kind=kind,
        heading=heading,
        turn=turn,
        older=older,
        question=answer.question,
        asked=True,
    )


def _shown(citation: Citation, statements: Sequence[Statement], index: Index | None) -> Shown:
    source = source_of(citation, statements)
    document = index.documents.get(citation.source) if index is not None else None
    if document is None or document.text[citation.start : citation.end] != citation.quote:
        return Shown(source, source.url, ())
    words = statements[0].text if statements else citation.quote
    link = link_to(source.url, words, document.text) if source.url else None
    return Shown(source, link, _section(citation, statements, document))


def _section(citation: Citation, statements: Sequence[Statement], document: Document) -> tuple[tuple[Piece, ...], ...]:
    around = section_around(document, citation.start, citation.end)
    if around is None or around[1] - around[0] > LONGEST_SECTION:
        return ()
    start, end = around
    whole = Citation(1, citation.source, "", "", None, document.text[start:end], start, end)
    return source_of(whole, statements).lines
