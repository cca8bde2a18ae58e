from pathlib import Path

import pytest

from ingest.errors import SettingError
from ingest.settings import IngestSettings


def test_settings_are_read_from_the_environment() -> None:
    settings = IngestSettings.from_environment(
        {
            "SPOTTER_MODEL": "other",
            "SPOTTER_INDEX": "/tmp/index",
            "SPOTTER_CACHE": "/tmp/cache",
            "SPOTTER_PRECISION": "f32",
            "SPOTTER_THREADS": "3",
        }
    )

    assert settings == IngestSettings("other", Path("/tmp/index"), Path("/tmp/cache"), "f32", 3)


def test_an_empty_setting_counts_as_absent() -> None:
    names = ("MODEL", "INDEX", "CACHE", "PRECISION", "THREADS")

    assert IngestSettings.from_environment({f"SPOTTER_{name}": "" for name in names}) == IngestSettings()


@pytest.mark.parametrize(
    ("environment", "folder"),
    [
        ({"SPOTTER_CACHE": "/some/cache", "XDG_CACHE_HOME": "/xdg"}, "/some/cache"),
        ({"XDG_CACHE_HOME": "/xdg"}, "/xdg/spotter"),
        ({"XDG_CACHE_HOME": "not/absolute"}, "~/.cache/spotter"),  # which the XDG specification says to ignore
        ({}, "~/.cache/spotter"),
    ],
)
def test_the_cache_lies_where_it_is_said_or_where_the_users_caches_lie(
    environment: dict[str, str], folder: str
) -> None:
    assert IngestSettings.from_environment(environment).cache_folder(environment) == Path(folder).expanduser()


@pytest.mark.parametrize("value", ["-1", "two", "1.5", "²", "100000"])
def test_what_is_no_number_of_threads_is_refused(value: str) -> None:
    with pytest.raises(SettingError, match="SPOTTER_THREADS is "):
        IngestSettings.from_environment({"SPOTTER_THREADS": value})


def test_a_word_that_is_no_precision_is_refused_with_those_that_are() -> None:
    with pytest.raises(SettingError) as caught:
        IngestSettings.from_environment({"SPOTTER_PRECISION": "f64"})

    assert (caught.value.message, caught.value.fix) == (
        "SPOTTER_PRECISION is 'f64'",
        "Set it to auto, f32, bf16, int8.",
    )


def test_all_cores_that_this_process_may_use_are_used_where_no_number_is_set() -> None:
    assert IngestSettings().cores() >= 1
    assert IngestSettings(threads=3).cores() == 3
