"""A file of questions in, the same file with answers out: one code path for the command and the chat page."""

import hashlib
import json
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path

from bot.answers import Question
from bot.batch.answering import Answering, Kept, Recorder
from bot.batch.checkpoint import Checkpoint, digest_of_file
from bot.batch.columns import Asked, Reader
from bot.batch.expected import verdict
from bot.batch.junit import Report
from bot.batch.pool import Pool, worth
from bot.batch.reading import Survey, recognise, rows_of, survey
from bot.batch.regression import Baseline
from bot.batch.results import MOST_HITS, MOST_SOURCES
from bot.batch.rows import MOST_ROWS, Format, Source, format_of
from bot.batch.summary import Counts, Summary
from bot.batch.writing import Answered, Shown, writer_of
from bot.written import require_writable, written_aside
from ingest.errors import InputError

TOGETHER = 64  # questions that are encoded at once
_TOLD_EVERY = 0.1  # seconds between two reports of progress
_BUFFER = 1 << 18  # bytes that are written at a time


@dataclass(frozen=True, slots=True)
class Options:
    """How a file is answered."""

    format: Format | None = None  # of the questions; None: by their file's name
    to: Format | None = None  # of the answers; None: by their file's name
    column: str = ""  # name, or number from 1, of the column of questions
    sheet: str = ""  # of a workbook; "" for the first
    encoding: str = ""  # of the questions; "" where it is to be recognised
    sources: int = 3  # citations that a table has columns for
    hits: int = 0  # best passages to name beside each answer
    timing: bool = False  # tell the latency; the bytes then differ from run to run
    restart: bool = False  # answer all rows anew, whatever an earlier run has left
    baseline: Path | None = None  # an earlier answer file to compare with
    junit: Path | None = None  # where a JUnit report goes
    patterns: bool = True  # `expect` may hold patterns; not for files of strangers: a pattern can take for ever
    most_rows: int = MOST_ROWS
    workers: int = 0  # processes that answer side by side; 0: as many as the rows are worth
    cores: int = 1  # that they may use, one each


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a batch has come."""

    done: int  # rows, those of an earlier run among them
    total: int
    rate: float  # rows a second in this run; 0 before the first
    seconds_left: float | None  # None while no rate is known


def answer_file(
    source: Path,
    target: Path,
    bot_of: Callable[[], Answering],
    options: Options = Options(),
    progress: Callable[[Progress], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
    say: Callable[[str], None] | None = None,
    another: Callable[[str], Answering] | None = None,
) -> Summary:
    """Answer every row of a question file: rows out are rows in, in the same order, each with its own columns first.

    Nothing stands under the target's name until all rows are answered; then the whole file does, at once. What was
    answered so far is kept beside it, as `.NAME.progress`, and the next call with the same questions, index and options
    goes on from there, to the same bytes. That file is removed at the end. A call from a page gives both files a folder
    of their own, and throws it away.

    A row that cannot be asked has its reason in `error`; the others go on. Memory does not grow with the rows.

    Args:
        source: the questions: CSV, TSV, JSONL, JSON, TXT or XLSX.
        target: the answers: any of these but TXT.
        bot_of: gives who is asked; called once, after the files have been looked at.
        options: see there.
        progress: told how far it is, at most ten times a second, and of the end; runs in the caller's thread.
        cancelled: asked after every row; once it says True the call returns, and what was answered is kept.
        say: told at once what was assumed about the file; `Summary.notes` has the same.
        another: opens a bot over the build of an id, in another process, to which it is pickled; without it all rows
            are answered in this one.

    Returns:
        What became of the rows; with `cancelled` set, of none, `rows` being how many are kept.

    Raises:
        InputError: a file cannot be read or written, holds no questions or too many, or is not the one that an earlier
            call has begun with.
        SpotterError: whatever `bot_of` raises.
    """
    if not 1 <= options.sources <= MOST_SOURCES:
        raise InputError(f"{options.sources} sources in a table", f"Choose 1 to {MOST_SOURCES}.")
    to = target_format(target, options)
    if to.is_table and options.hits > MOST_HITS:
        raise InputError(f"{options.hits} hits in a table (at most {MOST_HITS})", "Write JSONL, or ask for fewer.")
    given = recognise(source, options.format or format_of(source), options.column, options.encoding, options.sheet)
    _refuse_same(source, target, options)
    found = survey(given, options.most_rows)
    baseline = Baseline(options.baseline) if options.baseline else None
    require_writable(target)
    if options.junit is not None:
        require_writable(options.junit)
    for note in given.notes if say else ():
        say(note)  # type: ignore[misc]
    bot = bot_of()
    digest = digest_of_file(source)
    checkpoint = Checkpoint(target, _facts(digest, bot, options, (given.format, to.is_table)), options.restart)
    finished = False
    try:
        resumed = checkpoint.resumed
        with _answering(bot, another, found.rows - resumed, options, to) as recorder:
            if not _answer(given, found, recorder, checkpoint, options, progress, cancelled):
                return Summary(target, checkpoint.rows, resumed=resumed, notes=given.notes, cancelled=True)
        summary = _write(given, found, target, to, checkpoint, options, baseline, digest)
        finished = True
        return summary
    finally:
        checkpoint.close(remove=finished or not checkpoint.rows)


def target_of(source: Path, options: Options = Options()) -> Path:
    """Where the answers to a file go unless told otherwise: `q.csv` → `q.answers.csv`; those to `.txt` become CSV.

    Raises:
        InputError: the file's name tells no format.
    """
    given = options.format or format_of(source)
    to = options.to or (Format.CSV if given is Format.TXT else given)
    return source.with_name(f"{source.stem}.answers.{to}")


def target_format(target: Path, options: Options) -> Format:
    """The format of the answers.

    Raises:
        InputError: there is none, or it cannot hold answers.
    """
    to = options.to or format_of(target)
    if to is Format.TXT:
        raise InputError(
            "a .txt file cannot hold answers", "Name a .csv, .tsv, .jsonl, .json or .xlsx file with --out."
        )
    return to


def _refuse_same(source: Path, target: Path, options: Options) -> None:
    named = {"the question file": source, "the baseline": options.baseline, "the report": options.junit}
    for what, path in named.items():
        try:
            same = path is not None and (target.samefile(path) or (what == "the report" and path.samefile(source)))
        except OSError:
            same = path is not None and target.absolute() == path.absolute()  # there is no such file yet
        if same:
            raise InputError(f"{target} is {what} itself", "Name another file with --out.")


def _facts(digest: str, bot: Answering, options: Options, read: tuple[Format, bool]) -> dict[str, str]:
    """What the answers depend on, by the names that users know."""
    build = bot.build
    index = json.dumps([build.build_id, len(build.index.passages), bot.caution.value, bot.contact])
    asked = (options.column, options.sheet, options.encoding, options.hits, options.timing, options.patterns)
    return {
        "the question file": digest,
        "the index": hashlib.sha256(index.encode()).hexdigest(),
        "the options": json.dumps([*asked, *read]),
    }


@contextmanager
def _answering(
    bot: Answering, another: Callable[[str], Answering] | None, rows: int, options: Options, to: Format
) -> Iterator[Recorder | Pool]:
    """What makes records of questions: the bot, or where many rows are left, several processes."""
    kept = Kept(options.hits, options.timing, whole=not to.is_table)
    size = options.workers or worth(rows, options.cores)
    if another is None or size == 1:
        yield Recorder(bot, kept)
        return
    with Pool(partial(another, bot.build.build_id), size, kept) as pool:
        yield pool


def _answer(
    given: Source,
    found: Survey,
    recorder: Recorder | Pool,
    checkpoint: Checkpoint,
    options: Options,
    progress: Callable[[Progress], None] | None,
    cancelled: Callable[[], bool] | None,
) -> bool:
    """Answer the rows that are not kept yet; False where that was cancelled."""
    began = last_told = time.monotonic()
    done = before = checkpoint.rows
    groups = _groups(_asked(given, options), skip=done)
    for group, records in recorder.answered((group, _questions(group)) for group in groups):
        for one in group:
            if cancelled is not None and cancelled():
                checkpoint.keep(wait=True)
                return False
            record = {"error": one.error} if one.question is None else next(records)
            checkpoint.add(record if "answer" in record else {"error": f"{one.row.where}: {record['error']}"})
            done += 1
            now = time.monotonic()
            if progress is not None and now - last_told >= _TOLD_EVERY:
                last_told = now
                progress(_progress(done, found.rows, (done - before) / (now - began)))
        checkpoint.keep()
    checkpoint.keep(wait=True)
    if progress is not None:
        progress(_progress(done, found.rows, (done - before) / max(time.monotonic() - began, 1e-9)))
    return True


def _questions(group: Sequence[Asked]) -> tuple[Question, ...]:
    return tuple(one.question for one in group if one.question is not None)


def _asked(given: Source, options: Options) -> Iterator[Asked]:
    reader = Reader(options.column, options.patterns)
    return map(reader.asked, rows_of(given))


def _groups(asked: Iterator[Asked], skip: int) -> Iterator[list[Asked]]:
    for _ in islice(asked, skip):
        pass  # these are answered; a conversation must know them all the same
    while group := list(islice(asked, TOGETHER)):
        yield group


def _progress(done: int, total: int, rate: float) -> Progress:
    return Progress(done, total, rate, (total - done) / rate if rate else None)


def _write(
    given: Source,
    found: Survey,
    target: Path,
    to: Format,
    checkpoint: Checkpoint,
    options: Options,
    baseline: Baseline | None,
    digest: str,
) -> Summary:
    """Put the answers beside the rows, in the target's format."""
    counts = Counts()
    with ExitStack() as files:
        report = Report(given.path.name) if options.junit else None
        if report is not None:
            files.callback(report.close)
        put = files.enter_context(written_aside(target))
        put_report = files.enter_context(written_aside(options.junit)) if options.junit else None
        buffer = bytearray()

        def write(data: bytes) -> None:
            buffer.extend(data)
            if len(buffer) > _BUFFER:
                put(bytes(buffer))
                buffer.clear()

        shown = Shown(options.sources, options.hits, options.timing)
        writer = writer_of(to, given, found, shown, options.column, write)
        for asked, record in zip(_asked(given, options), checkpoint.records(), strict=False):
            answer = record.get("answer", {})
            expectation = verdict(answer, asked.expect, asked.expect_source) if answer else ""
            answered = Answered(asked, answer, expectation, record.get("error", ""))
            writer.row(answered)
            counts.add(answered)
            change = baseline.compare(answered) if baseline else None
            if report is not None:
                report.add(answered, change)
        cut = tuple(writer.end())
        put(bytes(buffer))
        if digest_of_file(given.path) != digest:
            raise InputError(f"{given.path} changed while it was answered", "Start again with --restart.")
        if report is not None and put_report is not None:
            report.write(put_report)
    comparison = baseline.comparison() if baseline else None
    return counts.summary(target, checkpoint.resumed, comparison, (*given.notes, *cut))
