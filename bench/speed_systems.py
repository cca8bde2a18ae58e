"""The systems of the speed bench: how each is installed, and how a job is done with it in a process of its own."""

import hashlib
import json
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.peers.environments import HERE, PeerError, environment
from bench.speed_documents import Documents
from bench.speed_table import SPOTTER
from ingest import builds

ROOT = Path(__file__).resolve().parent.parent
TIME_LIMIT = 3600  # seconds a job
OFFLINE = {
    "HF_HUB_OFFLINE": "1",
    "HAYSTACK_TELEMETRY_ENABLED": "False",
    "SPOTTER_INDEX": "",  # what a user has set does not count
    "SPOTTER_MODEL": "",
}


@dataclass(frozen=True, slots=True)
class Known:
    """A system that can be measured."""

    name: str
    label: str  # its column
    script: str  # module of its jobs
    packages: tuple[str, ...]  # whose versions the table names


KNOWN = (
    Known(SPOTTER, "Spotter", "bench.speed_spotter", ("spotter", "torch", "openvino", "sentence-transformers")),
    Known("langchain", "LangChain", "bench.peers.langchain_faiss", ("langchain-core", "faiss-cpu")),
    Known("llamaindex", "LlamaIndex", "bench.peers.llamaindex_faiss", ("llama-index-core", "faiss-cpu")),
    Known("haystack", "Haystack", "bench.peers.haystack_faiss", ("haystack-ai", "faiss-cpu")),
    Known("txtai", "txtai", "bench.peers.txtai_dense", ("txtai", "faiss-cpu")),
)


class Installed:
    """A system in its own environment, with an index of the documents."""

    def __init__(self, known: Known, documents: Documents, model: Path, work: Path, say: Callable[[str], None]) -> None:
        """Make the environment where there is none.

        Args:
            known: the system.
            documents: what it is given.
            model: the model's folder.
            work: folder for environments and indexes, kept.
            say: told what goes on.

        Raises:
            PeerError: it cannot be installed.
        """
        self.known = known
        self.index = work / "indexes" / known.name
        self._documents, self._model = documents, model
        home = work / "environments" / known.script.rpartition(".")[2]
        home.mkdir(parents=True, exist_ok=True)
        self._home = home
        if known.name == SPOTTER:
            source = _source(home / "source")
            self.python = environment(known.label, ROOT / "pyproject.toml", home, say, [str(source)])
        else:
            self.python = environment(known.label, HERE / f"{home.name}.txt", home, say)

    def ingest(self, reuse: bool) -> dict[str, float]:
        """Make the index anew: seconds, MB; with `reuse`, as an earlier run over the same documents measured it."""
        texts = [str(self._model), *self._documents.texts]
        digest = hashlib.sha256(json.dumps(texts).encode()).hexdigest()
        kept = self._home / "ingested.json"
        if reuse and kept.is_file() and self.index.is_dir():
            found: dict[str, Any] = json.loads(kept.read_text(encoding="utf-8"))
            if found.pop("digest") == digest:
                return found
        shutil.rmtree(self.index, ignore_errors=True)
        self.index.parent.mkdir(parents=True, exist_ok=True)
        given = {"texts": self._documents.texts, "pages": str(self._documents.pages)}
        began = time.perf_counter()
        figures = self._job("ingest", given)
        figures["command"] = time.perf_counter() - began
        kept.write_text(json.dumps({"digest": digest, **figures}), encoding="utf-8")
        return figures

    def ask(self) -> dict[str, Any]:
        """Milliseconds of each question, and MB after them, in a new process."""
        return self._job("ask", {"warm_up": self._documents.warm_up, "questions": self._documents.questions})

    def cold(self) -> float:
        """Seconds from the start of a process that opens the index and answers one question to its exit."""
        question = self._documents.questions[0]
        if self.known.name == SPOTTER:
            command = [str(self.python), "-m", "bot", "ask", question, "--index", str(self.index)]
        else:
            command = self._command("cold", {"question": question})
        began = time.perf_counter()
        self._run(command)
        return time.perf_counter() - began

    def encode(self, runs: int) -> dict[str, float]:
        """Seconds to encode the passages of Spotter's index, with its own encoder and with the bare network."""
        return self._job("encode", {"runs": runs})

    def ingest_again(self) -> float:
        """Seconds that Spotter's ingest of the same pages takes where its index is there already."""
        return float(self._job("ingest", {"pages": str(self._documents.pages)})["seconds"])

    def show_help(self) -> float:
        """Seconds of `spotter --help`, from the start of its process to the end."""
        began = time.perf_counter()
        self._run([str(self.python), "-m", "bot", "--help"])
        return time.perf_counter() - began

    def index_bytes(self) -> int:
        """Bytes of the index on disk; Spotter's older builds do not count."""
        folder = self.index
        if self.known.name == SPOTTER:
            folder = folder / "builds" / builds.current_id(folder)
        return size(folder)

    def install_bytes(self) -> int:
        """Bytes of the environment's packages."""
        return sum(size(folder) for folder in self.python.parent.parent.glob("lib/python*/site-packages"))

    def versions(self) -> dict[str, str]:
        """Versions of its packages; one that is not installed is left out."""
        listed = subprocess.run(
            [str(self.python), "-m", "pip", "list", "--format", "json"], check=True, capture_output=True, text=True
        )
        installed = {row["name"].lower(): row["version"] for row in json.loads(listed.stdout)}
        return {name: installed[name] for name in self.known.packages if name in installed}

    def _command(self, job: str, given: dict[str, Any]) -> list[str]:
        path = self._home / f"{job}.json"
        told = {"job": job, "model": str(self._model), "index": str(self.index), "out": str(self._home / "out.json")}
        path.write_text(json.dumps(told | given), encoding="utf-8")
        return [str(self.python), "-W", "ignore", "-m", self.known.script, str(path)]

    def _job(self, job: str, given: dict[str, Any]) -> dict[str, Any]:
        self._run(self._command(job, given))
        figures: dict[str, Any] = json.loads((self._home / "out.json").read_text(encoding="utf-8"))
        return figures

    def _run(self, command: Sequence[str]) -> None:
        """Run a command from the project's root.

        Raises:
            PeerError: it breaks off, or takes longer than `TIME_LIMIT`.
        """
        try:
            subprocess.run(
                command,
                cwd=ROOT,
                env={**os.environ, **OFFLINE},
                check=True,
                capture_output=True,
                text=True,
                timeout=TIME_LIMIT,
            )
        except subprocess.CalledProcessError as error:
            last = " | ".join(error.stderr.strip().splitlines()[-3:])
            raise PeerError(f"{self.known.label} broke off: {last}") from None
        except subprocess.TimeoutExpired:
            raise PeerError(f"{self.known.label} took longer than {TIME_LIMIT} s") from None


def size(folder: Path) -> int:
    """Bytes of all files below a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def _source(folder: Path) -> Path:
    """A copy of what is installed of the project, so that building it leaves nothing in the working tree."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copyfile(ROOT / name, folder / name)
    for name in ("ingest", "bot"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    return folder
