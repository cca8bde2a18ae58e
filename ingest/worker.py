"""The process that reads files for the sandbox: bytes come in by one pipe, the document goes out by another as JSON.

It is started by `ingest.sandbox`, reads one file after the other and ends when its pipe does.
"""

import json
import mimetypes
import os
import sys
from typing import Any

from ingest import confinement, document_rows, frames
from ingest.errors import RejectedFileError
from ingest.loaders import load

READY = b"ready"


def serve(*limits: int) -> None:
    """Read files until there are no more; `limits` are the fields of `confinement.Limits`."""
    given = confinement.Limits(*limits)
    with os.fdopen(os.dup(0), "rb") as incoming, os.fdopen(os.dup(1), "wb") as outgoing:
        frames.write(outgoing, READY)
        nowhere = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):  # what a library prints is no message
            os.dup2(nowhere, stream)
        sys.modules["numpy"] = None  # type: ignore[assignment]  # openpyxl would load it, and never use it here
        mimetypes.init([])  # openpyxl would have it read the system's lists
        watch = confinement.confine(given)
        while True:
            try:
                files = json.loads(frames.read(incoming))
                batch = [(doc_id, frames.read(incoming)) for doc_id in files]
            except EOFError:
                return
            for doc_id, data in batch:
                confinement.begin_file(given)
                answer = _answer(data, doc_id, watch)
                confinement.end_file()
                frames.write(outgoing, answer)
            del batch


def _answer(data: bytes, doc_id: str, watch: confinement.Watch) -> bytes:
    answer: dict[str, Any]
    try:
        answer = {"document": document_rows.of_document(load(data, doc_id))}
        written = json.dumps(answer).encode()
        if len(written) <= frames.LARGEST and not watch.refused:
            return written
        answer = {"limit": "memory"}
    except RejectedFileError as error:
        answer = {"rejected": [error.message, error.fix]}
    except MemoryError:
        answer = {"limit": "memory"}
    except Exception as error:  # noqa: BLE001 - a defect of a loader costs one file, which is named
        answer = {"defect": type(error).__name__}
    return json.dumps({"refused": watch.refused} if watch.refused else answer).encode()
