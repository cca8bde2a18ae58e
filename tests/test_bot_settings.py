from pathlib import Path

import pytest

from bot.decide import Caution
from bot.settings import Settings
from ingest.errors import SettingError
from ingest.settings import IngestSettings


def test_settings_are_read_from_the_environment() -> None:
    settings = Settings.from_environment(
        {
            "SPOTTER_MODEL": "other",
            "SPOTTER_INDEX": "/tmp/index",
            "SPOTTER_HOST": "0.0.0.0",
            "SPOTTER_PORT": "9000",
            "SPOTTER_CAUTION": "eager",
            "SPOTTER_CONTACT": "Ask Ana.",
            "SPOTTER_NOTICES": "mine.toml",
            "SPOTTER_REVIEW_DAYS": "90",
        }
    )

    ingest = IngestSettings("other", Path("/tmp/index"))
    assert settings == Settings(ingest, "0.0.0.0", 9000, Caution.EAGER, "Ask Ana.", Path("mine.toml"), 90)


def test_without_an_environment_the_defaults_hold() -> None:
    assert Settings.from_environment({}) == Settings()


def test_an_empty_setting_counts_as_absent() -> None:
    names = ("MODEL", "INDEX", "HOST", "PORT", "CAUTION", "CONTACT", "NOTICES")

    assert Settings.from_environment({f"SPOTTER_{name}": "" for name in names}) == Settings()


def test_the_process_environment_is_read_where_none_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPOTTER_PORT", "9001")

    assert Settings.from_environment().port == 9001


@pytest.mark.parametrize("value", ["1", "65535", "08000"])
def test_a_port_from_1_to_65535_is_taken(value: str) -> None:
    assert Settings.from_environment({"SPOTTER_PORT": value}).port == int(value)


@pytest.mark.parametrize("value", ["0", "65536", "-1", "80.5", "http", " 80", "²", "1e3"])
def test_what_is_no_port_is_refused_with_its_value(value: str) -> None:
    with pytest.raises(SettingError) as caught:
        Settings.from_environment({"SPOTTER_PORT": value})

    assert caught.value.message == f"SPOTTER_PORT is {value!r}, which is no port"
    assert caught.value.fix == "Set it to a number from 1 to 65535."


def test_a_word_that_is_no_caution_is_refused_with_those_that_are() -> None:
    with pytest.raises(SettingError) as caught:
        Settings.from_environment({"SPOTTER_CAUTION": "brave"})

    assert caught.value.message == "SPOTTER_CAUTION is 'brave'"
    assert caught.value.fix == "Set it to cautious, balanced, eager."
