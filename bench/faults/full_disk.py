"""Ingests onto disks of 30 sizes, most of them too small: `python -m bench.faults.full_disk`.

Each disk is a tmpfs in a mount namespace of its own (`unshare`), which needs root or user namespaces. The index of the
old words lies on it; what is left is more each time, from nothing to enough.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from bench.faults.small_kb import copied, found_after, ingest_into, prepared, scratch
from bench.faults.tables import keep
from ingest.errors import UnwritableIndexError

SIZES = 30
_UNSHARE = shutil.which("unshare") or ""
_PAGE = 4096  # bytes that a tmpfs gives out at a time
_NOTE = """\
The index with the old words lies on a tmpfs on which so many KB are left; an ingest of the new words either goes
through or says that the disk is full. Afterwards the old build opens, or the new one, every byte and line of it read;
then, with room again, the next ingest goes through."""


def possible() -> bool:
    """Whether a disk may be mounted in a namespace of its own."""
    if not _UNSHARE or not shutil.which("mount"):
        return False
    tried = [_UNSHARE, "-rm", "mount", "-t", "tmpfs", "none", "/mnt"]
    return subprocess.run(tried, capture_output=True, check=False).returncode == 0


def on_disk(template: Path, left: int) -> dict[str, object]:
    """What becomes of an ingest with so many bytes left on the disk; in a process in a namespace of its own."""
    command = [_UNSHARE, "-rm", sys.executable, "-m", "bench.faults.full_disk", "--on", str(template), str(left)]
    told = subprocess.run(command, capture_output=True, text=True, check=False)
    if told.returncode:
        return {"left": left, "status": "crashed", "found": told.stderr.strip().splitlines()[-1]}
    row: dict[str, object] = json.loads(told.stdout)
    return row


def _inside(template: Path, left: int) -> None:
    """Mount, ingest, give room, look."""
    disk = template.parent / f"disk-{left}"
    disk.mkdir()
    mount = shutil.which("mount") or ""
    taken = sum(_PAGE * (1 + path.stat().st_size // _PAGE) for path in template.rglob("*"))
    size = taken + (1 << 20)
    subprocess.run([mount, "-t", "tmpfs", "-o", f"size={size}", "none", str(disk)], check=True)
    copy = copied(template, "copy", disk)
    free = os.statvfs(disk)
    (disk / "filler").write_bytes(b"x" * max(free.f_bavail * free.f_frsize - left, 0))
    try:
        ingest_into(copy)
        status = "done"
    except UnwritableIndexError as error:
        status = "told" if "No space left" in error.message else error.message
    except OSError as error:
        status = f"raised {type(error).__name__}: {error}"
    (disk / "filler").unlink()
    try:
        found = found_after(copy)
    except Exception as error:  # noqa: BLE001 - it is what is counted
        found = f"{type(error).__name__}: {error}"
    sys.stdout.write(json.dumps({"left": left, "status": status, "found": found}))


def campaign(folder: Path, n_sizes: int) -> list[dict[str, object]]:
    """One row a size: from nothing to somewhat more than a build takes."""
    (folder / "template").mkdir()
    prepared(folder / "template")
    build = next((folder / "template" / "index" / "builds").iterdir())
    needed = sum(_PAGE * (1 + path.stat().st_size // _PAGE) for path in build.iterdir())
    sizes = [_PAGE * round(1.2 * needed / _PAGE * n / (n_sizes - 1)) for n in range(n_sizes)]
    return [on_disk(folder / "template", left) for left in sizes]


def main() -> None:
    """Run the campaign and keep its table."""
    if sys.argv[1:2] == ["--on"]:
        _inside(Path(sys.argv[2]), int(sys.argv[3]))
        return
    if not possible():
        sys.exit("no disk may be mounted here: it needs root, or user namespaces, and unshare")
    folder = scratch()
    try:
        rows = campaign(folder, SIZES)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    shown: list[dict[str, object]] = [
        {"KB left": int(str(row["left"])) // 1024, "ingest": row["status"], "opens afterwards": row["found"]}
        for row in rows
    ]
    print(keep("full-disk", "python -m bench.faults.full_disk", shown, _NOTE))


if __name__ == "__main__":
    main()
