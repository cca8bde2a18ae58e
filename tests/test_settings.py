from pathlib import Path

from ingest.settings import IngestSettings


def test_settings_are_read_from_the_environment() -> None:
    settings = IngestSettings.from_environment({"SPOTTER_MODEL": "other", "SPOTTER_INDEX": "/tmp/index"})

    assert settings == IngestSettings("other", Path("/tmp/index"))


def test_an_empty_setting_counts_as_absent() -> None:
    assert IngestSettings.from_environment({"SPOTTER_MODEL": "", "SPOTTER_INDEX": ""}) == IngestSettings()
