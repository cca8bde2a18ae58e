"""Makes ingest/data/bank_vectors.npz: the question bank, encoded by the default model.

    python -m bench.bank

Run it after a change to the bank's files; `tests/test_bank.py` fails where the two do not belong together.
"""

from pathlib import Path

from ingest import bank
from ingest.encoder import SentenceEncoder

OUT = Path(bank.__file__).parent / "data" / "bank_vectors.npz"


def main() -> None:
    """Encode and write."""
    OUT.unlink(missing_ok=True)
    encoder = SentenceEncoder()
    text = bank.default_text()
    encoded = bank.encode(text, encoder)
    OUT.write_bytes(bank.pack(encoded, text, encoder))
    print(f"{len(encoded.wordings)} wordings in {encoded.groups[-1] + 1} groups, {OUT.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
