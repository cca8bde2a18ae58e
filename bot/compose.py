"""The words of an answer: which stretches of which passages to state, and what to cite for them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.answers import Citation, Hit, Statement
from bot.intent import Form, Intent, satisfies
from bot.rerank import Asked, token_matches
from ingest.documents import Block, BlockKind, Document
from ingest.index import Index
from ingest.outline import sections
from ingest.vectors import Unit

LONGEST = 120  # words of an answer that is not a list of steps
_LISTED = (BlockKind.BULLET, BlockKind.STEP)
_PLACE_COUNTS = 0.85  # a token matched only by title or heading counts this much for a unit below it
_CONTINUES = re.compile(
    r"[\"'“(]*(?:this|that|these|those|it|they|them|he|she|both|such|here|otherwise|in this case|the same|in other words|on the other hand|"
    r"conversely|additionally|also|too|however|but|and|so|then|thus|therefore|as a result|for example)\b",
    re.IGNORECASE,
)
_LIMITS = re.compile(
    r"[\"'“(]*(?:however|but|unless|except|only|otherwise|note|please note|exceptions?|if not|failure to|without)\b",
    re.IGNORECASE,
)
_PROCEDURE = re.compile(
    r"\bhow to\b|\bto do\b|\bto perform\b|\bsteps?\b|\bexecution\b|\bperform|\btechnique\b|\binstructions?\b|\bstarting position\b|\bset ?up\b|"
    r"\bwith\b.*\bon\b|\bexercise\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Pick:
    """What is stated from one source: stretches of one document, in order."""

    document: Document
    heading: str
    spans: tuple[tuple[int, int], ...]
    listed: bool
    score: float  # of the best unit
    best: int  # place among the spans of the one that answers best

    @property
    def words(self) -> int:
        """How many words are stated."""
        return sum(len(self.document.text[start:end].split()) for start, end in self.spans)


def compose(index: Index, question: Asked, intent: Intent, hits: Sequence[Hit]) -> list[Pick]:
    """Choose what to state, the best source first; `hits` are those that may be used, best first, at least one."""
    composer = _Composer(index, question, intent)
    if intent.form is Form.STEPS and (steps := composer.steps(hits)) is not None:
        return [steps]
    return composer.facts(hits)


def cite(picks: Sequence[Pick]) -> tuple[tuple[Statement, ...], tuple[Citation, ...]]:
    """Statements and numbered citations; a quote spans the whole blocks that its statements stand in."""
    statements: list[Statement] = []
    citations: list[Citation] = []
    for number, pick in enumerate(picks, start=1):
        start, end = _quoted(pick)
        citations.append(citation(number, pick.document, pick.heading, start, end))
        statements.extend(Statement(pick.document.text[a:b], number, pick.listed) for a, b in pick.spans)
    return tuple(statements), tuple(citations)


def citation(number: int, document: Document, heading: str, start: int, end: int) -> Citation:
    """Cite a stretch of a document."""
    return Citation(
        number, document.doc_id, document.title, heading, document.url, document.text[start:end], start, end
    )


def _quoted(pick: Pick) -> tuple[int, int]:
    first, last = pick.spans[0][0], pick.spans[-1][1]
    around = [block for block in pick.document.blocks if block.end > first and block.start < last]
    if not around:
        return first, last
    return min(first, around[0].words_start), max(last, around[-1].end)


class _Composer:
    def __init__(self, index: Index, question: Asked, intent: Intent) -> None:
        self.index = index
        self.question = question
        self.intent = intent

    def steps(self, hits: Sequence[Hit]) -> Pick | None:
        """All steps of the procedure that the best hits lead to; None where there is none."""
        lead = hits[0]
        for hit in hits[:8]:
            if hit.score < lead.score - 0.2 or (
                hit.passage.doc_id != lead.passage.doc_id and hit.score < lead.score - 0.1
            ):
                continue
            if hit.passage.question and hit is not lead:
                continue
            document = self.index.documents[hit.passage.doc_id]
            blocks = _procedure(document, hit)
            if blocks:
                units = [unit for unit in self._units_of(document, blocks)]
                spans = tuple((unit.start, unit.end) for unit in units)
                return (
                    Pick(document, hit.passage.heading, _joined(document, blocks), True, hit.score, 0)
                    if spans
                    else None
                )
        return None

    def _units_of(self, document: Document, blocks: Sequence[Block]) -> Iterator[Block]:
        yield from blocks

    def facts(self, hits: Sequence[Hit]) -> list[Pick]:
        """The best source's sentences or list, then what other sources say on the same point."""
        found: dict[str, Pick] = {}
        for hit in hits[:10]:
            pick = self._pick(hit, lead=hit is hits[0])
            known = found.get(hit.passage.doc_id)
            if known is None:
                found[hit.passage.doc_id] = pick
        picks = list(found.values())
        chosen = picks[:1]
        for pick in picks[1:]:
            if len(chosen) < 3 and self._adds(pick, chosen):
                chosen.append(pick)
        return chosen

    def _adds(self, pick: Pick, chosen: Sequence[Pick]) -> bool:
        if pick.score < chosen[0].score - 0.06 or not satisfies(self.intent.wanted, _text(pick)):
            return False
        return sum(item.words for item in chosen) + pick.words <= LONGEST

    def _pick(self, hit: Hit, lead: bool) -> Pick:
        document = self.index.documents[hit.passage.doc_id]
        units = self.index.units(hit.place)
        scores = self._unit_scores(hit.place, units)
        best = max(range(len(units)), key=lambda i: scores[i])
        if lead and hit.passage.question and _words(document, units[0].words_start, units[-1].end) <= LONGEST:
            chosen = list(range(len(units)))
        elif lead and self.intent.form is Form.LIST and units[best].kind in _LISTED:
            chosen = _whole_list(document, units, best)
        elif document.text[units[best].start : units[best].end].rstrip().endswith(":") and best + 1 < len(units):
            chosen = [best, *_whole_list(document, units, best + 1)]
        else:
            chosen = self._sentences(document, units, scores, best)
        chosen = _within(document, units, scores, chosen, LONGEST)
        listed = len({units[i].block for i in chosen}) > 1 and units[chosen[-1]].kind in _LISTED
        spans = _spans(document, units, chosen, listed)
        place = (
            next(
                i for i, (start, end) in enumerate(spans) if start <= units[best].end and units[best].words_start <= end
            )
            if best in chosen
            else 0
        )
        return Pick(document, hit.passage.heading, spans, listed, scores[best], place)

    def _unit_scores(self, place: int, units: Sequence[Unit]) -> list[float]:
        """How well each unit answers, its title and heading read along."""
        standing = token_matches(self.index, self.question, place, [0]) * _PLACE_COUNTS
        weights = self.question.token_weights
        passage = self.index.passages[place]
        text = self.index.documents[passage.doc_id].text
        kinds, vectors = self.index.rows_of(place)
        cosines = vectors[kinds == 1] @ self.question.encoding.vector
        scores = []
        for i, unit in enumerate(units):
            matches = token_matches(self.index, self.question, place, [i + 1])
            best = matches.clip(min=standing)
            late = float(best.mean()) + 0.5 * float(best @ weights / weights.sum()) if len(best) else 0.0
            bonus = 0.12 if satisfies(self.intent.wanted, text[unit.words_start : unit.end]) else 0.0
            scores.append(late + 0.3 * float(cosines[i]) + bonus)
        return scores

    def _sentences(self, document: Document, units: Sequence[Unit], scores: Sequence[float], best: int) -> list[int]:
        """The best unit, what it leans on, what limits it, and neighbours that answer nearly as well."""
        chosen = {best}
        same = [i for i in range(len(units)) if units[i].block == units[best].block]
        if units[best].kind in _LISTED and _words(document, units[same[0]].start, units[same[-1]].end) <= 50:
            return same
        first = best
        while first - 1 in same and _CONTINUES.match(_unit_text(document, units[first])) and len(chosen) < 3:
            first -= 1
            chosen.add(first)
        behind = best + 1
        while behind in same and len(chosen) < 4:
            near = scores[behind] >= scores[best] - 0.12
            if not (_LIMITS.match(_unit_text(document, units[behind])) or near):
                break
            chosen.add(behind)
            behind += 1
        return sorted(chosen)


