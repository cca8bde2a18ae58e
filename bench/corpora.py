"""Public question sets as folders of pages and rows of questions. The sets are not part of the project."""

import csv
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

EVAL = Path(__file__).resolve().parent.parent.parent / "shared" / "eval"
SETS = (
    "squad2",
    "covid_faq",
    "hint3_sofmattress",
    "hint3_powerplay11",
    "clinc_oos",
    "xquad_noise",
    "cast",
    "canard",
    "mtrag_human",
)


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of a set."""

    id: str
    text: str
    history: tuple[str, ...]  # what the user asked before, oldest first
    right: frozenset[str]  # doc_ids of right pages; empty where the set has no answer
    row: dict[str, Any]  # as the set has it


def pages(name: str, folder: Path) -> dict[str, str]:
    """Write a set's corpus as Markdown pages; return {corpus id: doc_id}.

    A row with a title that asks, or a class of chat messages, becomes a page with one FAQ pair.
    """
    folder.mkdir(parents=True, exist_ok=True)
    rows = read_rows(EVAL / name / "corpus.jsonl")
    if name.startswith(("hint3", "clinc")):
        return _classes(rows, folder)
    names = {}
    for row in rows:
        doc_id = re.sub(r"[^\w-]+", "_", row["id"]) + ".md"
        title, text = row["title"].strip(), row["text"].strip()
        if name == "covid_faq":
            body = f"# Questions and answers\n\n## {title}\n\n{text}\n"
        else:
            body = f"# {title}\n\n{text}\n" if title else f"{text}\n"
        (folder / doc_id).write_text(body, encoding="utf-8")
        names[row["id"]] = doc_id
    return names


def questions(name: str, doc_ids: dict[str, str]) -> list[Asked]:
    """A set's questions with the pages that are right."""
    right: dict[str, set[str]] = {}
    path = EVAL / name / "qrels.tsv"
    if path.is_file():
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter="\t"):
                if row["corpus-id"] in doc_ids and int(row["score"]) > 0:
                    right.setdefault(row["query-id"], set()).add(doc_ids[row["corpus-id"]])
    found = []
    for row in read_rows(EVAL / name / "queries.jsonl"):
        pages_of = right.get(row["id"], set())
        if name.startswith("clinc") and row.get("answerable"):
            pages_of = {doc_id for corpus_id, doc_id in doc_ids.items() if corpus_id == row["label"]}
        found.append(Asked(row["id"], row["text"], earlier_questions(name, row), frozenset(pages_of), row))
    return found


def earlier_questions(name: str, row: dict[str, Any]) -> tuple[str, ...]:
    """What the user of a conversation asked before a question, oldest first; what they were told is left out.

    CANARD's conversations begin with the titles of an article and its section, which the answers are about: they stand
    at the front, as if they had been asked for.
    """
    turns = row.get("history", [])
    if name == "mtrag_human":
        return tuple(turn["text"] for turn in turns if turn["speaker"] == "user")
    if name == "canard":
        return (*turns[:2], *turns[2::2])
    return tuple(turns[::2])  # questions and answers alternate


def texts(name: str, doc_ids: dict[str, str]) -> list[tuple[str, str]]:
    """A set's corpus as plain texts for other systems, each with the doc_id of its page.

    A row's title stands above its text; a chat message stands alone, for its title is the label to be found.
    """
    alone = name.startswith(("hint3", "clinc"))
    return [
        (doc_ids[row["id"]], row["text"] if alone else f"{row['title']}\n{row['text']}".strip())
        for row in read_rows(EVAL / name / "corpus.jsonl")
    ]


def read_rows(path: Path) -> list[dict[str, Any]]:
    """The rows of a JSONL file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def _classes(rows: list[dict[str, Any]], folder: Path) -> dict[str, str]:
    """One page a class, its messages as phrasings of one question."""
    classes: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        classes.setdefault(row["title"], []).append(row)
    names = {}
    for title, members in classes.items():
        doc_id = re.sub(r"[^\w-]+", "_", title) + ".md"
        asked = "\n".join("Q: " + " ".join(member["text"].split()) for member in members)
        (folder / doc_id).write_text(f"# {title}\n\n{asked}\nA: {title.replace('_', ' ').lower()}\n", encoding="utf-8")
        names.update({member["id"]: doc_id for member in members})
        names[title] = doc_id
    return names
