import hashlib
import json
import os
import random
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from bot.assemble import encoder_of
from bot.settings import Settings
from ingest import builds, conversion, graph
from ingest.compiled import CompiledEncoder
from ingest.conversion import open_encoder, parity
from ingest.encoder import DEFAULT_MODEL, Encoding, SentenceEncoder, default_model_folder
from ingest.errors import IncompatibleIndexError, SettingError
from ingest.pipeline import ingest
from ingest.settings import IngestSettings
from tests.fakes import WordEncoder

pytestmark = pytest.mark.model

ROOT = Path(__file__).parent.parent
WORDS = (
    "hold",
    "the",
    "rope",
    "and",
    "breathe",
    "slowly",
    "costs",
    "£12.50",
    "Überraschung",
    "深蹲",
    "pressing-up",
    "—",
)
TEXTS = [
    ("Heel raise. Steps.", "Stand on a step.", "Raise your heels."),
    ("Opening hours.", "Monday 6 to 22."),
    ("Überraschung 深蹲 💪", "word " * 40),
    ("word " * 200, "word " * 100, "end"),
    ("", "Only a body."),
    ("?",),
    *((" ".join(random.Random(n).choices(WORDS, k=n)), "A last part.") for n in range(2, 150, 3)),
]


@pytest.fixture(scope="module")
def torch_encoder() -> SentenceEncoder:
    return SentenceEncoder()


@pytest.fixture(scope="module")
def encoder() -> CompiledEncoder:
    return compiled()


def test_the_compiled_encoder_is_the_one_that_is_used_where_it_can_be() -> None:
    said: list[str] = []

    found = encoder_of(Settings(), said.append)

    assert isinstance(found, CompiledEncoder)
    assert (found.model, found.dimension, found.max_tokens, said) == (DEFAULT_MODEL, 384, 256, [])
    assert found.engine == f"openvino {'bf16' if graph.has_bf16() else 'f32'}"


def test_its_vectors_are_those_of_pytorch(encoder: CompiledEncoder, torch_encoder: SentenceEncoder) -> None:
    pairs = zip(encoder.encode_passages(TEXTS), torch_encoder.encode_passages(TEXTS), strict=True)

    for own, other in pairs:
        assert own.vector @ other.vector > 0.9998
        assert (own.tokens * other.tokens).sum(axis=1).min() > 0.998
        assert own.token_ids.tolist() == other.token_ids.tolist()
        assert own.parts.tolist() == other.parts.tolist()
        assert [getattr(own, name).dtype for name in ("vector", "tokens", "token_ids")] == [np.float32] * 2 + [np.int32]


def test_in_f32_its_vectors_are_those_of_pytorch_but_for_the_weights_rounding(torch_encoder: SentenceEncoder) -> None:
    exact = compiled(precision="f32")

    pairs = zip(exact.encode_passages(TEXTS), torch_encoder.encode_passages(TEXTS), strict=True)
    assert exact.engine == "openvino f32"
    assert min(own.vector @ other.vector for own, other in pairs) > 0.99999


def test_it_is_the_same_model_and_counts_the_same_tokens(
    encoder: CompiledEncoder, torch_encoder: SentenceEncoder
) -> None:
    texts = [" ".join(parts) for parts in TEXTS]

    assert (encoder.fingerprint, encoder.vectors_like) == (torch_encoder.fingerprint, torch_encoder.vectors_like)
    assert [encoder.count_tokens(text) for text in texts] == [torch_encoder.count_tokens(text) for text in texts]


def test_every_vector_has_length_1(encoder: CompiledEncoder) -> None:
    for encoding in encoder.encode_passages(TEXTS):
        assert np.linalg.norm(encoding.vector) == pytest.approx(1, abs=1e-5)
        assert np.allclose(np.linalg.norm(encoding.tokens, axis=1), 1, atol=1e-5)


