from dataclasses import astuple, fields
from math import log
from pathlib import Path

import pytest

from bot.answers import Evidence, Hit
from bot.rerank import GIVEN, PREFACE, lacks, rerank, score, token_matches, values
from bot.retrieve import retrieve
from bot.weights import RANKING
from ingest.index import Index
from tests.asking import published, weighed

PAGES = {
    "club.md": "# Club\n\n## FAQ\n\n### May dogs enter?\n\nNo.\n\n### Where is parking?\n\nBehind the house.\n",
    "dogs.md": "# Animals\n\nDogs bark. Dogs enter kennels.\n",
    "raise.md": "# Heel raise\n\n## Sets and reps\n\nDo 3 sets of the heel raise.\n\n## Tips\n\nBreathe out.\n",
}


def test_tokens_weigh_by_how_few_passages_hold_them(tmp_path: Path) -> None:
    index = published(tmp_path, {"a.md": "# Same\n\nred blue\n", "b.md": "# Same\n\ngreen\n"}).index

    question = weighed(index, "same red purple")

    assert question.token_weights == pytest.approx([log(1 + 2 / 3), log(1 + 2 / 2), log(1 + 2 / 1)])


def test_terms_weigh_by_their_rarity_here_times_what_they_tell_in_english(tmp_path: Path) -> None:
    index = published(tmp_path, {"a.md": "# Same\n\nqwx qwy\n", "b.md": "# Same\n\nqwz\n"}).index

    question = weighed(index, "Is qwx or qwq, qwx?")

    assert question.terms == ("qwx", "qwq")
    assert question.term_weights == pytest.approx([log(1 + 1.5 / 1.5), log(1 + 2.5 / 0.5)])


def test_the_evidence_for_a_passage_can_be_computed_by_hand(tmp_path: Path) -> None:
    index = published(tmp_path, {"a.md": "# Qwa\n\n## Qwh\n\nqwx qwy qwz\n", "b.md": "# Qwb\n\nqwo\n"}).index

    hits = _hits(index, "qwx qwy qwh qwo")

    evidence = hits[0].evidence
    known = log(1 + 2 / 2)
    weights = [0.5 + 0.5 * known / log(1 + 2)] * 4  # each of the four words stands in one of two passages
    assert hits[0].passage.doc_id == "a.md"
    assert astuple(evidence)[:3] + astuple(evidence)[4:] == pytest.approx(
        (
            3 / (2 * 5**0.5),  # dense: 3 words of 4 and 5 shared
            2 / (2 * 3**0.5),  # unit: 2 words of 4 and 3 shared
            -1,
            3 / 4,  # late
            (2 + 0.95) / 4,  # late_unit: one word is matched by the heading alone
            (2 + 0.95) / 4,  # late_two: there is one unit
            sum(w * miss**2 for w, miss in zip(weights, (0, 0, 0.05, 1), strict=True)) / sum(weights),
            1 / 3,  # phrases: of three neighbouring pairs "qwx qwy"
            0,  # weakest
            0,  # told
            True,
            3 / 4,
        ),
        rel=1e-2,
    )


def test_the_evidence_of_keywords_is_in_proportion_to_their_bm25(tmp_path: Path) -> None:
    index = published(tmp_path, PAGES).index
    text = "May dogs enter the house?"

    hits = _hits(index, text)

    bm25 = index.lexicon.scores(weighed(index, text).terms)
    shares = [hit.evidence.keywords / bm25[hit.place] for hit in hits if bm25[hit.place]]
    assert shares == pytest.approx([shares[0]] * len(shares), rel=1e-5)
    assert [hit.evidence.keywords for hit in hits if not bm25[hit.place]] == [0, 0]


def test_hits_come_in_the_order_of_their_scores_each_candidate_once(tmp_path: Path) -> None:
    index = published(tmp_path, PAGES).index

    hits = _hits(index, "May dogs enter the house?")

    scores = [hit.score for hit in hits]
    assert scores == sorted(scores, reverse=True)
    assert sorted(hit.place for hit in hits) == list(range(len(index.passages)))
    assert all(hit.passage == index.passages[hit.place] for hit in hits)


def test_a_score_is_what_the_evidence_weighs(tmp_path: Path) -> None:
    index = published(tmp_path, PAGES).index

    hits = _hits(index, "May dogs enter the house?")

    assert [hit.score for hit in hits] == [score(hit.evidence) for hit in hits]


def test_everything_that_is_weighed_has_a_weight() -> None:
    evidence = Evidence(**{field.name: 0.0 for field in fields(Evidence)})  # type: ignore[arg-type]

    assert values(evidence).keys() == RANKING.keys()


@pytest.mark.parametrize("text", ["May dogs enter?", "Where is parking?"])
def test_a_question_of_the_faq_finds_its_pair_first(tmp_path: Path, text: str) -> None:
    index = published(tmp_path, PAGES).index

    assert _hits(index, text)[0].passage.question == text


def test_a_passages_own_sentence_finds_it_first_whatever_its_case(tmp_path: Path) -> None:
    index = published(tmp_path, PAGES).index

    for text in ("Dogs enter kennels.", "DOGS ENTER KENNELS"):
        assert _hits(index, text)[0].passage.doc_id == "dogs.md"


def test_what_holds_the_wanted_figure_is_marked(tmp_path: Path) -> None:
    index = published(tmp_path, PAGES).index

    hits = _hits(index, "How many sets of the heel raise?")

    assert {hit.passage.heading: hit.evidence.wanted for hit in hits if hit.passage.doc_id == "raise.md"} == {
        "Sets and reps": True,
        "Tips": False,
    }


