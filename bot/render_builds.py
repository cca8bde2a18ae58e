"""What is shown of the builds that an index keeps."""

from collections.abc import Sequence
from typing import Any

from bot.wrapping import counted, wrapped
from ingest.kept import Kept


def render_kept(kept: Sequence[Kept], index: str, width: int = 100) -> str:
    """Each build with what it was made of and what is wrong with it, newest first."""
    lines = []
    current = next((build.build_id for build in kept if build.is_current), "")
    for build in kept:
        made = build.manifest
        left_behind = current and build.build_id > current
        state = "kept until the next ingest publishes" if left_behind else "kept"
        lines.append(f"{build.build_id}  {'current' if build.is_current else state}")
        if made is not None:
            counts = f"{counted(made.documents, 'page')}, {counted(made.passages, 'passage')}"
            lines.append(wrapped(f"made {made.created}: {counts}, by {made.model} ({made.encoder})", width, "  "))
        lines.append(wrapped(f"cannot be opened: {build.problem}" if build.problem else "sound", width, "  "))
    if not current:
        lines.append(wrapped(f"{index} has no current build: spotter rollback BUILD makes one current.", width))
    return "\n".join(lines)


def builds_json(kept: Sequence[Kept], index: str) -> dict[str, Any]:
    """The same as plain values; what a damaged manifest tells is null."""
    return {
        "index": index,
        "current": next((build.build_id for build in kept if build.is_current), None),
        "builds": [
            {
                "id": build.build_id,
                "current": build.is_current,
                "created": made and made.created,
                "pages": made and made.documents,
                "passages": made and made.passages,
                "model": made and made.model,
                "encoder": made and made.encoder,
                "sound": not build.problem,
                "problem": build.problem,
            }
            for build in kept
            for made in [build.manifest]
        ],
    }