def test_a_text_has_the_same_bytes_alone_in_any_batch_in_any_order_and_on_any_number_of_cores(
    encoder: CompiledEncoder,
) -> None:
    alone = [encoder.encode_passages([text])[0] for text in TEXTS]
    order = random.Random(1).sample(range(len(TEXTS)), len(TEXTS))
    shuffled = encoder.encode_passages([TEXTS[i] for i in order])
    narrow = compiled(threads=1).encode_passages(TEXTS)

    assert same(alone, encoder.encode_passages(TEXTS))
    assert same([alone[i] for i in order], shuffled)
    assert same(alone, narrow)


def test_a_question_has_the_same_bytes_as_a_passage_of_its_words(encoder: CompiledEncoder) -> None:
    texts = [" ".join(parts) for parts in TEXTS]

    together = encoder.encode_questions(texts)

    assert same([encoder.encode_questions([text])[0] for text in texts], together)
    assert same(encoder.encode_passages([text.split() for text in texts]), together)


def test_threads_that_ask_at_once_get_what_they_would_get_alone() -> None:
    encoder = compiled(threads=2)
    texts = [" ".join(parts) for parts in TEXTS] * 3
    alone = [encoder.encode_questions([text])[0] for text in texts]

    with ThreadPoolExecutor(4) as pool:
        at_once = list(pool.map(lambda text: encoder.encode_questions([text])[0], texts))

    assert same(alone, at_once)


def test_a_caller_that_wants_no_more_leaves_the_graph_as_it_was(encoder: CompiledEncoder) -> None:
    before = encoder.encode_passages(TEXTS)

    for _ in encoder._for(2).run(encoder.batches(TEXTS)):
        break

    assert same(encoder.encode_passages(TEXTS), before)


def test_what_a_killed_process_left_in_the_cache_is_removed_after_a_day(tmp_path: Path) -> None:
    for name, age in (("old", 2 * 24 * 3600), ("new", 60)):
        left = tmp_path / "encoders" / f".tmp-{name}"
        left.mkdir(parents=True)
        os.utime(left, (time.time() - age,) * 2)

    compiled_in = open_encoder(DEFAULT_MODEL, tmp_path, "f32", 1, print)

    assert compiled_in.engine == "openvino f32"
    assert [path.name for path in (tmp_path / "encoders").glob(".tmp-*")] == [".tmp-new"]


def test_progress_counts_every_text_and_nothing_comes_of_nothing(encoder: CompiledEncoder) -> None:
    done: list[int] = []

    encoder.encode_passages(TEXTS, done.append)

    assert sum(done) == len(TEXTS)
    assert (encoder.encode_passages([]), encoder.encode_questions([])) == ([], [])


def test_the_batches_of_the_bare_loop_hold_every_token_once(encoder: CompiledEncoder) -> None:
    batches = encoder.batches(TEXTS)

    encoder.infer(batches)

    counts = [min(encoder.count_tokens(" ".join(parts)), encoder.max_tokens) for parts in TEXTS]
    assert sum(int(batch.mask.sum()) for batch in batches) == sum(counts)


def test_a_start_with_a_converted_model_reads_no_weights_and_imports_neither_pytorch_nor_statistics(
    encoder: CompiledEncoder, tmp_path: Path
) -> None:
    (tmp_path / "club.md").write_text("# Club\n\n## FAQ\n\n### How much is a guest pass?\n\nA guest pass costs £8.\n")
    ingest([tmp_path / "club.md"], tmp_path / "index", encoder)
    code = (
        "import sys\nfrom bot.cli import main\n"
        "main(['ask', 'How much is a guest pass?', '--index', sys.argv[1]], standalone_mode=False)\n"
        "heavy = {'torch', 'transformers', 'sentence_transformers', 'openvino_telemetry', 'openvino.tools.ovc'}\n"
        "print(sorted(heavy & set(sys.modules)), 'openvino' in sys.modules, file=sys.stderr)"
    )

    done = run(code, str(tmp_path / "index"), home=tmp_path)

    assert "A guest pass costs £8. [1]" in done.stdout
    assert done.stderr == "[] True\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["club.md", "index"]


