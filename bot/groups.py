"""Pairs to groups."""

from collections import defaultdict
from collections.abc import Iterable


def groups(pairs: Iterable[tuple[int, int]]) -> list[tuple[int, ...]]:
    """What hangs together through pairs: the connected components, each in order, by their first member."""
    root: dict[int, int] = {}

    def find(i: int) -> int:
        while root.setdefault(i, i) != i:
            root[i] = root[root[i]]
            i = root[i]
        return i

    for a, b in pairs:
        first, second = sorted((find(a), find(b)))
        root[second] = first
    members: dict[int, list[int]] = defaultdict(list)
    for i in sorted(root):
        members[find(i)].append(i)
    return sorted(map(tuple, members.values()))
