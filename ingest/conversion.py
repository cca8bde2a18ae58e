"""Which encoder serves: the compiled one where it can be had, converted once and kept; else PyTorch's, with a word why.

<cache>/encoders/<key>/
  model.xml, model.bin   the graph
  tokenizer.json
  encoder.json           what `Facts` holds, and every file's SHA-256; or why the conversion failed
  blobs/                 the graph as compiled for a processor
"""

import hashlib
import json
import platform
import shutil
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np

from ingest import bank, graph
from ingest.compiled import CompiledEncoder, Facts
from ingest.encoder import Encoder, SentenceEncoder, fingerprint_of, folder_of, sha256
from ingest.errors import SettingError

FORMAT = 1  # of the folder above, and of the way that models are converted
LEAST_PARITY = {"f32": 0.999, "bf16": 0.999, "int8": 0.9}  # cosine to PyTorch's vectors
_SAMPLE = 60  # texts of each kind that 8 bits are fitted to
_FILES = ("model.xml", "model.bin", "tokenizer.json")
_FACTS = "encoder.json"
_ASIDE = ".tmp-"
_STALE = 24 * 3600  # seconds, after which what lies aside is of a process that was killed
_SMALL = (".json", ".txt", ".model")  # files of a model that decide how its weights are used
# What parity is measured on: short and long, figures, lists, questions, other scripts, and more than any limit.
_TEXTS = (
    "Lower the bar slowly until it touches your chest, then press it up.",
    "How many litres of water does the boiler hold?",
    "Open daily from 06:30 to 21:45; on public holidays from 9 to 13.",
    "Keep your knees in line with your toes, and do not let your heels rise.",
    "The rental of a locker costs £3.20 a week or £11 a month.",
    "Bread needs flour, water, salt and time.",
    "Yes.",
    "Is it closed on New Year's Day?",
    "Wer sein Handtuch vergisst, kann am Empfang eines ausleihen.",
    "Le vestiaire se trouve au premier étage, à gauche de l'escalier.",
    "深呼吸をして、ゆっくり立ち上がる。",
    "Breathe out on the way up \N{EM DASH} never hold your breath!",
    "Call 020 7946 0123 or write to desk@example.org.",
    "1. Warm up for 5 minutes. 2. Stretch both calves. 3. Rest 90 seconds between sets.",
    "A train that leaves at noon arrives before three in the afternoon, unless snow lies on the pass.",
    "No refunds are given after the first lesson of a course.",
    "tire tyre colour color organise organize",
    "The committee met twice last year and decided nothing, which surprised nobody who had been there.",
    "Whoever is under sixteen trains with an adult beside them at all times. " * 6,
    "Rowing works the legs first, then the back and, last of all, the arms; it is easy to learn and hard to do well. "
    * 24,
)


class _FailedBeforeError(Exception):
    """A conversion that is known to fail."""


def open_encoder(model: str, cache: Path, precision: str, threads: int, say: Callable[[str], None]) -> Encoder:
    """The encoder for a model, by OpenVINO where that can be.

    Args:
        model: as `SentenceEncoder` takes it.
        cache: the folder that converted models are kept in; need not exist, nor be writable.
        precision: "auto" (bf16 where the processor has it and parity holds, else f32), "f32", "bf16" or "int8".
        threads: cores to use.
        say: told in one line what does not go as it should.

    Raises:
        ModelError: the model is missing, altered or unsuitable.
        SettingError: this processor has no bf16, or what fits a model to 8 bits is not installed.
    """
    try:
        choices = _choices(precision)
    except ImportError as error:
        say(f"OpenVINO cannot be loaded ({_line(error)}): PyTorch encodes, several times slower.")
        return SentenceEncoder(model)
    folder = folder_of(model)
    fingerprint = fingerprint_of(folder, model)
    source, reason = None, ""
    for chosen in choices:
        home = cache / "encoders" / _key(folder, fingerprint, chosen)
        try:
            return _kept(home, model, fingerprint, threads)
        except _FailedBeforeError as error:
            reason = str(error)
            continue
        except FileNotFoundError:
            pass
        except (OSError, ValueError, KeyError, TypeError, RuntimeError) as error:
            say(f"The converted model in {home} is damaged ({_line(error)}): it is converted anew.")
            shutil.rmtree(home, ignore_errors=True)
        if chosen == "int8" and not graph.has_quantiser():
            raise SettingError("SPOTTER_PRECISION is 'int8', which needs nncf", "Run: pip install 'spotter[int8]'")
        source = source or SentenceEncoder(model)
        try:
            return _Conversion(source, home, chosen, threads, say).encoder()
        except Exception as error:  # noqa: BLE001 - a model's code may raise anything; PyTorch then serves
            reason = _line(error)
    say(f"{model} cannot be converted for OpenVINO ({reason}): PyTorch encodes, several times slower.")
    return source or SentenceEncoder(model)


