"""LlamaIndex: a vector index over its FAISS store; a document is one node, for its splitter cuts at 1,024 tokens."""

from collections.abc import Sequence

import faiss
from llama_index.core import Document, StorageContext, VectorStoreIndex, load_index_from_storage
from llama_index.embeddings.huggingface import HuggingFaceEmbedding
from llama_index.vector_stores.faiss import FaissVectorStore

from bench.peers.timing import FOUND, Search, System, serve

DIMENSION = 384  # of the model


def _load(model: str) -> HuggingFaceEmbedding:
    return HuggingFaceEmbedding(model_name=model, device="cpu", embed_batch_size=32)


def _build(encoder: HuggingFaceEmbedding, texts: Sequence[str], folder: str) -> None:
    store = FaissVectorStore(faiss_index=faiss.IndexFlatIP(DIMENSION))
    context = StorageContext.from_defaults(vector_store=store)
    documents = [Document(text=text) for text in texts]
    index = VectorStoreIndex.from_documents(documents, storage_context=context, embed_model=encoder)
    index.storage_context.persist(persist_dir=folder)


def _open(model: str, folder: str) -> Search:
    store = FaissVectorStore.from_persist_dir(folder)
    context = StorageContext.from_defaults(vector_store=store, persist_dir=folder)
    index = load_index_from_storage(context, embed_model=_load(model))
    search: Search = index.as_retriever(similarity_top_k=FOUND).retrieve
    return search


if __name__ == "__main__":
    serve(System(_load, _build, _open))
