import json
from pathlib import Path
from typing import Any

import pytest

from ingest.errors import RejectedFileError
from ingest.loaders import load, strict_json
from ingest.outline import faq_pairs, sections
from ingest.pipeline import ingest
from ingest.report import Status
from tests.documents import assert_lawful, mutations, survives
from tests.fakes import WordEncoder
from tests.pages import left_out, shape

RAISE = {  # the fields of free-exercise-db
    "id": "Toe_Raise",
    "name": "Toe Raise",
    "force": "push",
    "level": "beginner",
    "mechanic": None,
    "equipment": "body only",
    "primaryMuscles": ["calves"],
    "secondaryMuscles": [],
    "instructions": ["Stand on a step.", "1. Rise onto your toes.", " ", "Step 3: Lower yourself."],
    "category": "strength",
    "images": ["Toe_Raise/0.jpg"],
}
SWING = {  # an answer of wger's exerciseinfo
    "id": 9,
    "category": {"id": 10, "name": "Abs"},
    "muscles": [
        {"id": 11, "name": "Biceps femoris", "name_en": "Hamstrings"},
        {"id": 13, "name": "Brachialis", "name_en": ""},
    ],
    "muscles_secondary": [{"id": 2, "name": "Anterior deltoid", "name_en": "Shoulders"}],
    "equipment": [{"id": 10, "name": "Kettlebell"}],
    "translations": [
        {"name": "Schwung", "description": "<p>Schwingen.</p>", "language": 1, "aliases": [], "notes": []},
        {
            "name": "Swing",
            "description": "<p>Take the bell in <b>both hands</b>.</p><ol><li>Hinge.</li><li>Stand up.</li></ol>",
            "language": 2,
            "aliases": [{"id": 3, "alias": "Russian swing"}],
            "notes": [{"id": 1, "comment": "Keep your back straight."}],
        },
    ],
}
FAQ = {"question": "Where can I park?", "answer": "Behind the house, for two hours without charge."}


def read(value: Any, name: str = "data.json") -> Any:
    return load(json.dumps(value).encode(), name)


def refused(data: bytes, name: str = "data.json") -> str:
    with pytest.raises(RejectedFileError) as caught:
        load(data, name)
    return caught.value.message


def test_an_exercise_is_a_section_with_its_facts_and_numbered_steps() -> None:
    document = read([RAISE, {**RAISE, "name": "Other"}], "exercises.json")

    assert document.text.startswith(
        "## Toe Raise\n\n"
        "Level: beginner. Force: push. Equipment: body only. Category: strength. Primary muscles: calves.\n\n"
        "1. Stand on a step.\n2. Rise onto your toes.\n3. Lower yourself.\n\n## Other\n"
    )
    assert [section.path for section in sections(document)] == [("Toe Raise",), ("Other",)]
    assert document.notes == ("field 'id' is not read", "field 'images' is not read")
    assert_lawful(document)


@pytest.mark.parametrize("value", [SWING, [SWING], {"count": 1, "next": None, "results": [SWING]}])
def test_an_exercise_of_wger_is_read_in_english_with_its_html(value: Any) -> None:
    document = read(value)

    assert shape(document) == [
        "heading 2: Swing",
        "paragraph 0: Equipment: Kettlebell. Category: Abs. Primary muscles: Hamstrings, Brachialis. "
        "Secondary muscles: Shoulders. Also called: Russian swing.",
        "paragraph 0: Take the bell in both hands.",
        "step 0: Hinge.",
        "step 0: Stand up.",
        "paragraph 0: Keep your back straight.",
    ]
    assert "translations left unread: 1" in document.notes
    assert_lawful(document)


def test_an_older_exercise_of_wger_has_numbers_for_its_muscles_which_are_not_told() -> None:
    old = {"name": "Swing", "description": "<p>Swing it.</p>", "category": 10, "muscles": [11], "equipment": [10]}

    assert shape(read([old])) == ["heading 2: Swing", "paragraph 0: Swing it."]


@pytest.mark.parametrize(
    "value",
    [
        FAQ,
        [FAQ],
        {"faq": [FAQ]},
        {"site": {"pages": {"questions": [FAQ]}}},
        {FAQ["question"]: FAQ["answer"]},
        [{"Frage": FAQ["question"], "Antwort": FAQ["answer"]}],
        [{"question": {"text": FAQ["question"]}, "answers": [{"text": FAQ["answer"]}]}],
        [{"id": "x|0", "title": FAQ["question"], "text": FAQ["answer"]}],
        {
            "@context": "https://schema.org",
            "@type": "FAQPage",
            "name": "FAQ",
            "description": "All of it.",
            "mainEntity": [
                {
                    "@type": "Question",
                    "name": FAQ["question"],
                    "acceptedAnswer": {"@type": "Answer", "text": f"<p>{FAQ['answer']}</p>"},
                }
            ],
        },
        {
            "@graph": [
                {"@type": "WebSite", "name": "Gym"},
                {
                    "@type": ["FAQPage"],
                    "mainEntity": {
                        "@type": "Question",
                        "name": FAQ["question"],
                        "acceptedAnswer": [{"text": FAQ["answer"]}],
                    },
                },
            ]
        },
    ],
)
def test_questions_and_answers_are_found_in_many_forms(value: Any) -> None:
    document = read(value)

    assert document.text == f"Q: {FAQ['question']}\nA: {FAQ['answer']}\n"
    assert len(faq_pairs(document)) == 1
    assert_lawful(document)


