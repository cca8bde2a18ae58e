"""Gradio as we use it: switched off wherever it would speak to others, and in our colours."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

from fastapi import FastAPI

MOST_WAITING, AT_ONCE = 64, 16  # events of a page that wait, and that run together
SILENT = {
    "GRADIO_ANALYTICS_ENABLED": "False",
    "GRADIO_ANALYTICS_CACHE_FREQUENCY": "1000000000",  # else it tabulates its last 10,000 events after each
    "GRADIO_ANALYTICS_MAX_EVENTS": "1",
    "GRADIO_RUN_HISTORY": "False",
    "GRADIO_SSR_MODE": "False",
    "GRADIO_MCP_SERVER": "False",
    "GRADIO_NUM_PORTS": "1",
    "HF_HUB_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
}
FONT, MONO = ["system-ui", "sans-serif"], ["ui-monospace", "monospace"]


def gradio() -> Any:
    """The package, imported as late as can be: that takes seconds. Uploads go to a folder of our own."""
    os.environ.update(SILENT)
    if "GRADIO_TEMP_DIR" not in os.environ:
        folder = tempfile.mkdtemp(prefix="spotter-uploads-")  # for its owner alone
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        os.environ["GRADIO_TEMP_DIR"] = folder
    import gradio as gr

    return gr


def theme() -> Any:
    """Gradio's barest theme with system fonts; colours stand in `templates/page.css`, for both schemes."""
    gr = gradio()
    return gr.themes.Base(font=FONT, font_mono=MONO, radius_size="md", text_size="md")


def uploads() -> Path:
    """The folder of uploaded files."""
    return Path(os.environ["GRADIO_TEMP_DIR"])


def mount(app: FastAPI, blocks: Any, path: str, largest_file: int = 0) -> None:
    """Mount a page with every door shut that it does not need.

    Args:
        app: where.
        blocks: the page.
        path: the root that it gets.
        largest_file: that may be uploaded, bytes.
    """
    gr = gradio()
    blocks.queue(max_size=MOST_WAITING, default_concurrency_limit=AT_ONCE, api_open=False)
    gr.mount_gradio_app(
        app,
        blocks,
        path=path,
        theme=theme(),
        footer_links=[],
        run_history=False,
        ssr_mode=False,
        mcp_server=False,
        pwa=False,
        enable_monitoring=False,
        show_error=False,
        max_file_size=largest_file,
        allowed_paths=[],
    )