def test_two_processes_that_convert_at_once_both_end_well_and_report_nothing_to_anyone(tmp_path: Path) -> None:
    code = (
        "import sys\nfrom pathlib import Path\nfrom ingest.conversion import open_encoder\n"
        "encoder = open_encoder('all-MiniLM-L6-v2', Path(sys.argv[1]), 'f32', 1, print)\n"
        "print(encoder.engine, encoder.encode_questions(['calf'])[0].vector[:3])\n"
        "print(sorted({'openvino_telemetry', 'openvino.tools.ovc'} & set(sys.modules)))"
    )

    with ThreadPoolExecutor(2) as pool:
        one, other = pool.map(lambda _: run(code, str(tmp_path / "cache"), home=tmp_path), range(2))

    assert (one.stdout, one.stderr) == (other.stdout, other.stderr)
    assert one.stdout.startswith("openvino f32")
    assert one.stdout.endswith("\n[]\n")
    assert one.stderr == ""
    assert [path.name for path in tmp_path.iterdir()] == ["cache"]  # nothing in the home folder
    assert len(list((tmp_path / "cache" / "encoders").iterdir())) == 1


@pytest.mark.parametrize("name", ["model.xml", "model.bin", "tokenizer.json", "encoder.json"])
def test_a_converted_model_of_which_a_byte_has_changed_is_not_used(
    name: str, encoder: CompiledEncoder, tmp_path: Path
) -> None:
    home = copy_of(kept(encoder), tmp_path)
    alter(home / name)

    with pytest.raises(ValueError, match=f"{name} has changed"):
        conversion._kept(home, DEFAULT_MODEL, encoder.fingerprint, 1)


def test_a_damaged_conversion_is_told_and_made_anew(encoder: CompiledEncoder, tmp_path: Path) -> None:
    home = copy_of(kept(encoder), tmp_path)
    (home / "model.bin").unlink()
    said: list[str] = []

    found = open_encoder(DEFAULT_MODEL, tmp_path, "auto", 1, said.append)

    assert said == [f"The converted model in {home} is damaged (model.bin has changed): it is converted anew."]
    assert isinstance(found, CompiledEncoder)
    assert same(found.encode_questions(["calf"]), encoder.encode_questions(["calf"]))
    assert isinstance(open_encoder(DEFAULT_MODEL, tmp_path, "auto", 1, said.append), CompiledEncoder)
    assert len(said) == 1


def test_what_was_compiled_is_made_anew_where_a_byte_of_it_has_changed(
    encoder: CompiledEncoder, tmp_path: Path
) -> None:
    home = copy_of(kept(encoder), tmp_path)
    first = open_encoder(DEFAULT_MODEL, tmp_path, "auto", 1, print).encode_questions(["calf"])
    (blob,) = (home / "blobs").glob("*.blob")
    from_blob = open_encoder(DEFAULT_MODEL, tmp_path, "auto", 1, print).encode_questions(["calf"])
    alter(blob)

    again = open_encoder(DEFAULT_MODEL, tmp_path, "auto", 1, print).encode_questions(["calf"])

    assert same(first, from_blob)
    assert same(first, again)
    content = blob.read_bytes()
    assert content[:64] == hashlib.sha256(content[64:]).hexdigest().encode()


def test_a_cache_that_cannot_be_written_is_told_and_the_model_is_converted_for_this_process(
    encoder: CompiledEncoder, tmp_path: Path
) -> None:
    (tmp_path / "cache").write_text("a file")
    said: list[str] = []

    found = open_encoder(DEFAULT_MODEL, tmp_path / "cache", "auto", 1, said.append)

    assert isinstance(found, CompiledEncoder)
    assert len(said) == 1
    assert said[0].startswith(f"The converted model cannot be kept in {tmp_path / 'cache' / 'encoders'} (")
    assert np.allclose(
        found.encode_questions(["calf"])[0].vector, encoder.encode_questions(["calf"])[0].vector, atol=0.01
    )


