"""The page that Gradio is loaded into: ours around it, with its settings and its scripts taken from its own page.

Its own names another site's pictures, loads what nobody uses and has no place for a header.
"""

import hashlib
import json
import re
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup

from bot.fragments import FOLDER, page
from bot.page_settings import PageSettings, read_logo
from bot.palette import accents

WELCOME = "@@WELCOME@@"  # stands in the settings where the welcome of the moment is put
_NONCE = "@@NONCE@@"
_CONFIG = re.compile(r"window\.gradio_config = (\{.*?\});</script>", re.DOTALL)
_SCRIPT = re.compile(r'<script type="module" crossorigin src="\./(assets/[\w.-]+\.js)"></script>')
_STYLE = re.compile(r'<link rel="stylesheet" crossorigin href="\./(assets/[\w.-]+\.css)">')
_ICON = b"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" \
fill="COLOUR"/><g stroke="WORDS" stroke-width="2.6" stroke-linecap="round"><path d="M10.500 16h11"/>\
<path d="M10.500 10.500v11M21.500 10.500v11"/><path d="M6.700 13v6M25.300 13v6"/></g></svg>"""


@dataclass(frozen=True, slots=True)
class File:
    """A file of the pages, served from memory."""

    data: bytes
    kind: str  # media type

    def url(self, stem: str, ending: str) -> str:
        """An address that changes with the contents, so that a browser may keep it for good."""
        return f"/page/{stem}-{hashlib.sha256(self.data).hexdigest()[:16]}{ending}"


@dataclass(frozen=True, slots=True)
class Look:
    """What a gym's pages have in common."""

    settings: PageSettings
    files: dict[str, File] = field(default_factory=dict)  # address → file

    def add(self, stem: str, ending: str, file: File) -> str:
        """Serve a file; its address."""
        url = file.url(stem, ending)
        self.files[url] = file
        return url


class Shell:
    """One page."""

    def __init__(
        self,
        gradio_page: str,
        look: Look,
        root: str,
        nav: Sequence[tuple[str, str, bool]],
        skip: tuple[str, str],
        welcome: Callable[[], str] = str,
    ) -> None:
        """Take Gradio's page apart and build ours.

        Args:
            gradio_page: as Gradio serves it.
            look: name, colours, logo.
            root: the path below which this Gradio application lies, "" for the topmost.
            nav: address, words and whether it is this page.
            skip: address within the page and words of the link that passes the header.
            welcome: the welcome message of the moment.

        Raises:
            ValueError: this version of Gradio serves its page in another form.
        """
        config, script, style = (found.search(gradio_page) for found in (_CONFIG, _SCRIPT, _STYLE))
        if config is None or script is None or style is None:
            raise ValueError("this version of Gradio serves its page in another form")
        light, dark = accents(look.settings.colour)
        icon = _ICON.replace(b"COLOUR", light.colour.encode()).replace(b"WORDS", light.words.encode())
        logo = read_logo(look.settings.logo)
        self._welcome = welcome
        here = next((words for _, words, is_here in nav if is_here), "")
        self._page = page(
            "shell.html",
            base="/",  # where the scripts lie, whichever page loads them
            root_path=root,
            title=look.settings.name if not root else f"{here} – {look.settings.name}",
            name=look.settings.name,
            icon=look.add("icon", ".svg", File(icon, "image/svg+xml")),
            logo=look.add("logo", "", File(*logo)) if logo else "",
            style=look.add("page", ".css", File((FOLDER / "page.css").read_bytes(), "text/css")),
            script=look.add("page", ".js", File((FOLDER / "page.js").read_bytes(), "text/javascript")),
            gradio_script=f"/{script[1]}",
            gradio_style=f"/{style[1]}",
            config=Markup(config[1]),  # noqa: S704 - Gradio has escaped it for a script
            root=Markup(_for_script(root)),  # noqa: S704 - escaped for a script
            light=light,
            dark=dark,
            nav=nav,
            skip=skip[0],
            skip_words=skip[1],
        )

    def html(self) -> tuple[bytes, str]:
        """The page, and the policy that goes with it; its scripts bear a nonce that no other page has."""
        nonce = secrets.token_urlsafe(16)
        text = self._page.replace(f'"{WELCOME}"', _for_script(self._welcome())).replace(_NONCE, nonce)
        return text.encode("utf-8", "replace"), policy(nonce)


def policy(nonce: str) -> str:
    """What the page may load: what this server has, and nothing else."""
    return (
        f"default-src 'self'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; object-src 'none'; "
        "base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
    )


def _for_script(value: str) -> str:
    """A text as JavaScript has it, with nothing in it that could end a script."""
    text = json.dumps(value)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
