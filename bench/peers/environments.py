"""Gives each peer a virtual environment of its own, and asks it."""

import hashlib
import json
import shutil
import subprocess
import sys
import venv
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
HERE = Path(__file__).resolve().parent
FOUND = 20  # texts that a system is asked for
LONGEST = 200  # characters kept of a line of an error


@dataclass(frozen=True, slots=True)
class Peer:
    """A script beside this module."""

    script: str
    systems: tuple[str, ...]  # the columns of the table that it fills
    own_environment: bool = True  # False: it runs with Spotter's packages


PEERS = (
    Peer("txtai_hybrid", ("txtai",)),
    Peer("langchain_ensemble", ("langchain",)),
    Peer("baselines", ("hybrid", "dense", "bm25"), own_environment=False),
)


@dataclass(frozen=True, slots=True)
class AskedSet:
    """What the peers are given of one set."""

    name: str
    texts: tuple[str, ...]
    questions: tuple[str, ...]


Answers = dict[str, dict[str, dict[str, Any]]]  # system → question → a row as `exchange.serve` writes it


class PeerError(Exception):
    """A peer cannot be installed, or broke off: its own words."""


def ask(
    peer: Peer, sets: Sequence[AskedSet], model: Path, work: Path, reuse: bool, say: Callable[[str], None]
) -> dict[str, Answers]:
    """Ask a peer the questions of all sets.

    Args:
        peer: who is asked.
        sets: what is asked.
        model: folder of the model.
        work: folder for environments and answers.
        reuse: take answers that the same peer gave before to the same questions on the same texts.
        say: told what goes on.

    Returns:
        {set: answers}.

    Raises:
        PeerError: it cannot be installed or broke off.
    """
    home = work / "peers" / peer.script
    home.mkdir(parents=True, exist_ok=True)
    found: dict[str, Answers] = {}
    given = []
    for one in sets:
        out = home / f"{one.name}-{_digest(peer, model, one)}.json"
        found[one.name] = json.loads(out.read_text(encoding="utf-8")) if reuse and out.is_file() else {}
        known: set[str] = set.intersection(*map(set, found[one.name].values())) if found[one.name] else set()
        questions = [question for question in dict.fromkeys(one.questions) if question not in known]
        if questions:
            given.append({"name": one.name, "texts": one.texts, "questions": questions, "out": str(out)})
    if given:
        python = _python(peer, home, say)
        asked = home / "asked.json"
        asked.write_text(json.dumps({"model": str(model), "k": FOUND, "sets": given}), encoding="utf-8")
        say(f"asking {peer.script}")
        _run([str(python), "-W", "ignore", "-m", f"bench.peers.{peer.script}", str(asked)], f"{peer.script} broke off")
    for one_given in given:
        out = Path(str(one_given["out"]))
        fresh: Answers = json.loads(out.read_text(encoding="utf-8"))
        before = found[str(one_given["name"])]
        for system, rows in fresh.items():
            before[system] = before.get(system, {}) | rows
        out.write_text(json.dumps(before), encoding="utf-8")
    return found


def _digest(peer: Peer, model: Path, one: AskedSet) -> str:
    """What a peer's answers depend on, apart from the question."""
    script, required = HERE / f"{peer.script}.py", HERE / f"{peer.script}.txt"
    files = [path.read_text(encoding="utf-8") for path in (script, required) if path.is_file()]
    return hashlib.sha256(json.dumps([*files, str(model), FOUND, one.texts]).encode()).hexdigest()[:16]


def _python(peer: Peer, home: Path, say: Callable[[str], None]) -> Path:
    """The interpreter that a peer runs with."""
    if not peer.own_environment:
        return Path(sys.executable)
    return environment(peer.script, HERE / f"{peer.script}.txt", home, say)


def environment(name: str, required: Path, home: Path, say: Callable[[str], None], wanted: Sequence[str] = ()) -> Path:
    """The interpreter of a virtual environment, which is made where it is missing or its requirements have changed.

    Args:
        name: for messages.
        required: the file of requirements, or another one on which the environment depends where `wanted` is given.
        home: the environment becomes its folder `venv`.
        say: told what goes on.
        wanted: what pip installs instead of what `required` lists.

    Raises:
        PeerError: it cannot be installed.
    """
    constraints = ROOT / "constraints.txt"
    digest = hashlib.sha256(required.read_bytes() + constraints.read_bytes()).hexdigest()
    folder, ready = home / "venv", home / "venv" / "ready"
    python = folder / "bin" / "python"
    if not ready.is_file() or ready.read_text(encoding="utf-8") != digest:
        say(f"installing {name}")
        shutil.rmtree(folder, ignore_errors=True)
        venv.create(folder, with_pip=True)
        install = ["-m", "pip", "install", "--quiet", "--constraint", str(constraints)]
        _run([str(python), *install, *(wanted or ("--requirement", str(required)))], f"{name} cannot be installed")
        ready.write_text(digest, encoding="utf-8")
    return python


def _run(command: Sequence[str], failure: str) -> None:
    """Run a command, its progress shown, its last words kept for the error."""
    last: list[str] = []
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None  # noqa: S101 - a pipe was asked for
        for line in process.stderr:
            if line.strip() and not line.startswith("WARNING"):
                last = [*last[-4:], line.rstrip()[:LONGEST]]
            if line.startswith("  "):  # the progress of exchange.serve; all else is the libraries' talk
                print(line, end="", file=sys.stderr, flush=True)
    if process.returncode:
        raise PeerError(f"{failure}: {' | '.join(last)}")
