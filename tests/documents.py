"""Laws of every loaded page, and hostile bytes: what loaders of any format are held to."""

import random
from collections.abc import Iterator

from ingest.documents import Document
from ingest.errors import RejectedFileError
from ingest.loaders import load
from ingest.split import split
from tests.fakes import WordEncoder
from tests.pages import lost, lost_in_passages


def assert_lawful(document: Document) -> None:
    """Blocks and what is left out are in order, disjoint, inside the text, and leave nothing; passages are slices."""
    for stretches in (document.blocks, document.left_out):
        behind = 0
        for item in stretches:
            assert behind <= item.start < item.end <= len(document.text)
            behind = item.end
    for block in document.blocks:
        assert block.start <= block.words_start < block.words_end <= block.end
        assert document.text[block.words_start : block.words_end].strip()
    assert lost(document) == ""
    encoder = WordEncoder()
    passages = split(document, encoder.count_tokens, encoder.max_tokens)
    assert lost_in_passages(document, passages) == ""
    assert all(passage.text == document.text[passage.start : passage.end] for passage in passages)


def mutations(data: bytes, n: int, seed: int) -> Iterator[bytes]:
    """Damaged copies: bytes changed, cut out, doubled, swapped, and the end cut off. The same for the same seed."""
    chance = random.Random(seed)
    for _ in range(n):
        damaged = bytearray(data)
        for _ in range(chance.choice((1, 1, 2, 8))):
            at, length = chance.randrange(len(damaged) or 1), chance.choice((1, 1, 4, 64))
            piece = damaged[at : at + length]
            kind = chance.randrange(6)
            if kind == 0:
                damaged[at : at + length] = bytes(chance.randrange(256) for _ in piece)
            elif kind == 1:
                del damaged[at : at + length]
            elif kind == 2:
                damaged[at:at] = piece * chance.choice((1, 3, 50))
            elif kind == 3:
                damaged[at : at + length] = bytes(chance.choice(b'\x00\r\n",;\t<>&{}[]:\\\xff') for _ in piece)
            elif kind == 4:
                del damaged[at:]
            else:
                other = chance.randrange(len(damaged) or 1)
                damaged[other:other] = piece
        yield bytes(damaged)


def survives(data: bytes, name: str) -> bool:
    """Load damaged bytes: a lawful page, or a refusal with a reason and a fix; False where it was refused."""
    try:
        document = load(data, name)
    except RejectedFileError as error:
        told = (error.message, error.fix)
    else:
        assert_lawful(document)
        return True
    assert all(told)
    return False
