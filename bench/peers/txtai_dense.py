"""txtai: its embeddings database as its introduction sets it up: vectors in FAISS, found texts named by their place."""

from collections.abc import Sequence

from txtai import Embeddings

from bench.peers.timing import FOUND, Search, System, serve


def _load(model: str) -> Embeddings:
    embeddings = Embeddings(path=model, gpu=False)
    embeddings.transform("warm up")  # loads the model
    return embeddings


def _build(encoder: Embeddings, texts: Sequence[str], folder: str) -> None:
    encoder.index(list(texts))
    encoder.save(folder)


def _open(_: str, folder: str) -> Search:
    embeddings = Embeddings()
    embeddings.load(folder)  # its configuration names the model
    return lambda question: embeddings.search(question, FOUND)


if __name__ == "__main__":
    serve(System(_load, _build, _open))
