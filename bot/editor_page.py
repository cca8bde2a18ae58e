"""The editor's page, in Gradio: files of questions, and what the pages hold."""

from typing import Any

from bot.batch_tab import Batches, batch_tab
from bot.knowledge_tab import Knowledge, knowledge_tab
from bot.theme import gradio

UPLOADS_KEPT = 15 * 60  # seconds: of uploads that nobody has had answered


def editor_page(batches: Batches, knowledge: Knowledge, name: str) -> Any:
    """The page as Gradio's blocks."""
    gr = gradio()
    with gr.Blocks(title=name, analytics_enabled=False, delete_cache=(60, UPLOADS_KEPT)) as blocks:
        with gr.Tabs(elem_id="editor"):
            with gr.Tab("Knowledge"):
                figures, source = knowledge_tab(knowledge)
            with gr.Tab("Batch"):
                batch_tab(batches)

        def opened() -> Any:
            return knowledge.overview(), gr.update(choices=knowledge.sources)

        blocks.load(opened, None, [figures, source], api_visibility="private", show_progress="hidden")
    return blocks
