"""One cache of converted models for all tests: theirs alone, never the user's, converted once."""

import os
import shutil
import tempfile

import pytest

_CACHE = tempfile.mkdtemp(prefix="spotter-tests-")
os.environ["XDG_CACHE_HOME"] = _CACHE  # for the commands that tests start, too
os.environ.pop("SPOTTER_CACHE", None)


def pytest_unconfigure(config: pytest.Config) -> None:
    shutil.rmtree(_CACHE, ignore_errors=True)
