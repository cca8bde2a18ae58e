"""Typing errors, repaired against the words of the pages. A word that is usual in English is left alone."""

import math
import re
from collections import Counter
from collections.abc import Container, Sequence
from dataclasses import dataclass
from functools import cached_property, partial

import numpy as np
import numpy.typing as npt

from bot.salience import common_english, is_english, share_of_english
from ingest.index import Index
from ingest.lexical import SPELT, fold

SHORTEST = 3  # letters; a shorter word has too many neighbours
LONGEST = 60  # letters; two words run together have fewer, and parting takes the square of it
LONG = 7  # letters from which a word may hold two errors
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
# What an error costs: two letters swapped, the next key, a letter left out or doubled are likelier than any other. A
# word has few places where letters can be swapped, and five next keys for each letter: one swap is the likeliest.
_NEXT_KEY, _SWAPPED, _DOUBLED, _LEFT_OUT, _OTHER, _FIRST = 0.6, 0.5, 0.6, 0.7, 1.0, 0.25
_MOST = 1.5  # cost of all the errors of one word
_RARE, _LIKELY = 1e-6, 0.7  # a word so rare in English may be an error too, if one of the pages' words is this near
_COMPOUND, _SELDOM = 5, 2e-5  # letters, and share of English, of a word that the pages may write in two: "push-ups"
_ASKING = frozenset(("how", "what", "when", "where", "which", "who", "why", "can", "does"))
_BESIDE = 0.3  # cost that a word may have more where the pages have it beside the same word
_FREQUENT = 0.16  # cost that a word may have more for being ten times as frequent
_IN_HASTE = """
arent aren't cant can't couldnt couldn't didnt didn't doesnt doesn't dont don't hadnt hadn't hasnt hasn't havent haven't
isnt isn't mustnt mustn't neednt needn't shouldnt shouldn't wasnt wasn't werent weren't wont won't wouldnt wouldn't
im I'm ive I've youre you're youve you've youll you'll theyre they're theyve they've theyll they'll weve we've
couldve could've shouldve should've wouldve would've heres here's hows how's thats that's theres there's whats what's
whens when's wheres where's whos who's itll it'll thatll that'll yall you
abt about b4 before bc because bday birthday cos because coz because cuz because hr hour hrs hours mins minutes
msg message mth month mths months nite night nites nights pls please plz please ppl people smth something soz sorry
sth something sumthing something thru through thx thanks tho though tmr tomorrow tmrw tomorrow tomoz tomorrow
tonite tonight u you ur your wk week wks weeks yr year yrs years
"""
# Names and short forms that neither dictionaries nor, perhaps, the pages have, and that are no errors of other words
_NAMES = """
adhd amrap bacs bodypump classpass coldplunge diy emom faq fitbit fyi gympass hehe hiit hyrox ibs irl lol omg sepa trx
uber vid vids wellpass wod
"""
_AS_TYPED = frozenset(_NAMES.split())
_IN_FULL = dict(zip(_IN_HASTE.split()[::2], _IN_HASTE.split()[1::2], strict=True))


@dataclass(frozen=True)  # without slots: what is seldom needed is gathered when first asked for
class Vocabulary:
    """The words of an index and how often each occurs."""

    counts: Counter[str]
    pairs: Container[tuple[str, str]] = frozenset()  # words that stand side by side
    spoken: Container[str] = frozenset()  # what visitors say that neither pages nor dictionaries do: "bank hols"

    @classmethod
    def of(cls, index: Index, spoken: Container[str] = frozenset()) -> "Vocabulary":
        """The words of all passages, folded, and those that are right in a question, too."""
        forms = index.lexicon.forms
        return cls(Counter(dict(zip(forms.words, forms.counts.tolist(), strict=True))), forms, spoken)

    def alike(self, word: str, most: int, own: bool) -> list[str]:
        """Words that so many errors may have made a word of: of about its length, with about its letters.

        Args:
            word: as it was typed.
            most: errors; each adds or takes away a letter, or both.
            own: of the pages alone, and not of common English.
        """
        known, n_own, lengths, letters = self._known
        near = abs(lengths - len(word)) <= most
        near &= np.bitwise_count(letters ^ _letters_of([word])[0]) <= 2 * most
        if own:
            near[n_own:] = False
        return [known[i] for i in np.flatnonzero(near).tolist()]

    @cached_property
    def _known(self) -> tuple[tuple[str, ...], int, npt.NDArray[np.int64], npt.NDArray[np.uint32]]:
        """What an error may have been, the pages' words and common English: how many are the pages', their letters."""
        common = common_english() if self.counts else ()
        known = tuple(word for word in dict.fromkeys((*self.counts, *common)) if len(word) > 1)
        lengths = np.fromiter(map(len, known), dtype=np.int64, count=len(known))
        return known, sum(len(word) > 1 for word in self.counts), lengths, _letters_of(known)

    @cached_property
    def _total(self) -> int:
        return max(self.counts.total(), 1)

    def share(self, word: str) -> float:
        """How likely a word is in a question on these pages: its share there and in English, above 0."""
        asking = 0.02 if word in _ASKING else 0.0  # questions begin so more often than texts
        return self.counts[word] / self._total + share_of_english(word) + asking + 1e-7


