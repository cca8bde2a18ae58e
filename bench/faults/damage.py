"""Damages every file of a build in every way and opens it: `python -m bench.faults.damage [CASES A FILE KIND]`.

Kinds of damage: truncated; bits flipped; bytes swapped; stretches overwritten, doubled or cut out; the file of another
build; missing; a file that nobody published. A case that leaves the bytes as they were is none. All cases run in one
process: no damaged byte may get as far as to what could crash it, and if one did, the campaign would not end.
"""

import random
import shutil
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from bench.faults.small_kb import NEW, PAGE, copied, ingest_into, prepared, scratch
from bench.faults.tables import keep, table
from ingest import builds
from ingest.errors import SpotterError
from tests.fakes import WordEncoder

CASES = 2000  # a file kind
_SEED = 20261121
_NOTE = """\
The current build's files, one damaged at a time: truncated, bits flipped, bytes swapped, a stretch overwritten, cut out
or doubled, the file of another build, missing, or one that nobody published. *Refused*: with an error that says what is
damaged. *Another error*: anything else that was raised."""

Change = Callable[[bytes, bytes, random.Random], bytes | None]  # (the file, another build's, chance) → None: missing


def _truncated(data: bytes, _: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data))]


def _flipped(data: bytes, _: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    for _n in range(chance.choice((1, 1, 1, 2, 8))):
        changed[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def _swapped(data: bytes, _: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    a, b = chance.randrange(len(data)), chance.randrange(len(data))
    changed[a], changed[b] = changed[b], changed[a]
    return bytes(changed)


def _overwritten(data: bytes, _: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(data))
    n = chance.randrange(1, 4097)
    filler = chance.choice((b"\0" * n, chance.randbytes(n)))
    return data[:start] + filler[: len(data) - start] + data[start + n :]


def _cut_out(data: bytes, _: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(data))
    return data[:start] + data[start + chance.randrange(1, 257) :]


def _doubled(data: bytes, _: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(data))
    end = start + chance.randrange(1, 257)
    return data[:end] + data[start:]


def _of_another_build(_: bytes, other: bytes, __: random.Random) -> bytes:
    return other


def _missing(_: bytes, __: bytes, ___: random.Random) -> None:
    return None


CHANGES: tuple[Change, ...] = (_truncated, _flipped, _swapped, _overwritten, _cut_out, _doubled)
RARE: tuple[Change, ...] = (_of_another_build, _missing)  # of which there is one case a file each


def opened(folder: Path) -> str:
    """Open the index: "accepted", "refused" with an error of ours, or "another error"."""
    try:
        builds.open_build(folder / "index", WordEncoder())
    except SpotterError:
        return "refused"
    except Exception:  # noqa: BLE001 - it is what is counted
        return "another error"
    return "accepted"


def damaged(path: Path, other: bytes, n_cases: int, chance: random.Random, open_it: Callable[[], str]) -> Counter[str]:
    """Damage one file in so many ways, each time from its own bytes: how often it was opened with what outcome."""
    data = path.read_bytes()
    outcomes: Counter[str] = Counter()
    rare = [change for change in RARE if change(data, other, chance) != data]  # both builds may have the same file
    for change in [*rare, *(chance.choice(CHANGES) for _ in range(n_cases - len(rare)))]:
        found = change(data, other, chance)
        while found == data:
            found = change(data, other, chance)
        if found is None:
            path.unlink()
        else:
            path.write_bytes(found)
        outcomes[open_it()] += 1
        path.write_bytes(data)
    return outcomes


def campaign(folder: Path, n_cases: int) -> list[dict[str, object]]:
    """Damage each file of the current build, its pointer, and its folder: rows of a table."""
    (folder / "template").mkdir()
    prepared(folder / "template")
    other = builds.current_id(folder / "template" / "index")
    ingest_into(folder / "template")
    place = copied(folder / "template", "damaged", folder)
    home = place / "index" / "builds"
    chance = random.Random(_SEED)  # noqa: S311 - cases that can be told again
    rows = []
    current = builds.current_id(place / "index")
    for path in [*sorted((home / current).iterdir()), place / "index" / "CURRENT"]:
        twin = home / other / path.name
        outcomes = damaged(path, twin.read_bytes() if twin.exists() else b"", n_cases, chance, lambda: opened(place))
        rows.append(_row(path.name, path.stat().st_size, outcomes))
    rows.append(_row("a foreign file", 0, _foreign(home / current, n_cases, chance, lambda: opened(place))))
    if builds.verify(place / "index")[0].index.documents["press.md"].text != PAGE.format(NEW):
        raise ValueError("the build does not open after everything was put back")
    return rows


def _foreign(home: Path, n_cases: int, chance: random.Random, open_it: Callable[[], str]) -> Counter[str]:
    outcomes: Counter[str] = Counter()
    for n in range(n_cases):
        name = chance.choice(
            (f"{n}.json", f".{n}", f"vectors.faiss.{n}", f"manifest{n}.json", f"{n}~", "x" * (n % 200 + 1))
        )
        path = home / name
        as_folder = n % 5 == 0
        path.mkdir() if as_folder else path.write_bytes(chance.randbytes(n % 50))
        outcomes[open_it()] += 1
        path.rmdir() if as_folder else path.unlink()
    return outcomes


def _row(name: str, size: int, outcomes: Counter[str]) -> dict[str, object]:
    return {
        "file": name,
        "bytes": size,
        "cases": outcomes.total(),
        "refused": outcomes["refused"],
        "accepted": outcomes["accepted"],
        "another error": outcomes["another error"],
    }


def main(arguments: Sequence[str] = sys.argv[1:]) -> None:
    """Run the campaign and keep its table."""
    n_cases = int(arguments[0]) if arguments else CASES
    folder = scratch()
    try:
        rows = campaign(folder, n_cases)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    totals = {name: sum(int(str(row[name])) for row in rows) for name in list(rows[0])[1:]}
    rows.append({"file": "together", **totals})
    print(keep("damage", "python -m bench.faults.damage", rows, _NOTE) if n_cases == CASES else table(rows))


if __name__ == "__main__":
    main()
