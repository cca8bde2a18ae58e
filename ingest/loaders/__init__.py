"""Files to documents: one module a format, and the table of suffix → loader."""

from collections.abc import Callable
from pathlib import PurePosixPath

from ingest.documents import Document
from ingest.errors import RejectedFileError
from ingest.loaders import data as json_data
from ingest.loaders import docx, html, markdown, pdf, table, text

Loader = Callable[[bytes, str], Document]  # (the file's bytes, doc_id) → document

LOADERS: dict[str, Loader] = {
    ".csv": table.load,
    ".docx": docx.load,
    ".htm": html.load,
    ".html": html.load,
    ".json": json_data.load,
    ".jsonl": json_data.load,
    ".markdown": markdown.load,
    ".md": markdown.load,
    ".pdf": pdf.load,
    ".tsv": table.load,
    ".txt": text.load,
    ".xhtml": html.load,
    ".xlsx": table.load,
}


def load(data: bytes, doc_id: str) -> Document:
    """Load one file by its suffix.

    Raises:
        RejectedFileError: no loader for the suffix, or the loader refuses the bytes.
    """
    suffix = PurePosixPath(doc_id).suffix.lower()
    loader = LOADERS.get(suffix)
    if loader is None:
        raise RejectedFileError(
            f"unknown file type {suffix!r}" if suffix else "no file type in the name",
            f"Save it as one of {', '.join(sorted(LOADERS))}.",
        )
    return loader(data, doc_id)
