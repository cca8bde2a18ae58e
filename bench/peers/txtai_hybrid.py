"""txtai: its own hybrid of vectors and BM25, as its documentation sets it up."""

from collections.abc import Sequence

from txtai import Embeddings

from bench.peers.exchange import Found, Search, serve


def build(model: str, texts: Sequence[str], k: int) -> dict[str, Search]:
    """One search, weights as they come."""
    embeddings = Embeddings(path=model, hybrid=True, gpu=False)
    embeddings.index(list(enumerate(texts)))

    def search(question: str) -> Found:
        found: Found = embeddings.search(question, k)
        return found

    return {"txtai": search}


if __name__ == "__main__":
    serve(build)
