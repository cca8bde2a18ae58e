"""Erasing beside a server: a command leaves a request, and whoever holds the journal's one write connection fulfils it.

A second writing connection would be in danger of SQLite's WAL-reset bug, see `bot.journal_file`. Requests hold ids and
dates, no text; they outlast a crash, and are fulfilled at the next start.
"""

import json
import logging
import secrets
import sqlite3
import time
from pathlib import Path

from bot.journal_file import HeldError, JournalFile, Selection, beside
from ingest.errors import InputError
from ingest.storage import sync_folder, write_durably

PATIENCE = 30.0  # seconds
_DAY = 24 * 3600
_ASKED, _TOLD = ".request", ".done"


def fulfil(file: JournalFile) -> None:
    """Erase what was asked for; told once nothing of it is left in the files.

    Raises:
        sqlite3.Error, OSError: it could not be done; the request stays.
    """
    folder = beside(file.path, ".requests")
    asked = sorted(folder.glob(f"*{_ASKED}"))
    for path in asked:
        counted = path.with_suffix(".erased")
        if not counted.exists():
            try:
                told = json.loads(path.read_bytes())
                selection = Selection(tuple(told["ids"]), told["before"], told["everything"])
            except (ValueError, TypeError, KeyError):
                path.rename(path.with_suffix(".refused"))
                logging.getLogger("spotter").error("%s is no request to erase, and was set aside.", path)
                continue
            write_durably(counted, str(file.erase(selection)).encode())
    if file.settle():
        for path in filter(Path.exists, asked):
            path.with_suffix(".erased").replace(path.with_suffix(_TOLD))
            path.unlink()
        for path in folder.glob(f"*{_TOLD}") if asked else ():
            if time.time() - path.stat().st_mtime > _DAY:  # nobody has waited for it
                path.unlink()


def erase(path: Path, selection: Selection, patience: float = PATIENCE) -> int:
    """Erase entries, through the server that writes the journal, or in its place where none does.

    Args:
        path: the journal.
        selection: what goes.
        patience: seconds to wait for the server, and for those that read the journal.

    Returns:
        How many entries were erased. Nothing of them is left in any of the journal's files.

    Raises:
        InputError: it could not be done yet, or not at all.
    """
    request = beside(path, ".requests") / (secrets.token_hex(8) + _ASKED)
    done = request.with_suffix(_TOLD)
    content = {"ids": selection.ids, "before": selection.before, "everything": selection.everything}
    end = time.monotonic() + patience
    try:
        request.parent.mkdir(mode=0o700, exist_ok=True)
        write_durably(unseen := request.with_suffix(".new"), json.dumps(content).encode())
        unseen.rename(request)
        sync_folder(request.parent)
        while not done.exists():
            _fulfil_where_nobody_does(path)
            if time.monotonic() > end:
                raise InputError(
                    f"the journal {path} is read or written by others: nothing is known to be erased yet",
                    "It is erased as soon as they are done. To be told so, try again.",
                )
            time.sleep(0.05)
        erased = int(done.read_text(encoding="ascii"))
        done.unlink()
    except (sqlite3.Error, OSError) as error:
        raise InputError(f"cannot erase from the journal {path}: {error}", "Free space, and see who owns it.") from None
    return erased


def _fulfil_where_nobody_does(path: Path) -> None:
    try:
        file = JournalFile(path)
    except HeldError:
        return
    try:
        fulfil(file)
    finally:
        file.close()