def test_the_passages_of_a_named_page_come_ahead_by_the_same_and_all_others_stay(tmp_path: Path) -> None:
    index = published(tmp_path, PAGES).index
    text = "May dogs enter the house?"

    before = {hit.place: hit.score for hit in _hits(index, text)}
    after = {hit.place: hit.score for hit in _hits(index, text, "raise.md")}

    gained = {place: round(after[place] - before[place], 6) for place in before}
    of_page = {gain for place, gain in gained.items() if index.passages[place].doc_id == "raise.md"}
    of_others = {gain for place, gain in gained.items() if index.passages[place].doc_id != "raise.md"}
    assert of_others == {0}
    assert len(of_page) == 1
    assert min(of_page) > 0


def test_a_passage_that_was_answered_with_falls_behind_the_more_the_less_else_it_holds(tmp_path: Path) -> None:
    many = " ".join(f"Dogs bark {i} times." for i in range(12))
    index = published(tmp_path, {"short.md": "# Short\n\nDogs bark.\n", "long.md": f"# Long\n\n{many}\n"}).index
    text = "Do dogs bark?"

    before = {hit.place: hit.score for hit in _hits(index, text)}
    after = {hit.place: hit.score for hit in _hits(index, text, given=frozenset(before))}

    lost = {index.passages[place].doc_id: before[place] - after[place] for place in before}
    assert lost == pytest.approx({"short.md": GIVEN, "long.md": GIVEN * 4 / 12})


def test_a_table_that_was_answered_with_has_other_cells_to_tell(tmp_path: Path) -> None:
    page = "# Hours\n\n| Day | Pool |\n|---|---|\n| Monday | 6-22 |\n"
    index = published(tmp_path, {"hours.md": page, "rope.md": "# Rope\n\nTie it.\n"}).index

    scores = [
        {hit.place: hit.score for hit in _hits(index, "pool", given=given)}
        for given in (frozenset[int](), frozenset(range(len(index.passages))))
    ]

    lost = {index.passages[place].doc_id: scores[0][place] - scores[1][place] for place in scores[0]}
    assert lost == pytest.approx({"hours.md": 0, "rope.md": GIVEN})


@pytest.mark.parametrize(
    ("page", "behind"),
    [
        ("# Club\n\nAsk us about keys.\n\n## Where are keys?\n\nHere.\n\n## Are there towels?\n\nYes.\n", PREFACE),
        ("# Club\n\n## Keys\n\nAsk us about keys.\n\n## Where are keys?\n\nHere.\n\n## Are there towels?\n\nYes.\n", 0),
        ("# Club\n\nAsk us about keys.\n\n## Towels\n\nHere.\n", 0),  # no question follows
    ],
)
def test_what_greets_above_the_questions_of_a_page_falls_behind(tmp_path: Path, page: str, behind: float) -> None:
    index = published(tmp_path, {"club.md": page, "rope.md": "# Rope\n\nTie it.\n"}).index

    hit = next(hit for hit in _hits(index, "keys") if "Ask us" in hit.passage.body)

    assert score(hit.evidence) - hit.score == pytest.approx(behind)


def test_ties_stay_in_the_order_of_the_candidates(tmp_path: Path) -> None:
    index = published(tmp_path, {"a.md": "# Same\n\nred\n", "b.md": "# Same\n\nred\n"}).index

    assert [hit.place for hit in _hits(index, "red")] == [0, 1]


@pytest.mark.parametrize("text", ["?", "深蹲", "what is it", "one"])
def test_a_question_of_hardly_any_words_has_finite_scores(tmp_path: Path, text: str) -> None:
    index = published(tmp_path, PAGES).index

    hits = _hits(index, text)

    assert len(hits) == len(index.passages)
    assert all(abs(hit.score) < 1000 for hit in hits)


def test_a_tokens_match_is_its_best_cosine_in_the_named_parts(tmp_path: Path) -> None:
    index = published(tmp_path, {"a.md": "# Alpha\n\nred is blue. green is red.\n\nAnd grey.\n"}).index
    question = weighed(index, "alpha red green white")

    matches = [token_matches(index, question, 0, parts).round(2).tolist() for parts in (None, [0], [1], [0, 1], [2])]

    assert index.units(0)[0].kind == "paragraph"
    assert matches == [[1, 1, 1, 0], [1, 0, 0, 0], [0, 1, 1, 0], [1, 1, 1, 0], [0, 0, 0, 0]]


@pytest.mark.parametrize(
    ("text", "lacking"),
    [
        ("where is my lost bottle", -1.0),  # only the bikes' page has the rare "where"
        ("where are my lost bikes", 1.0),
        ("where is it", 1.0),  # nothing else to go by
    ],
)
def test_a_page_lacks_what_is_asked_about_and_not_how_it_is_asked(tmp_path: Path, text: str, lacking: float) -> None:
    pages = {"bikes.md": "# Bikes\n\nWhere it is.\n", "lost.md": "# Lost\n\nLost bottle. My lost bottle.\n"}
    index = published(tmp_path, pages | {f"{name}.md": f"# {name}\n\nMy {name}.\n" for name in ("rope", "mat")}).index
    bikes, lost = (
        next(place for place, passage in enumerate(index.passages) if passage.doc_id == page) for page in pages
    )

    assert lacks(index, weighed(index, text), (bikes, 0), (lost, 0)) == lacking


def _hits(index: Index, text: str, page: str = "", given: frozenset[int] = frozenset()) -> tuple[Hit, ...]:
    question = weighed(index, text)
    return rerank(index, question, retrieve(index, text, question.encoding), page, given)