def test_phrasings_headings_and_addresses_are_read_and_lists_get_the_name_of_their_key() -> None:
    asked = {**FAQ, "question": ["One?", "Two?"], "category": "Cars", "url": "https://gym.example"}

    document = read({"parking": [asked], "moves": [RAISE]})

    assert shape(document)[-4:] == [
        "heading 3: Cars",
        "question 6: One?",
        "question 6: Two?",
        "paragraph 0: Behind the house, for two hours without charge.",
    ]
    assert (document.url, faq_pairs(document)[0].questions) == ("https://gym.example", ("One?", "Two?"))


def test_titled_texts_are_sections_unless_most_titles_ask() -> None:
    asking = [{"title": "Is it warm?", "text": "Yes."}, {"title": "Is it wet?", "text": "No."}]
    bare = {"title": "can I bring a dog", "text": "No dogs."}

    most, few = read([*asking, bare]), read([asking[0], bare, {**bare, "title": "Dogs"}])

    assert [pair.questions[0] for pair in faq_pairs(most)] == ["Is it warm?", "Is it wet?", "can I bring a dog"]
    assert shape(few)[:2] == ["heading 2: can I bring a dog", "paragraph 0: No dogs."]
    assert_lawful(few)


def test_what_is_no_record_is_left_out_by_its_number_and_the_others_go_in() -> None:
    document = read(
        [FAQ, 7, {"name": "Nothing else"}, {"question": "No answer?", "answer": None}, {"name": 3, "muscles": []}]
    )

    assert left_out(document) == [
        ("item 2: no object", "7"),
        ("item 3: neither an exercise nor a question with its answer", "name: Nothing else"),
        ("item 4: no answer", "No answer?"),
        ("item 5: no name", "(nothing)"),
    ]
    assert_lawful(document)


def test_a_bad_line_costs_itself_only() -> None:
    rows = [json.dumps(FAQ), "{", "", '{"question": NaN}', '{"a": 1, "a": 2}', '{"n": 1e999}', json.dumps(RAISE)]

    document = load("\n".join(rows).encode(), "rows.jsonl")

    assert (len(faq_pairs(document)), len(sections(document))) == (1, 2)
    assert [reason for reason, _ in left_out(document)] == [
        "line 2: not JSON: expecting property name enclosed in double quotes",
        "line 4: NaN is no number",
        "line 5: the key 'a' stands twice in one object",
        "line 6: the number 1e999 is beyond all bounds",
    ]
    assert_lawful(document)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"caf\xe9", "not UTF-8: byte 3"),
        (b"[NaN]", "NaN is no number"),
        (b'[{"a": -Infinity}]', "-Infinity is no number"),
        (b'{"a": 1, "a": 1}', "the key 'a' stands twice in one object"),
        (b"[1", "not JSON: expecting ',' delimiter, line 1"),
        (b"[" * 100_000, "nested more than 50 deep"),
        (b"[" * 60 + b"]" * 60, "nested more than 50 deep"),
        (b'{"a":' * 60 + b"1" + b"}" * 60, "nested more than 50 deep"),
        (b"[]", "no list of records in it"),
        (b"3", "no list of records in it"),
        (b'{"title": "x"}', "no list of records in it"),
        (b"[1, 2]", "no row can be used: item 1: no object; item 2: no object"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_reason(data: bytes, message: str) -> None:
    assert refused(data) == message


def test_a_file_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(strict_json, "LARGEST", 10)

    assert refused(b" " * 11) == "11 bytes of JSON (at most 10)"


def test_a_long_number_and_half_a_character_are_met_calmly() -> None:
    assert refused(b"[" + b"9" * 5_000 + b"]").startswith("a number of 5,000 digits")
    assert read([{"question": "A\ud800?", "answer": "B\x00\u2028 c."}]).text == "Q: A\ufffd?\nA: B\u2028 c.\n"


@pytest.mark.parametrize("name", ["data.json", "data.jsonl"])
def test_damaged_data_is_read_lawfully_or_refused(name: str) -> None:
    rows = [RAISE, SWING, FAQ, {"title": "Rules", "text": "Be kind.\n\n- Wipe the bench."}]
    data = json.dumps({"results": rows}, indent=1) if name == "data.json" else "\n".join(map(json.dumps, rows))

    survived = [survives(damaged, name) for damaged in mutations(data.encode(), 300, seed=7)]

    assert any(survived)


def test_data_goes_through_the_whole_ingest(tmp_path: Path) -> None:
    (tmp_path / "moves.json").write_text(json.dumps([RAISE, SWING]))
    (tmp_path / "faq.jsonl").write_text(json.dumps(FAQ) + "\n{\n")

    report = ingest([tmp_path], tmp_path / "index", WordEncoder())

    told = {page.source: page for page in report.pages if not page.source.startswith("index/")}
    assert {page.status for page in told.values()} == {Status.INGESTED}
    assert (told["moves.json"].steps, told["faq.jsonl"].faq_pairs) == (5, 1)
