"""The chat page, in Gradio: it shows what `chat_view` makes of answers, and holds no state on the server."""

from functools import partial
from typing import Any

from bot.answers import LONGEST_QUESTION, Question
from bot.asking import Asking
from bot.chat_view import answer_message, question_message, refusal_message, sources_panel
from bot.conversation import Message, asked_in, messages_of, question_at, shortened
from bot.page_shell import WELCOME
from bot.theme import gradio
from ingest.errors import SpotterError

LONGEST_REASON = 500  # characters


class Chat:
    """What the page's events do. The browser sends what was asked before; nothing else of it is believed."""

    def __init__(self, asking: Asking, contact: str) -> None:
        """Prepare.

        Args:
            asking: answers.
            contact: said where the pages have no answer.
        """
        self._asking = asking
        self._contact = contact

    async def ask(self, text: str, chat: Any) -> tuple[list[dict[str, str]], str, str]:
        """Answer a question: the messages, the panel of sources, the entry to vote on ("" where there is none).

        Args:
            text: what was typed.
            chat: the conversation as the browser sends it back.
        """
        messages = messages_of(chat)
        asked = asked_in(messages)
        turn = asked[-1].turn + 1 if asked else 1
        panel, entry = sources_panel(None), ""
        try:
            done = await self._asking.ask(Question(text.strip(), tuple(one.text for one in asked)))
        except SpotterError as error:
            said = refusal_message(error)
        else:
            said = answer_message(done.answer, turn, self._contact)
            panel = sources_panel(done.answer, self._asking.serving.bot.build.index, turn)
            entry = done.entry_id
        shown = text[:LONGEST_QUESTION].encode("utf-8", "replace").decode()
        new = (Message("user", question_message(shown, turn)), Message("assistant", said))
        return [message.as_json() for message in shortened((*messages, *new))], panel, entry

    async def sources(self, turn: str, chat: Any) -> str | None:
        """The panel of an earlier answer, found again; None where the conversation has no such turn."""
        asked = asked_in(messages_of(chat))
        question = question_at(asked, int(turn)) if turn.isdecimal() and len(turn) < 7 else None
        if question is None:
            return None
        try:  # asked before: nothing to keep
            done = await self._asking.queue.run(partial(self._asking.serving.ask, question))
        except SpotterError:
            return None
        is_older = int(turn) != asked[-1].turn
        return sources_panel(done, self._asking.serving.bot.build.index, int(turn), is_older)

    async def vote(self, entry: str, helpful: bool, reason: str = "") -> bool:
        """Keep a vote; whether it was."""
        try:
            return await self._asking.vote(entry, helpful, reason.strip()[:LONGEST_REASON])
        except SpotterError:
            return False


def chat_page(chat: Chat, name: str) -> Any:
    """The page as Gradio's blocks.

    Args:
        chat: what its events do.
        name: the page's title.
    """
    gr = gradio()
    with gr.Blocks(title=name, analytics_enabled=False, fill_height=True) as blocks:
        with gr.Column(elem_id="talk"):
            log = gr.Chatbot(
                label="Conversation",
                show_label=False,
                container=False,
                elem_id="log",
                height=None,
                sanitize_html=True,
                allow_tags=False,
                latex_delimiters=[],
                buttons=[],
                feedback_options=None,
                group_consecutive_messages=False,
                layout="bubble",
                placeholder=WELCOME,
            )
            with gr.Row(elem_id="votes", visible=False) as votes:
                gr.Markdown("Did this help?", elem_id="votes-ask", container=False)
                up = gr.Button("Yes", elem_id="vote-up", size="sm", min_width=44)
                down = gr.Button("No", elem_id="vote-down", size="sm", min_width=44)
            with gr.Row(elem_id="reasons", visible=False) as reasons:
                reason = gr.Textbox(
                    label="What was missing or wrong? (optional)", max_length=LONGEST_REASON, elem_id="reason", lines=1
                )
                send = gr.Button("Send", elem_id="reason-send", size="sm", min_width=64)
            thanks = gr.Markdown("Thank you: this helps us to mend our pages.", elem_id="thanks", visible=False)
            panel = gr.Markdown(
                sources_panel(None),
                elem_id="sources",
                sanitize_html=True,
                latex_delimiters=[],
                container=False,
            )
            with gr.Row(elem_id="composer"):
                question = gr.Textbox(
                    label="Your question",
                    placeholder="Ask about the gym",
                    show_label=False,
                    container=False,
                    max_length=LONGEST_QUESTION,
                    lines=1,
                    max_lines=4,
                    elem_id="question",
                    scale=1,
                )
                ask = gr.Button("Ask", variant="primary", elem_id="ask", min_width=72, scale=0)
            entry = gr.Textbox(visible=False)
            turn = gr.Textbox(label="Turn", visible="hidden", elem_id="turn")
            again = gr.Button("Show the sources of an earlier answer", visible="hidden", elem_id="again")

        async def asked(text: str, messages: Any) -> Any:
            if not isinstance(text, str) or not text.strip():
                return gr.skip()
            said, sources, kept = await chat.ask(text, messages)
            return "", said, sources, kept, gr.update(visible=bool(kept)), *[gr.update(visible=False)] * 2, ""

        async def helped(kept: str) -> Any:
            told = await chat.vote(kept, True)
            return gr.update(visible=False), gr.update(visible=told)

        async def helped_not(kept: str) -> Any:
            told = await chat.vote(kept, False)
            return gr.update(visible=False), gr.update(visible=told), gr.update(visible=told)

        async def reasoned(kept: str, words: str) -> Any:
            if words.strip():
                await chat.vote(kept, False, words)
            return gr.update(visible=False), gr.update(visible=True)

        async def sources_of(number: str, messages: Any) -> Any:
            found = await chat.sources(str(number), messages)
            return gr.skip() if found is None else found

        quiet = {"api_visibility": "private", "show_progress": "hidden"}
        gr.on(
            [question.submit, ask.click],
            asked,
            [question, log],
            [question, log, panel, entry, votes, reasons, thanks, reason],
            preprocess=False,
            **quiet,
        )
        up.click(helped, [entry], [votes, thanks], **quiet)
        down.click(helped_not, [entry], [votes, reasons, thanks], **quiet)
        gr.on([send.click, reason.submit], reasoned, [entry, reason], [reasons, thanks], **quiet)
        again.click(sources_of, [turn, log], [panel], preprocess=False, **quiet)
    return blocks