class _Conversion:
    """One model on its way into the cache."""

    def __init__(
        self, source: SentenceEncoder, home: Path, precision: str, threads: int, say: Callable[[str], None]
    ) -> None:
        self.source, self.home, self.threads, self.say = source, home, threads, say
        self.tokenizer = source.tokenizer_json
        self.facts = Facts(
            source.fingerprint,
            precision,
            source.dimension,
            source.max_tokens,
            source.pad_id,
            source.passage_prompt,
            source.question_prompt,
        )

    def encoder(self) -> Encoder:
        """Convert, measure, keep."""
        try:
            self.home.parent.mkdir(parents=True, exist_ok=True)
            _remove_stale(self.home.parent)
            aside = Path(tempfile.mkdtemp(prefix=_ASIDE, dir=self.home.parent))
        except OSError as error:
            return self._for_now(error)
        try:
            return self._in(aside)
        except OSError as error:
            return self._for_now(error)
        finally:
            shutil.rmtree(aside, ignore_errors=True)

    def _in(self, aside: Path) -> Encoder:
        try:
            graph.save(self._converted(), aside / _FILES[0])
            (aside / _FILES[2]).write_text(self.tokenizer, encoding="utf-8")
            facts = self._measured(aside / _FILES[0])
        except (OSError, MemoryError):
            raise  # of this moment, not of the model
        except Exception as error:
            for path in aside.iterdir():
                path.unlink()
            _write_facts(aside, {"failed": _line(error)})
            _publish(aside, self.home)
            raise
        files = {name: sha256(aside / name) for name in _FILES}
        _write_facts(aside, {"model": self.source.model, "facts": asdict(facts), "files": files})
        _publish(aside, self.home)
        return _kept(self.home, self.source.model, facts.fingerprint, self.threads)

    def _for_now(self, error: OSError) -> Encoder:
        self.say(f"The converted model cannot be kept in {self.home.parent} ({_line(error)}): each start converts it.")
        model = self._converted()
        return self._compiled(model, self._measured(model))

    def _converted(self) -> Any:
        model = graph.convert(*self.source.traceable())
        if self.facts.precision != "int8":
            return model
        exact = self._compiled(model, replace(self.facts, precision="f32"))
        # Another model than `exact` runs: fitting changes the one that it is given.
        return graph.quantise(model.clone(), [batch for text in _sample() for batch in exact.batches([text])])

    def _measured(self, model: Any) -> Facts:
        encoder = self._compiled(model, self.facts)
        text, token = parity(self.source, encoder, LEAST_PARITY[self.facts.precision])
        return replace(self.facts, text_parity=text, token_parity=token)

    def _compiled(self, model: Any, facts: Facts) -> CompiledEncoder:
        return CompiledEncoder(self.source.model, facts, self.tokenizer, model, self.threads, None)


def _sample() -> list[list[str]]:
    """Short and long texts in the words of gyms: wordings of the bank, and several of them joined."""
    wordings, _ = bank.parse(bank.default_text())
    step = len(wordings) // _SAMPLE
    short = [[wordings[i * step]] for i in range(_SAMPLE)]
    return short + [list(wordings[i * step + 1 : i * step + 3 + i % 24]) for i in range(_SAMPLE)]


