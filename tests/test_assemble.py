from pathlib import Path

import pytest

from bot.answers import Outcome, Question
from bot.assemble import bot_of, encoder_of
from bot.settings import Settings
from ingest import builds
from ingest.encoder import SentenceEncoder
from ingest.errors import ModelError, NoIndexError, SettingError
from ingest.pipeline import ingest
from ingest.settings import IngestSettings

SETTINGS = Settings(contact="Ask Ana.")
PAGE = "# Club\n\n## FAQ\n\n### How much is a guest pass?\n\nA guest pass costs £8.\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_where_there_are_neither_an_index_nor_pages_nothing_is_built(folder: Path) -> None:
    said: list[str] = []

    with pytest.raises(NoIndexError, match="no index in index"):
        bot_of(SETTINGS, said.append)

    assert (said, list(folder.iterdir())) == ([], [])


def test_a_list_of_notices_that_cannot_be_read_is_told_before_anything_is_built(folder: Path) -> None:
    (folder / "kb").mkdir()
    (folder / "kb" / "club.md").write_text(PAGE, encoding="utf-8")
    said: list[str] = []

    with pytest.raises(SettingError, match=r"SPOTTER_NOTICES: cannot read mine\.toml"):
        bot_of(Settings(notices=Path("mine.toml")), said.append)

    assert (said, (folder / "index").exists()) == ([], False)


def test_a_file_named_kb_is_no_folder_of_pages(folder: Path) -> None:
    (folder / "kb").write_text("a file", encoding="utf-8")

    with pytest.raises(NoIndexError):
        bot_of(SETTINGS, print)


@pytest.mark.parametrize("model", ["no/such-model-here", "nowhere"])
def test_a_model_that_cannot_be_loaded_is_refused(folder: Path, model: str) -> None:
    (folder / model).mkdir(parents=True)

    with pytest.raises(ModelError):
        encoder_of(Settings(ingest=IngestSettings(model=model)))


@pytest.mark.model
def test_a_first_start_builds_the_index_from_kb_and_says_so_and_a_second_one_opens_it(folder: Path) -> None:
    (folder / "kb").mkdir()
    (folder / "kb" / "club.md").write_text(PAGE, encoding="utf-8")
    said: list[str] = []

    first = bot_of(SETTINGS, said.append)
    second = bot_of(SETTINGS, said.append)

    assert said == ["No index in index yet: building it from kb/."]
    assert first.build.build_id == second.build.build_id == builds.current_id(Path("index"))
    assert first.ask(Question("How much is a guest pass?")).answer == "A guest pass costs £8. [1]"


@pytest.mark.model
def test_an_index_that_is_there_is_opened_whatever_stands_in_kb(folder: Path) -> None:
    (folder / "kb").mkdir()
    (folder / "kb" / "other.md").write_text("# Other\n\nOther words.\n", encoding="utf-8")
    (folder / "club.md").write_text(PAGE, encoding="utf-8")
    ingest([folder / "club.md"], Path("index"), SentenceEncoder())
    said: list[str] = []

    bot = bot_of(SETTINGS, said.append)

    assert (said, list(bot.build.index.documents)) == ([], ["club.md"])


@pytest.mark.model
def test_the_settings_contact_is_said_where_the_pages_have_no_answer(folder: Path) -> None:
    (folder / "kb").mkdir()
    (folder / "kb" / "club.md").write_text(PAGE, encoding="utf-8")

    answer = bot_of(SETTINGS, print).ask(Question("Who wrote the opera about the barber?"))

    assert answer.outcome is Outcome.NOT_FOUND
    assert answer.message.endswith("Ask Ana.")


@pytest.mark.model
def test_the_shipped_notices_or_a_gyms_own_are_said(folder: Path) -> None:
    (folder / "kb").mkdir()
    (folder / "kb" / "club.md").write_text(PAGE, encoding="utf-8")
    own = '[[notice]]\nname = "n"\nsays = "Ask Ana first."\ngeneral = "In general."\nwords = ["barber"]\n'
    (folder / "mine.toml").write_text(own, encoding="utf-8")
    question = Question("The barber broke my wrist")

    shipped = bot_of(SETTINGS, print).ask(question)
    mine = bot_of(Settings(notices=Path("mine.toml")), print).ask(question)

    assert shipped.notice.startswith("With an injury")
    assert mine.notice == "Ask Ana first."
