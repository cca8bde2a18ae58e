"""The fitted weights of ranking and declining: `bench/fit.py` writes the file, this reads it."""

import json
from importlib import resources
from typing import Any

_FITTED: dict[str, Any] = json.loads((resources.files("bot") / "weights.json").read_text(encoding="utf-8"))

VERSION: str = _FITTED["version"]  # what was computed with other weights is not comparable
RANKING: dict[str, float] = _FITTED["ranking"]  # score for each unit of a feature; see `bot.rerank.values`
# Log-odds for each unit, "" the bias; see `bot.decide.features`. Pages with FAQ pairs and pages of prose alone differ
# in what speaks for an answer: there a question of the same meaning, here the words.
DECLINING: dict[str, dict[str, float]] = _FITTED["declining"]
SECOND: dict[str, dict[str, float]] = _FITTED[
    "second"
]  # the same with the bank's opinion; see `bot.decide.probability`
