"""What the head of a table says: which column asks, which one answers, and whether a row is a head at all."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from ingest import lines
from ingest.errors import RejectedFileError

QUESTION = ("question", "frage", "pregunta", "domanda", "pergunta", "vraag", "q")
ANSWER = ("answer", "antwort", "respuesta", "reponse", "risposta", "resposta", "antwoord", "response", "reply", "a")
_NAMES = {
    "question": (*QUESTION, "questions", "fragen", "preguntas", "domande", "perguntas", "vragen"),
    "answer": (*ANSWER, "answers", "antworten", "respuestas", "reponses", "risposte", "respostas", "antwoorden"),
    "heading": (
        *("category", "section", "heading", "topic", "group", "kategorie", "rubrik", "bereich", "thema", "abschnitt"),
        *("categoria", "seccion", "tema", "categorie", "rubrique", "theme", "sezione", "argomento"),
    ),
    "url": ("url", "link", "web address", "address of the page", "enlace", "lien"),
    "phrasing": (
        *("alternative", "alternatives", "alternative question", "alternative questions", "alternative phrasing"),
        *("alternative phrasings", "phrasing", "phrasings", "other phrasings", "variant", "variants", "paraphrase"),
        *("paraphrases", "similar question", "similar questions", "synonym", "synonyms", "alternative frage"),
        *("alternative fragen", "variante", "varianten", "alternativa", "alternativas", "variantes", "varianti"),
    ),
}
_ROLES = {name: role for role, names in _NAMES.items() for name in names}
_LONGEST_NAME = 60  # characters
_FIGURE = re.compile(r"[^\w]*\d[\d.,:/\s-]*\W*(?:am|pm|h|eur|usd|gbp|chf|kg|min|%)?\W*", re.IGNORECASE)
_TIME = re.compile(r"\d{1,2}[:.h]\d\d(?:\s*[-–]\s*\d{1,2}[:.h]\d\d)?")


@dataclass(frozen=True, slots=True)
class Columns:
    """Places of a question-and-answer table's columns."""

    questions: tuple[int, ...]  # at least one; the other phrasings behind the first
    answer: int
    headings: tuple[int, ...]  # outermost first
    url: int | None
    unread: tuple[str, ...]  # names of the others


def folded(name: str) -> str:
    """A column's name without case, accents, marks and a number behind: `Réponse 2:` → `reponse`."""
    bare = unicodedata.normalize("NFKD", name.casefold())
    words = re.sub(r"[\W_]+", " ", "".join(char for char in bare if not unicodedata.combining(char)))
    return re.sub(r" ?\d{1,2}$", "", words.strip())


def columns_of(head: Sequence[str]) -> Columns | None:
    """The columns of a question-and-answer table; None where the row is not the head of one.

    Raises:
        RejectedFileError: it has two columns of answers.
    """
    roles = [_ROLES.get(folded(name), "") for name in head]
    asking = [place for place, role in enumerate(roles) if role == "question"]
    answers = [place for place, role in enumerate(roles) if role == "answer"]
    if not asking or not answers:
        return None
    if len(answers) > 1:
        told = " and ".join(repr(head[place]) for place in answers)
        raise RejectedFileError(f"two columns of answers: {told}", "Keep one of them, or rename the other.")
    urls = [place for place, role in enumerate(roles) if role == "url"]
    phrasings = [place for place, role in enumerate(roles) if role == "phrasing"]
    headings = [place for place, role in enumerate(roles) if role == "heading"]
    read = {*asking, *answers, *urls[:1], *phrasings, *headings}
    unread = tuple(name for place, name in enumerate(head) if place not in read and name)
    return Columns((*asking, *phrasings), answers[0], tuple(headings), urls[0] if urls else None, unread)


def heads_table(head: Sequence[str], row: Sequence[str]) -> bool:
    """True where a row names at least two columns and the row below it is not of the same make.

    The corner may be empty, as in a timetable. A time of day names a column where none stands below it.
    """
    named = [cell for cell in head if cell]
    if len(named) + (bool(head) and not head[0]) < 2 or len({cell.casefold() for cell in named}) < len(named):
        return False
    if head and head[0] == "" and (len(named) < 2 or not row or not row[0]):
        return False
    if any(not cell for cell in head[1:]):
        return False
    for place, cell in enumerate(head):
        below = row[place] if place < len(row) else ""
        if len(cell) > _LONGEST_NAME or cell.endswith((".", "!", ";")):
            return False
        if _FIGURE.fullmatch(cell) and not (_TIME.fullmatch(cell) and not _TIME.fullmatch(below)):
            return False
        if cell and not lines.has_words(cell):
            return False
    return sum(bool(cell) for cell in row) >= 2
