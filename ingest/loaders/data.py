"""JSON and JSONL: exercises, and questions with their answers, in the forms in which they are published."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from ingest import lines
from ingest.documents import Document
from ingest.errors import RejectedFileError
from ingest.loaders.columns import columns_of
from ingest.loaders.exercises import exercise_of, is_exercise, write_exercise
from ingest.loaders.fragments import text_of
from ingest.loaders.pairs import Row, Rows, common_url, document_of, merged, write_pairs, write_refused
from ingest.loaders.strict_json import decoded, parsed
from ingest.loaders.written import Writer, clean, one_line

_MOST = 100_000  # records
_DEEPEST_LIST = 5  # keys from the outside to a list of records
_HEADINGS = ("title", "heading", "name", "headline")
_TEXTS = ("text", "body", "content", "description")
_FIX = 'Give a list of exercises, or of questions and answers: [{"question": "…", "answer": "…"}].'
_UNREAD_TOLD = 8
_READ = frozenset(
    {"@type", "@context", "@id", "name", "instructions", "translations", "level", "force", "mechanic"}
) | {*("equipment", "category", "primaryMuscles", "secondaryMuscles", "muscles", "muscles_secondary", "description")}


def load(data: bytes, doc_id: str) -> Document:
    """Read records and write them out as a page; what is no record is left out by its line or number.

    Raises:
        RejectedFileError: no JSON, or nothing in it that is an exercise, a question with its answer, or a titled text.
    """
    path = PurePosixPath(doc_id)
    text = decoded(data)
    found = _Found()
    if path.suffix.lower() == ".jsonl":
        _read_lines(text, found)
    else:
        try:
            value = parsed(text)
        except ValueError as error:
            raise RejectedFileError(str(error), "Mend it, or export it anew.") from None
        _read_value(value, found)
    return found.document(doc_id, path.stem)


@dataclass(slots=True)
class _Found:
    """What the records of a file are."""

    rows: Rows = field(default_factory=Rows)
    writer: Writer = field(default_factory=Writer)  # gets exercises and texts as they come
    texts: list[Row] = field(default_factory=list)  # with a title, which may be a question
    languages: int = 0
    unread: dict[str, None] = field(default_factory=dict)
    records: int = 0

    def take(self, where: str, record: Any, path: tuple[str, ...] = ()) -> None:
        """Take one record as what it is."""
        self.records += 1
        if self.records > _MOST:
            raise RejectedFileError(f"more than {_MOST:,} records", "Split the file.")
        if not isinstance(record, dict):
            self.rows.refuse(where, "no object", one_line(str(record)[:200]))
        elif (row := _row(where, record, path)) is not None:
            self.rows.add(row, " | ".join(row.questions) or row.answer[:200])
            self._note_unread(record, _pair_fields(record))
        elif is_exercise(record):
            exercise = exercise_of(record)
            if isinstance(exercise, str):
                self.rows.refuse(where, exercise, _some_words(record))
            else:
                write_exercise(self.writer, exercise)
                self.languages += exercise.languages
            self._note_unread(record, _READ)
        elif (text := _titled_text(record)) is not None:
            self.texts.append(Row(where, text[:1], text[1], path))
            self._note_unread(record, frozenset((*_HEADINGS, *_TEXTS)))
        else:
            self.rows.refuse(where, "neither an exercise nor a question with its answer", _some_words(record))

    def document(self, doc_id: str, stem: str) -> Document:
        """The page of all records.

        Raises:
            RejectedFileError: there is nothing on it.
        """
        self._sort_texts()
        good = merged(self.rows.good)
        url = common_url(row.url for row in self.rows.good)
        write_pairs(self.writer, good, url)
        write_refused(self.writer, self.rows.refused)
        notes = [f"field {name!r} is not read" for name in list(self.unread)[:_UNREAD_TOLD]]
        notes += (
            [f"{len(self.unread) - _UNREAD_TOLD} more fields are not read"] if len(self.unread) > _UNREAD_TOLD else []
        )
        notes += [f"translations left unread: {self.languages:,}"] if self.languages else []
        return document_of(self.writer, doc_id, stem, url, notes, self.rows.refused)

    def _sort_texts(self) -> None:
        """Texts whose titles ask are FAQ pairs: all of them where at least two and half of the titles do."""
        asking = [row for row in self.texts if lines.asks(row.questions[0])]
        mostly = len(asking) >= 2 and 2 * len(asking) >= len(self.texts)
        for row in self.texts:
            if mostly or lines.asks(row.questions[0]):
                self.rows.add(row, row.questions[0])
            else:
                self.writer.heading(row.questions[0], 2)
                self.writer.prose(row.answer)

    def _note_unread(self, record: Mapping[str, Any], read: frozenset[str]) -> None:
        self.unread.update(dict.fromkeys(one_line(key[:60]) for key in record if key not in read))


def _read_lines(text: str, found: _Found) -> None:
    for number, line in enumerate(lines.split_lines(text), start=1):
        if line.blank:
            continue
        where = f"line {number}"
        try:
            found.take(where, parsed(line.text))
        except ValueError as error:
            found.rows.refuse(where, str(error).removesuffix(", line 1"), one_line(line.text[:200]))


def _read_value(value: Any, found: _Found) -> None:
    if _maps_questions(value):
        for number, (question, answer) in enumerate(value.items(), start=1):
            found.take(f"item {number}", {"question": question, "answer": answer})
        return
    several = [*_lists(value, ())]
    for path, records in several:
        prefix = f"{' › '.join(path)}, " if len(several) > 1 and path else ""
        headings = tuple(path[-1:]) if len(several) > 1 else ()
        for number, record in enumerate(records, start=1):
            found.take(f"{prefix}item {number}", record, headings)
    if not several:
        raise RejectedFileError("no list of records in it", _FIX)


def _maps_questions(value: Any) -> bool:
    """True for {"How do I join?": "At the desk.", …}."""
    if not isinstance(value, dict) or not all(isinstance(answer, str) for answer in value.values()):
        return False
    return 2 * sum(lines.asks(key) for key in value) > len(value) and columns_of(list(value)) is None


def _lists(value: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Sequence[Any]]]:
    """The lists of records in a value, with the keys that lead there; an object that is a record is a list of one."""
    if isinstance(value, list):
        graph = [item for item in value if isinstance(item, dict) and "mainEntity" in item]
        if graph:
            for item in graph:
                yield from _lists(item, path)
        elif value:
            yield path, value
    elif isinstance(value, dict):
        if "mainEntity" in value:
            yield from _lists(value["mainEntity"], path)
        elif _row("", value, ()) is not None or is_exercise(value) or _titled_text(value) is not None:
            yield path, [value]
        elif len(path) < _DEEPEST_LIST:
            for key, inner in value.items():
                if isinstance(inner, dict) or (isinstance(inner, list) and any(isinstance(i, dict) for i in inner)):
                    yield from _lists(inner, (*path, one_line(key)))


def _row(where: str, record: Mapping[str, Any], path: tuple[str, ...]) -> Row | None:
    """The question and answer of a record: schema.org's, or fields that are named like the columns of a table."""
    kind = record.get("@type")
    if kind == "Question" or (isinstance(kind, list) and "Question" in kind):
        answer = record.get("acceptedAnswer", record.get("suggestedAnswer"))
        return Row(where, tuple(_texts(record.get("name"))), "\n\n".join(_texts(answer)), path)
    keys = list(record)
    try:
        columns = columns_of(keys)
    except RejectedFileError:
        return None
    if columns is None:
        return None
    questions = [text for place in columns.questions for text in _texts(record[keys[place]])]
    answer = "\n\n".join(_texts(record[keys[columns.answer]]))
    headings = tuple(text for place in columns.headings for text in _texts(record[keys[place]])[:1])
    url = "" if columns.url is None else "".join(_texts(record[keys[columns.url]])[:1])
    return Row(where, tuple(questions), answer, (*path, *headings), url)


