import json
import os
import shutil
import subprocess
import sys
from importlib import metadata
from pathlib import Path
from typing import NoReturn

import pytest
from click.testing import CliRunner, Result

from bot.bot import Bot
from bot.cli import main
from bot.commands.parts import Parts
from bot.settings import Settings
from ingest import builds
from ingest.encoder import Encoder
from ingest.loaders import LOADERS
from ingest.pipeline import ingest
from tests.fakes import WordEncoder

PAGE = """# Club questions

## How much is a guest pass?

A guest pass costs £8 and is valid for 1 day.

## When does the gym open on Sunday?

On Sunday the gym opens at 8:00.
"""
QUESTION = "How much is a guest pass?"
ADD_PAGES = f"Add pages of one of these types: {', '.join(sorted(LOADERS))}."
ANSWER = "A guest pass costs £8 and is valid for 1 day. [1]"


class OtherEncoder(WordEncoder):
    """The same vectors under another name."""

    model = "others"
    fingerprint = "others-1"


def parts(encoder: Encoder) -> Parts:
    def bot_of(settings: Settings, *_: object) -> Bot:
        return Bot(builds.open_build(settings.ingest.index, encoder), encoder, settings.contact)

    return Parts(lambda _: encoder, bot_of)


def run(*arguments: str | Path, encoder: Encoder | None = None, **environment: str) -> Result:
    """Run a command in this process, with an encoder that is at hand."""
    env = {"SPOTTER_INDEX": None, "SPOTTER_PORT": None, "COLUMNS": "100", **environment}
    return CliRunner(env=env).invoke(
        main, list(map(str, arguments)), obj=parts(encoder or WordEncoder()), prog_name="spotter"
    )


