"""A model as an OpenVINO graph: converted from PyTorch, compiled for this processor, run on several batches at once.

Each batch is computed by one thread: the threads of a batch wait for each other longer than they gain, and with a batch
each they gain nearly as much as there are cores.
"""

import hashlib
import io
import logging
import os
import platform
import sys
import tempfile
import threading
import warnings
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import redirect_stdout, suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from ingest import mappings
from ingest.encoder import Floats

_LET_GO_AFTER = 64  # runs: finding what is mapped takes a millisecond
_CODE = ("libopenvino.so*", "libopenvino_*_cpu_plugin.so")  # libraries that stay loaded while there is a graph
_LOADING = threading.Lock()  # what is mapped anew meanwhile is the graph's that is loaded
_AHEAD = 2  # batches begun for each that is being computed: no thread waits while results are taken


class Batch(NamedTuple):
    """Texts as token ids, filled up to one length."""

    ids: npt.NDArray[np.int64]  # (texts, length)
    mask: npt.NDArray[np.int64]  # (texts, length): 1 for a token, 0 for filling


def openvino() -> Any:
    """The package, imported without its usage statistics.

    `import openvino` by itself imports its converter, which reports each import over the network and keeps an id in the
    home folder. Where the converter cannot be imported it goes without; nothing here needs it.

    Raises:
        ImportError: not installed, or not loadable on this machine.
    """
    converter = "openvino.tools.ovc"
    if converter not in sys.modules:
        sys.modules[converter] = None  # type: ignore[assignment] # importing it raises ImportError
        try:
            import openvino
        finally:
            sys.modules.pop(converter, None)
    else:  # somebody else's doing
        import openvino
    return openvino


def has_bf16() -> bool:
    """Whether this processor computes with bf16 itself, so that OpenVINO would by itself choose it."""
    core = openvino().Core()
    listed = "BF16" in core.get_property("CPU", "OPTIMIZATION_CAPABILITIES")
    return listed and core.get_property("CPU", "INFERENCE_PRECISION_HINT").to_string() == "bf16"


def has_quantiser() -> bool:
    """Whether the package that `quantise` needs is installed."""
    return find_spec("nncf") is not None


def convert(module: Any, example: dict[str, Any]) -> Any:
    """A traced torch module as an OpenVINO model; its inputs take any number of texts of any length.

    Raises:
        Exception: of many kinds, where the module cannot be traced or OpenVINO lacks one of its operations.
    """
    package = openvino()
    from openvino.frontend import FrontEndManager
    from openvino.frontend.pytorch.ts_decoder import TorchScriptPythonDecoder

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the tracer tells of shapes that it takes as fixed; parity is measured
        decoder = TorchScriptPythonDecoder(module, example_input=example)
        frontend = FrontEndManager().load_by_framework("pytorch")
        model = frontend.convert(frontend.load(decoder))
    for node in model.inputs:
        node.get_node().set_partial_shape(package.PartialShape([-1, -1]))
    model.validate_nodes_and_infer_types()
    return model


def quantise(model: Any, batches: Sequence[Batch]) -> Any:
    """A model whose matrices are multiplied in 8 bits, the ranges of its numbers taken from the batches.

    Static quantisation after training, with activations smoothed into the weights (Xiao et al. 2023, "SmoothQuant").

    Raises:
        ImportError: nncf is not installed.
    """
    reporting = "openvino_telemetry"
    sys.modules.setdefault(reporting, None)  # type: ignore[arg-type] # as for `openvino`
    import nncf

    nncf.set_log_level(logging.ERROR)
    with redirect_stdout(io.StringIO()), warnings.catch_warnings():  # its progress bars
        warnings.simplefilter("ignore")
        data = nncf.Dataset([[batch.ids, batch.mask] for batch in batches])
        kind = nncf.ModelType.TRANSFORMER
        return nncf.quantize(model, data, subset_size=len(batches), model_type=kind)


def save(model: Any, path: Path) -> None:
    """Write a model as an .xml and, beside it, a .bin with the weights in 16 bits.

    Raises:
        OSError: the disk refused.
    """
    try:
        openvino().save_model(model, str(path), compress_to_fp16=True)
    except RuntimeError as error:
        raise OSError(str(error)) from error