def _pair_fields(record: Mapping[str, Any]) -> frozenset[str]:
    if "@type" in record:
        return frozenset({"@type", "@id", "name", "acceptedAnswer", "suggestedAnswer"})
    columns = columns_of(list(record))
    return frozenset(record) - frozenset(columns.unread if columns else ())


def _texts(value: Any) -> list[str]:
    """The texts of a field: itself, those of a list, or that of an object that says `text`."""
    if isinstance(value, str):
        return [value] if value.strip() else []
    if isinstance(value, bool) or value is None:
        return []
    if isinstance(value, int | float):
        return [str(value)]
    if isinstance(value, dict):
        return _texts(value.get("text", value.get("name")))
    return [text for item in value if not isinstance(item, list) for text in _texts(item)]


def _titled_text(record: Mapping[str, Any]) -> tuple[str, str] | None:
    heading = next((one_line(record[key]) for key in _HEADINGS if isinstance(record.get(key), str)), "")
    words = next((clean(text_of(record[key])) for key in _TEXTS if isinstance(record.get(key), str)), "")
    return (heading, words) if lines.has_words(heading) and lines.has_words(words) else None


def _some_words(record: Mapping[str, Any]) -> str:
    return one_line("; ".join(f"{key}: {value}" for key, value in list(record.items())[:4] if isinstance(value, str)))