def _procedure(document: Document, hit: Hit) -> list[Block]:
    """The numbered list of the hit's section, with what stands inside its steps; or a bulleted one that tells how to."""
    for section in sections(document):
        if not (section.body[0].start < hit.passage.end and hit.passage.body_start < section.body[-1].end):
            continue
        steps = [block for block in section.body if block.kind is BlockKind.STEP or block.level > 0]
        if sum(block.kind is BlockKind.STEP for block in steps) >= 2:
            return _run_of(steps, section.body, hit)
        heading = " ".join(
            (
                *section.path[-1:],
                *(document.words(block) for block in section.body if block.kind is BlockKind.PARAGRAPH),
            )
        )
        bullets = [block for block in section.body if block.kind in _LISTED]
        if len(bullets) >= 2 and _PROCEDURE.search(heading):
            return _run_of(bullets, section.body, hit)
    return []


def _run_of(listed: Sequence[Block], body: Sequence[Block], hit: Hit) -> list[Block]:
    """Of several lists in one section the one that the hit's passage holds."""
    runs: list[list[Block]] = []
    place = {block.start: i for i, block in enumerate(body)}
    for block in listed:
        if runs and place[block.start] == place[runs[-1][-1].start] + 1 and not _restarts(runs[-1], block):
            runs[-1].append(block)
        else:
            runs.append([block])
    inside = [run for run in runs if run[0].start < hit.passage.end and hit.passage.body_start < run[-1].end]
    return max(inside or runs, key=len)


