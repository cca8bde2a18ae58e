"""Late interaction: each token of a question looks for its best match among a passage's tokens.

Khattab & Zaharia 2020, "ColBERT", section 3.2, over the token vectors of the encoder's ordinary pass.
"""

from dataclasses import dataclass

import numpy as np

from ingest.encoder import Encoding, Floats, Ints
from ingest.index import Index
from ingest.vectors import TokenBlock, unpacked

_PLACE_COUNTS = 0.95  # a token that only title or heading matches counts this much for a unit below them


@dataclass(frozen=True, slots=True)
class Matches:
    """How well some passages match a question; all arrays (n_places,), cosines weighed over the question's tokens."""

    whole: Floats  # mean of each token's best cosine in the passage, -1 to 1
    rare: Floats  # the same, tokens weighed by how few passages hold them alone
    weakest: Floats  # the worst of the rarer half of the tokens
    unit: Floats  # mean in the best unit, title and heading read along
    missed: Floats  # mean in that unit of (1 - cosine)^2, 0 to 4: large where one thing asked for is not there
    two_units: Floats  # mean in the best two neighbouring units
    phrases: Floats  # share, by weight, of the question's neighbouring tokens that are neighbours there too, 0 to 1


# The matrix library may raise the flag for lanes that it then discards; what goes in is finite.
@np.errstate(invalid="ignore")
def match(index: Index, encoding: Encoding, weights: Floats, rarity: Floats, places: Ints) -> Matches:
    """Compare a question with passages.

    Args:
        index: holds the passages.
        encoding: the question's.
        weights: (n_tokens,), what each token counts.
        rarity: (n_tokens,), how few passages hold each token.
        places: (n_places,), of the passages.
    """
    n = len(places)
    if not len(weights) or not n:
        return Matches(*(np.zeros(n, dtype=np.float32) for _ in Matches.__slots__))
    share = weights / weights.sum()
    block = index.token_block(places)
    cosines = _cosines(block, encoding.tokens)
    parts = _part_maxima(block, cosines)
    bounds = np.searchsorted(block.part_owners, np.arange(n + 1)).astype(np.int32)
    whole = np.maximum.reduceat(parts, bounds[:-1], axis=0)
    standing = np.repeat(parts[bounds[:-1]] * _PLACE_COUNTS, np.diff(bounds), axis=0)
    units = np.maximum(parts, standing)  # the first row of each passage is the place itself, and no unit
    found = units @ share
    pairs = np.maximum(units[:-1], units[1:]) @ share if len(units) > 1 else found[:0]
    best = [int(first + 1 + found[first + 1 : last].argmax()) for first, last in _spans(bounds)]
    two = [
        float(pairs[first + 1 : last - 1].max(initial=found[b]))
        for (first, last), b in zip(_spans(bounds), best, strict=True)
    ]
    return Matches(
        whole @ share,
        whole @ (rarity / rarity.sum()),
        whole[:, rarity >= np.median(rarity)].min(axis=1),
        found[best],
        ((1 - units[best]) ** 2) @ share,
        np.array(two, dtype=np.float32),
        _phrases(block, encoding.token_ids, rarity),
    )


def _cosines(block: TokenBlock, asked: Floats) -> Floats:
    """Every token of the block with every token of a question, (n_tokens, n_asked)."""
    found = np.empty((len(block.tokens), len(asked)), dtype=np.float32)
    padded = np.zeros((2 * block.tokens.shape[1], len(asked)), dtype=np.float32)
    padded[: asked.shape[1]] = asked.T
    for first, last in _spans(block.starts):  # one passage at a time stays in the cache
        found[first:last] = unpacked(block.tokens[first:last]) @ padded
    # the scale is put on the product: a token has one, its vector hundreds of numbers
    found *= block.scales[:, None]
    return found


def _spans(bounds: Ints) -> list[tuple[int, int]]:
    return list(zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True))


def _part_maxima(block: TokenBlock, cosines: Floats) -> Floats:
    """Each token's best cosine in each part, (n_parts, n_tokens); 0 in a part without tokens."""
    starts = block.part_starts
    held = np.diff(np.append(starts, len(cosines))) > 0
    found = np.zeros((len(starts), cosines.shape[1]), dtype=np.float32)
    if held.any():
        found[held] = np.maximum.reduceat(cosines, starts[held], axis=0)
    return found


def _phrases(block: TokenBlock, asked: Ints, rarity: Floats) -> Floats:
    weights = rarity[:-1] * rarity[1:]
    n = len(block.starts) - 1
    if not len(weights) or len(block.ids) < 2:
        return np.zeros(n, dtype=np.float32)
    same = block.ids[:, None] == asked[None, :]
    together = same[:-1, :-1] & same[1:, 1:]
    together[block.starts[1:-1][block.starts[1:-1] > 0] - 1] = (
        False  # the last token of one passage, the first of the next
    )
    shares = [
        float(weights @ together[first : max(last - 1, first)].any(axis=0)) for first, last in _spans(block.starts)
    ]
    return np.array(shares, dtype=np.float32) / float(weights.sum())
