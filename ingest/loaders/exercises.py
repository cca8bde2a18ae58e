"""Exercises as open databases give them: free-exercise-db's fields and wger's. One becomes a section of a page."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ingest import lines
from ingest.loaders.fragments import text_of
from ingest.loaders.written import Writer, clean, one_line

_ENGLISH = 2  # wger's number of the language
_TELLING = ("instructions", "primaryMuscles", "secondaryMuscles", "muscles", "muscles_secondary", "translations")
_FACTS = (  # in the order in which they are written: (their name, the fields that hold them)
    ("Level", ("level",)),
    ("Mechanic", ("mechanic",)),
    ("Force", ("force",)),
    ("Equipment", ("equipment",)),
    ("Category", ("category",)),
    ("Primary muscles", ("primaryMuscles", "muscles")),
    ("Secondary muscles", ("secondaryMuscles", "muscles_secondary")),
)
_LONGEST = 20_000  # characters of a description, or of all steps
_NUMBER = re.compile(r"\s*(?:step\s*)?\d{1,2}\s*[.):]\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Exercise:
    """An exercise, in the words of its source."""

    name: str
    facts: str  # "Level: beginner. Equipment: body only."; "" without any
    steps: tuple[str, ...]
    description: str  # paragraphs and lists
    remarks: tuple[str, ...]
    languages: int = 0  # more than the one that is read


def is_exercise(record: Mapping[str, Any]) -> bool:
    """True for a record with the fields of one of the databases."""
    return any(field in record for field in _TELLING) and ("name" in record or bool(_translations(record)))


def exercise_of(record: Mapping[str, Any]) -> Exercise | str:
    """The exercise of a record, or why there is none."""
    translations = _translations(record)
    english = [item for item in translations if item.get("language") == _ENGLISH]
    told = (english or translations or [record])[0]
    name = one_line(_text(told.get("name")) or _text(record.get("name")))
    if not lines.has_words(name):
        return "no name"
    instructions = record.get("instructions", told.get("instructions"))
    steps = tuple(_steps(instructions)) if isinstance(instructions, list) else ()
    prose = instructions if isinstance(instructions, str) else _text(told.get("description"))
    description = clean(text_of(prose[: 4 * _LONGEST]))
    if sum(map(len, steps)) > _LONGEST or len(description) > _LONGEST:
        return f"a text of more than {_LONGEST:,} characters"
    facts = ". ".join(f"{name}: {words}" for name, words in _facts(record))
    aliases = ", ".join(_names(told.get("aliases"), "alias"))
    remarks = tuple(one_line(text_of(words)) for words in _names(told.get("notes"), "comment"))
    facts = ". ".join(filter(None, (facts, f"Also called: {aliases}" if aliases else "")))
    if not (facts or steps or lines.has_words(description)):
        return "a name and nothing else"
    return Exercise(name, f"{facts}." if facts else "", steps, description, remarks, max(len(translations) - 1, 0))


def write_exercise(writer: Writer, exercise: Exercise) -> None:
    """A heading, a line of facts, the description, numbered steps."""
    writer.heading(exercise.name, 2)
    if exercise.facts:
        writer.prose(exercise.facts)
    if exercise.description:
        writer.prose(exercise.description)
    if exercise.steps:
        writer.steps(exercise.steps)
    for remark in exercise.remarks:
        writer.prose(remark)


def _translations(record: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    found = record.get("translations")
    named = found if isinstance(found, list) else []
    return [item for item in named if isinstance(item, dict) and lines.has_words(_text(item.get("name")))]


def _steps(instructions: list[Any]) -> Iterator[str]:
    for item in instructions:
        words = one_line(text_of(_text(item)))
        words = _NUMBER.sub("", words, count=1) if _NUMBER.match(words) else words
        if lines.has_words(words):
            yield words


def _facts(record: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, fields in _FACTS:
        values = [word.rstrip(".") for field in fields for word in _names(record.get(field), "name_en", "name")]
        if values:
            yield name, ", ".join(dict.fromkeys(values))


def _names(value: Any, *fields: str) -> list[str]:
    """Words of a field: a text, a list of them, or objects with a name. Numbers refer to another table."""
    if isinstance(value, dict):
        value = next((value[field] for field in fields if _text(value.get(field))), "")
    if isinstance(value, list):
        return [words for item in value if not isinstance(item, list) for words in _names(item, *fields)]
    words = one_line(_text(value))
    return [words] if lines.has_words(words) else []


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