def _restarts(run: Sequence[Block], block: Block) -> bool:
    return block.level == 0 and run[-1].level == 0 and run[-1].kind is not block.kind


def _joined(document: Document, blocks: Sequence[Block]) -> tuple[tuple[int, int], ...]:
    return tuple((block.start if block.kind is BlockKind.STEP else block.words_start, block.end) for block in blocks)


def _whole_list(document: Document, units: Sequence[Unit], inside: int) -> list[int]:
    """The units of the list items around one of them."""
    if units[inside].kind not in _LISTED:
        return [inside]
    first = last = inside
    while first > 0 and units[first - 1].kind in _LISTED:
        first -= 1
    while last + 1 < len(units) and units[last + 1].kind in _LISTED:
        last += 1
    return list(range(first, last + 1))


def _within(
    document: Document, units: Sequence[Unit], scores: Sequence[float], chosen: list[int], limit: int
) -> list[int]:
    """Drop the units that answer least until the rest has at most `limit` words."""
    kept = list(chosen)
    while len(kept) > 1 and sum(_words(document, units[i].start, units[i].end) for i in kept) > limit:
        kept.remove(min(kept, key=lambda i: scores[i]))
    return kept


def _spans(
    document: Document, units: Sequence[Unit], chosen: Sequence[int], listed: bool
) -> tuple[tuple[int, int], ...]:
    """Stretches to state: neighbouring sentences of one block as one, without a list item's mark unless it is a number."""
    spans: list[tuple[int, int]] = []
    for position, i in enumerate(chosen):
        unit = units[i]
        start = unit.start if listed and unit.kind is BlockKind.STEP else unit.words_start
        joins = position > 0 and chosen[position - 1] == i - 1 and units[i - 1].block == unit.block
        if joins:
            spans[-1] = (spans[-1][0], unit.end)
        else:
            spans.append((start, unit.end))
    return tuple(spans)


def _unit_text(document: Document, unit: Unit) -> str:
    return document.text[unit.words_start : unit.end]


def _words(document: Document, start: int, end: int) -> int:
    return len(document.text[start:end].split())


def _text(pick: Pick) -> str:
    return " ".join(pick.document.text[start:end] for start, end in pick.spans)
