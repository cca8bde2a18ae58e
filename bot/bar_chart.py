"""Bars as a picture: SVG that any browser draws, in its own light or dark, with nothing to load."""

from collections.abc import Sequence
from html import escape
from urllib.parse import quote

MOST = 15  # bars; the rest are one
_WIDTH, _LABEL, _ROW, _BAR = 560, 210, 26, 16  # units of the drawing
_LONGEST = 27  # characters of a label: its end tells more


def bars(counts: Sequence[tuple[str, int]], most: int = MOST) -> tuple[tuple[str, int], ...]:
    """The largest counts first; those past `most` together as one."""
    ordered = sorted(counts, key=lambda item: -item[1])
    rest = ordered[most:]
    more = ((f"{len(rest)} others", sum(n for _, n in rest)),) if rest else ()
    return (*ordered[:most], *more)


def bar_chart(counts: Sequence[tuple[str, int]], accents: tuple[str, str]) -> str:
    """Horizontal bars as the address of a picture (`data:image/svg+xml,…`).

    Args:
        counts: label and number, from the top.
        accents: colours of the bars on light and on dark.
    """
    largest = max((n for _, n in counts), default=1) or 1
    room = _WIDTH - _LABEL - 60
    rows = []
    for i, (label, n) in enumerate(counts):
        y = i * _ROW
        width = max(1, round(room * n / largest))
        words = escape(label if len(label) <= _LONGEST else f"…{label[-_LONGEST + 1 :]}")
        rows.append(
            f'<text x="{_LABEL - 10}" y="{y + 17}" text-anchor="end">{words}</text>'
            f'<rect x="{_LABEL}" y="{y + 5}" width="{width}" height="{_BAR}" rx="3"/>'
            f'<text x="{_LABEL + width + 8}" y="{y + 17}">{n:,}</text>'
        )
    style = (
        "text{font:13px system-ui,sans-serif;fill:#1c2321}"
        f"rect{{fill:{accents[0]}}}"
        f"@media(prefers-color-scheme:dark){{text{{fill:#e8ecea}}rect{{fill:{accents[1]}}}}}"
    )
    height = max(1, len(counts)) * _ROW
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}">'
    return "data:image/svg+xml," + quote(f"{svg}<style>{style}</style>{''.join(rows)}</svg>")