class Graph:
    """A compiled model. Several threads may run it at once; it computes up to `streams` batches at a time."""

    def __init__(self, model: Any, precision: str, streams: int, blobs: Path | None = None) -> None:
        """Compile.

        Args:
            model: an .xml that `save` wrote, or what `convert` gave.
            precision: "f32", "bf16" or, for what `quantise` gave, "int8".
            streams: batches computed at a time.
            blobs: the folder to keep what was compiled from an .xml in, for a quicker start; need not be writable.
        """
        package = openvino()
        self._core = package.Core()
        self.streams = streams
        self._config = {
            # beside multiplications in 8 bits the rest stays exact: with bf16 there, parity fell from 0.95 to 0.73
            "INFERENCE_PRECISION_HINT": "f32" if precision == "int8" else precision,
            "NUM_STREAMS": streams,
            "INFERENCE_NUM_THREADS": streams,
            "ENABLE_CPU_PINNING": False,  # the cores are others' too
            "CACHE_MODE": "OPTIMIZE_SIZE",  # compiled without the weights, which are beside the .xml
        }
        if isinstance(model, Path):
            self._weights = model.with_suffix(".bin")
            with _LOADING:
                others = mappings.spans_of(self._weights)
                self._compiled = self._load(model, blobs)
                self._own = mappings.spans_of(self._weights) - others
        else:
            self._compiled = self._core.compile_model(model, "CPU", self._config)
            self._own = frozenset()
        folder = Path(package.__file__).parent / "libs"
        self._libraries = [library for pattern in _CODE for library in folder.glob(pattern)]
        self._shapes: set[tuple[int, ...]] = set()  # that were computed
        self._runs = 0  # since memory was last given back
        self._idle: deque[Any] = deque()  # requests; taking and giving back is atomic

    def run(self, batches: Iterable[Batch]) -> Iterator[tuple[Floats, Floats]]:
        """Compute batches, in order.

        Yields:
            A batch's text vectors (texts, dimension) and token vectors (texts, length, dimension), of any length; both
            are overwritten when the next are asked for.
        """
        under_way: deque[tuple[Any, Batch]] = deque()  # with the batch: its arrays are read until it is done
        try:
            for batch in batches:
                if len(under_way) == _AHEAD * self.streams:
                    request = under_way[0][0]
                    request.wait()
                    yield _outputs(request)
                    under_way.popleft()
                else:
                    request = self._request()
                request.start_async([batch.ids, batch.mask], share_inputs=True)
                under_way.append((request, batch))
            while under_way:
                request = under_way[0][0]
                request.wait()
                yield _outputs(request)
                under_way.popleft()
                self._idle.append(request)
        finally:
            for request, _ in under_way:  # of a caller that wants no more
                request.wait()
                self._idle.append(request)

    def run_one(self, batch: Batch) -> tuple[Floats, Floats]:
        """Compute one batch in the calling thread; what it gives stays."""
        request = self._request()
        request.infer([batch.ids, batch.mask], share_inputs=True)
        vectors, tokens = _outputs(request)
        kept = vectors.copy(), tokens.copy()
        self._idle.append(request)
        self._runs += 1
        if batch.ids.shape not in self._shapes or self._runs > _LET_GO_AFTER:
            self._runs = 0
            self._shapes.add(batch.ids.shape)
            self._let_go()
        return kept

    def _let_go(self) -> None:
        """Give back the memory of what is not needed again, or seldom.

        When a shape first comes, OpenVINO packs the weights and makes kernels, with code that it then needs no more.
        Later runs read the vectors of words, one question few of them.
        """
        if self._own:
            mappings.let_go(self._own & mappings.spans_of(self._weights))
        for library in self._libraries:
            mappings.let_go(mappings.spans_of(library, code=True))

    def _request(self) -> Any:
        try:
            return self._idle.pop()
        except IndexError:
            return self._compiled.create_infer_request()

    def _load(self, model: Path, blobs: Path | None) -> Any:
        """Compile an .xml, or read what was compiled from it on such a processor before."""
        if blobs is None:
            return self._core.compile_model(str(model), "CPU", self._config)
        of_cpu = [self._core.get_property("CPU", name) for name in ("FULL_DEVICE_NAME", "OPTIMIZATION_CAPABILITIES")]
        key = repr((openvino().__version__, platform.machine(), *of_cpu, sorted(self._config.items())))
        blob = blobs / f"{hashlib.sha256(key.encode()).hexdigest()[:32]}.blob"
        try:
            content = blob.read_bytes()
            digest, data = content[:64], content[64:]
            if hashlib.sha256(data).hexdigest().encode() == digest:
                weights = {"WEIGHTS_PATH": str(model.with_suffix(".bin"))}
                return self._core.import_model(data, "CPU", {**self._config, **weights})
        except (OSError, RuntimeError):
            pass  # none yet, or not one for this processor
        compiled = self._core.compile_model(str(model), "CPU", self._config)
        with suppress(OSError, RuntimeError):  # cannot be written, or not be had for this processor
            data = bytes(compiled.export_model().getvalue())
            blobs.mkdir(exist_ok=True)
            write_whole(blob, hashlib.sha256(data).hexdigest().encode() + data)
        return compiled


def write_whole(path: Path, data: bytes) -> None:
    """Write a file aside and put it in its place: who reads it at the same time reads the old one or the new one.

    Raises:
        OSError: the disk refused.
    """
    descriptor, aside = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
        Path(aside).replace(path)
    except OSError:
        Path(aside).unlink(missing_ok=True)
        raise


def _outputs(request: Any) -> tuple[Floats, Floats]:
    return request.get_output_tensor(0).data, request.get_output_tensor(1).data
