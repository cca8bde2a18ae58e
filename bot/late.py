"""Late interaction: each token of a question looks for its best match among a passage's tokens.

Khattab & Zaharia 2020, "ColBERT", section 3.2, over the token vectors of the encoder's ordinary pass.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from ingest.encoder import Encoding, Floats, Ints
from ingest.index import Index
from ingest.vectors import TokenBlock, unpacked

_AT_ONCE = 128  # tokens that are multiplied at once
_PLACE_COUNTS = 0.95  # a token that only title or heading matches counts this much for a unit below them


@dataclass(frozen=True, slots=True)
class Matches:
    """How well some passages match a question; all arrays (n_places,), cosines weighed over the question's tokens."""

    whole: Floats  # mean of each token's best cosine in the passage, -1 to 1
    weakest: Floats  # the worst of the rarer half of the tokens
    told: Floats  # the worst of the telling tokens in the best unit
    unit: Floats  # mean in the best unit, title and heading read along
    missed: Floats  # mean in that unit of (1 - cosine)^2, 0 to 4: large where one thing asked for is not there
    two_units: Floats  # mean in the best two neighbouring units
    phrases: Floats  # share, by weight, of the question's neighbouring tokens that are neighbours there too, 0 to 1


@dataclass(frozen=True, slots=True)
class Comparison:
    """One question's tokens beside the tokens of some passages."""

    places: Ints  # (n_places,)
    block: TokenBlock
    parts: Floats  # (n_parts, n_tokens): each token's best cosine in each part, 0 in a part without tokens
    token_ids: Ints  # (n_tokens,)


def compare(index: Index, encodings: Sequence[Encoding], places: Ints) -> list[Comparison]:
    """Compare questions with the same passages, the passages' tokens read once for all.

    Args:
        index: holds the passages.
        encodings: the questions'.
        places: (n_places,), of the passages.

    Raises:
        FloatingPointError: a vector is no number.
    """
    block = index.token_block(places)
    asked = np.concatenate([encoding.tokens for encoding in encodings])
    cosines = _products(block, asked)
    cosines *= block.scales[:, None]  # on the product: a token has one scale, its vector hundreds of numbers
    parts = _part_maxima(block, cosines)
    if not np.isfinite(parts).all():
        raise FloatingPointError("a token's vector is not finite")
    ends = np.cumsum([0, *(len(encoding.tokens) for encoding in encodings)]).tolist()
    return [
        Comparison(places, block, parts[:, first:last], encoding.token_ids)
        for encoding, (first, last) in zip(encodings, pairwise(ends), strict=True)
    ]


def _products(block: TokenBlock, asked: Floats) -> Floats:
    """Inner products of the passages' unscaled tokens and a question's, (n_tokens, n_asked), a few passages at once.

    What is packed is made floats where the processor's cache holds them until they are multiplied.
    """
    products = np.empty((len(block.scales), len(asked)), dtype=np.float32)
    longest = max((last - first for first, last in block.rows), default=0)
    turned = np.zeros((2 * block.stored.shape[1], len(asked)), dtype=np.float32)  # an odd dimension is padded
    turned[: asked.shape[1]] = asked.T
    floats = np.empty((max(_AT_ONCE, longest), len(turned)), dtype=np.float32)
    done = filled = 0
    # The matrix library may raise the flag for lanes that it then discards; so what comes out is looked at instead.
    with np.errstate(invalid="ignore"):
        for first, last in block.rows:
            if filled + last - first > len(floats):
                np.matmul(floats[:filled], turned, out=products[done : done + filled])
                done, filled = done + filled, 0
            unpacked(block.stored[first:last], floats[filled : filled + last - first])
            filled += last - first
        np.matmul(floats[:filled], turned, out=products[done : done + filled])
    return products


def match(comparison: Comparison, weights: Floats, rarity: Floats, telling: npt.NDArray[np.bool_]) -> Matches:
    """How well passages match a question.

    Args:
        comparison: of the question with the passages.
        weights: (n_tokens,), what each token counts.
        rarity: (n_tokens,), how few passages hold each token.
        telling: (n_tokens,), which tokens tell what the question is about; at least one.
    """
    block, parts, n = comparison.block, comparison.parts, len(comparison.places)
    if not len(weights) or not n:
        return Matches(*(np.zeros(n, dtype=np.float32) for _ in Matches.__slots__))
    share = weights / weights.sum()
    bounds = np.searchsorted(block.part_owners, np.arange(n + 1))
    first = bounds[:-1]  # of each passage's parts the first is the place itself, and no unit
    whole = np.maximum.reduceat(parts, first, axis=0)
    units = np.maximum(parts, (parts[first] * _PLACE_COUNTS)[block.part_owners])
    found = units @ share
    pairs = np.full_like(found, -np.inf)
    pairs[:-1] = np.maximum(units[:-1], units[1:]) @ share
    pairs[bounds[1:] - 1] = pairs[first] = -np.inf  # of the last unit and the next passage, of the place and a unit
    single = found.copy()
    single[first] = -np.inf
    highest = np.maximum.reduceat(single, first)
    at = np.flatnonzero(single == highest[block.part_owners])
    best = at[np.searchsorted(block.part_owners[at], np.arange(n))]  # the first of the best
    return Matches(
        whole @ share,
        whole[:, rarer_half(rarity)].min(axis=1),
        units[best][:, telling].min(axis=1),
        highest,
        ((1 - units[best]) ** 2) @ share,
        np.maximum(np.maximum.reduceat(pairs, first), highest),
        _phrases(block, comparison.token_ids, rarity, n),
    )


def rarer_half(rarity: Floats) -> npt.NDArray[np.bool_]:
    """Which of a question's tokens are as rare as their median or rarer, (n_tokens,)."""
    ordered, half = np.sort(rarity), len(rarity) // 2
    rarer: npt.NDArray[np.bool_] = rarity >= (
        ordered[half] if len(rarity) % 2 else (ordered[half - 1] + ordered[half]) / 2
    )
    return rarer


def _part_maxima(block: TokenBlock, cosines: Floats) -> Floats:
    """Each token's best cosine in each part, (n_parts, n_tokens); 0 in a part without tokens."""
    starts = block.part_starts
    held = np.diff(starts, append=len(cosines)) > 0
    if held.all():
        whole: Floats = np.maximum.reduceat(cosines, starts, axis=0)
        return whole
    found = np.zeros((len(starts), cosines.shape[1]), dtype=np.float32)
    if held.any():
        found[held] = np.maximum.reduceat(cosines, starts[held], axis=0)
    return found


def _phrases(block: TokenBlock, asked: Ints, rarity: Floats, n: int) -> Floats:
    weights = rarity[:-1] * rarity[1:]
    held = np.zeros((n, len(weights)), dtype=np.float32)
    if len(weights) and len(block.ids) > 1:
        asked_for = np.zeros(max(int(block.ids.max()), int(asked.max())) + 1, dtype=np.bool_)
        asked_for[asked] = True
        known = np.flatnonzero(asked_for[block.ids])
        rows = known[:-1][np.diff(known) == 1]
        same: npt.NDArray[np.bool_] = (block.ids[rows, None] == asked[:-1]) & (block.ids[rows + 1, None] == asked[1:])
        at, columns = np.nonzero(same)
        owners = np.searchsorted(block.starts, rows[at], side="right") - 1
        inside = rows[at] + 1 < block.starts[owners + 1]  # not the last token of one passage and the first of the next
        held[owners[inside], columns[inside]] = 1
    shares: Floats = (held @ weights / max(float(weights.sum()), 1e-9)).astype(np.float32)
    return shares
