"""Pages published for real into a temporary folder, for asking questions of them."""

from collections.abc import Mapping
from pathlib import Path

from bot.bot import Bot
from bot.cite import Pick
from bot.compose import compose
from bot.decide import Caution
from bot.intent import intent_of
from bot.rerank import Asked, asked, rerank
from bot.retrieve import retrieve
from ingest import builds
from ingest.builds import Build
from ingest.index import Index
from ingest.pipeline import ingest
from tests.fakes import WordEncoder


def published(folder: Path, pages: Mapping[str, str]) -> Build:
    """Write pages, ingest them and open the build."""
    for name, text in pages.items():
        path = folder / "kb" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    ingest([folder / "kb"], folder / "index", WordEncoder())
    return builds.open_build(folder / "index")


def bot_over(folder: Path, pages: Mapping[str, str], contact: str = "") -> Bot:
    """A bot over pages."""
    return Bot(published(folder, pages), WordEncoder(), contact, caution=Caution.EAGER)


def weighed(index: Index, text: str) -> Asked:
    """A question, encoded and weighed."""
    return asked(index, text, intent_of(text), WordEncoder().encode_questions([text])[0])


def composed(index: Index, text: str) -> tuple[Asked, list[Pick]]:
    """A question and what is picked to answer it, whether or not it would be answered."""
    question = weighed(index, text)
    return question, compose(index, question, rerank(index, question, retrieve(index, text, question.encoding)))
