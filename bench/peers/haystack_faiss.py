"""Haystack: its FAISS store with its sentence-transformers embedders, piped together as its documentation has it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from haystack import Document, Pipeline
from haystack.document_stores.types import DuplicatePolicy
from haystack_integrations.components.embedders.sentence_transformers import (
    SentenceTransformersDocumentEmbedder,
    SentenceTransformersTextEmbedder,
)
from haystack_integrations.components.retrievers.faiss import FAISSEmbeddingRetriever
from haystack_integrations.document_stores.faiss import FAISSDocumentStore

from bench.peers.timing import FOUND, Search, System, serve

DIMENSION = 384  # of the model
NAME = "documents"


def _load(model: str) -> SentenceTransformersDocumentEmbedder:
    embedder = SentenceTransformersDocumentEmbedder(model=model, progress_bar=False)
    embedder.warm_up()
    return embedder


def _build(encoder: SentenceTransformersDocumentEmbedder, texts: Sequence[str], folder: str) -> None:
    Path(folder).mkdir()
    store = FAISSDocumentStore(embedding_dim=DIMENSION)
    embedded = encoder.run([Document(content=text) for text in texts])["documents"]
    store.write_documents(embedded, policy=DuplicatePolicy.OVERWRITE)
    store.save(Path(folder) / NAME)


def _open(model: str, folder: str) -> Search:
    store = FAISSDocumentStore(index_path=str(Path(folder) / NAME), embedding_dim=DIMENSION)
    pipeline = Pipeline()
    pipeline.add_component("embedder", SentenceTransformersTextEmbedder(model=model, progress_bar=False))
    pipeline.add_component("retriever", FAISSEmbeddingRetriever(document_store=store, top_k=FOUND))
    pipeline.connect("embedder.embedding", "retriever.query_embedding")

    def search(question: str) -> Sequence[Any]:
        found: Sequence[Any] = pipeline.run({"embedder": {"text": question}})["retriever"]["documents"]
        return found

    return search


if __name__ == "__main__":
    serve(System(_load, _build, _open))