def repair(text: str, vocabulary: Vocabulary) -> str:
    """Replace words that neither the pages nor English know by the likeliest word that is near in spelling.

    A word that is rare in English is replaced too, by one of the pages that is very near: *gest* by *guest*.

    What is written in haste is written out, so that the pages may know it: *dont*, *hrs*.

    One error is allowed in a word of up to six letters, two in a longer one; neighbouring letters that have changed
    places count as one (optimal string alignment). Of several words the one is taken whose errors are likeliest on a
    keyboard, a frequent word before a rare one. Words run together are parted where both halves are known.
    """
    said = [fold(match.group()) for match in SPELT.finditer(text)]
    place = iter(range(len(said)))

    def repaired(match: re.Match[str]) -> str:
        i = next(place)
        if text[match.end() : match.end() + 1].isdecimal():  # "u16" is no word
            return match.group()
        word = _repaired(match.group(), vocabulary, "".join(said[i - 1 : i]), "".join(said[i + 1 : i + 2]))
        said[i] = fold(word)
        return word

    return SPELT.sub(repaired, text)


def _repaired(word: str, vocabulary: Vocabulary, before: str, after: str) -> str:
    folded = fold(word)
    if folded in _IN_FULL and folded not in vocabulary.counts:
        return _IN_FULL[folded]
    known = folded in vocabulary.counts or folded in vocabulary.spoken or folded in _AS_TYPED
    if known or not SHORTEST <= len(folded) <= LONGEST:
        return word
    if parted := _side_by_side(folded, vocabulary):
        return parted
    nearest = partial(_nearest, folded, vocabulary, before, after)
    if is_english(folded):
        rare = share_of_english(folded) < _RARE
        return (nearest(_LIKELY, own=True) if rare else None) or word
    return nearest(_MOST, own=False) or _parted(folded, vocabulary.counts) or word


def _nearest(word: str, vocabulary: Vocabulary, before: str, after: str, dearest: float, own: bool) -> str | None:
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    def beside(known: str) -> bool:
        return (before, known) in vocabulary.pairs or (known, after) in vocabulary.pairs

    most = 1 if len(word) < LONG else 2
    near = process.extract(word, vocabulary.alike(word, most, own), scorer=OSA.distance, score_cutoff=most, limit=50)
    costs = ((_cost(word, known), known) for known, _, _ in near if len(known) > 2)
    ranked = [
        (cost - _FREQUENT * math.log10(vocabulary.share(known)) - _BESIDE * beside(known), known)
        for cost, known in costs
        if cost <= dearest
    ]
    return min(ranked)[1] if ranked else None


def _letters_of(words: Sequence[str]) -> npt.NDArray[np.uint32]:
    """The set of each word's letters, (n_words,): letter c as bit c modulo 32."""
    if not words:
        return np.zeros(0, dtype=np.uint32)
    codes = np.frombuffer("".join(words).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    starts = np.cumsum([0, *map(len, words[:-1])])
    found: npt.NDArray[np.uint32] = np.bitwise_or.reduceat(np.uint32(1) << (codes & np.uint32(31)), starts)
    return found


def _cost(typed: str, meant: str) -> float:
    """What it costs to have typed one word for another: optimal string alignment with the costs of a keyboard."""
    rows = [[float(j) for j in range(len(meant) + 1)]]
    for i, letter in enumerate(typed, start=1):
        row = [float(i)]
        for j, wanted in enumerate(meant, start=1):
            same = 0.0 if letter == wanted else _NEXT_KEY if wanted in _NEIGHBOURS.get(letter, "") else _OTHER
            extra = _DOUBLED if i > 1 and typed[i - 2] == letter else _OTHER
            lacking = _DOUBLED if j > 1 and meant[j - 2] == wanted else _LEFT_OUT
            least = min(rows[i - 1][j - 1] + same, rows[i - 1][j] + extra, row[j - 1] + lacking)
            if i > 1 and j > 1 and letter == meant[j - 2] and typed[i - 2] == wanted:
                least = min(least, rows[i - 2][j - 2] + _SWAPPED)
            row.append(least)
        rows.append(row)
    begins = typed[0] == meant[0] or meant[0] in _NEIGHBOURS.get(typed[0], "")
    return rows[-1][-1] + (0.0 if begins else _FIRST)


def _neighbours() -> dict[str, str]:
    """Each key's neighbours on a QWERTY keyboard: beside it, and the two above and below."""
    found = {}
    for y, keys in enumerate(_ROWS):
        for x, key in enumerate(keys):
            places = ((y, x - 1), (y, x + 1), (y - 1, x), (y - 1, x + 1), (y + 1, x - 1), (y + 1, x))
            found[key] = "".join(_ROWS[b][a] for b, a in places if 0 <= b < 3 and 0 <= a < len(_ROWS[b]))
    return found


_NEIGHBOURS = _neighbours()


def _side_by_side(word: str, vocabulary: Vocabulary) -> str | None:
    """`pullup` → `pull up`, where the pages write it in two; not for a word that is usual in English."""
    if len(word) < _COMPOUND or share_of_english(word) > _SELDOM:
        return None
    bare = word.removesuffix("s")
    halves = [(one[:i], one[i:]) for one in dict.fromkeys((word, bare)) for i in range(2, len(one) - 1)]
    pair = next((pair for pair in halves if pair in vocabulary.pairs), None)
    return None if pair is None else " ".join(pair) + ("s" if pair[0] + pair[1] != word else "")


def _parted(word: str, counts: Counter[str]) -> str | None:
    """`calfraise` → `calf raise`."""
    halves = [(word[:i], word[i:]) for i in range(3, len(word) - 2)]
    known = [(min(counts[a], counts[b]), f"{a} {b}") for a, b in halves if a in counts and b in counts]
    return max(known)[1] if known else None
