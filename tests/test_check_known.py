"""What the real encoder's index shows of the project's own pages, and of real ones as they are found on the web."""

from pathlib import Path

import pytest

from bot.check import Pages, check
from bot.findings import Findings, Kind
from bot.render_findings import render_findings
from ingest.encoder import SentenceEncoder

pytestmark = pytest.mark.model

ROOT = Path(__file__).parent.parent
SEEDS = ROOT.parent / "shared" / "seeds"

needs_seeds = pytest.mark.skipif(not SEEDS.is_dir(), reason="the five real documents are not here")
KNOWN = {
    "do and do not",
    "movement that trains the soleus",
    "muscle trained",
    "sets",
    "toes turned, for the inner side",
    "toes turned, for the outer side",
}


@pytest.fixture(scope="module")
def encoder() -> SentenceEncoder:
    return SentenceEncoder()


@pytest.fixture(scope="module")
def kb(encoder: SentenceEncoder) -> Findings:
    return check(Pages((ROOT / "kb",)), encoder)


def contradicting(found: Findings) -> dict[str, set[str]]:
    """What is contradicted → the pages that do."""
    return {
        item.message.split(":")[0]: {spot.source for spot in item.spots}
        for item in found.open
        if item.kind is Kind.CONTRADICTION
    }


def test_the_known_contradictions_of_the_kb_are_found_and_no_others(kb: Findings) -> None:
    assert contradicting(kb).keys() == KNOWN


def test_the_page_of_the_reverse_raise_is_said_to_contradict_itself(kb: Findings) -> None:
    assert contradicting(kb)["do and do not"] == {"exercises/smith-reverse-calf-raise.md"}


def test_the_kb_has_findings_of_no_other_kind(kb: Findings) -> None:
    assert {item.kind for item in kb.open} == {Kind.CONTRADICTION}


def test_pages_that_agree_on_how_fast_to_lower_are_not_called_contradictions(kb: Findings) -> None:
    assert [item.message for item in kb.open if "second" in item.message] == []


def test_the_readme_shows_a_finding_as_it_is_printed(kb: Findings) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = readme.split("$ spotter check kb\n…\n")[1].split("\n…")[0]

    assert shown in render_findings(kb, 80)


@needs_seeds
def test_the_known_contradictions_of_the_real_pages_are_found_and_no_others(encoder: SentenceEncoder) -> None:
    assert contradicting(check(Pages((SEEDS,)), encoder)).keys() == KNOWN