def test_without_openvino_pytorch_serves_and_a_line_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "openvino", None)
    said: list[str] = []

    found = open_encoder(DEFAULT_MODEL, tmp_path, "auto", 1, said.append)

    assert isinstance(found, SentenceEncoder)
    assert len(said) == 1
    assert said[0].startswith("OpenVINO cannot be loaded (")


def test_a_conversion_that_fails_is_told_once_a_start_and_not_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[object] = []

    def failing(module: object, example: object) -> None:
        tried.append(module)
        raise RuntimeError("no such operation\nand much more")

    monkeypatch.setattr(graph, "convert", failing)
    said: list[str] = []

    found = [open_encoder(DEFAULT_MODEL, tmp_path, "auto", 1, said.append) for _ in range(2)]

    assert [encoder.engine for encoder in found] == ["torch f32"] * 2
    assert len(tried) == (2 if graph.has_bf16() else 1)
    line = (
        "all-MiniLM-L6-v2 cannot be converted for OpenVINO (no such operation): PyTorch encodes, several times slower."
    )
    assert said == [line] * 2


def test_vectors_that_differ_from_pytorchs_are_no_parity(torch_encoder: SentenceEncoder) -> None:
    class Other(WordEncoder):
        def encode_passages(self, texts, progress=None):  # type: ignore[no-untyped-def]
            found = torch_encoder.encode_passages(texts, progress)
            return [Encoding(np.roll(item.vector, 1), item.tokens, item.token_ids, item.parts) for item in found]

    with pytest.raises(ValueError, match="its vectors differ: cosine"):
        parity(torch_encoder, Other(), 0.999)


def test_a_folder_is_a_model_and_other_weights_are_another(encoder: CompiledEncoder, tmp_path: Path) -> None:
    copy = tmp_path / "model"
    shutil.copytree(default_model_folder(), copy)
    same_weights = compiled(str(copy))
    alter(copy / "model.safetensors", 1_000_000)

    altered = compiled(str(copy))

    assert same_weights.fingerprint == encoder.fingerprint != altered.fingerprint
    assert same(same_weights.encode_questions(["calf"]), encoder.encode_questions(["calf"]))
    assert same_weights.model == str(copy)


def test_a_model_of_another_kind_with_prompts_and_an_odd_limit_is_converted_too(tmp_path: Path) -> None:
    folder = small_model(tmp_path / "mpnet", 0.1)
    source, encoder = SentenceEncoder(folder), compiled(folder)

    passages = zip(encoder.encode_passages(TEXTS), source.encode_passages(TEXTS), strict=True)
    asked, reference = (one.encode_questions(["Is it safe?"])[0] for one in (encoder, source))

    assert (encoder.dimension, encoder.max_tokens, encoder.facts.question_prompt) == (64, 100, "query: ")
    assert all(own.vector @ other.vector > 0.9998 for own, other in passages)
    assert asked.vector @ reference.vector > 0.9998
    assert asked.vector @ encoder.encode_passages([("Is it safe?",)])[0].vector < 0.9999
    assert encoder.count_tokens("Is it safe?") == source.count_tokens("Is it safe?")


def test_a_model_that_bf16_is_too_coarse_for_is_computed_in_f32(tmp_path: Path) -> None:
    folder = small_model(tmp_path / "mpnet", 0.5)

    assert compiled(folder).engine == "openvino f32"


def test_a_precision_that_the_processor_has_not_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(graph, "has_bf16", lambda: False)

    with pytest.raises(SettingError, match="SPOTTER_PRECISION is 'bf16'"):
        open_encoder(DEFAULT_MODEL, tmp_path, "bf16", 1, print)


def test_8_bits_without_their_package_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(graph, "has_quantiser", lambda: False)

    with pytest.raises(SettingError, match="SPOTTER_PRECISION is 'int8', which needs nncf"):
        open_encoder(DEFAULT_MODEL, tmp_path, "int8", 1, print)


