"""What the terminal shows of a check: a table of the findings, each with the places it is about."""

from collections.abc import Sequence

from bot.findings import Finding, Findings, Kind, Spot
from bot.wrapping import counted, shortened, wrapped
from ingest.inline import plain

MANY = 40  # findings; of more, only
MOST_OF_A_KIND = 10  # are shown, those of several pages first, then those with the fewest places
_MOST_SPOTS = 6  # of one finding; all stand in the JSON
_LONGEST_TEXT = 240  # characters of a spot
_INDENT = " " * 10


def render_findings(found: Findings, width: int = 100, verbose: bool = False) -> str:
    """The open findings, then how many there are of each kind; of many, the first of each kind unless verbose."""
    few = verbose or len(found.open) <= MANY
    parts = []
    for kind in Kind:
        items = [item for item in found.open if item.kind is kind]
        shown = items if few else sorted(items, key=_breadth)[:MOST_OF_A_KIND]
        parts += ["\n".join(_finding(item, width)) for item in shown]
        parts += (
            [f"(… and {len(items) - len(shown):,} more: {kind.value}; --verbose.)"] if len(shown) < len(items) else []
        )
    totals = [f"{kind.value:<18}  {found.totals[kind.value]:>5,}" for kind in Kind if found.totals[kind.value]]
    if totals:
        parts.append("\n".join(totals))
    told = f"{counted(found.pages, 'page')}, {counted(found.passages, 'passage')}: "
    told += counted(len(found.open), "finding") if found.open else "nothing found"
    told += f", {len(found.reviewed):,} more reviewed" if found.reviewed else ""
    lines = [told]
    if found.stale:
        lines.append(f"Reviewed, but no longer found: {', '.join(found.stale)}")
    parts.append("\n".join(wrapped(line, width) for line in lines))
    return "\n\n".join(parts)


def _breadth(item: Finding) -> tuple[bool, int]:
    """Two pages that differ are a mistake; one page that says many things of one point is a list, more often."""
    return len({spot.source for spot in item.spots}) == 1, len(item.spots)


def _finding(item: Finding, width: int) -> list[str]:
    lines = [wrapped(f"{item.kind.value}: {item.message}", width, f"{item.finding_id}  ", _INDENT)]
    for spot in item.spots[:_MOST_SPOTS]:
        lines.extend(_spot(spot, width))
    if len(item.spots) > _MOST_SPOTS:
        lines.append(f"{_INDENT}… and {len(item.spots) - _MOST_SPOTS} more places")
    return lines


def _spot(spot: Spot, width: int) -> Sequence[str]:
    where = f"{spot.source}:{spot.line}" if spot.line else spot.source
    heading = f"  {spot.heading}" if spot.heading else ""
    lines = [wrapped(where + heading, width, _INDENT, f"{_INDENT}    ")]
    if spot.text:
        shown = shortened(plain(spot.text), _LONGEST_TEXT)
        lines.append(wrapped(shown, width, f"{_INDENT}  | "))
    return lines
