"""The pages that Gradio makes, put together: chat for everybody, and the editor's."""

from fastapi import FastAPI
from starlette.types import Scope

from bot.asking import Asking
from bot.batch_tab import LARGEST_FILE, Batches
from bot.chat_page import Chat, chat_page
from bot.chat_view import welcome_message
from bot.downloads import Downloads
from bot.editor_page import editor_page
from bot.http_layers import is_local
from bot.knowledge_tab import Knowledge
from bot.page_gate import PageGate, Place, fetch
from bot.page_shell import Look, Shell
from bot.palette import accents
from bot.settings import Settings
from bot.theme import mount

CHAT, EDITOR = "", "/editor"  # roots


async def load_pages(asking: Asking, settings: Settings) -> PageGate:
    """Everything that is served below `/`; takes seconds, as Gradio is imported here.

    A coroutine, as Gradio makes a loop where none runs, and leaves it open.

    Raises:
        ValueError: this version of Gradio serves its page in another form.
    """
    look, downloads = Look(settings.page), Downloads()
    with_editor = settings.page.editor != "off"
    inner = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    if with_editor:
        light, dark = accents(settings.page.colour)
        knowledge = Knowledge(asking.serving, settings.ingest.index, settings.review_days, (light.colour, dark.colour))
        batches = Batches(asking, downloads, EDITOR)
        mount(inner, editor_page(batches, knowledge, settings.page.name), EDITOR, LARGEST_FILE)
    mount(inner, chat_page(Chat(asking, settings.contact), settings.page.name), "/")

    def starters() -> str:
        return welcome_message(settings.page.starters or asking.serving.bot.starters)

    def for_editor(scope: Scope) -> bool:
        return with_editor and (settings.page.editor == "on" or is_local(scope))

    async def shell(root: str, skip: tuple[str, str], editor: bool) -> Shell:
        gradio_page = (await fetch(inner, f"{root}/")).data.decode()
        nav = [("/", "Chat"), (f"{EDITOR}/", "Editor")] if editor else []
        return Shell(gradio_page, look, root, [(url, words, url == f"{root}/") for url, words in nav], skip, starters)

    to_question = ("#question", "To the question")
    of_visitor, of_editor = await shell(CHAT, to_question, False), await shell(CHAT, to_question, with_editor)
    places = [Place(CHAT, lambda scope: of_editor if for_editor(scope) else of_visitor)]
    if with_editor:
        tools = await shell(EDITOR, (f"{EDITOR}/#editor", "To the tools"), True)
        places.insert(0, Place(EDITOR, lambda _: tools, uploads=True, admits=for_editor))
    return PageGate(inner, lambda: inner.router.lifespan_context(inner), places, look.files, downloads)
