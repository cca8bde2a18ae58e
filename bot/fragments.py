"""Pieces of pages from templates that escape what they are given: a line each, so that no Markdown is read in them."""

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

FOLDER = Path(__file__).parent / "templates"


def fragment(template: str, **values: object) -> str:
    """A template as one line of HTML.

    A parser of Markdown leaves a line that begins with an HTML block as it is, up to the next blank line: what
    `values` hold is escaped by the template and never read as Markdown.
    """
    return " ".join(_environment().get_template(template).render(values).split())


def page(template: str, **values: object) -> str:
    """A template as it stands."""
    text: str = _environment().get_template(template).render(values)
    return text


@cache
def _environment() -> Any:
    return Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