@pytest.mark.skipif(not graph.has_quantiser(), reason="the extra int8 is not installed")
def test_in_8_bits_the_vectors_are_near_but_of_a_kind_of_their_own(torch_encoder: SentenceEncoder) -> None:
    coarse = compiled(precision="int8")

    pairs = zip(coarse.encode_passages(TEXTS), torch_encoder.encode_passages(TEXTS), strict=True)
    assert (coarse.engine, coarse.vectors_like) == ("openvino int8", "int8")
    assert np.mean([own.vector @ other.vector for own, other in pairs]) > 0.98
    assert same(coarse.encode_passages(TEXTS[:9]), [coarse.encode_passages([text])[0] for text in TEXTS[:9]])


def test_the_manifest_tells_which_encoder_made_the_vectors_and_another_kind_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# A\n\nBring a guest.\n")
    maker, like, unlike = WordEncoder(), WordEncoder(), WordEncoder()
    maker.engine, like.engine, unlike.engine, unlike.vectors_like = "words a", "words b", "words c", "other words"
    ingest([tmp_path / "a.md"], tmp_path / "index", maker)

    manifest = builds.open_build(tmp_path / "index", like).manifest

    assert (manifest.encoder, manifest.vectors_like) == ("words a", "words")
    with pytest.raises(IncompatibleIndexError, match="was encoded by 'words a', which 'words c' does not match"):
        builds.open_build(tmp_path / "index", unlike)


def compiled(model: str = DEFAULT_MODEL, precision: str = "auto", threads: int = 2) -> CompiledEncoder:
    found = open_encoder(model, IngestSettings().cache_folder(), precision, threads, print)
    assert isinstance(found, CompiledEncoder)
    return found


def small_model(folder: Path, spread: float) -> str:
    """A model with random weights, no token types, prompts, and a limit that is no multiple of 16."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer import modules
    from transformers import MPNetConfig, MPNetModel, PreTrainedTokenizerFast

    torch.manual_seed(0)
    config = MPNetConfig(
        vocab_size=30522,
        hidden_size=64,
        num_hidden_layers=2,
        num_attention_heads=4,
        intermediate_size=128,
        pad_token_id=0,
        initializer_range=spread,
    )
    MPNetModel(config).save_pretrained(folder)
    PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
        tokenizer_file=str(default_model_folder() / "tokenizer.json"),
        model_input_names=["input_ids", "attention_mask"],
        **{f"{name}_token": f"[{name.upper()}]" for name in ("pad", "unk", "cls", "sep", "mask")},
    ).save_pretrained(folder)
    read = modules.Transformer(str(folder), max_seq_length=100)
    prompts = {"query": "query: ", "document": "passage: "}
    whole = SentenceTransformer(modules=[read, modules.Pooling(64)], prompts=prompts, device="cpu")
    whole.save(str(folder / "whole"))
    return str(folder / "whole")


def kept(encoder: CompiledEncoder) -> Path:
    """Where the fixture's converted model lies."""
    for path in (IngestSettings().cache_folder() / "encoders").glob("*/encoder.json"):
        facts = json.loads(path.read_text().splitlines()[1])["facts"]
        if (facts["fingerprint"], f"openvino {facts['precision']}") == (encoder.fingerprint, encoder.engine):
            return path.parent
    raise AssertionError("nothing was kept")


def copy_of(home: Path, cache: Path) -> Path:
    copy = cache / "encoders" / home.name
    shutil.copytree(home, copy, ignore=shutil.ignore_patterns("blobs"))
    return copy


def alter(path: Path, place: int = 200) -> None:
    data = bytearray(path.read_bytes())
    data[place] ^= 1
    path.write_bytes(data)


def same(some: list[Encoding], others: list[Encoding]) -> bool:
    pairs = list(zip(some, others, strict=True))
    return all(
        np.array_equal(getattr(one, name), getattr(other, name))
        for one, other in pairs
        for name in ("vector", "tokens", "token_ids", "parts")
    )


def run(code: str, *arguments: str, home: Path) -> "subprocess.CompletedProcess[str]":
    environment = {**os.environ, "HOME": str(home)}
    environment.pop("CI", None)  # in which statistics would be off anyway
    command = [sys.executable, "-c", code, *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