def parity(source: Encoder, encoder: Encoder, least: float) -> tuple[float, float]:
    """The least cosine between two encoders' vectors of a text, and the mean cosine between those of a token.

    Raises:
        ValueError: a cosine is below `least`, or the tokens differ.
    """
    texts = [[text] for text in _TEXTS]
    text, token = 1.0, []
    for one, other in zip(source.encode_passages(texts), encoder.encode_passages(texts), strict=True):
        if not np.array_equal(one.token_ids, other.token_ids):
            raise ValueError("its tokens differ")
        text = min(text, float(one.vector @ other.vector))
        token.append((one.tokens * other.tokens).sum(axis=1))
    mean = float(np.concatenate(token).mean())
    if not min(text, mean) >= least:
        raise ValueError(f"its vectors differ: cosine {min(text, mean):.4f}")
    return text, mean


def _choices(precision: str) -> tuple[str, ...]:
    """Precisions to try, one after another."""
    has_bf16 = graph.has_bf16()
    if precision == "bf16" and not has_bf16:
        raise SettingError("SPOTTER_PRECISION is 'bf16', which this processor has not", "Set it to auto or f32.")
    return (precision,) if precision != "auto" else ("bf16", "f32") if has_bf16 else ("f32",)


def _key(folder: Path | None, fingerprint: str, precision: str) -> str:
    small = () if folder is None else sorted(path for path in folder.rglob("*") if path.suffix in _SMALL)
    digests = [(path.name, sha256(path)) for path in small if path.is_file()]
    known = (FORMAT, fingerprint, digests, graph.openvino().__version__, platform.machine(), precision)
    return hashlib.sha256(repr(known).encode()).hexdigest()[:32]


def _kept(home: Path, model: str, fingerprint: str, threads: int) -> Encoder:
    """Open a converted model, every byte checked.

    Raises:
        FileNotFoundError: there is none.
        _FailedBeforeError: its conversion failed.
        ValueError, and others: it is damaged.
    """
    if not home.is_dir():
        raise FileNotFoundError(home)
    row = _read_facts(home)
    if "failed" in row:
        raise _FailedBeforeError(row["failed"])
    for name in _FILES:
        if not (home / name).is_file() or sha256(home / name) != row["files"][name]:
            raise ValueError(f"{name} has changed")
    facts = Facts(**row["facts"])
    if facts.fingerprint != fingerprint:
        raise ValueError("of another model")
    tokenizer = (home / _FILES[2]).read_text(encoding="utf-8")
    return CompiledEncoder(model, facts, tokenizer, home / _FILES[0], threads, home / "blobs")


def _write_facts(folder: Path, row: dict[str, Any]) -> None:
    text = json.dumps(row, sort_keys=True)
    (folder / _FACTS).write_text(f"{hashlib.sha256(text.encode()).hexdigest()}\n{text}\n", encoding="utf-8")


def _read_facts(folder: Path) -> dict[str, Any]:
    if not (folder / _FACTS).is_file():
        raise ValueError(f"{_FACTS} is missing")
    digest, _, text = (folder / _FACTS).read_text(encoding="utf-8").strip().partition("\n")
    if hashlib.sha256(text.encode()).hexdigest() != digest:
        raise ValueError(f"{_FACTS} has changed")
    row: dict[str, Any] = json.loads(text)
    return row


def _publish(aside: Path, home: Path) -> None:
    """Put a finished folder in its place; where another process was quicker, its folder stays."""
    try:
        aside.rename(home)
    except OSError:
        if not home.is_dir():
            raise


def _remove_stale(folder: Path) -> None:
    for aside in folder.glob(f"{_ASIDE}*"):
        if time.time() - aside.stat().st_mtime > _STALE:
            shutil.rmtree(aside, ignore_errors=True)


def _line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:200]
