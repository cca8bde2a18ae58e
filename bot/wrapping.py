"""Text for a terminal: wrapped, shortened, counted."""

import textwrap


def wrapped(text: str, width: int, before: str = "", after: str | None = None) -> str:
    """A text as lines of at most `width` characters; a longer word stays whole.

    Args:
        text: every run of white space in it counts as one blank.
        width: in characters; at least 20 are left beside what stands before.
        before: stands before the first line.
        after: stands before the others; `before` where absent.
    """
    return textwrap.fill(
        " ".join(text.split()),
        max(width, len(before) + 20),
        initial_indent=before,
        subsequent_indent=before if after is None else after,
        break_long_words=False,
        break_on_hyphens=False,
    )


def shortened(text: str, longest: int) -> str:
    """A text of at most `longest` characters, the last a "…" where it was cut."""
    return text if len(text) <= longest else text[: longest - 2].rstrip() + " …"


def counted(number: int, noun: str) -> str:
    """A number with its noun: "1 page", "1,200 pages"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
