"""Where groups of questions are to be cut apart: `python -m bench.gaps_fit`.

The bank's questions are grouped by meaning. Some of its groups are drawn, with a few wordings of each, as a journal
would hold them, and gathered without the groups. Pairs that belong together are compared with those that were put
together. The bank is in the package and `bot.gaps` does not read it.
"""

import argparse
import random
from itertools import combinations

from bot.assemble import encoder_of
from bot.gaps import linked, similarities
from bot.settings import Settings
from ingest import bank

CUTS = (0.40, 0.45, 0.50, 0.55, 0.60, 0.65)


def main() -> None:
    """Print precision, recall and F1 of pairs at each cut."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--draws", type=int, default=5)
    options.add_argument("--groups", type=int, default=60)
    options.add_argument("--wordings", type=int, default=4)
    chosen = options.parse_args()
    encoder = encoder_of(Settings.from_environment())
    known = [block.splitlines() for block in bank.default_text().split("\n\n")]
    groups = [[line for line in lines if line and not line.startswith("#")] for lines in known]
    groups = [lines for lines in groups if len(lines) >= chosen.wordings]
    counts = {cut: [0, 0, 0] for cut in CUTS}  # right, put together, belong together
    for draw in range(chosen.draws):
        chance = random.Random(draw)  # noqa: S311 - a draw, no secret
        drawn = [chance.sample(lines, chosen.wordings) for lines in chance.sample(groups, chosen.groups)]
        questions = [line for lines in drawn for line in lines]
        belong = {pair for i in range(len(drawn)) for pair in combinations(_places(i, chosen.wordings), 2)}
        near = similarities(questions, encoder)
        for cut, count in counts.items():
            put = {pair for group in linked(near, cut) for pair in combinations(group, 2)}
            count[0] += len(put & belong)
            count[1] += len(put)
            count[2] += len(belong)
    print("| cut | precision | recall | F1 |\n|---:|---:|---:|---:|")
    for cut, (right, put_together, together) in counts.items():
        precision, recall = right / max(1, put_together), right / together
        f1 = 2 * precision * recall / max(1e-9, precision + recall)
        print(f"| {cut:.2f} | {precision:.2f} | {recall:.2f} | {f1:.2f} |")


def _places(group: int, wordings: int) -> range:
    return range(group * wordings, (group + 1) * wordings)


if __name__ == "__main__":
    main()
