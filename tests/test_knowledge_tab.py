import threading
from collections.abc import Sequence
from pathlib import Path

from bot.bot import Bot
from bot.knowledge_tab import Knowledge
from bot.serving import Serving
from ingest.encoder import Encoding
from tests.asking import published
from tests.fakes import WordEncoder
from tests.journals import in_time
from tests.live import PAGES


class GatedEncoder(WordEncoder):
    """Encodes no question before the gate is open."""

    def __init__(self) -> None:
        super().__init__()
        self.gate = threading.Event()

    def encode_questions(self, texts: Sequence[str]) -> list[Encoding]:
        self.gate.wait()
        return super().encode_questions(texts)


def test_a_check_that_nobody_watches_goes_on_alone_and_is_kept(tmp_path: Path) -> None:
    encoder = GatedEncoder()
    serving = Serving(Bot(published(tmp_path, PAGES), encoder))
    knowledge = Knowledge(serving, tmp_path / "index", 365, ("#000000", "#ffffff"))
    watched = knowledge.check()
    assert "Comparing" in next(watched)

    watched.close()  # type: ignore[attr-defined]
    second = list(knowledge.check())
    encoder.gate.set()

    assert len(second) == 1
    assert "being checked already" in second[0]
    assert in_time(lambda: knowledge._checked[0] != "")
    assert list(knowledge.check()) == [knowledge._checked[1]]