def refused(result: Result, message: str, fix: str) -> None:
    assert (result.exit_code, result.stdout, result.stderr.splitlines()) == (
        2,
        "",
        [f"error: {message}", f"fix:   {fix}"],
    )


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Every command runs in a folder that holds kb/club.md and nothing else."""
    (tmp_path / "kb").mkdir()
    (tmp_path / "kb" / "club.md").write_text(PAGE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def index() -> str:
    """The id of the build of kb/ in index/."""
    return ingest([Path("kb")], Path("index"), WordEncoder()).build


@pytest.mark.parametrize("command", [None, *sorted(main.commands)])
def test_every_command_has_help_with_an_example(command: str | None) -> None:
    result = run(*([command] if command else []), "--help")

    assert (result.exit_code, result.stderr) == (0, "")
    assert command is None or f"Example:\n    spotter {command}" in result.stdout


def test_the_version_is_told() -> None:
    result = run("--version")

    assert (result.exit_code, result.stdout) == (0, f"spotter, version {metadata.version('spotter')}\n")


def test_help_loads_nothing_but_the_command_line_library() -> None:
    told = "import sys, bot.cli; print(sorted({name.split('.')[0] for name in sys.modules} & set(sys.argv[1:])))"
    heavy = ["numpy", "faiss", "torch", "sentence_transformers", "tqdm", "bm25s", "fastapi", "uvicorn", "ingest"]

    done = subprocess.run([sys.executable, "-c", told, *heavy], capture_output=True, text=True, check=True)

    assert done.stdout == "[]\n"


def test_ingest_prints_how_a_page_was_understood_and_ends_with_0() -> None:
    result = run("ingest")

    current = builds.current_id(Path("index"))
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.splitlines()[:-1] == [
        "ingested   club.md",
        "           Club questions: 1 heading, 2 FAQ pairs, 0 numbered steps, 2 passages",
        "           headings: Club questions",
        "1 path: 1 ingested",
        "2 passages, 2 of them embedded anew",
    ]
    assert result.stdout.splitlines()[-1].startswith(f"Build {current} in index, ")


def test_ingest_ends_with_1_where_a_file_is_rejected_and_names_it() -> None:
    Path("kb/photo.md").write_bytes(b"\x00\x01\x02")

    result = run("ingest", "kb")

    assert (result.exit_code, result.stderr) == (1, "")
    assert "rejected   photo.md: binary, not text (it holds NUL bytes)" in result.stdout.splitlines()


def test_ingest_prints_its_report_as_json() -> None:
    result = run("ingest", "--json", "--index", "elsewhere")

    report = json.loads(result.stdout)
    assert (report["index"], report["build"]) == ("elsewhere", builds.current_id(Path("elsewhere")))
    assert report["totals"] == {
        "ingested": 1,
        "unchanged": 0,
        "empty": 0,
        "rejected": 0,
        "skipped": 0,
        "removed": 0,
    }


def test_ask_prints_the_answer_and_its_source(index: str) -> None:
    result = run("ask", QUESTION)

    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.splitlines() == [
        ANSWER,
        "",
        "Sources",
        "[1] Club questions",
        "    club.md",
        "    | A guest pass costs £8 and is valid for 1 day.",
    ]


def test_ask_prints_the_answer_as_json(index: str) -> None:
    result = run("ask", QUESTION, "--json")

    answer = json.loads(result.stdout)
    assert (answer["question"], answer["answer"], answer["build"]) == (QUESTION, ANSWER, index)
    assert "hits" not in answer


def test_ask_takes_earlier_questions(index: str) -> None:
    result = run("ask", "and on Sunday?", "--history", QUESTION, "--history", "When does it open?", "--json")

    assert result.exit_code == 0
    assert json.loads(result.stdout)["question"] == "and on Sunday?"


def test_search_prints_the_passages_with_scores_and_evidence(index: str) -> None:
    shown = run("search", QUESTION, "-k", "1")
    found = json.loads(run("search", QUESTION, "-k", "1", "--json").stdout)

    (passage,) = found["passages"]
    assert (shown.exit_code, found["build"], passage["question"]) == (0, index, QUESTION)
    assert f"1. {passage['score']:.4f}  club.md {passage['start']}-{passage['end']}" in shown.stdout.splitlines()
    assert f"dense {passage['evidence']['dense']:.3f}" in shown.stdout
    assert PAGE[passage["start"] : passage["end"]] == passage["text"]


def test_verify_tells_what_it_checked(index: str) -> None:
    result = run("verify")

    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith(f"{index}  current, made ")
    assert result.stdout.endswith("index is sound.\n")


def test_batch_answers_every_row_and_ends_with_1_where_one_failed(index: str) -> None:
    rows = [{"id": "a", "question": QUESTION, "note": "x"}, {"id": "b"}]
    Path("q.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")

    result = run("batch", "q.jsonl", "--hits", "1")

    first, second = map(json.loads, Path("q.answers.jsonl").read_text(encoding="utf-8").splitlines())
    assert (result.exit_code, result.stderr) == (1, "line 2: no question\n")
    assert result.stdout == "2 rows: 1 answered, 1 failed\nq.answers.jsonl\n"
    assert second == {"id": "b", "error": "line 2: no question"}
    assert (first["id"], first["note"], first["answer"], len(first["hits"])) == ("a", "x", ANSWER, 1)
    assert "latency_ms" not in first


def test_batch_writes_the_same_bytes_for_the_same_questions(index: str) -> None:
    Path("q.jsonl").write_text(json.dumps({"question": QUESTION}), encoding="utf-8")

    first = run("batch", "q.jsonl", "--out", "1.jsonl")
    second = run("batch", "q.jsonl", "--out", "2.jsonl")

    assert (first.exit_code, second.exit_code) == (0, 0)
    assert Path("1.jsonl").read_bytes() == Path("2.jsonl").read_bytes()


def test_batch_tells_the_latency_where_asked(index: str) -> None:
    Path("q.jsonl").write_text(json.dumps({"question": QUESTION}), encoding="utf-8")

    run("batch", "q.jsonl", "--timing")

    assert "latency_ms" in json.loads(Path("q.answers.jsonl").read_bytes())


def test_batch_reads_stdin_and_writes_stdout_and_tells_the_rest_beside_it(index: str) -> None:
    asked = f"id;question\n1;{QUESTION}\n2;\n".encode()

    result = CliRunner().invoke(main, ["batch", "-", "--format", "csv"], obj=parts(WordEncoder()), input=asked)
    lines = CliRunner().invoke(
        main, ["batch", "-", "--format", "txt", "--to", "jsonl"], obj=parts(WordEncoder()), input=QUESTION.encode()
    )

    assert (result.exit_code, lines.exit_code) == (1, 0)
    assert result.stdout.splitlines()[1].startswith(f"1;{QUESTION};answered;{ANSWER};")
    assert result.stderr.splitlines() == [
        "columns parted by semicolons",
        "questions from column 'question' (2 of 2)",
        "line 3: the question is empty",
        "2 rows: 1 answered, 1 failed",
    ]
    assert json.loads(lines.stdout)["answer"] == ANSWER
    assert sorted(path.name for path in Path.cwd().iterdir()) == ["index", "kb"]


def test_batch_ends_with_1_where_an_answer_was_lost(index: str) -> None:
    Path("q.txt").write_text(f"{QUESTION}\n", encoding="utf-8")
    run("batch", "q.txt", "--out", "before.jsonl")
    Path("kb/club.md").write_text("# Club\n\nNothing is said here.\n", encoding="utf-8")
    ingest([Path("kb")], Path("index"), WordEncoder())

    result = run("batch", "q.txt", "--baseline", "before.jsonl", "--junit", "report.xml")

    assert result.exit_code == 1
    assert "since before.jsonl: 1 of 1 rows changed (1 lost)" in result.stdout
    assert 'failures="1"' in Path("report.xml").read_text(encoding="utf-8")


def test_an_interrupted_batch_says_that_it_goes_on(index: str, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("q.txt").write_text("".join(f"question {i}?\n" for i in range(200)), encoding="utf-8")
    asked = []

    def interrupt(bot: Bot, questions: object) -> None:
        asked.append(questions)
        if len(asked) == 3:
            raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(Bot, "prepare", interrupt)
        stopped = run("batch", "q.txt")
    result = run("batch", "q.txt")

    assert (stopped.exit_code, stopped.stderr.splitlines()) == (
        130,
        ["What was answered is kept: the same command goes on from there.", "Interrupted."],
    )
    assert (result.exit_code, "(128 from before)" in result.stdout) == (0, True)


def test_evaluate_prints_the_table_and_ends_with_0_whatever_the_scores(index: str) -> None:
    row = {"id": "1", "kind": "faq", "question": QUESTION, "sources": ["club"], "must": ["£9"]}
    Path("q.jsonl").write_text(json.dumps(row), encoding="utf-8")

    result = run("evaluate", "q.jsonl", "--json", "scores.json", "--plots", "a/pictures")

    written = json.loads(Path("scores.json").read_bytes())
    assert (result.exit_code, result.stderr) == (0, "")
    assert "1 of 1 failed\n1 faq: wrong text (answered" in result.stdout
    assert (written["scores"]["right_source"], written["scores"]["right_text"]) == (1.0, 0.0)
    assert written["kinds"] == {"faq": written["scores"]}
    assert [judged["answer"] for judged in written["rows"]] == [ANSWER]
    assert [path.read_bytes()[:4] for path in sorted(Path("a/pictures").iterdir())] == [b"\x89PNG"] * 2


def test_the_index_is_the_option_or_else_the_setting() -> None:
    set_apart = run("ingest", SPOTTER_INDEX="set")
    named = run("ingest", "--index", "named", SPOTTER_INDEX="set")

    assert (set_apart.exit_code, named.exit_code) == (0, 0)
    assert sorted(path.name for path in Path.cwd().iterdir()) == ["kb", "named", "set"]


@pytest.mark.parametrize(
    ("arguments", "message", "fix"),
    [
        (["ingest", "none"], "no such file or folder: none", "Check the path; the default is kb/."),
        (["ingest", "empty"], "no pages in empty", ADD_PAGES),
        (
            ["ingest", "binary"],
            "nothing in binary can be ingested: a.md: binary, not text (it holds NUL bytes)",
            ADD_PAGES,
        ),
        (
            ["ingest", "long"],
            "nothing in long can be ingested: a.md: a line of 10,000,000 characters (at most 100,000)",
            ADD_PAGES,
        ),
        (
            ["ingest", "--index", "file/index"],
            "cannot write the index in file/index: Not a directory",
            "Free space or choose another folder with --index.",
        ),
        (["ask", ""], "the question is empty", "Ask something, in one or two sentences."),
        (
            ["ask", "a" * 10_000],
            "the question has 10,000 characters (at most 2,000)",
            "Ask it in one or two sentences.",
        ),
        (["search", " "], "the question is empty", "Ask something, in one or two sentences."),
        (["ask"], "Missing argument 'QUESTION'.", "See: spotter ask --help"),
        (["ask", "hi", "--index", "none"], "no index in none", "Run: spotter ingest --index none"),
        (["ask", "hi", "--index", ""], "Invalid value for '--index': the path is empty", "See: spotter ask --help"),
        (
            ["verify", "--index", "a\0b"],
            "Invalid value for '--index': the path holds a NUL",
            "See: spotter verify --help",
        ),
        (["verify", "--index", "none"], "no index in none", "Run: spotter ingest --index none"),
        (
            ["search", "hi", "-k", "0"],
            "Invalid value for '-k': 0 is not in the range x>=1.",
            "See: spotter search --help",
        ),
        (
            ["batch", "none.jsonl"],
            "cannot read none.jsonl: No such file or directory",
            "Name a file with one question a row.",
        ),
        (
            ["batch", "kb"],
            "kb is of no format that is known",
            "Name a file that ends in .csv, .tsv, .jsonl, .json, .txt, .xlsx, or use --format.",
        ),
        (["batch", "-"], "Missing option '--format': what comes from stdin has no name.", "See: spotter batch --help"),
        (
            ["batch", "folder.jsonl"],
            "cannot read folder.jsonl: Is a directory",
            "Name a file with one question a row.",
        ),
        (
            ["batch", "q.jsonl", "--out", "q.jsonl"],
            "q.jsonl is the question file itself",
            "Name another file with --out.",
        ),
        (["evaluate", "kb"], "cannot read kb: Is a directory", "Name a JSONL file in UTF-8."),
    ],
)
def test_bad_input_is_told_in_two_lines_and_ends_with_2(
    folder: Path, arguments: list[str], message: str, fix: str
) -> None:
    for name in ("empty", "binary", "long", "folder.jsonl"):
        (folder / name).mkdir()
    Path("binary/a.md").write_bytes(b"\x00\xff" * 100)
    Path("long/a.md").write_bytes(b"a" * 10_000_000)
    Path("file").touch()
    Path("q.jsonl").write_text(json.dumps({"question": QUESTION}), encoding="utf-8")

    refused(run(*arguments), message, fix)


@pytest.mark.parametrize("command", ["", *sorted(main.commands)])
def test_an_unknown_option_is_told_in_two_lines(command: str) -> None:
    result = run(*command.split(), "--xyzzy")

    refused(result, "No such option '--xyzzy'.", f"See: {f'spotter {command}'.strip()} --help")


def test_an_unknown_command_is_told_in_two_lines() -> None:
    refused(run("nonsense"), "No such command 'nonsense'.", "See: spotter --help")


def test_a_setting_that_makes_no_sense_is_told_in_two_lines() -> None:
    result = run("ask", QUESTION, SPOTTER_PORT="many")

    refused(result, "SPOTTER_PORT is 'many', which is no port", "Set it to a number from 1 to 65535.")


def test_a_batch_that_cannot_be_written_is_refused_before_anything_is_answered(folder: Path) -> None:
    Path("q.jsonl").write_text(json.dumps({"question": QUESTION}), encoding="utf-8")

    result = run("batch", "q.jsonl", "--out", "q.jsonl/a.jsonl")

    refused(
        result,
        f"cannot write {folder}/q.jsonl/a.jsonl: Not a directory",
        "Name a file in a folder that exists, can be written and has space.",
    )


def test_an_index_of_another_model_is_refused(index: str) -> None:
    result = run("ask", QUESTION, encoder=OtherEncoder())

    refused(
        result,
        "the index in index was made with the model 'words', not with 'others'",
        "Run: spotter ingest --index index (or set SPOTTER_MODEL=words)",
    )


def test_one_changed_byte_in_any_file_of_the_index_is_noticed_by_every_command(index: str) -> None:
    files = [path for path in sorted(Path("index").rglob("*")) if path.is_file() and path.name != ".lock"]
    refusals = {}

    for path in files:
        sound = path.read_bytes()
        path.write_bytes(bytes([*sound[:-1], sound[-1] ^ 1]))
        results = [run("verify"), run("ask", QUESTION), run("search", QUESTION)]
        refusals[path.name] = [(result.exit_code, result.stdout, result.stderr.count("\n")) for result in results]
        path.write_bytes(sound)

    assert {"CURRENT", "manifest.json"} < set(refusals)
    assert refusals == {path.name: [(2, "", 2)] * 3 for path in files}
    assert run("verify").exit_code == 0


def test_a_missing_file_of_the_index_is_noticed(index: str) -> None:
    Path("index", "builds", index, "vectors.faiss").unlink()

    refused(
        run("ask", QUESTION),
        f"cannot read index/builds/{index}/vectors.faiss: No such file or directory",
        "Run: spotter ingest --index index",
    )


def test_arguments_that_are_no_text_are_asked_and_told_with_a_mark_in_their_place(index: str) -> None:
    asked = run("ask", f"{QUESTION}\udcff\0", "--history", "\udcfe", "--json")
    named = run("ingest", "\udcff")

    assert (asked.exit_code, json.loads(asked.stdout)["question"]) == (0, f"{QUESTION}��")
    refused(named, "no such file or folder: �", "Check the path; the default is kb/.")


def test_what_would_steer_the_terminal_is_not_printed() -> None:
    Path("kb/club.md").write_text(PAGE.replace("£8", "£8\x1b[2J"), encoding="utf-8")
    run("ingest")

    result = run("ask", QUESTION)

    assert "£8�[2J" in result.stdout
    assert "\x1b" not in result.stdout


@pytest.mark.parametrize("command", ["ingest", "ask", "batch"])
def test_an_interruption_is_one_line_and_ends_with_130(command: str) -> None:
    def interrupt(*_: object) -> NoReturn:
        raise KeyboardInterrupt

    Path("q.jsonl").write_text(json.dumps({"question": QUESTION}), encoding="utf-8")
    argument = {"ingest": "kb", "ask": QUESTION, "batch": "q.jsonl"}[command]

    result = CliRunner().invoke(main, [command, argument], obj=Parts(interrupt, interrupt), env={"SPOTTER_INDEX": None})

    assert (result.exit_code, result.stdout, result.stderr) == (130, "", "Interrupted.\n")
    assert sorted(path.name for path in Path.cwd().iterdir()) == ["kb", "q.jsonl"]


def test_a_reader_that_goes_away_is_no_error(index: str) -> None:
    reading, writing = os.pipe()
    os.close(reading)

    done = subprocess.run([sys.executable, "-m", "bot", "verify"], stdout=writing, stderr=subprocess.PIPE, check=False)
    os.close(writing)

    assert (done.returncode, done.stderr) == (1, b"")


def test_a_terminal_that_is_not_utf8_shows_what_it_can(index: str) -> None:
    Path("index").rename("índex →")
    environment = {**os.environ, "PYTHONIOENCODING": "latin-1", "SPOTTER_INDEX": "índex →"}

    done = subprocess.run([sys.executable, "-m", "bot", "verify"], capture_output=True, check=True, env=environment)

    assert done.stdout.decode("latin-1").endswith("índex ? is sound.\n")
    assert done.stderr == b""


@pytest.mark.model
def test_a_first_question_builds_the_index_and_says_so() -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SPOTTER_")}

    done = subprocess.run(
        [sys.executable, "-m", "bot", "ask", QUESTION], capture_output=True, text=True, check=True, env=environment
    )

    assert done.stdout.startswith(ANSWER)
    assert done.stderr == "No index in index yet: building it from kb/.\n"


def test_a_question_where_there_are_neither_index_nor_pages_is_refused() -> None:
    shutil.rmtree("kb")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SPOTTER_")}

    done = subprocess.run(
        [sys.executable, "-m", "bot", "ask", QUESTION], capture_output=True, text=True, check=False, env=environment
    )

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "error: no index in index\nfix:   Run: spotter ingest --index index\n"
